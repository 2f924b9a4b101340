//! Ten hostile habits: what people and networks do to forms. Nothing typed is lost and nothing is handed in twice.

use super::applying::BIRTH_TYPED;
use super::site::{BIRTH, Browser, Site};
use crate::visitor::DRAFTS;
use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Request, StatusCode};
use domain::time::Instant;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

/// How many dossiers there are.
async fn dossiers(site: &Site) -> u64 {
    site.app.store().sizes().await.unwrap().dossiers
}

#[tokio::test(flavor = "multi_thread")]
async fn back_button_after_submit_leads_to_the_dossier() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let draft = browser.written().await;
    let done = browser.post(&format!("{draft}/nop"), &[]).await;
    for back in [draft.clone(), format!("{draft}/kiem-tra"), format!("{draft}/answer.copies")] {
        let answer = browser.get(&back).await;
        assert_eq!(answer.leads_to(), done.leads_to(), "{back}");
    }
    let edited = browser.post(&format!("{draft}/answer.copies"), &[("answer.copies", "9")]).await;
    assert_eq!(edited.leads_to(), done.leads_to(), "what was handed in is not changed behind the desk's back");
    assert_eq!(dossiers(&site).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn double_submit_makes_one_dossier() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let draft = browser.written().await;
    let path = format!("{draft}/nop");
    let presses = (0..8).map(|_| {
        let (mut again, path) = (browser.clone(), path.clone());
        tokio::spawn(async move { again.post(&path, &[]).await.leads_to().to_owned() })
    });
    let mut led = std::collections::BTreeSet::new();
    for press in presses.collect::<Vec<_>>() {
        led.insert(press.await.unwrap());
    }
    assert_eq!(led.len(), 1, "{led:?}");
    assert!(led.first().unwrap().starts_with("/da-nop/"));
    assert_eq!(dossiers(&site).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_starts_again_knows_what_was_handed_in() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let draft = browser.written().await;
    let done = browser.post(&format!("{draft}/nop"), &[]).await;
    browser.router = crate::router(site.app.clone(), super::sample::settings());
    let again = browser.post(&format!("{draft}/nop"), &[]).await;
    assert_eq!(again.leads_to(), done.leads_to());
    assert_eq!(dossiers(&site).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_keep_both_answers_and_hand_in_once() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let draft = browser.written().await;
    let names = ["AN", "BÌNH", "CHI", "DUNG"];
    let tabs = names.map(|name| {
        let (mut one, mut other, draft) = (browser.clone(), browser.clone(), draft.clone());
        tokio::spawn(async move {
            one.post(&format!("{draft}/answer.child_given_name"), &[("answer.child_given_name", name)]).await;
            other.post(&format!("{draft}/answer.copies"), &[("answer.copies", "7")]).await
        })
    });
    for tab in tabs {
        assert_eq!(tab.await.unwrap().status, StatusCode::SEE_OTHER);
    }
    let check = browser.get(&format!("{draft}/kiem-tra")).await;
    assert!(names.iter().any(|name| check.text.contains(&format!("<span lang=\"vi\">{name}</span></dd>"))));
    assert!(check.text.contains("<span lang=\"vi\">7</span></dd>"), "the answer of the other tab is there too");
    let (mut one, mut other) = (browser.clone(), browser.clone());
    let path = format!("{draft}/nop");
    let (first, second) = tokio::join!(one.post(&path, &[]), other.post(&path, &[]));
    assert_eq!(first.leads_to(), second.leads_to());
    assert_eq!(dossiers(&site).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_in_mid_form_loses_nothing() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let draft = browser.written().await;
    let key = browser.cookies[DRAFTS].split('~').nth(1).unwrap().to_owned();
    browser.cookies.clear();
    let page = format!("{draft}/answer.child_birth_place");
    let typed = ("answer.child_birth_place", "Bệnh viện Sản Nhi Ninh Bình");
    let asked = browser.post(&page, &[typed]).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    assert!(asked.text.contains("value=\"Bệnh viện Sản Nhi Ninh Bình\""), "what was typed waits on the page");
    assert!(asked.text.contains(&format!("action=\"{page}\"")));
    let wrong = browser.post(&page, &[typed, ("khoa", "AAAA-BBBB-CCCC")]).await;
    assert!(wrong.text.contains("Bệnh viện Sản Nhi") && wrong.text.contains("Mã chưa khớp"));
    let kept = browser.post(&page, &[typed, ("khoa", &key)]).await;
    assert_eq!(kept.leads_to(), format!("{draft}/answer.birth_record"), "on to the next question");
    let check = browser.get(&format!("{draft}/kiem-tra")).await;
    assert!(check.text.contains("Bệnh viện Sản Nhi Ninh Bình"), "the cookie is back, the answer is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_cut_during_upload_keeps_the_draft() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let draft = browser.written().await;
    let page = format!("{draft}/paper.khac");
    browser.post_files(&page, &[("buoc", "tai")], &[("paper.khac", "tốt.pdf", PDF)]).await;
    let head = "--grenze\r\nContent-Disposition: form-data; name=\"paper.khac\"; filename=\"dở.pdf\"\r\n\r\n%PDF-1.7 nửa chừng";
    for rest in [None, Some(std::io::Error::other("the network is gone"))] {
        let pieces = [Ok(Bytes::from(head))].into_iter().chain(rest.map(Err));
        let body = Body::from_stream(Pieces(pieces.collect::<Vec<_>>().into_iter()));
        let request = Request::post(&page)
            .header(CONTENT_TYPE, "multipart/form-data; boundary=grenze")
            .header("sec-fetch-site", "same-origin")
            .body(body);
        let cut = browser.ask(request.unwrap()).await;
        assert!(cut.status.is_client_error(), "{}", cut.status);
    }
    let check = browser.get(&format!("{draft}/kiem-tra")).await;
    assert!(check.text.contains("tốt.pdf") && !check.text.contains("dở.pdf") && check.text.contains("NGUYỄN THỊ"));
    assert_eq!(browser.post(&format!("{draft}/nop"), &[]).await.status, StatusCode::SEE_OTHER);
}

/// A body that arrives in pieces and may break off.
struct Pieces(std::vec::IntoIter<Result<Bytes, std::io::Error>>);

impl futures_util::Stream for Pieces {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.next())
    }
}

/// Types one text into the name of the applicant; gives what the check then shows, or the page that refuses it.
async fn name_typed(browser: &mut Browser, draft: &str, name: &str) -> String {
    let answer = browser.post(&format!("{draft}/full_name"), &[("full_name", name), ("ve", "kiem-tra")]).await;
    if answer.status == StatusCode::SEE_OTHER { browser.get(answer.leads_to()).await.text } else { answer.text }
}

#[tokio::test(flavor = "multi_thread")]
async fn pasted_nfd_text_is_kept_composed() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let draft = browser.written().await;
    let pasted = "Nguye\u{302}\u{303}n Thi\u{323} Ho\u{300}a";
    assert!(name_typed(&mut browser, &draft, pasted).await.contains("Nguyễn Thị Hòa"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_of_5000_letters_is_refused_and_given_back() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let draft = browser.written().await;
    let long = "Ạ".repeat(5_000);
    let page = name_typed(&mut browser, &draft, &long).await;
    assert!(page.contains("Tên dài quá 200 ký tự") && page.contains(&long), "nothing typed is lost");
    let place =
        browser.post(&format!("{draft}/answer.child_birth_place"), &[("answer.child_birth_place", &long)]).await;
    assert!(place.text.contains("dài quá 200 ký tự") && place.text.contains(&long));
}

#[tokio::test(flavor = "multi_thread")]
async fn emoji_marks_and_invisible_letters_do_no_harm() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let draft = browser.written().await;
    let typed = "Đỗ 🎉 <b>\u{202e}\u{200b}An\" onfocus=\"x";
    let page = name_typed(&mut browser, &draft, typed).await;
    assert!(page.contains("Đỗ 🎉 &#60;b&#62;An&#34; onfocus=&#34;x"), "{page}");
    assert_eq!(browser.post(&format!("{draft}/nop"), &[]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_100_megabytes_is_told_and_the_good_one_beside_it_kept() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let draft = browser.written().await;
    let huge = vec![b'%'; 100 * 1024 * 1024];
    let files = [("paper.khac", "tốt.pdf", PDF), ("paper.khac", "phim.pdf", huge.as_slice())];
    let answer = browser.post_files(&format!("{draft}/paper.khac"), &[("buoc", "tiep")], &files).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.text.contains("Tệp «phim.pdf» lớn hơn 20 MB")
            && answer.text.contains("Đã nhận: <strong lang=\"vi\">tốt.pdf")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_left_overnight_is_still_there_and_one_left_for_months_is_gone() {
    fn next_morning() -> Instant {
        Instant::from_unix_seconds(super::sample::now().unix_seconds() + 16 * 3_600).unwrap()
    }
    fn in_spring() -> Instant {
        Instant::from_unix_seconds(super::sample::now().unix_seconds() + 120 * 86_400).unwrap()
    }
    let site = Site::new().await;
    let mut browser = site.browser();
    let (draft, first) = browser.begin(BIRTH).await;
    let settings = |clock| crate::Settings { clock, ..super::sample::settings() };
    browser.router = crate::router(site.app.clone(), settings(next_morning));
    let end = browser.fill_in(&first, BIRTH_TYPED).await;
    assert_eq!(end, format!("{draft}/kiem-tra"));
    browser.router = crate::router(site.app.clone(), settings(in_spring));
    assert_eq!(browser.get(&draft).await.status, StatusCode::FORBIDDEN, "thirty days are promised, not more");
    site.app.keep_house(in_spring()).await.unwrap();
    browser.router = crate::router(site.app.clone(), settings(next_morning));
    assert_eq!(browser.get(&draft).await.status, StatusCode::FORBIDDEN, "what was typed is deleted");
}
