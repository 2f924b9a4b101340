//! *Danh sách gửi bưu chính*: results that go out by post, with addresses, handed to the postman and noted.

use crate::desk::address_of;
use crate::filled::Filled;
use crate::layout::Frame;
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page, words};
use app::desk::{DeskList, View};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::dossier::action::Action;
use domain::dossier::code::DossierCode;
use domain::dossier::event::Channel;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "dispatch.html")]
struct Dispatch {
    frame: Frame,
    agency: String,
    day: String,
    rows: Vec<Row>,
    said: String,
}

struct Row {
    code: String,
    address: String,
    seq: u32,
    name: String,
    phone: String,
    home: String,
    procedure: String,
    by_post: bool,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    xong: String,
    con: String,
}

/// `GET /buu-chinh`: what has a result and waits to be handed over; what came by post stands ticked.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let found = portal.app.desk(officer, &View::all(DeskList::ToHandOver), None, visitor.now).await?;
    let catalogue = portal.app.catalogue();
    let mut rows = Vec::new();
    for row in &found.rows {
        let file = portal.app.file(&row.code).await?;
        let particulars = portal.app.particulars(&file.dossier).await?;
        let (phone, home) = particulars.map_or_else(Default::default, |it| (it.applicant.phone, it.applicant.address));
        rows.push(Row {
            code: row.code.to_string(),
            address: address_of(&row.code),
            seq: row.seq,
            name: row.applicant.name.clone(),
            phone,
            home,
            procedure: catalogue.name(&row.procedure).to_owned(),
            by_post: row.channel == Channel::Post,
        });
    }
    rows.sort_by_key(|row| !row.by_post);
    let said = match (asked.xong.parse::<u32>(), asked.con.parse::<u32>()) {
        (Ok(done), Ok(0)) => format!("Đã ghi bàn giao {done} kết quả cho bưu chính."),
        (Ok(done), Ok(left)) => {
            format!("Đã ghi {done} kết quả; {left} hồ sơ có thay đổi khác nên chưa ghi, xem lại danh sách.")
        }
        _ => String::new(),
    };
    page(Dispatch {
        frame: visitor.frame("Gửi kết quả qua bưu chính").at("/tiep-nhan"),
        agency: officer.agency_name.clone(),
        day: words::day_in_words(visitor.now.day()),
        rows,
        said,
    })
}

/// `POST /buu-chinh`: those ticked were given to the postman.
pub(crate) async fn post(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let pick = |text: &str| {
        let (code, seen) = text.split_once('~')?;
        Some((code.parse().ok()?, seen.parse().ok()?))
    };
    let picked: Vec<(DossierCode, u32)> = filled.texts("ho-so").filter_map(pick).collect();
    let (mut done, mut left) = (0, 0);
    for (code, seen) in picked {
        let action = Action::HandOver { channel: Channel::Post, originals_returned: filled.has("ban-chinh") };
        match portal.app.act(officer, &code, action, seen, visitor.now).await {
            Ok(_) => done += 1,
            Err(app::acts::ActError::Store(error)) => return Err(error.into()),
            Err(_) => left += 1,
        }
    }
    let address = words::query(&[("xong", &done.to_string()), ("con", &left.to_string())]);
    Ok(Redirect::to(&format!("/buu-chinh{address}")).into_response())
}
