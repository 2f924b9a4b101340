//! *Danh sách hồ sơ của một con số*: the dossiers that make up one number of the report.

use super::{Said, read, row_name};
use crate::desk::address_of;
use crate::layout::Frame;
use crate::problem::Problem;
use crate::timeline;
use crate::visitor::Visitor;
use crate::{Portal, page, words};
use app::catalogue::Catalogue;
use app::report::Listed;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::dossier::event::Outcome;
use domain::dossier::track::{Standing, Track};
use domain::report::Cell;
use serde::Deserialize;

/// Dossiers on a page.
const PAGE: usize = 100;

/// Which number of the report.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Which {
    dong: String,
    o: String,
    sau: String,
}

#[derive(Template)]
#[template(path = "report/list.html")]
struct ListPage {
    frame: Frame,
    back: String,
    about: String,
    period: String,
    rows: Vec<Row>,
    later: String,
}

struct Row {
    code: String,
    address: String,
    procedure: String,
    agency: String,
    channel: &'static str,
    received: String,
    due: String,
    stood: String,
}

/// `GET /bao-cao/tien-do/danh-sach`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(said): Query<Said>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let cell = Cell::from_key(&which.o).ok_or(Problem::NotFound)?;
    let (wanted, _) = read(&said, visitor.officer()?, visitor.now.day())?;
    let key = Some(which.dong.as_str()).filter(|key| !key.is_empty());
    let after = which.sau.parse().ok();
    let found = portal.app.progress_list(&wanted.asked, key, cell, after.as_ref(), PAGE, visitor.now).await?;
    let catalogue = portal.app.catalogue();
    let row = key.map_or_else(|| "Tổng số".to_owned(), |key| row_name(wanted.asked.by, key, &catalogue));
    let period = wanted.asked.period;
    let later = found.next.as_ref().map(|code| {
        wanted.said.address(
            "/bao-cao/tien-do/danh-sach",
            &[("dong", which.dong.as_str()), ("o", cell.key()), ("sau", code.as_str())],
        )
    });
    page(ListPage {
        frame: visitor.frame(cell.label()).at("/bao-cao/tien-do"),
        back: wanted.said.address("/bao-cao/tien-do", &[]),
        about: format!("{} · {row}", catalogue.agency_name(&wanted.agency)),
        period: format!("Từ ngày {} đến hết ngày {}", words::day(period.from()), words::day(period.to())),
        rows: found.dossiers.iter().map(|listed| one(listed, &catalogue)).collect(),
        later: later.unwrap_or_default(),
    })
}

fn one(listed: &Listed, catalogue: &Catalogue) -> Row {
    let track = &listed.track;
    Row {
        code: listed.code.to_string(),
        address: address_of(&listed.code),
        procedure: catalogue.name(&track.procedure).to_owned(),
        agency: catalogue.agency_name(&track.agency).to_owned(),
        channel: timeline::channel(track.channel),
        received: track.received_at.or(track.not_accepted_at).map_or_else(String::new, |at| words::day(at.day())),
        due: track.last_due().map_or_else(|| "không có hạn".to_owned(), |due| words::day(due.at.date())),
        stood: stood(track),
    }
}

/// How it stands today.
fn stood(track: &Track) -> String {
    if let Some(at) = track.not_accepted_at {
        return format!("không tiếp nhận, {}", words::day(at.day()));
    }
    match track.spans.last() {
        Some((at, Standing::Done(outcome, timeliness))) => {
            let how = match outcome {
                Outcome::Approved => "có kết quả",
                Outcome::Refused => "từ chối",
                Outcome::Withdrawn => "rút",
                Outcome::Stopped => "dừng",
            };
            format!("{how} {}, {}", words::day(at.day()), timeliness.name())
        }
        Some((at, Standing::Paused)) => format!("tạm dừng từ {}", words::day(at.day())),
        Some((_, Standing::Running(_))) => "đang giải quyết".to_owned(),
        None => "chưa tiếp nhận".to_owned(),
    }
}
