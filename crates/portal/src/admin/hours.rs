//! *Giờ làm việc, lịch nghỉ, xếp hàng* of an agency.

use super::{agency_field, agency_in, mark, mendable, typed};
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Choice, Field, Mend};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page_with, words};
use app::admin::{AdminError, Hours};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::agency::AgencyCode;
use domain::calendar::{Calendar, HoursRow, Policy};
use domain::queue::{CounterService, QueuePlan};
use domain::time::Instant;
use jiff::ToSpan;
use jiff::civil::{Date, Time};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "admin/hours.html")]
struct HoursPage {
    frame: Frame,
    mend: Mend,
    done: bool,
    choose: Field,
    agency: String,
    own: Vec<(String, String, String)>,
    hours: Vec<Field>,
    policy: Vec<Field>,
    plan: Vec<Field>,
    rest: Vec<(String, String, String)>,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Asked {
    co_quan: String,
    xong: String,
}

/// `GET /quan-tri/gio`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let agency = agency_in(visitor.officer()?, &asked.co_quan)?;
    fill(&portal, &visitor, StatusCode::OK, &agency, &Filled::default(), &[], asked.xong == "1").await
}

/// `POST /quan-tri/gio`.
pub(crate) async fn post(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let agency = agency_in(officer, filled.text("co-quan"))?;
    let now = visitor.now;
    let (field, outcome) = match filled.text("phan") {
        "gio" => match read_hours(&filled) {
            Ok(hours) => {
                let outcome = portal.app.set_hours_from(officer, &agency, &hours, now).await;
                let field = match &outcome {
                    Err(AdminError::Source) => "can-cu",
                    Err(AdminError::Days) => "gio-tu-ngay",
                    _ => "sang-mo",
                };
                (field, outcome)
            }
            Err(field) => (field, Err(AdminError::Hours)),
        },
        "cach-tinh" => {
            let policy: Policy = filled.text("cach-tinh").parse().unwrap_or_default();
            ("cach-tinh", portal.app.set_policy(officer, &agency, policy, now).await)
        }
        _ => ("loai-viec", portal.app.set_queue_plan(officer, &agency, &read_plan(&filled), now).await),
    };
    match outcome {
        Ok(()) => {
            let query = words::query(&[("co-quan", agency.as_str()), ("xong", "1")]);
            Ok(Redirect::to(&format!("/quan-tri/gio{query}")).into_response())
        }
        Err(error) => {
            let errors = [(field, mendable(error)?)];
            fill(&portal, &visitor, StatusCode::UNPROCESSABLE_ENTITY, &agency, &filled, &errors, false).await
        }
    }
}

/// The hours as they were typed; the field that cannot be read otherwise.
fn read_hours(filled: &Filled) -> Result<Hours, &'static str> {
    let span = |opens: &'static str, closes: &'static str| -> Result<Option<(Time, Time)>, &'static str> {
        if filled.is_blank(opens) && filled.is_blank(closes) {
            return Ok(None);
        }
        let read = |name: &'static str| read_time(filled.text(name)).ok_or(name);
        Ok(Some((read(opens)?, read(closes)?)))
    };
    Ok(Hours {
        from: words::read_day(filled.text("gio-tu-ngay")),
        weekdays: [span("sang-mo", "sang-dong")?, span("chieu-mo", "chieu-dong")?],
        saturday: span("bay-mo", "bay-dong")?,
        source: filled.text("can-cu").to_owned(),
    })
}

/// `7:30`, `07:30`, `7h30`, `7h`.
fn read_time(typed: &str) -> Option<Time> {
    let (hour, minute) = typed.split_once([':', 'h', 'g']).unwrap_or((typed, ""));
    let minute = if minute.is_empty() { "0" } else { minute };
    Time::new(hour.trim().parse().ok()?, minute.trim().parse().ok()?, 0, 0).ok()
}

fn read_plan(filled: &Filled) -> QueuePlan {
    let service = |line: &str| {
        let line = line.trim();
        let series = line.chars().next()?;
        let name = line[series.len_utf8()..].trim_start_matches([' ', ':', '.', '-']).trim().to_owned();
        Some(CounterService { series, name })
    };
    let number = |name: &str| filled.text(name).parse().unwrap_or(u32::MAX);
    QueuePlan {
        services: filled.text("loai-viec").lines().filter_map(service).collect(),
        counters: number("so-quay"),
        slot_minutes: number("phut-hen"),
        slot_capacity: number("cho-hen"),
    }
}

async fn fill(
    portal: &Portal,
    visitor: &Visitor,
    status: StatusCode,
    agency: &AgencyCode,
    filled: &Filled,
    errors: &[(&str, String)],
    done: bool,
) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let plan = portal.app.queue_plan(agency).await?;
    let chosen = portal.app.policy_of(agency).await?;
    let as_agency = app::people::Officer { agency: agency.clone(), ..officer.clone() };
    let calendar = portal.app.calendar_of(&as_agency).await?;
    let line = |name: &str, label: &str, present: &str| {
        Field::line(name, label, typed(filled, name, present)).typed("text", "off", "w-4")
    };
    let mut hours = vec![
        Field::day("gio-tu-ngay", "Áp dụng từ ngày", filled.text("gio-tu-ngay")),
        line("sang-mo", "Sáng từ", ""),
        line("sang-dong", "Sáng đến", ""),
        line("chieu-mo", "Chiều từ", ""),
        line("chieu-dong", "Chiều đến", ""),
        line("bay-mo", "Sáng thứ Bảy từ", "").optional(true),
        line("bay-dong", "Sáng thứ Bảy đến", "").optional(true),
        Field::line("can-cu", "Căn cứ", filled.text("can-cu")).hint("Quyết định nào, ngày nào"),
    ];
    let policies = [
        (Policy::CivilCode, "Bộ luật Dân sự: không tính ngày nhận, hạn là cuối ngày làm việc cuối cùng"),
        (Policy::SameTime, "Đúng giờ: nhận lúc nào thì hạn là giờ đó của ngày cuối cùng"),
    ];
    let choice = |(policy, label): (Policy, &str)| Choice {
        value: policy.code().to_owned(),
        label: label.to_owned(),
        chosen: policy == chosen,
    };
    let mut policy =
        vec![Field::radios("cach-tinh", "Ngày làm việc tính thế nào?", policies.into_iter().map(choice).collect())];
    let services: Vec<String> = plan.services.iter().map(|it| format!("{} {}", it.series, it.name)).collect();
    let mut queue = vec![
        Field::long(
            "loai-viec",
            "Loại việc, mỗi dòng một chữ cái và tên",
            typed(filled, "loai-viec", &services.join("\n")),
        ),
        line("so-quay", "Số quầy", &plan.counters.to_string()).digits(),
        line("phut-hen", "Mỗi lịch hẹn dài (phút)", &plan.slot_minutes.to_string()).digits(),
        line("cho-hen", "Số chỗ mỗi giờ hẹn (0: không nhận hẹn)", &plan.slot_capacity.to_string()).digits(),
    ];
    for fields in [&mut hours, &mut policy, &mut queue] {
        mark(fields, errors);
    }
    let mend = Mend::of(hours.iter().chain(&policy).chain(&queue));
    page_with(
        status,
        HoursPage {
            frame: visitor.frame("Giờ làm việc, lịch nghỉ, xếp hàng").at("/quan-tri").wrong(!mend.is_empty()),
            mend,
            done,
            choose: agency_field(portal, officer, agency),
            agency: agency.to_string(),
            own: portal.app.own_hours(agency).await?.iter().map(hours_row).collect(),
            hours,
            policy,
            plan: queue,
            rest: rest_days(&calendar, visitor.now),
        },
    )
}

fn hours_row(row: &HoursRow) -> (String, String, String) {
    let shifts: Vec<String> =
        row.shifts.iter().map(|shift| format!("{} – {}", clock(shift.opens()), clock(shift.closes()))).collect();
    let days = if row.weekdays.len() > 1 { "thứ Hai đến thứ Sáu" } else { "thứ Bảy" };
    let shifts = if shifts.is_empty() { "nghỉ".to_owned() } else { shifts.join(", ") };
    (words::day(row.valid_from), format!("{days}: {shifts}"), row.source.clone())
}

fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// The days of the coming year that are not as their weekday says: day, name, source.
fn rest_days(calendar: &Calendar, now: Instant) -> Vec<(String, String, String)> {
    let from: Date = now.day();
    let days = (0..366).filter_map(|number| from.checked_add(number.days()).ok());
    let rows = days.filter_map(|day| calendar.day_row(day));
    rows.map(|row| (words::day_in_words(row.date), row.name.clone(), row.source.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_read_as_it_is_written() {
        for (typed, read) in [
            ("7:30", Some("07:30")),
            ("07h30", Some("07:30")),
            ("7h", Some("07:00")),
            ("17", Some("17:00")),
            ("25:00", None),
            ("", None),
        ] {
            assert_eq!(read_time(typed).map(clock).as_deref(), read, "{typed}");
        }
    }
}
