//! Citizens and enterprises who are signed in: what is theirs, and what is not.

use super::applying::BIRTH_TYPED;
use super::sample::{now, settings};
use super::site::{BIRTH, Browser, Site};
use crate::settings::{CitizenSignIn, Settings};
use crate::visitor::{CITIZEN, DRAFTS};
use app::citizen::Assurance;
use app::login::{Client, Provider, Way};
use axum::http::StatusCode;
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_sees_who_he_is_and_signs_out() {
    let site = Site::new().await;
    let mut browser = site.citizen("uoc").await;
    let page = browser.get("/tai-khoan").await;
    assert_eq!(page.status, StatusCode::OK);
    for part in ["Nguyễn Thị Ước (mẫu)", "037 190 000 000", "21/03/1990", "Mức độ 2", "Trình duyệt thử", "(máy này)"]
    {
        assert!(page.text.contains(part), "{part}");
    }
    let kept = browser.clone();
    let out = browser.post_signed("/tai-khoan/dang-xuat", &[]).await;
    assert_eq!(out.leads_to(), "/dang-nhap-nguoi-dan?da-dang-xuat");
    assert!(browser.get(out.leads_to()).await.text.contains("Bạn đã đăng xuất"));
    assert!(
        kept.clone().get("/tai-khoan").await.leads_to().starts_with("/dang-nhap-nguoi-dan?tiep="),
        "the token is dead"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enterprise_is_shown_as_one() {
    let page = Site::new().await.citizen("cong-ty").await.get("/tai-khoan").await;
    for part in ["Doanh nghiệp", "Công ty TNHH Ví Dụ Hoa Lư (mẫu)", "2700000009", "Người đại diện"] {
        assert!(page.text.contains(part), "{part}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_phone_is_signed_out_from_another_device() {
    let site = Site::new().await;
    let (mut lost, mut here) = (site.citizen("uoc").await, site.citizen("uoc").await);
    let stranger = site.citizen("thu").await.get("/tai-khoan").await;
    let page = here.get("/tai-khoan").await;
    assert_eq!(
        (page.text.matches("Đăng xuất khỏi máy này").count(), stranger.text.matches("Đăng xuất khỏi máy này").count()),
        (1, 0)
    );
    let name = page.hidden("phien");
    let foreign = site.citizen("thu").await.post_signed("/tai-khoan/phien", &[("phien", &name)]).await;
    assert_eq!(foreign.status, StatusCode::SEE_OTHER);
    assert_eq!(lost.get("/tai-khoan").await.status, StatusCode::OK, "nobody ends the session of another");
    here.post_signed("/tai-khoan/phien", &[("phien", &name)]).await;
    assert_eq!(lost.get("/tai-khoan").await.status, StatusCode::SEE_OTHER);
    let mut third = site.citizen("uoc").await;
    here.post_signed("/tai-khoan/phien", &[("tat-ca", "co")]).await;
    assert_eq!(third.get("/tai-khoan").await.status, StatusCode::SEE_OTHER);
    assert_eq!(here.get("/tai-khoan").await.status, StatusCode::OK, "the session in use goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_the_sessions_secret_is_not_taken() {
    let site = Site::new().await;
    let mut browser = site.citizen("uoc").await;
    browser.csrf = "0".repeat(64);
    assert_eq!(browser.post_signed("/tai-khoan/dang-xuat", &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.get("/tai-khoan").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn made_up_people_sign_in_only_where_everybody_is_made_up() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let typed = [("nguoi", "uoc"), ("tiep", "/tai-khoan")];
    let refused = browser.post("/dang-nhap-nguoi-dan", &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "the setting alone opens nothing");
    assert!(browser.cookies.is_empty());
    site.app.store().mark_synthetic().await.unwrap();
    let taken = browser.post("/dang-nhap-nguoi-dan", &typed).await;
    assert_eq!((taken.status, taken.leads_to()), (StatusCode::SEE_OTHER, "/tai-khoan"));
    assert!(browser.get("/tai-khoan").await.text.contains("Nguyễn Thị Ước (mẫu)"));
    let nobody = site.browser().post("/dang-nhap-nguoi-dan", &[("nguoi", "ai-do")]).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_the_same_whenever_its_owner_signs_in() {
    let site = Site::new().await;
    let profile = app::demo::synthetic()[0].profile();
    let mut ids = Vec::new();
    for (issuer, subject) in
        [("https://a.example", "1"), ("https://a.example", "1"), ("https://b.example", "1"), ("https://a.example", "2")]
    {
        let session = site.app.sign_in_citizen(issuer, subject, &profile, "", now()).await.unwrap();
        ids.push(site.app.citizen(&session.token, now()).await.unwrap().unwrap().citizen.id);
    }
    assert_eq!(ids[0], ids[1]);
    assert!(ids[2] != ids[0] && ids[3] != ids[0] && ids[2] != ids[3], "a number alone makes nobody the same");
    let key = |number| site.app.person_key(number);
    assert_eq!(key("037 190 000.000"), key("037190000000"));
    assert_ne!(key("037190000000"), key("037190000001"));
    assert!(key("037190000000").len() == 64 && !key("037190000000").contains("0371900"));
}

/// A site whose citizens sign in at a provider that is not there.
async fn with_provider() -> (Site, Browser) {
    let site = Site::new().await;
    let client = Client {
        issuer: "http://127.0.0.1:9".to_owned(),
        id: "motcua".to_owned(),
        secret: None,
        back: "http://localhost/dang-nhap-nguoi-dan/tro-ve".to_owned(),
        scope: "openid".to_owned(),
        levels: String::new(),
    };
    let way = Way { name: "VNeID".to_owned(), provider: Provider::open(client).unwrap(), least: Assurance::Two };
    let settings = Settings { citizens: CitizenSignIn::Provider(Arc::new(way)), ..settings() };
    let browser = Browser { router: crate::router(site.app.clone(), settings), ..site.browser() };
    (site, browser)
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_signed_in_by_what_a_browser_says_he_is() {
    let (site, mut browser) = with_provider().await;
    site.app.store().mark_synthetic().await.unwrap();
    let claims = [("sub", "1"), ("HoVaTen", "Người Khác"), ("SoDinhDanh", "037190000000"), ("nguoi", "uoc")];
    for path in ["/dang-nhap-nguoi-dan", "/dang-nhap-nguoi-dan/tro-ve", "/tai-khoan"] {
        let answer = browser.post(path, &claims).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
    }
    let query = "code=1&state=1&sub=1&HoVaTen=A&SoDinhDanh=037190000000&id_token=a.b.c&iss=http%3A%2F%2F127.0.0.1%3A9";
    let back = browser.get(&format!("/dang-nhap-nguoi-dan/tro-ve?{query}")).await;
    assert_eq!(back.status, StatusCode::BAD_REQUEST);
    assert!(back.text.contains("Lần đăng nhập này đã cũ") && browser.cookies.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_down_costs_nobody_what_he_wrote() {
    let (_site, mut browser) = with_provider().await;
    let door = browser.get("/dang-nhap-nguoi-dan?tiep=/thu-tuc").await;
    assert!(door.text.contains("href=\"/dang-nhap-nguoi-dan/di?tiep=%2Fthu-tuc\""), "{}", door.text);
    let (_, page) = browser.begin(BIRTH).await;
    let down = browser.get(&format!("/dang-nhap-nguoi-dan/di?tiep={}", crate::words::address_part(&page))).await;
    assert_eq!(down.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(down.text.contains("Hệ thống định danh chưa trả lời") && down.text.contains(&format!("href=\"{page}\"")));
    assert_eq!(browser.get(&page).await.status, StatusCode::OK, "the draft is where it was");
    let away = browser.get("/dang-nhap-nguoi-dan/di?tiep=https://evil.example").await;
    assert!(!away.text.contains("evil.example"), "nobody is led elsewhere");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_has_no_password_and_opens_no_door_of_officers() {
    let site = Site::new().await;
    let _signed_in = site.citizen("uoc").await;
    for password in ["", "00000000-0000-0000-0000-000000000000", "uoc", "123456", "motcua-demo"] {
        let answer = site.browser().post("/dang-nhap", &[("ten", "uoc"), ("mat-khau", password)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{password}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_account_says_is_filled_in_and_may_be_changed() {
    let site = Site::new().await;
    let mut browser = site.citizen("uoc").await;
    let (draft, _) = browser.begin(BIRTH).await;
    browser.post(&format!("{draft}/who"), &[("who", "one-self")]).await;
    let name = browser.get(&format!("{draft}/full_name")).await;
    assert!(name.text.contains("value=\"Nguyễn Thị Ước (mẫu)\""), "{}", name.text);
    assert!(name.text.contains("thông tin này sai thì sửa lại"));
    browser.post(&format!("{draft}/full_name"), &[("full_name", "Nguyễn Thị Khác")]).await;
    assert!(browser.get(&format!("{draft}/full_name")).await.text.contains("value=\"Nguyễn Thị Khác\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_uses_an_enterprises_account_may_apply_for_himself() {
    let site = Site::new().await;
    let mut browser = site.citizen("cong-ty").await;
    let (draft, _) = browser.begin(BIRTH).await;
    browser.post(&format!("{draft}/who"), &[("who", "one-self")]).await;
    let himself = browser.get(&format!("{draft}/full_name")).await;
    assert!(himself.text.contains("value=\"Phạm Văn Giả Định (mẫu)\""), "{}", himself.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_gone_on_with_from_another_device_and_its_dossier_is_the_accounts() {
    let site = Site::new().await;
    let mut browser = site.citizen("uoc").await;
    let (draft, _) = browser.begin(BIRTH).await;
    assert!(browser.get("/tai-khoan").await.text.contains(&format!("href=\"{draft}\"")));
    let mut other = site.citizen("uoc").await;
    let overview = other.get(&draft).await;
    assert_eq!(overview.status, StatusCode::OK);
    assert!(overview.text.contains("tài khoản của bạn") && !overview.text.contains("Mã tra cứu</dt>"));
    assert_eq!(site.citizen("thu").await.get(&draft).await.status, StatusCode::FORBIDDEN, "nobody else's account");
    assert_eq!(site.browser().get(&draft).await.status, StatusCode::FORBIDDEN);
    let end = other.fill_in(&format!("{draft}/agency"), BIRTH_TYPED).await;
    assert_eq!(end, format!("{draft}/kiem-tra"));
    let done = other.post(&format!("{draft}/nop"), &[]).await.leads_to().to_owned();
    assert!(done.starts_with("/da-nop/"), "{done}");
    let code = done.trim_start_matches("/da-nop/").to_owned();
    let shown = other.get(&done).await;
    assert!(shown.text.contains("Hồ sơ này nằm trong") && !shown.text.contains("Giữ mã tra cứu này"));
    let follow = format!("/tra-cuu/{code}");
    let mut third = site.citizen("uoc").await;
    assert!(third.get("/tai-khoan").await.text.contains(&format!("href=\"{follow}\"")));
    assert!(third.get(&follow).await.text.contains("<title>Hồ sơ của bạn"));
    assert!(!site.citizen("thu").await.get(&follow).await.text.contains("<title>Hồ sơ của bạn"));
    let withdrawn = third.post(&format!("{follow}/rut"), &[("seq", "1"), ("ly-do", "Tôi nộp nhầm")]).await;
    assert_eq!(withdrawn.leads_to(), follow, "{}", withdrawn.text);
    let keeper = browser.get(&format!("{draft}/kiem-tra")).await;
    assert_eq!(keeper.leads_to(), done, "the key of the first device finds the same dossier");
    assert!(browser.get(&follow).await.text.contains("<title>Hồ sơ của bạn"), "and opens it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_in_mid_form_loses_nothing() {
    let site = Site::new().await;
    let mut first = site.citizen("uoc").await;
    let (draft, _) = first.begin(BIRTH).await;
    first.post(&format!("{draft}/who"), &[("who", "one-self")]).await;
    let mut other = site.citizen("uoc").await;
    other.cookies.clear();
    let typed = [("full_name", "Nguyễn Thị Gõ Dở")];
    let asked = other.post(&format!("{draft}/full_name"), &typed).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    assert!(asked.text.contains("value=\"Nguyễn Thị Gõ Dở\"") && asked.text.contains("Đăng nhập ở thẻ mới"));
    let again = site.citizen("uoc").await.post(&format!("{draft}/full_name"), &[typed[0], ("khoa", "")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "signed in again, the same form is taken");
    assert!(first.get(&format!("{draft}/full_name")).await.text.contains("Nguyễn Thị Gõ Dở"));
    // Who keeps the key needs no session at all.
    first.cookies.remove(CITIZEN);
    assert_eq!(first.post(&format!("{draft}/full_name"), &typed).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_in_while_he_writes_keeps_the_draft_in_his_account() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let (draft, _) = browser.begin(BIRTH).await;
    let signed = site.citizen("uoc").await;
    browser.cookies.extend(signed.cookies);
    browser.get(&draft).await;
    let account = |text: &str| text.contains(&format!("href=\"{draft}\""));
    assert!(!account(&browser.get("/tai-khoan").await.text), "looking at a draft makes it nobody's");
    browser.post(&format!("{draft}/who"), &[("who", "one-self")]).await;
    assert!(account(&browser.get("/tai-khoan").await.text));
    let mut thief = site.citizen("thu").await;
    thief.cookies.insert(DRAFTS.to_owned(), browser.cookies[DRAFTS].clone());
    thief.post(&format!("{draft}/who"), &[("who", "one-self")]).await;
    assert!(!account(&thief.get("/tai-khoan").await.text), "what is somebody's stays his");
}
