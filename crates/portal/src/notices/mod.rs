//! *Thông báo*: what an officer was told, and how else he wants to be told.

pub(crate) mod owner;

use crate::desk::address_of;
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Choice, Field, Mend};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page, page_with, words};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::message::MessageChannel;
use serde::Deserialize;
use store::{Delivery, Reach};

#[derive(Template)]
#[template(path = "notices/list.html")]
struct Notices {
    frame: Frame,
    notices: Vec<Notice>,
    unread: bool,
}

#[derive(Template)]
#[template(path = "notices/choose.html")]
struct Choose {
    frame: Frame,
    mend: Mend,
    done: bool,
    back: &'static str,
    back_name: &'static str,
    address: String,
    about: &'static str,
    fields: Vec<Field>,
}

/// One message as people read it.
pub(super) struct Notice {
    pub(super) subject: String,
    pub(super) lines: Vec<String>,
    pub(super) when: String,
    pub(super) address: String,
    pub(super) new: bool,
}

impl Notice {
    /// A message with the page it leads to.
    pub(super) fn of(delivery: &Delivery, address: String) -> Notice {
        Notice {
            subject: delivery.subject.clone(),
            lines: delivery.text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect(),
            when: words::moment(delivery.created_at),
            new: delivery.read_at.is_none(),
            address,
        }
    }
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Just {
    xong: String,
}

/// `GET /thong-bao`.
pub(crate) async fn show(State(portal): State<Portal>, visitor: Visitor) -> Result<Response, Problem> {
    let found = portal.app.notices(visitor.officer()?).await?;
    let leads_to = |delivery: &Delivery| delivery.dossier.parse().map_or_else(|_| String::new(), |it| address_of(&it));
    let notices: Vec<Notice> = found.iter().map(|one| Notice::of(one, leads_to(one))).collect();
    page(Notices {
        frame: visitor.frame("Thông báo").at("/thong-bao"),
        unread: notices.iter().any(|notice| notice.new),
        notices,
    })
}

/// `POST /thong-bao`: all are read.
pub(crate) async fn read(State(portal): State<Portal>, visitor: Visitor, _filled: Filled) -> Result<Response, Problem> {
    portal.app.read_notices(visitor.officer()?, visitor.now).await?;
    Ok(Redirect::to("/thong-bao").into_response())
}

/// `GET /thong-bao/cach-nhan`.
pub(crate) async fn choose(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(just): Query<Just>,
) -> Result<Response, Problem> {
    let reach = portal.app.reach_of(visitor.officer()?).await?;
    form(&portal, &visitor, StatusCode::OK, &reach, &[], just.xong == "1")
}

/// `POST /thong-bao/cach-nhan`.
pub(crate) async fn chosen(
    State(portal): State<Portal>,
    visitor: Visitor,
    filled: Filled,
) -> Result<Response, Problem> {
    let reach = read_reach(&filled);
    let errors = faults(&reach);
    if !errors.is_empty() {
        return form(&portal, &visitor, StatusCode::UNPROCESSABLE_ENTITY, &reach, &errors, false);
    }
    portal.app.choose_reach(visitor.officer()?, &reach).await?;
    Ok(Redirect::to("/thong-bao/cach-nhan?xong=1").into_response())
}

fn form(
    portal: &Portal,
    visitor: &Visitor,
    status: StatusCode,
    reach: &Reach,
    errors: &[(&str, &str)],
    done: bool,
) -> Result<Response, Problem> {
    let fields = fields(&portal.settings.channels, reach, errors);
    let mend = Mend::of(&fields);
    page_with(
        status,
        Choose {
            frame: visitor.frame("Nhận thông báo bằng cách nào?").at("/thong-bao").wrong(!mend.is_empty()),
            mend,
            done,
            back: "/thong-bao",
            back_name: "Thông báo",
            address: "/thong-bao/cach-nhan".to_owned(),
            about: "Thông báo luôn hiện trên trang này. Bạn có thể nhận thêm qua các cách sau.",
            fields,
        },
    )
}

/// The questions about how somebody wants to be told; channels the house has not got are not offered.
pub(super) fn fields(open: &[MessageChannel], reach: &Reach, errors: &[(&str, &str)]) -> Vec<Field> {
    let choice = |channel: &MessageChannel| Choice {
        value: channel.key().to_owned(),
        label: channel_name(*channel).to_owned(),
        chosen: reach.channels.contains(channel),
    };
    let mut fields = Vec::new();
    if open.is_empty() {
        return fields;
    }
    fields.push(Field::ticks("kenh", "Nhận thêm bằng", open.iter().map(choice).collect()).optional(true));
    if open.contains(&MessageChannel::Email) {
        fields.push(Field::line("email", "Thư điện tử", &reach.email).typed("email", "email", "w-20").optional(true));
    }
    if open.contains(&MessageChannel::Phone) {
        fields
            .push(Field::line("dien-thoai", "Số điện thoại", &reach.phone).typed("tel", "tel", "w-20").optional(true));
    }
    for field in &mut fields {
        if let Some((_, message)) = errors.iter().find(|(name, _)| *name == field.name) {
            field.error = (*message).to_owned();
        }
    }
    fields
}

/// What was chosen.
pub(super) fn read_reach(filled: &Filled) -> Reach {
    Reach {
        channels: filled.texts("kenh").filter_map(MessageChannel::from_key).collect(),
        email: filled.text("email").to_owned(),
        phone: filled.text("dien-thoai").to_owned(),
    }
}

/// What of it needs another look.
pub(super) fn faults(reach: &Reach) -> Vec<(&'static str, &'static str)> {
    let mut errors = Vec::new();
    let reads = |email: &str| {
        email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
            && !email.contains(char::is_whitespace)
            && email.len() < 250
    };
    if !reach.email.is_empty() && !reads(&reach.email) {
        errors.push(("email", "Nhập địa chỉ thư điện tử, ví dụ ten@example.vn"));
    }
    let digits = reach.phone.bytes().filter(u8::is_ascii_digit).count();
    if !reach.phone.is_empty() && !(9..=15).contains(&digits) {
        errors.push(("dien-thoai", "Nhập số điện thoại, ví dụ 0912 345 678"));
    }
    errors
}

/// A channel as people call it.
pub(crate) fn channel_name(channel: MessageChannel) -> &'static str {
    match channel {
        MessageChannel::InApp => "Trong hệ thống",
        MessageChannel::Email => "Thư điện tử",
        MessageChannel::Phone => "Tin nhắn điện thoại",
    }
}
