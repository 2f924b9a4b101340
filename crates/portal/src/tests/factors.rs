//! Signing in with more than a password, and the page where an officer looks after it.

use super::sample::{now, settings};
use super::site::{Answer, Browser, PASSWORD, Site, after, code, means};
use crate::visitor::{HALF, SESSION};
use app::factors::Proof;
use axum::http::StatusCode;
use factor::totp::{TotpSecret, step_of};

const WRONG: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// Gives the password of an officer who has a second factor.
async fn half(site: &Site, login: &str, next: &str) -> Browser {
    let mut browser = site.browser();
    let fields = [("ten", login), ("mat-khau", PASSWORD), ("tiep", next)];
    let answer = browser.post("/dang-nhap", &fields).await;
    assert!(answer.leads_to().starts_with("/dang-nhap/xac-minh"), "{}", answer.status);
    assert!(!browser.cookies.contains_key(SESSION) && browser.cookies.contains_key(HALF));
    browser
}

/// Ten codes of a page.
fn codes(page: &Answer) -> Vec<String> {
    let list = page.text.split("<ol class=\"secret\">").nth(1).unwrap().split("</ol>").next().unwrap();
    let codes: Vec<String> =
        list.split("<li>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect();
    assert_eq!(codes.len(), 10);
    codes
}

/// The code of the app whose key a page shows.
fn first_code(page: &Answer) -> String {
    let letters = page.text.split("<p class=\"secret\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
    let mut bits = 0_u64;
    let (mut held, mut bytes) = (0, Vec::new());
    for letter in letters.bytes() {
        let value = if letter.is_ascii_uppercase() { letter - b'A' } else { letter - b'2' + 26 };
        bits = (bits << 5) | u64::from(value);
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    TotpSecret::of(&bytes).unwrap().code(step_of(now().unix_seconds()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_gives_his_password_then_a_code_and_the_same_code_never_again() {
    let site = Site::new().await;
    let mut leader = half(&site, "leader", "/bao-cao/tien-do").await;
    let page = leader.get("/dang-nhap/xac-minh?tiep=%2Fbao-cao%2Ftien-do").await;
    assert!(page.text.contains("autocomplete=\"one-time-code\"") && page.text.contains("inputmode=\"numeric\""));
    let wrong = leader.post("/dang-nhap/xac-minh", &[("ma", "000000"), ("tiep", "/bao-cao/tien-do")]).await;
    assert_eq!(wrong.status, WRONG);
    assert!(wrong.text.contains("Mã chưa đúng hoặc đã dùng") && wrong.hidden("tiep") == "/bao-cao/tien-do");
    let fields = [("ma", &*code(now())), ("tiep", "/bao-cao/tien-do")];
    let signed = leader.post("/dang-nhap/xac-minh", &fields).await;
    assert_eq!(signed.leads_to(), "/bao-cao/tien-do");
    assert!(!leader.cookies.contains_key(HALF), "the half session is over");
    assert_eq!(leader.get("/bao-cao/tien-do").await.status, StatusCode::OK);
    let mut again = half(&site, "leader", "").await;
    for used in [code(now()), code(after(-30))] {
        let refused = again.post("/dang-nhap/xac-minh", &[("ma", &used)]).await;
        assert_eq!(refused.status, WRONG, "taken once, neither it nor one before it is taken again");
    }
    let next = again.post("/dang-nhap/xac-minh", &[("ma", &code(after(30)))]).await;
    assert_eq!(next.leads_to(), "/ban-lam-viec", "a clock half a minute ahead is forgiven");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_send_one_code_at_once_one_comes_in() {
    let site = Site::new().await;
    let (one, other) = (half(&site, "leader", "").await, half(&site, "leader", "").await);
    let code = code(now());
    let fields = [("ma", code.as_str())];
    let (mut one, mut other) = (one, other);
    let both = tokio::join!(one.post("/dang-nhap/xac-minh", &fields), other.post("/dang-nhap/xac-minh", &fields));
    let came_in = [both.0, both.1].iter().filter(|answer| answer.status == StatusCode::SEE_OTHER).count();
    assert_eq!(came_in, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_codes_make_one_wait_and_the_officer_is_told_while_a_recovery_code_still_opens() {
    let site = Site::new().await;
    let means = means();
    let factors = site.app.factors(&means);
    let signed = site.signed_in("leader").await;
    let signed = site.app.signed_in(&signed.cookies[SESSION], now()).await.unwrap().unwrap();
    let fresh = app::session::SignedIn { confirmed_at: now(), ..signed };
    let codes = factors.new_codes(&fresh, now()).await.unwrap();
    let seen = app::session::Whereabouts::default();
    let half = |at| {
        let app = site.app.clone();
        async move {
            match app.sign_in("leader", PASSWORD, &app::session::Whereabouts::default(), at).await.unwrap() {
                app::session::Entry::Half(half) => half.token,
                app::session::Entry::Whole(_) => unreachable!("he has a factor"),
            }
        }
    };
    let token = half(now()).await;
    for _ in 0..5 {
        assert!(factors.finish(&token, Proof::Code("000000"), &seen, now()).await.is_err());
    }
    let right = code(after(30));
    let waits = factors.finish(&token, Proof::Code(&right), &seen, after(30)).await;
    assert!(matches!(waits, Err(app::factors::FactorError::Wait { minutes: 5 })), "even the right one waits");
    let told = site.app.notices(&fresh.officer).await.unwrap();
    assert!(told.iter().any(|one| one.text.contains("nhập sai mã xác minh nhiều lần")), "he is told");
    assert!(factors.finish(&token, Proof::Recovery(&codes[0]), &seen, after(30)).await.is_ok());
    let token = half(after(400)).await;
    let right = code(after(400));
    assert!(factors.finish(&token, Proof::Code(&right), &seen, after(400)).await.is_ok(), "after the while");
    let token = half(now()).await;
    assert!(factors.half(&token, after(599)).await.unwrap().is_some());
    assert!(factors.half(&token, after(600)).await.unwrap().is_none(), "a half session lasts ten minutes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_without_a_factor_adds_an_app_gets_ten_codes_and_begins_to_work() {
    let site = Site::new().await;
    site.appoint_bare().await;
    let mut leader = site.signed_in("bare-leader").await;
    let mut elsewhere = site.signed_in("bare-leader").await;
    assert_eq!(leader.get("/ban-lam-viec").await.leads_to(), "/bao-mat");
    let page = leader.get("/bao-mat").await;
    assert!(page.text.contains("Lãnh đạo và người quản trị đăng nhập bằng mật khẩu và một yếu tố xác thực nữa"));
    let typed = leader.post_signed("/ho-so/H42.191-261123-0001/stop", &[("stop.ly-do", "Người nộp trùng")]).await;
    assert!(typed.text.contains("Người nộp trùng"), "what was typed can be copied");
    let form = leader.get("/bao-mat/ung-dung").await;
    assert!(form.text.contains("class=\"qr\"") && form.text.contains("Mã QR để ứng dụng xác thực quét"));
    let (sealed, code) = (form.hidden("bi-mat"), first_code(&form));
    let letters = form.text.split("<p class=\"secret\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let wrong = [("bi-mat", &*sealed), ("ten", "Điện thoại cơ quan"), ("ma", "000000")];
    let wrong = leader.post_signed("/bao-mat/ung-dung", &wrong).await;
    assert_eq!(wrong.status, WRONG);
    assert!(wrong.text.contains("Điện thoại cơ quan") && wrong.text.contains(&letters), "the same key again");
    let foreign = site.signed_in("clerk").await.get("/bao-mat/ung-dung").await.hidden("bi-mat");
    let stolen = leader.post_signed("/bao-mat/ung-dung", &[("bi-mat", &*foreign), ("ten", "x"), ("ma", &code)]).await;
    assert_eq!(stolen.status, StatusCode::CONFLICT, "a key made for somebody else");
    let right = [("bi-mat", &*sealed), ("ten", "Điện thoại cơ quan"), ("ma", &code)];
    let added = leader.post_signed("/bao-mat/ung-dung", &right).await;
    let codes = codes(&added);
    assert_eq!(leader.get("/ban-lam-viec").await.status, StatusCode::OK, "he works on in the same session");
    let out = elsewhere.get("/bao-mat").await;
    assert!(out.leads_to().starts_with("/dang-nhap"), "sessions begun with the password alone are over");
    let page = leader.get("/bao-mat").await;
    assert!(page.text.contains("Điện thoại cơ quan") && page.text.contains("Còn 10 mã"));
    assert!(!page.text.contains(&codes[0]), "codes are shown once");
    assert!(leader.get("/thong-bao").await.text.contains("Bạn vừa thêm một ứng dụng xác thực"));
    let journal = site.signed_in("administrator").await.get("/quan-tri/nhat-ky?ai=bare-leader").await;
    let noted = journal.text.matches("Thêm cách xác minh đăng nhập").count();
    assert_eq!(noted, 2, "in the list of kinds, and once as done");

    let mut back = half(&site, "bare-leader", "").await;
    let replayed = back.post("/dang-nhap/xac-minh", &[("ma", &code)]).await;
    assert_eq!(replayed.status, WRONG, "the code that confirmed the app opens nothing more");
    let recovery = [("ma-khoi-phuc", &*codes[3].to_lowercase())];
    assert_eq!(back.post("/dang-nhap/xac-minh", &recovery).await.leads_to(), "/ban-lam-viec");
    assert!(back.get("/thong-bao").await.text.contains("còn 9 mã"));
    let mut again = half(&site, "bare-leader", "").await;
    let used = again.post("/dang-nhap/xac-minh", &recovery).await;
    assert!(used.status == WRONG && used.text.contains("Mã khôi phục chưa đúng hoặc đã dùng"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_gives_no_secret_away() {
    let site = Site::new().await;
    let top = "H42".parse().unwrap();
    let factors = site.app.store().factors(&top, "leader").await.unwrap();
    let stored = &factors[0].secret;
    assert!(!stored.windows(20).any(|part| part == app::demo::SECRET), "sealed");
    let others = site.app.store().factors(&top, "administrator").await.unwrap();
    assert_ne!(*stored, others[0].secret, "the same secret looks different in each row");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_factor_of_a_leader_stays_and_a_clerks_may_go() {
    let site = Site::new().await;
    let mut clerk = site.signed_in("clerk").await;
    let form = clerk.get("/bao-mat/ung-dung").await;
    let fields = [("bi-mat", &*form.hidden("bi-mat")), ("ten", "Điện thoại"), ("ma", &first_code(&form))];
    codes(&clerk.post_signed("/bao-mat/ung-dung", &fields).await);
    let id = clerk.get("/bao-mat").await.hidden("id");
    let blank = clerk.post_signed("/bao-mat/cach", &[("id", &id), (&format!("ten-{id}"), " ")]).await;
    assert!(blank.status == WRONG && blank.text.contains("Đặt một tên dễ nhận ra"));
    let named = clerk.post_signed("/bao-mat/cach", &[("id", &id), (&format!("ten-{id}"), "Máy bảng")]).await;
    assert_eq!(named.leads_to(), "/bao-mat?xong=ten");
    let mut foreign = site.signed_in("case-officer").await;
    let refused = foreign.post_signed("/bao-mat/cach", &[("id", &id), ("bo", "1")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "another's");
    assert_eq!(clerk.post_signed("/bao-mat/cach", &[("id", &id), ("bo", "1")]).await.leads_to(), "/bao-mat?xong=bo");
    assert!(clerk.get("/bao-mat").await.text.contains("Tài khoản này chỉ có mật khẩu"));

    let mut leader = site.signed_in("leader").await;
    let id = leader.get("/bao-mat").await.hidden("id");
    let stale = leader.post_signed("/bao-mat/cach", &[("id", &id), ("bo", "1")]).await;
    assert!(stale.leads_to().starts_with("/bao-mat/xac-nhan"), "signed in hours ago: {}", stale.status);
    let wrong = leader.post_signed("/bao-mat/xac-nhan", &[("mat-khau", "sai")]).await;
    assert!(wrong.status == WRONG && wrong.text.contains("Mật khẩu hiện tại chưa đúng"));
    let sure = leader.post_signed("/bao-mat/xac-nhan", &[("mat-khau", PASSWORD), ("tiep", "/quan-tri")]).await;
    assert_eq!(sure.leads_to(), "/bao-mat?xong=xac-nhan");
    let last = leader.post_signed("/bao-mat/cach", &[("id", &id), ("bo", "1")]).await;
    assert!(last.status == WRONG && last.text.contains("thêm cách khác trước khi bỏ cách này"));
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_in_words_and_ended_one_by_one_or_all_at_once() {
    let site = Site::new().await;
    let (mut here, mut there) = (site.signed_in("clerk").await, site.signed_in("clerk").await);
    let stranger = site.signed_in("case-officer").await;
    let listed = here.get("/bao-mat").await;
    assert!(listed.text.contains("phiên này") && listed.text.contains("Kết thúc mọi phiên khác"));
    let foreign = site.app.signed_in(&stranger.cookies[SESSION], now()).await.unwrap().unwrap().session.to_string();
    here.post_signed("/bao-mat/phien", &[("phien", &foreign)]).await;
    assert_eq!(stranger.clone().get("/bao-mat").await.status, StatusCode::OK, "another's session is left alone");
    let theirs = site.app.signed_in(&there.cookies[SESSION], now()).await.unwrap().unwrap().session.to_string();
    here.post_signed("/bao-mat/phien", &[("phien", &theirs)]).await;
    assert!(there.get("/bao-mat").await.leads_to().starts_with("/dang-nhap"));
    let mut third = site.signed_in("clerk").await;
    assert_eq!(here.post_signed("/bao-mat/phien", &[("tat-ca", "1")]).await.leads_to(), "/bao-mat?xong=phien");
    assert!(third.get("/bao-mat").await.leads_to().starts_with("/dang-nhap"));
    assert_eq!(here.get("/bao-mat").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_asks_for_the_old_one_and_ends_the_other_sessions() {
    let site = Site::new().await;
    let (mut here, mut there) = (site.signed_in("clerk").await, site.signed_in("clerk").await);
    let long = "một câu dài dễ nhớ";
    for (current, new, again, said) in [
        ("sai", long, long, "Mật khẩu hiện tại chưa đúng"),
        (PASSWORD, "ngắn", "ngắn", "ngắn hơn 12 ký tự"),
        (PASSWORD, long, "khác", "Hai lần nhập chưa giống nhau"),
    ] {
        let fields = [("mat-khau", current), ("mat-khau-moi", new), ("lan-hai", again)];
        let wrong = here.post_signed("/bao-mat/mat-khau", &fields).await;
        assert!(wrong.status == WRONG && wrong.text.contains(said), "{said}");
    }
    let fields = [("mat-khau", PASSWORD), ("mat-khau-moi", long), ("lan-hai", long)];
    assert_eq!(here.post_signed("/bao-mat/mat-khau", &fields).await.leads_to(), "/bao-mat?xong=mat-khau");
    assert!(there.get("/bao-mat").await.leads_to().starts_with("/dang-nhap"));
    assert_eq!(here.get("/ban-lam-viec").await.status, StatusCode::OK);
    let mut browser = site.browser();
    for (password, status) in [(PASSWORD, WRONG), (long, StatusCode::SEE_OTHER)] {
        let answer = browser.post("/dang-nhap", &[("ten", "clerk"), ("mat-khau", password)]).await;
        assert_eq!(answer.status, status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_resets_another_and_never_himself() {
    let site = Site::new().await;
    let (mut admin, mut leader) = (site.signed_in("administrator").await, site.signed_in("leader").await);
    let own = admin.post_signed("/quan-tri/can-bo/administrator", &[("dat-lai", "1")]).await;
    assert!(own.status == WRONG && own.text.contains("Không tự đặt lại xác minh đăng nhập của mình"));
    let above = admin.post_signed("/quan-tri/can-bo/province", &[("dat-lai", "1")]).await;
    assert_eq!(above.status, StatusCode::FORBIDDEN);
    let reset = admin.post_signed("/quan-tri/can-bo/leader", &[("dat-lai", "1")]).await;
    let link = format!("/dat-mat-khau/{}", &reset.text.split("/dat-mat-khau/").nth(1).unwrap()[..64]);
    assert!(leader.get("/ban-lam-viec").await.leads_to().starts_with("/dang-nhap"), "his sessions end");
    let old = site.browser().post("/dang-nhap", &[("ten", "leader"), ("mat-khau", PASSWORD)]).await;
    assert_eq!(old.status, WRONG, "the old password opens nothing");
    let long = "một câu dài dễ nhớ";
    let mut owner = site.browser();
    owner.post(&link, &[("mat-khau", long), ("lan-hai", long)]).await;
    owner.post("/dang-nhap", &[("ten", "leader"), ("mat-khau", long)]).await;
    assert_eq!(owner.get("/ban-lam-viec").await.leads_to(), "/bao-mat", "he sets a factor up anew");
    let journal = admin.get("/quan-tri/nhat-ky?loai=factor-reset").await.text;
    assert_eq!(journal.matches("Đặt lại xác minh đăng nhập").count(), 2, "in the list of kinds, and once as done");
    assert!(journal.contains("leader") && !journal.contains(&link[14..]));
    let top = "H42".parse().unwrap();
    assert!(site.app.reset_factors_here(&top, "administrator", now()).await.unwrap());
    assert!(!site.app.reset_factors_here(&top, "khong-co", now()).await.unwrap());
    assert!(admin.get("/quan-tri").await.leads_to().starts_with("/dang-nhap"), "at the machine anybody's are reset");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_shows_the_code_of_its_published_secret_and_no_other_system_shows_any() {
    let site = Site::new().await;
    let demo = crate::router(site.app.clone(), crate::Settings { demo: true, ..settings() });
    let shown = |page: &Answer| page.text.contains("Chỉ ở bản mẫu");
    let mut leader = half(&site, "leader", "").await;
    assert!(!shown(&leader.get("/dang-nhap/xac-minh").await), "a real system shows none");
    leader.router = demo.clone();
    let page = leader.get("/dang-nhap/xac-minh").await;
    assert!(shown(&page) && page.text.contains(&code(now())));
    assert_eq!(leader.post("/dang-nhap/xac-minh", &[("ma", &code(now()))]).await.status, StatusCode::SEE_OTHER);
    let mut again = half(&site, "leader", "").await;
    again.router = demo.clone();
    assert!(again.get("/dang-nhap/xac-minh").await.text.contains(&code(after(30))), "the next that would be taken");
    let mut clerk = site.signed_in("clerk").await;
    let form = clerk.get("/bao-mat/ung-dung").await;
    let fields = [("bi-mat", &*form.hidden("bi-mat")), ("ten", "Điện thoại"), ("ma", &first_code(&form))];
    clerk.post_signed("/bao-mat/ung-dung", &fields).await;
    let mut clerk = half(&site, "clerk", "").await;
    clerk.router = demo;
    assert!(!shown(&clerk.get("/dang-nhap/xac-minh").await), "an app of somebody's own shows none, not even there");
}
