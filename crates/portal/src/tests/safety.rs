//! What keeps people and their papers safe.

use super::site::{BIRTH, COMMUNE, Site};
use axum::body::Body;
use axum::http::{Request, StatusCode};

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_forbids_scripts_frames_and_guessing_of_types() {
    let site = Site::new().await;
    for path in ["/", "/thu-tuc", "/khong-co", "/dang-nhap"] {
        let answer = site.browser().get(path).await;
        assert!(answer.header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        // Signing in by passkey is the one thing here that browsers give to scripts alone: one file of ours.
        let ours = format!("<script src=\"{}\" defer></script>", crate::assets::script_address());
        let (text, scripts) = (answer.text.replace(&ours, ""), answer.text.matches(&ours).count());
        assert_eq!(scripts, usize::from(path == "/dang-nhap"), "{path}");
        let allowed = answer.header("content-security-policy").contains("script-src");
        assert_eq!(allowed, path == "/dang-nhap", "{path}");
        for inline in ["<script", " style=", " onclick=", "javascript:"] {
            assert!(!text.contains(inline), "{path} has {inline}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_visit_fits_in_60_kilobytes_and_two_further_requests() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let style = browser.get(&crate::assets::style_address()).await;
    let mark = browser.get(&crate::assets::mark_address()).await;
    assert!(style.header("cache-control").contains("immutable"));
    let draft = browser.written().await;
    let draft_pages =
        ["", "/agency", "/answer.child_sex", "/paper.khac", "/kiem-tra"].map(|page| format!("{draft}{page}"));
    let mut paths: Vec<String> =
        ["/", "/thu-tuc", "/su-kien/co-con", "/tra-cuu", "/tiep-tuc"].map(str::to_owned).into();
    paths.extend([format!("/thu-tuc/{BIRTH}"), format!("/quy-trinh/{BIRTH}/{COMMUNE}"), format!("/nop/{BIRTH}")]);
    paths.extend(draft_pages);
    let mut sizes = Vec::new();
    for path in &paths {
        sizes.push((path.clone(), browser.get(path).await));
    }
    let done = browser.post(&format!("{draft}/nop"), &[]).await.leads_to().to_owned();
    for path in [done.clone(), done.replace("/da-nop/", "/tra-cuu/")] {
        sizes.push((path.clone(), browser.get(&path).await));
    }
    for (path, page) in sizes {
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let all = page.bytes.len() + style.bytes.len() + mark.bytes.len();
        assert!(all <= 60_000, "{path}: {all} bytes, nothing squeezed");
        assert_eq!(page.text.matches("<link ").count() + page.text.matches("<img").count(), 2, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn public_pages_are_squeezed_and_nobodys_own_matters_are() {
    let site = Site::new().await;
    let (code, _) = site.received().await;
    let ask = |path: &str| Request::get(path).header("accept-encoding", "gzip, br").body(Body::empty()).unwrap();
    let form = site.browser().ask(ask(&format!("/nop/{BIRTH}"))).await;
    assert_eq!(form.header("content-encoding"), "gzip");
    assert!(form.bytes.len() < 10_000, "{} bytes", form.bytes.len());
    assert_eq!(form.header("cache-control"), "private, no-cache", "going back finds what was typed");
    let style = site.browser().ask(ask(&crate::assets::style_address())).await;
    assert_eq!(style.header("content-encoding"), "gzip");
    let dossier = site.signed_in("leader").await.ask(ask(&format!("/ho-so/{code}"))).await;
    assert_eq!((dossier.header("content-encoding"), dossier.header("cache-control")), ("", "no-store"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_elsewhere_or_without_the_sessions_secret_is_refused_and_given_back() {
    let site = Site::new().await;
    let (code, _) = site.received().await;
    let mut leader = site.signed_in("leader").await;
    let path = format!("/ho-so/{code}/stop");
    let fields = [("csrf", "x"), ("seq", "2"), ("stop.ly-do", "Người nộp trùng hồ sơ")];
    let answer = leader.post(&path, &fields).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.text.contains("Người nộp trùng hồ sơ"), "what was typed can be copied");
    let foreign = Request::post("/tra-cuu/x/dong")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", "https://evil.example")
        .body(Body::empty())
        .unwrap();
    assert_eq!(site.browser().ask(foreign).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ended_gives_back_what_was_typed() {
    let site = Site::new().await;
    let (code, _) = site.received().await;
    let fields = [("seq", "2"), ("stop.ly-do", "Người nộp trùng hồ sơ")];
    let answer = site.browser().post(&format!("/ho-so/{code}/stop"), &fields).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.text.contains("Người nộp trùng hồ sơ") && answer.text.contains("/dang-nhap"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_not_guessed_by_trying() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let mut last = StatusCode::OK;
    for _ in 0..8 {
        last = browser.post("/dang-nhap", &[("ten", "leader"), ("mat-khau", "sai")]).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_gives_a_session_out_of_reach_of_scripts_and_signing_out_ends_it() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let wrong = browser.post("/dang-nhap", &[("ten", "clerk"), ("mat-khau", "sai")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("<title>Lỗi: ") && wrong.text.contains("value=\"clerk\""));
    let fields = [("ten", "clerk"), ("mat-khau", "mat-khau-cua-ban-mau"), ("tiep", "/tiep-nhan")];
    let signed = browser.post("/dang-nhap", &fields).await;
    assert_eq!(signed.leads_to(), "/tiep-nhan");
    let cookie = signed.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && !cookie.contains("Secure"), "http");
    let desk = browser.get("/ban-lam-viec").await;
    let old = browser.clone();
    browser.post("/dang-xuat", &[("csrf", &desk.hidden("csrf"))]).await;
    assert!(browser.cookies.is_empty());
    assert_eq!(old.clone().get("/ban-lam-viec").await.status, StatusCode::SEE_OTHER, "the old cookie opens nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_large_is_told_so() {
    let site = Site::new().await;
    let app = site.app.clone();
    let settings = crate::Settings { max_request_bytes: 1_000, ..super::sample::settings() };
    let mut browser = site.browser();
    browser.router = crate::router(app, settings);
    let answer = browser.post(&format!("/nop/{BIRTH}"), &[("full_name", &"x".repeat(5_000))]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text.contains("Các tệp gửi cùng lúc lớn quá"));
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_addresses_and_codes_are_not_found_in_plain_words() {
    let site = Site::new().await;
    for path in [
        "/khong-co",
        "/thu-tuc/9.999999",
        "/nop/9.999999",
        "/tra-cuu/H42.191-200101-0001",
        "/static/x.css",
        "/quy-trinh/x/y",
    ] {
        let answer = site.browser().get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text.contains("Không tìm thấy trang này"), "{path}");
    }
    assert_eq!(site.browser().post("/thu-tuc", &[]).await.status, StatusCode::NOT_FOUND, "no such method");
    let unread = site.browser().get("/thu-tuc?trang=%ff").await;
    assert!(unread.status.is_client_error() || unread.status.is_success());
}
