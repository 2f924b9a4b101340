//! *Ai đã tra cứu tôi*: a citizen sees who looked at his data, when and why, and what he can do about it.

use super::{agency_name, purpose_name};
use crate::layout::Frame;
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page, words};
use app::catalogue::Catalogue;
use app::lookups::{AboutMe, Asker, WhoLooked};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::lookup::LookUpRules;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "lookups/me.html")]
struct MePage {
    frame: Frame,
    proven: bool,
    look_ups: Vec<Line>,
    openings: Vec<Line>,
    next: String,
}

/// One thing that was looked at.
struct Line {
    at: String,
    agency: String,
    oneself: bool,
    purpose: String,
    because: String,
    answer: &'static str,
    source: &'static str,
    dossier: String,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    sau: String,
}

/// `GET /tai-khoan/tra-cuu-ve-toi`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let citizen = &visitor.citizen()?.citizen;
    let about = portal.app.about_me(citizen, &asked.sau).await?;
    let proven = about.is_some();
    let AboutMe { look_ups, openings, next } = about.unwrap_or_default();
    let catalogue = portal.app.catalogue();
    let rules = &portal.app.law().look_ups;
    let lines = |all: &[WhoLooked]| -> Vec<Line> { all.iter().map(|one| line(one, &catalogue, rules)).collect() };
    page(MePage {
        frame: visitor.frame("Ai đã xem dữ liệu của bạn").at("/tai-khoan"),
        proven,
        look_ups: lines(&look_ups),
        openings: if asked.sau.is_empty() { lines(&openings) } else { Vec::new() },
        next: if next.is_empty() {
            next
        } else {
            format!("/tai-khoan/tra-cuu-ve-toi{}", words::query(&[("sau", &next)]))
        },
    })
}

fn line(one: &WhoLooked, catalogue: &Catalogue, rules: &LookUpRules) -> Line {
    let look_up = one.look_up.as_ref();
    let purpose = look_up.and_then(|look_up| rules.purpose(&look_up.purpose));
    Line {
        at: words::moment(one.at),
        agency: agency_name(catalogue, &one.agency),
        oneself: one.asker == Asker::Oneself,
        purpose: look_up.map_or_else(String::new, |look_up| purpose_name(rules, &look_up.purpose)),
        because: purpose.map_or_else(String::new, |purpose| purpose.because.clone()),
        answer: look_up.map_or("", |look_up| look_up.answer.label()),
        source: look_up.map_or("", |look_up| look_up.source.label()),
        dossier: one.dossier.clone(),
    }
}
