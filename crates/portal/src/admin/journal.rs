//! *Nhật ký*: who did what and looked up whom, newest first. Read only; acts on dossiers stand in their own history.

use crate::layout::Frame;
use crate::layout::field::{Choice, Field};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page, words};
use app::journal::KINDS;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::time::Instant;
use serde::Deserialize;
use store::{ActFilter, OfficeAct};

/// Lines on a page.
const PAGE: usize = 100;

#[derive(Template)]
#[template(path = "admin/journal.html")]
struct Journal {
    frame: Frame,
    fields: Vec<Field>,
    rows: Vec<Row>,
    later: String,
}

struct Row {
    at: String,
    actor: String,
    kind: String,
    subject: String,
    content: String,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    loai: String,
    ai: String,
    ve: String,
    sau: String,
}

/// `GET /quan-tri/nhat-ky`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let after =
        asked.sau.split_once('~').and_then(|(at, id)| Some((Instant::from_unix_seconds(at.parse().ok()?)?, id)));
    let filter = ActFilter { kind: &asked.loai, actor: asked.ai.trim(), subject: asked.ve.trim(), after };
    let mut found = portal.app.journal(officer, &filter, u32::try_from(PAGE).unwrap_or(u32::MAX) + 1).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let cursor = found.last().filter(|_| more).map(|last| format!("{}~{}", last.at.unix_seconds(), last.id));
    let all = std::iter::once(("", "Mọi việc")).chain(KINDS.iter().copied());
    let choice = |(key, label): (&str, &str)| Choice {
        value: key.to_owned(),
        label: label.to_owned(),
        chosen: key == asked.loai,
    };
    page(Journal {
        frame: visitor.frame("Nhật ký").at("/quan-tri"),
        fields: vec![
            Field::select("loai", "Việc", all.map(choice).collect()),
            Field::line("ai", "Tên đăng nhập người làm", &asked.ai).typed("text", "off", "w-20"),
            Field::line("ve", "Mã hồ sơ, tài khoản hoặc cơ quan", &asked.ve).typed("text", "off", "w-20"),
        ],
        rows: found.iter().map(row).collect(),
        later: cursor.map_or_else(String::new, |cursor| {
            let parts = [("loai", asked.loai.as_str()), ("ai", &asked.ai), ("ve", &asked.ve), ("sau", &cursor)];
            format!("/quan-tri/nhat-ky{}", words::query(&parts))
        }),
    })
}

fn row(act: &OfficeAct) -> Row {
    let kind = KINDS.iter().find(|(key, _)| *key == act.kind).map_or(act.kind.as_str(), |(_, label)| label);
    Row {
        at: words::moment(act.at),
        actor: act.actor.clone(),
        kind: kind.to_owned(),
        subject: act.subject.clone(),
        content: act.content.clone(),
    }
}
