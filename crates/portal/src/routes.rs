//! *Bảng đường dẫn*: every address of the portal, and who may use it. The router is built from this table and
//! from nothing else, so an address without a permission does not exist.

use crate::gate::{Gate, Permission, Scope, guard};
use crate::{
    Portal, account, admin, apply, assets, clinic, counter, deputies, desk, dispatch, dossier, editor, english, follow,
    gallery, home, lookups, notices, privacy, procedure, queue, report, safety, second, sign_in,
};
use axum::Router;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, on};
use domain::process::Role;

use Permission::{Citizen, Oneself, Public, Roles, Signed};

/// One address with one method.
pub(crate) struct Route {
    /// How it is called.
    pub(crate) method: Method,
    /// Where it is.
    pub(crate) path: &'static str,
    /// Who may use it.
    pub(crate) permission: Permission,
    /// Whose matters it shows.
    pub(crate) scope: Scope,
    handler: fn(MethodFilter) -> MethodRouter<Portal>,
}

/// Officers who look after accounts and settings.
const OFFICE: Permission = Roles(&[Role::Administrator]);
/// Officers who receive at the counter.
const COUNTER: Permission = Roles(&[Role::Clerk]);

/// Officers who receive patients in a health facility.
const RECEPTION: Permission = Roles(&[Role::Receptionist]);

/// Officers who watch over look-ups of people: they name who made them.
const WATCH: &[Role] = &[Role::Leader, Role::ProcedureControl, Role::Administrator];
const WATCHERS: Permission = Roles(WATCH);

/// Whether an officer watches over look-ups of people.
pub(crate) fn watches(officer: &app::people::Officer) -> bool {
    WATCH.iter().any(|role| officer.has(*role))
}

/// Officers who keep the catalogue and the processes.
const KEEPERS: Permission = Roles(&[Role::ProcedureControl]);

macro_rules! route {
    ($method:ident $path:literal, $permission:expr, $scope:ident, $handler:path) => {
        Route {
            method: Method::$method,
            path: $path,
            permission: $permission,
            scope: Scope::$scope,
            handler: |method| on(method, $handler),
        }
    };
}

/// Every address of the portal.
pub(crate) static ROUTES: &[Route] = &[
    route!(GET "/", Public, Open, home::show),
    route!(GET "/static/{name}", Public, Open, assets::show),
    route!(GET "/thu-tuc", Public, Open, procedure::search::show),
    route!(GET "/thu-tuc/{code}", Public, Open, procedure::one::show),
    route!(GET "/su-kien/{slug}", Public, Open, procedure::life::show),
    route!(GET "/quy-trinh/{procedure}/{agency}", Public, Open, procedure::process::show),
    route!(GET "/nop/{code}", Public, Open, apply::show),
    route!(POST "/nop/{code}", Public, Open, apply::begin),
    route!(GET "/tiep-tuc", Public, Open, apply::overview::resume),
    route!(POST "/tiep-tuc", Public, Draft, apply::overview::resume_post),
    route!(GET "/nhap/{id}", Public, Draft, apply::overview::show),
    route!(POST "/nhap/{id}/mo", Public, Draft, apply::overview::unlock),
    route!(POST "/nhap/{id}/dong", Public, Draft, apply::overview::close),
    route!(POST "/nhap/{id}/xoa", Public, Draft, apply::overview::delete),
    route!(GET "/nhap/{id}/kiem-tra", Public, Draft, apply::check::show),
    route!(POST "/nhap/{id}/nop", Public, Draft, apply::check::hand_in),
    route!(POST "/nhap/{id}/cu-tru", Citizen, Draft, apply::residence::post),
    route!(GET "/nhap/{id}/{page}", Public, Draft, apply::question::show),
    route!(POST "/nhap/{id}/{page}", Public, Draft, apply::question::post),
    route!(GET "/da-nop/{code}", Public, Owner, apply::done::show),
    route!(GET "/tra-cuu", Public, Open, follow::show),
    route!(GET "/tra-cuu/{code}", Public, Owner, follow::one),
    route!(GET "/tra-cuu/{code}/lien-thong", Public, Owner, follow::journey::show),
    route!(POST "/tra-cuu/{code}/mo", Public, Owner, follow::owner::open),
    route!(POST "/tra-cuu/{code}/dong", Public, Owner, follow::owner::close),
    route!(POST "/tra-cuu/{code}/bo-sung", Public, Owner, follow::owner::supplement),
    route!(POST "/tra-cuu/{code}/rut", Public, Owner, follow::owner::withdraw),
    route!(POST "/tra-cuu/{code}/danh-gia", Public, Owner, follow::owner::rate),
    route!(GET "/tra-cuu/{code}/nop-tien", Public, Owner, follow::pay::show),
    route!(POST "/tra-cuu/{code}/nop-tien", Public, Owner, follow::pay::post),
    route!(GET "/tra-cuu/{code}/giay-to/{sha}", Public, Owner, follow::owner::paper),
    route!(GET "/tra-cuu/{code}/hen-tra.ics", Public, Owner, follow::calendar::show),
    route!(GET "/tra-cuu/{code}/giay-tiep-nhan", Public, Owner, dossier::receipt::show_owner),
    route!(GET "/ngon-ngu", Public, Open, english::choose),
    route!(GET "/tra-cuu/{code}/bao-tin", Public, Owner, notices::owner::show),
    route!(POST "/tra-cuu/{code}/bao-tin", Public, Owner, notices::owner::post),
    route!(GET "/lay-so/{agency}", Public, Open, queue::show),
    route!(POST "/lay-so/{agency}", Public, Open, queue::take),
    route!(GET "/bang-goi/{agency}", Public, Open, queue::board),
    route!(GET "/bang-goi/{agency}/loi-moi", Public, Open, queue::voice),
    route!(GET "/dat-lich/{agency}", Public, Open, queue::booking::show),
    route!(POST "/dat-lich/{agency}", Public, Open, queue::booking::post),
    route!(GET "/dat-lich/{agency}/huy", Public, Open, queue::booking::off),
    route!(POST "/dat-lich/{agency}/huy", Public, Open, queue::booking::call_off),
    route!(GET "/co-so-kham-benh", Public, Open, clinic::coverage::show),
    route!(GET "/dat-mat-khau/{token}", Public, Owner, admin::password::show),
    route!(POST "/dat-mat-khau/{token}", Public, Owner, admin::password::post),
    route!(GET "/dang-nhap", Public, Open, sign_in::show),
    route!(POST "/dang-nhap", Public, Open, sign_in::post),
    route!(GET "/dang-nhap-nguoi-dan", Public, Open, account::sign_in::show),
    route!(POST "/dang-nhap-nguoi-dan", Public, Open, account::sign_in::choose),
    route!(GET "/dang-nhap-nguoi-dan/di", Public, Owner, account::way::go),
    route!(GET "/dang-nhap-nguoi-dan/tro-ve", Public, Owner, account::way::back),
    route!(GET "/tai-khoan", Citizen, Account, account::show),
    route!(GET "/tai-khoan/tra-cuu-ve-toi", Citizen, Account, lookups::me::show),
    route!(POST "/tai-khoan/phien", Citizen, Account, account::end),
    route!(POST "/tai-khoan/dang-xuat", Citizen, Account, account::sign_out),
    route!(POST "/dang-nhap/khoa", Public, Open, sign_in::by_key),
    route!(GET "/dang-nhap/xac-minh", Public, Owner, second::show),
    route!(POST "/dang-nhap/xac-minh", Public, Owner, second::post),
    route!(POST "/dang-xuat", Oneself, Open, sign_in::sign_out),
    route!(GET "/bao-mat", Oneself, Open, safety::show),
    route!(POST "/bao-mat/cach", Oneself, Open, safety::change),
    route!(POST "/bao-mat/ma-khoi-phuc", Oneself, Open, safety::codes),
    route!(POST "/bao-mat/phien", Oneself, Open, safety::end),
    route!(GET "/bao-mat/ung-dung", Oneself, Open, safety::apps::show),
    route!(POST "/bao-mat/ung-dung", Oneself, Open, safety::apps::post),
    route!(GET "/bao-mat/khoa", Oneself, Open, safety::keys::show),
    route!(POST "/bao-mat/khoa", Oneself, Open, safety::keys::post),
    route!(GET "/bao-mat/xac-nhan", Oneself, Open, safety::confirm::show),
    route!(POST "/bao-mat/xac-nhan", Oneself, Open, safety::confirm::post),
    route!(GET "/bao-mat/mat-khau", Oneself, Open, safety::password::show),
    route!(POST "/bao-mat/mat-khau", Oneself, Open, safety::password::post),
    route!(GET "/du-lieu-ca-nhan", Public, Open, privacy::notice::show),
    route!(GET "/tai-khoan/du-lieu", Citizen, Account, privacy::mine::show),
    route!(GET "/tai-khoan/du-lieu/tai-ve", Citizen, Account, privacy::mine::export),
    route!(POST "/tai-khoan/du-lieu/bo-han-che", Citizen, Account, privacy::mine::lift),
    route!(GET "/tai-khoan/du-lieu/yeu-cau", Citizen, Account, privacy::ask::show),
    route!(POST "/tai-khoan/du-lieu/yeu-cau", Citizen, Account, privacy::ask::post),
    route!(GET "/tai-khoan/du-lieu/yeu-cau/{request}", Citizen, Account, privacy::ask::one),
    route!(POST "/tai-khoan/du-lieu/yeu-cau/{request}/rut", Citizen, Account, privacy::ask::cancel),
    route!(GET "/tai-khoan/dong-y", Citizen, Account, privacy::consents::show),
    route!(POST "/tai-khoan/dong-y", Citizen, Account, privacy::consents::post),
    route!(GET "/tai-khoan/dong-y/bien-nhan", Citizen, Account, privacy::consents::receipt),
    route!(GET "/yeu-cau-du-lieu", OFFICE, Agency, privacy::desk::show),
    route!(GET "/yeu-cau-du-lieu/{request}", OFFICE, Agency, privacy::desk::one),
    route!(POST "/yeu-cau-du-lieu/{request}/{act}", OFFICE, Agency, privacy::desk::act),
    route!(GET "/yeu-cau-du-lieu/{request}/giay-to/{sha}", OFFICE, Agency, privacy::desk::paper),
    route!(GET "/ban-lam-viec", Signed, Agency, desk::show),
    route!(POST "/ban-lam-viec", Signed, Agency, desk::search),
    route!(POST "/ban-lam-viec/hang-loat", Signed, Agency, desk::many),
    route!(GET "/ban-lam-viec/khoi-luong", Signed, Agency, desk::workload),
    route!(GET "/vang-mat", Signed, Agency, deputies::show),
    route!(POST "/vang-mat", Signed, Agency, deputies::post),
    route!(POST "/vang-mat/thoi", Signed, Agency, deputies::end),
    route!(GET "/hang-doi", COUNTER, Agency, queue::calling::show),
    route!(POST "/hang-doi", COUNTER, Agency, queue::calling::post),
    route!(GET "/tiep-nhan", COUNTER, Agency, counter::show),
    route!(POST "/tiep-nhan", COUNTER, Agency, counter::post),
    route!(GET "/kham-benh", RECEPTION, Agency, clinic::show),
    route!(POST "/kham-benh", RECEPTION, Agency, clinic::post),
    route!(POST "/kham-benh/xong", RECEPTION, Agency, clinic::finish),
    route!(GET "/ho-so/{code}", Signed, Dossier, dossier::show),
    route!(GET "/ho-so/{code}/giay-tiep-nhan", Signed, Dossier, dossier::receipt::show),
    route!(GET "/ho-so/{code}/giay-to/{sha}", Signed, Dossier, dossier::paper),
    route!(GET "/ho-so/{code}/phieu-tra", Signed, Dossier, dossier::slip::show),
    route!(GET "/buu-chinh", COUNTER, Agency, dispatch::show),
    route!(POST "/buu-chinh", COUNTER, Agency, dispatch::post),
    route!(GET "/ho-so/{code}/doi-chieu", Signed, Dossier, dossier::beside::show),
    route!(GET "/ho-so/{code}/xem/{sha}", Signed, Dossier, dossier::beside::paper),
    route!(GET "/ho-so/{code}/ghi-chu", Signed, Dossier, dossier::remarks::show),
    route!(POST "/ho-so/{code}/ghi-chu", Signed, Dossier, dossier::remarks::post),
    route!(POST "/ho-so/{code}/{action}", Signed, Dossier, dossier::act),
    route!(GET "/thong-bao", Signed, Open, notices::show),
    route!(POST "/thong-bao", Signed, Open, notices::read),
    route!(GET "/thong-bao/cach-nhan", Signed, Open, notices::choose),
    route!(POST "/thong-bao/cach-nhan", Signed, Open, notices::chosen),
    route!(GET "/quan-tri", OFFICE, Agency, admin::show),
    route!(GET "/quan-tri/can-bo", OFFICE, Agency, admin::accounts::show),
    route!(POST "/quan-tri/can-bo", OFFICE, Agency, admin::accounts::add),
    route!(GET "/quan-tri/can-bo/{login}", OFFICE, Agency, admin::accounts::one),
    route!(POST "/quan-tri/can-bo/{login}", OFFICE, Agency, admin::accounts::change),
    route!(GET "/quan-tri/co-quan", OFFICE, Agency, admin::agencies::show),
    route!(POST "/quan-tri/co-quan", OFFICE, Agency, admin::agencies::post),
    route!(GET "/quan-tri/gio", OFFICE, Agency, admin::hours::show),
    route!(POST "/quan-tri/gio", OFFICE, Agency, admin::hours::post),
    route!(GET "/quan-tri/mau", OFFICE, Agency, admin::templates::show),
    route!(GET "/quan-tri/mau/{key}", OFFICE, Agency, admin::templates::one),
    route!(POST "/quan-tri/mau/{key}", OFFICE, Agency, admin::templates::post),
    route!(GET "/quan-tri/nhat-ky", OFFICE, Agency, admin::journal::show),
    route!(GET "/quan-tri/tin", OFFICE, Agency, admin::messages::show),
    route!(POST "/quan-tri/tin", OFFICE, Agency, admin::messages::again),
    route!(GET "/bo-thanh-phan", Signed, Open, gallery::show),
    route!(GET "/soan", KEEPERS, Open, editor::list),
    route!(GET "/soan/{code}", KEEPERS, Open, editor::one),
    route!(GET "/soan/{code}/noi-dung", KEEPERS, Top, editor::content::show),
    route!(POST "/soan/{code}/noi-dung", KEEPERS, Top, editor::content::post),
    route!(GET "/soan/{code}/bieu-mau", KEEPERS, Top, editor::form::show),
    route!(POST "/soan/{code}/bieu-mau", KEEPERS, Top, editor::form::post),
    route!(GET "/soan/{code}/quy-trinh/{agency}", KEEPERS, Agency, editor::process::show),
    route!(POST "/soan/{code}/quy-trinh/{agency}", KEEPERS, Agency, editor::process::post),
    route!(GET "/bao-cao/tra-cuu-dan-cu", WATCHERS, Agency, lookups::report::show),
    route!(GET "/bao-cao/tra-cuu-dan-cu.xlsx", WATCHERS, Agency, lookups::report::xlsx),
    route!(GET "/bao-cao/tra-cuu-dan-cu.csv", WATCHERS, Agency, lookups::report::csv),
    route!(GET "/bao-cao/tien-do", Signed, Agency, report::show),
    route!(GET "/bao-cao/tien-do.xlsx", Signed, Agency, report::xlsx),
    route!(GET "/bao-cao/tien-do.csv", Signed, Agency, report::csv),
    route!(GET "/bao-cao/tien-do/danh-sach", Signed, Agency, report::list::show),
];

/// The router: each address behind its own gate.
pub(crate) fn build(portal: &Portal) -> Router<Portal> {
    ROUTES.iter().fold(Router::new(), |router, route| {
        let gate = Gate { portal: portal.clone(), permission: route.permission, scope: route.scope };
        let method = MethodFilter::try_from(route.method.clone()).expect("the table holds usual methods");
        router.route(route.path, (route.handler)(method).route_layer(from_fn_with_state(gate, guard)))
    })
}

/// The public addresses, one a line, as `public_routes.txt` lists them.
#[cfg(test)]
pub(crate) fn public_list() -> String {
    let public = ROUTES.iter().filter(|route| route.permission == Public);
    public.map(|route| format!("{} {}\n", route.method, route.path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_public_addresses_is_the_one_checked_in() {
        assert_eq!(
            public_list(),
            include_str!("../public_routes.txt"),
            "an address became public or ceased to be: if that is meant, write it into public_routes.txt"
        );
    }

    #[test]
    fn no_address_is_listed_twice() {
        let mut seen = std::collections::BTreeSet::new();
        for route in ROUTES {
            assert!(seen.insert((route.method.as_str(), route.path)), "{} {}", route.method, route.path);
        }
    }

    #[test]
    fn what_belongs_to_an_agency_is_never_public() {
        for route in ROUTES.iter().filter(|route| matches!(route.scope, Scope::Dossier | Scope::Agency)) {
            assert_ne!(route.permission, Public, "{}", route.path);
        }
    }
}
