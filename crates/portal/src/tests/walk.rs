//! Every address, asked by everyone: exactly those whom the table allows come in.

use super::site::{BIRTH, Browser, COMMUNE, Site};
use crate::gate::{Permission, Scope};
use crate::routes::{ROUTES, Route};
use axum::http::{Method, StatusCode};
use domain::process::Role;

/// Everyone who asks, and the roles he holds in the commune the dossier belongs to.
const PEOPLE: [(&str, &[Role]); 9] = [
    ("nobody", &[]),
    ("citizen", &[]),
    ("clerk", &[Role::Clerk]),
    ("case-officer", &[Role::CaseOfficer]),
    ("leader", &[Role::Leader]),
    ("procedure-control", &[Role::ProcedureControl]),
    ("administrator", &[Role::Administrator]),
    ("receptionist", &[Role::Receptionist]),
    ("elsewhere", &[Role::Clerk]),
];

/// Whether the table lets somebody in.
fn allowed(route: &Route, who: &str, roles: &[Role]) -> bool {
    let by_role = match route.permission {
        Permission::Public => true,
        Permission::Oneself | Permission::Signed => who != "nobody" && who != "citizen",
        Permission::Citizen => who == "citizen",
        Permission::Roles(wanted) => roles.iter().any(|role| wanted.contains(role)),
    };
    let within = match route.scope {
        Scope::Dossier => who != "elsewhere",
        // All of them work for a commune.
        Scope::Top => false,
        _ => true,
    };
    by_role && within
}

fn address(route: &Route, dossier: &str) -> String {
    let code =
        if route.path.starts_with("/thu-tuc") || route.path.starts_with("/soan") || route.path.starts_with("/nop") {
            BIRTH
        } else {
            dossier
        };
    route
        .path
        .replace("{code}", code)
        .replace("{procedure}", BIRTH)
        .replace("{agency}", COMMUNE)
        .replace("{name}", &crate::assets::STYLE.name)
        .replace("{sha}", &"0".repeat(64))
        .replace("{action}", "accept")
        .replace("{id}", "K7M2Q-X4PRT")
        .replace("{page}", "who")
        .replace("{slug}", "co-con")
        .replace("{login}", "clerk")
        .replace("{key}", "accepted")
        .replace("{token}", "0")
        .replace("{request}", "DL-H42-261123-1")
        .replace("{act}", "phan-hoi")
}

/// Whether an address is one where somebody who is not signed in is sent to.
fn is_sign_in(address: &str) -> bool {
    ["/dang-nhap?tiep=", "/dang-nhap-nguoi-dan?tiep="].iter().any(|door| address.starts_with(door))
}

/// Whether an answer turned the visitor away.
async fn turned_away(route: &Route, path: &str, browser: &mut Browser) -> bool {
    let answer =
        if route.method == Method::GET { browser.get(path).await } else { browser.post_signed(path, &[]).await };
    let server_fault = answer.status.is_server_error();
    assert!(!server_fault, "{} {path}: {}", route.method, answer.status);
    // A draft asks for its key; that is not turning somebody away.
    let asks_key = answer.text.contains("name=\"khoa\"");
    (answer.status == StatusCode::FORBIDDEN && !asks_key)
        || (answer.status == StatusCode::SEE_OTHER && is_sign_in(answer.leads_to()))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_lets_in_exactly_those_whom_the_table_allows() {
    let site = Site::new().await;
    let (dossier, _) = site.received().await;
    for (who, roles) in PEOPLE {
        for route in ROUTES {
            let mut browser = match who {
                "nobody" => site.browser(),
                "citizen" => site.citizen("uoc").await,
                officer => site.signed_in(officer).await,
            };
            let path = address(route, &dossier);
            let away = turned_away(route, &path, &mut browser).await;
            assert_eq!(!away, allowed(route, who, roles), "{who}: {} {path}", route.method);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_owes_a_second_factor_reaches_the_pages_where_he_gets_it_and_no_other() {
    let site = Site::new().await;
    site.appoint_bare().await;
    let (dossier, _) = site.received().await;
    for who in ["bare-leader", "bare-administrator"] {
        for route in ROUTES {
            let (mut browser, mut nobody) = (site.signed_in(who).await, site.browser());
            let path = address(route, &dossier);
            let get = route.method == Method::GET;
            let answer = if get { browser.get(&path).await } else { browser.post_signed(&path, &[]).await };
            let led = answer.leads_to() == "/bao-mat" || answer.text.contains("Cần thêm một cách xác minh đăng nhập");
            match route.permission {
                Permission::Oneself => assert_ne!(answer.status, StatusCode::FORBIDDEN, "{who}: {path}"),
                Permission::Signed | Permission::Roles(_) => assert!(led, "{who}: {} {path}", route.method),
                Permission::Citizen => assert_eq!(answer.status, StatusCode::FORBIDDEN, "{who}: {path}"),
                Permission::Public if get => {
                    let strangers = nobody.get(&path).await;
                    assert_eq!(answer.status, strangers.status, "{who}: {path}");
                    assert!(!answer.text.contains("Cán bộ clerk"), "{who} is nobody on {path}");
                }
                Permission::Public => assert!(!answer.status.is_server_error(), "{who}: {path}"),
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_half_session_opens_nothing() {
    let site = Site::new().await;
    let (dossier, _) = site.received().await;
    let mut half = site.browser();
    half.post("/dang-nhap", &[("ten", "leader"), ("mat-khau", super::site::PASSWORD)]).await;
    let token = half.cookies[crate::visitor::HALF].clone();
    for route in ROUTES.iter().filter(|route| route.permission != Permission::Public) {
        // Neither under its own name nor passed off as a session.
        for cookie in [crate::visitor::HALF, crate::visitor::SESSION] {
            let mut browser = site.browser();
            browser.cookies.insert(cookie.to_owned(), token.clone());
            assert!(turned_away(route, &address(route, &dossier), &mut browser).await, "{}", route.path);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_holds_for_a_province_is_kept_by_its_own_officers() {
    let site = Site::new().await;
    let mut keeper = site.signed_in("keeper").await;
    for route in ROUTES.iter().filter(|route| route.scope == Scope::Top) {
        assert!(!turned_away(route, &address(route, ""), &mut keeper).await, "{} {}", route.method, route.path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_is_reported_to_itself_and_to_those_above_it() {
    let site = Site::new().await;
    let path = format!("/bao-cao/tien-do?co-quan={COMMUNE}");
    for (who, status) in
        [("leader", StatusCode::OK), ("province", StatusCode::OK), ("elsewhere", StatusCode::FORBIDDEN)]
    {
        assert_eq!(site.signed_in(who).await.get(&path).await.status, status, "{who}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_province_watches_over_a_dossier_and_acts_on_none() {
    let site = Site::new().await;
    let (dossier, _) = site.received().await;
    let mut province = site.signed_in("province").await;
    let page = province.get(&format!("/ho-so/{dossier}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Không có việc nào dành cho bạn lúc này"));
    let stopped = province.post_signed(&format!("/ho-so/{dossier}/stop"), &[("seq", "2"), ("stop.ly-do", "x")]).await;
    assert_eq!(stopped.status, StatusCode::FORBIDDEN);
}
