//! *Quản trị*: what an administrator looks after.

pub(crate) mod messages;

use crate::layout::Frame;
use crate::page;
use crate::problem::Problem;
use crate::visitor::Visitor;
use askama::Template;
use axum::response::Response;

#[derive(Template)]
#[template(path = "admin/home.html")]
struct Home {
    frame: Frame,
    parts: [(&'static str, &'static str, &'static str); 1],
}

/// `GET /quan-tri`.
pub(crate) async fn show(visitor: Visitor) -> Result<Response, Problem> {
    let parts = [("/quan-tri/tin", "Tin đã gửi", "Tin nào đã tới người dân và cán bộ, tin nào chưa gửi được")];
    page(Home { frame: visitor.frame("Quản trị").at("/quan-tri"), parts })
}
