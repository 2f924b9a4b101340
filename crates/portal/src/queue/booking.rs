//! *Đặt lịch hẹn*: a day, a time that has a place, a name; a code to show when one comes.

use super::agency_of;
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Choice, Field, Mend};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page, page_with, words};
use app::chance;
use app::queue::{AppointmentError, DAYS_AHEAD, Wanted, appointment_code};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::{Date, DateTime};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "queue/booking.html")]
struct Booking {
    frame: Frame,
    mend: Mend,
    agency: String,
    code: String,
    days: Vec<(String, String, bool)>,
    day: String,
    fields: Vec<Field>,
    full: bool,
    token: String,
}

#[derive(Template)]
#[template(path = "queue/booked.html")]
struct Booked {
    frame: Frame,
    agency: String,
    code: String,
    when: String,
    appointment: String,
}

#[derive(Template)]
#[template(path = "queue/called_off.html")]
struct CalledOff {
    frame: Frame,
    mend: Mend,
    code: String,
    done: bool,
    field: Field,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    ngay: String,
}

/// `GET /dat-lich/{agency}`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(agency): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let filled = Filled::of(vec![("luot".to_owned(), chance::token()), ("ngay".to_owned(), asked.ngay)]);
    fill(&portal, &visitor, &agency, StatusCode::OK, &filled, &[]).await
}

/// `POST /dat-lich/{agency}`.
pub(crate) async fn post(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(agency): Path<String>,
    filled: Filled,
) -> Result<Response, Problem> {
    if !portal.limits.public(&visitor.address) {
        return Err(Problem::TooMany);
    }
    let (code, name) = agency_of(&portal, &agency)?;
    let mut errors: Vec<(&str, String)> = Vec::new();
    let at: Option<DateTime> = filled.text("gio").parse().ok();
    let digits = filled.text("dien-thoai").bytes().filter(u8::is_ascii_digit).count();
    if at.is_none() {
        errors.push(("gio", "Chọn một giờ còn chỗ".to_owned()));
    }
    if filled.is_blank("ho-ten") || filled.text("ho-ten").chars().count() > 200 {
        errors.push(("ho-ten", "Nhập họ tên người sẽ tới".to_owned()));
    }
    if !(9..=15).contains(&digits) {
        errors.push(("dien-thoai", "Nhập số điện thoại, ví dụ 0912 345 678".to_owned()));
    }
    let token = filled.text("luot");
    if let (true, Some(at)) = (errors.is_empty() && token.len() >= 32, at) {
        let content = format!("{token} {} {}", code, at);
        let wanted = Wanted {
            at,
            series: filled.text("loai").chars().next().unwrap_or('A'),
            name: filled.text("ho-ten").to_owned(),
            phone: filled.text("dien-thoai").to_owned(),
            code: appointment_code(&portal.settings.secret, &content),
        };
        match portal.app.make_appointment(&code, &wanted, visitor.now).await {
            Ok(()) => {
                let when = format!("{} {}", words::time(at), words::day_in_words(at.date()));
                let frame = visitor.frame("Đã đặt lịch hẹn");
                return page(Booked { frame, agency: name, code: code.to_string(), when, appointment: wanted.code });
            }
            Err(AppointmentError::Store(error)) => return Err(error.into()),
            Err(error) => errors.push(("gio", words::capital(&error.to_string()))),
        }
    }
    fill(&portal, &visitor, &agency, StatusCode::UNPROCESSABLE_ENTITY, &filled, &errors).await
}

/// `GET /dat-lich/{agency}/huy`.
pub(crate) async fn off(visitor: Visitor, Path(agency): Path<String>) -> Result<Response, Problem> {
    off_page(&visitor, &agency, StatusCode::OK, "", "", false)
}

/// `POST /dat-lich/{agency}/huy`.
pub(crate) async fn call_off(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(agency): Path<String>,
    filled: Filled,
) -> Result<Response, Problem> {
    let (code, _) = agency_of(&portal, &agency)?;
    let typed = filled.text("ma-hen");
    if !portal.limits.key(&visitor.address, "lich-hen") {
        return Err(Problem::TooMany);
    }
    match portal.app.call_off(&code, typed).await {
        Ok(()) => off_page(&visitor, &agency, StatusCode::OK, "", "", true),
        Err(AppointmentError::Store(error)) => Err(error.into()),
        Err(_) => {
            let said = "Không có lịch hẹn nào mang mã này; xem lại mã";
            off_page(&visitor, &agency, StatusCode::UNPROCESSABLE_ENTITY, typed, said, false)
        }
    }
}

fn off_page(
    visitor: &Visitor,
    agency: &str,
    status: StatusCode,
    typed: &str,
    error: &str,
    done: bool,
) -> Result<Response, Problem> {
    let field = Field::line("ma-hen", "Mã hẹn", typed).typed("text", "off", "w-12").error(error);
    let mend = Mend::of(std::slice::from_ref(&field));
    let frame = visitor.frame("Huỷ lịch hẹn").wrong(!mend.is_empty());
    page_with(status, CalledOff { frame, mend, code: words::address_part(agency), done, field })
}

async fn fill(
    portal: &Portal,
    visitor: &Visitor,
    agency: &str,
    status: StatusCode,
    filled: &Filled,
    errors: &[(&str, String)],
) -> Result<Response, Problem> {
    let (code, name) = agency_of(portal, agency)?;
    let plan = portal.app.queue_plan(&code).await?;
    let mut days: Vec<(Date, u32)> = Vec::new();
    let mut day = visitor.now.day();
    for _ in 0..=DAYS_AHEAD {
        let free: u32 = portal.app.slots(&code, day, visitor.now).await?.iter().map(|slot| slot.free).sum();
        if free > 0 {
            days.push((day, free));
        }
        day = day.tomorrow().unwrap_or(day);
    }
    let asked = words::read_day(filled.text("ngay"))
        .or_else(|| filled.text("gio").parse::<DateTime>().ok().map(|at| at.date()));
    let chosen = asked.filter(|asked| days.iter().any(|(day, _)| day == asked)).or(days.first().map(|(day, _)| *day));
    let slots = match chosen {
        Some(day) => portal.app.slots(&code, day, visitor.now).await?,
        None => Vec::new(),
    };
    let choice = |value: String, label: String, chosen: bool| Choice { value, label, chosen };
    let slots = slots.into_iter().filter(|slot| slot.free > 0).map(|slot| {
        let value = slot.at.to_string();
        let label = format!("{} (còn {} chỗ)", words::time(slot.at), slot.free);
        choice(value.clone(), label, value == filled.text("gio"))
    });
    let services = plan.services.iter().map(|service| {
        let value = service.series.to_string();
        choice(value.clone(), service.name.clone(), value == filled.text("loai"))
    });
    let mut fields = vec![
        Field::select("gio", "Giờ hẹn", slots.collect()),
        Field::select("loai", "Việc cần làm", services.collect()),
        Field::line("ho-ten", "Họ tên người tới", filled.text("ho-ten")).typed("text", "name", ""),
        Field::line("dien-thoai", "Số điện thoại", filled.text("dien-thoai")).typed("tel", "tel", "w-20"),
    ];
    for field in &mut fields {
        if let Some((_, message)) = errors.iter().find(|(name, _)| *name == field.name) {
            field.error.clone_from(message);
        }
    }
    let mend = Mend::of(&fields);
    let token = filled.text("luot");
    page_with(
        status,
        Booking {
            frame: visitor.frame("Đặt lịch hẹn").wrong(!mend.is_empty()),
            mend,
            agency: name,
            code: code.to_string(),
            full: days.is_empty(),
            days: days
                .into_iter()
                .map(|(day, _)| (words::day_in_words(day), format!("/dat-lich/{code}?ngay={day}"), Some(day) == chosen))
                .collect(),
            day: chosen.map_or_else(String::new, words::day_in_words),
            fields,
            token: if token.len() < 32 { chance::token() } else { token.to_owned() },
        },
    )
}
