//! A procedure-control officer writes a process and publishes it without a programmer.

use super::site::{BIRTH, COMMUNE, Site};
use axum::http::StatusCode;

/// The form of a process of two steps, as the page sends it.
fn steps<'a>(base: &'a str, term: &'a str, button: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("phien-ban", base),
        ("buoc.0.id", "xem-xet"),
        ("buoc.0.ten", "Xem xét hồ sơ"),
        ("buoc.0.vai", "case-officer"),
        ("buoc.0.han", term),
        ("buoc.0.toi", "ky"),
        ("buoc.1.id", "ky"),
        ("buoc.1.ten", "Ký giấy khai sinh"),
        ("buoc.1.vai", "leader"),
        ("buoc.1.han", "2 giờ"),
        ("buoc.1.ky", "co"),
        ("lam", button),
    ]
}

fn address() -> String {
    format!("/soan/{BIRTH}/quy-trinh/{COMMUNE}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_is_drawn_checked_and_published() {
    let site = Site::new().await;
    let mut keeper = site.signed_in("procedure-control").await;
    assert!(keeper.get("/soan?tu=khai+sinh").await.text.contains(&format!("href=\"/soan/{BIRTH}\"")));
    let drawn = keeper.post_signed(&address(), &steps("1", "4 giờ", "xem")).await;
    assert_eq!(drawn.status, StatusCode::OK, "{}", drawn.text);
    assert!(drawn.text.contains("đạt mọi kiểm tra") && drawn.text.contains("<svg"));
    let published = keeper.post_signed(&address(), &steps("1", "4 giờ", "cong-bo")).await;
    assert_eq!(published.leads_to(), format!("/soan/{BIRTH}?xong=quy-trinh"));
    assert_eq!(site.app.catalogue().process_version(&COMMUNE.parse().unwrap(), BIRTH), Some(2));
    assert!(keeper.get(&format!("/quy-trinh/{BIRTH}/{COMMUNE}")).await.text.contains("Ký giấy khai sinh"));
    // Pressed twice, or written on what another has replaced: nothing is published and nothing typed is lost.
    let again = keeper.post_signed(&address(), &steps("1", "4 giờ", "cong-bo")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("phiên bản 2") && again.text.contains("Ký giấy khai sinh"));
    assert_eq!(site.app.catalogue().process_version(&COMMUNE.parse().unwrap(), BIRTH), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_process_is_told_by_the_names_people_gave() {
    let site = Site::new().await;
    let mut keeper = site.signed_in("procedure-control").await;
    for (term, said) in [("30 giờ", "dài hơn thời hạn của thủ tục"), ("mai", "href=\"#buoc.0.han\"")] {
        let refused = keeper.post_signed(&address(), &steps("1", term, "cong-bo")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains(said), "{term}: {}", refused.text);
        assert!(refused.text.contains(&format!("value=\"{term}\"")), "what was typed stays");
    }
    let mut alone = steps("1", "1 giờ", "xem");
    alone.retain(|(name, _)| *name != "buoc.0.toi");
    let told = keeper.post_signed(&address(), &alone).await.text;
    assert!(told.contains("«Ký giấy khai sinh»") && !told.contains("«ky»"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_added_moved_and_taken_out_without_script() {
    let site = Site::new().await;
    let mut keeper = site.signed_in("procedure-control").await;
    let place = |text: &str, what: &str| text.find(what).unwrap_or_else(|| panic!("{what} is on the page"));
    let added = keeper.post_signed(&address(), &steps("1", "1 giờ", "them.buoc")).await.text;
    assert!(added.contains("name=\"buoc.2.ten\"") && added.contains("value=\"buoc-1\""));
    let moved = keeper.post_signed(&address(), &steps("1", "1 giờ", "len.buoc.1")).await.text;
    assert!(place(&moved, "Bước 1: Ký giấy khai sinh") < place(&moved, "Bước 2: Xem xét hồ sơ"));
    let taken = keeper.post_signed(&address(), &steps("1", "1 giờ", "bo.buoc.1")).await.text;
    assert!(!taken.contains("name=\"buoc.1.ten\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commune_writes_its_own_processes_and_no_others() {
    let site = Site::new().await;
    let mut keeper = site.signed_in("procedure-control").await;
    let foreign = format!("/soan/{BIRTH}/quy-trinh/H42.192");
    assert_eq!(keeper.get(&foreign).await.status, StatusCode::FORBIDDEN);
    assert_eq!(keeper.post_signed(&foreign, &steps("1", "1 giờ", "cong-bo")).await.status, StatusCode::FORBIDDEN);
}
