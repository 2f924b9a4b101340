//! *Khối lượng việc của đơn vị*: who holds how many dossiers, as a picture and as a table.

use crate::layout::Frame;
use crate::pictures::load::{Bar, Loads};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page, words};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::process::Role;

#[derive(Template)]
#[template(path = "desk/workload.html")]
struct Workload {
    frame: Frame,
    agency: String,
    picture: Loads,
    bars: Vec<Bar>,
}

/// `GET /ban-lam-viec/khoi-luong`.
pub(crate) async fn show(State(portal): State<Portal>, visitor: Visitor) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let colleagues = portal.app.colleagues(officer).await?;
    let name = |login: &str, role: &str| match (login, Role::from_key(role)) {
        ("", Some(role)) => format!("Chờ {} nhận", domain::dossier::decide::role_label(role)),
        ("", None) => "Chưa ở bước nào".to_owned(),
        (login, _) => {
            colleagues.iter().find(|one| one.login == login).map_or_else(|| login.to_owned(), |one| one.name.clone())
        }
    };
    let mut bars: Vec<Bar> = Vec::new();
    for load in portal.app.workload(officer, visitor.now).await? {
        let label = name(&load.officer, &load.role);
        let rest = load.all - load.late - load.soon;
        match bars.iter_mut().find(|bar| bar.label == label) {
            Some(bar) => (bar.late, bar.soon, bar.rest) = (bar.late + load.late, bar.soon + load.soon, bar.rest + rest),
            None => bars.push(Bar { label, late: load.late, soon: load.soon, rest }),
        }
    }
    bars.sort_by_key(|bar| std::cmp::Reverse(bar.all()));
    page(Workload {
        frame: visitor.frame("Khối lượng việc của đơn vị").at("/ban-lam-viec"),
        agency: words::capital(&officer.agency_name),
        picture: Loads::of(&bars),
        bars,
    })
}
