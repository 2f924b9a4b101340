//! *Bàn làm việc*: whose turn it is, what is new, what is due, and for how long.

use crate::layout::Frame;
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page, words};
use app::catalogue::Catalogue;
use app::desk::{COUNT_LIMIT, DeskList, DeskPage};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::calendar::{Binds, Calendar, Due, is_overdue};
use domain::dossier::StateName;
use domain::dossier::code::DossierCode;
use domain::dossier::decide::state_label;
use domain::time::Instant;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::DossierRow;

#[derive(Template)]
#[template(path = "desk.html")]
struct Desk {
    frame: Frame,
    tabs: Vec<Tab>,
    about: &'static str,
    rows: Vec<Row>,
    later: String,
    missed: String,
}

/// One list, with how many it has.
struct Tab {
    name: &'static str,
    address: String,
    count: String,
    here: bool,
}

/// One dossier in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Its code.
    pub(crate) code: String,
    /// Where its page is.
    pub(crate) address: String,
    /// Who asks.
    pub(crate) applicant: String,
    /// What for.
    pub(crate) procedure: String,
    /// Where it stands.
    pub(crate) state: &'static str,
    /// Class of the tag.
    pub(crate) tag: &'static str,
    /// Whose turn it is.
    pub(crate) holder: String,
    /// The due day; empty where there is none.
    pub(crate) due: String,
    /// How long that is from now.
    pub(crate) left: String,
    /// Class of the words before.
    pub(crate) left_tag: &'static str,
    /// When it came in.
    pub(crate) received: String,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    muc: String,
    sau: String,
    ma: String,
}

/// Name of a list, and what it holds.
fn told(list: DeskList) -> (&'static str, &'static str) {
    match list {
        DeskList::Mine => ("Việc của tôi", "Hồ sơ giao cho bạn, hạn gần nhất ở trên."),
        DeskList::Queue => ("Chờ người nhận", "Hồ sơ chờ bất kỳ ai giữ vai trò của bạn; bấm vào rồi nhận việc."),
        DeskList::New => ("Mới nộp trực tuyến", "Chờ cán bộ một cửa tiếp nhận hoặc trả lời."),
        DeskList::Running => ("Sắp đến hạn", "Mọi hồ sơ đang giải quyết của đơn vị, hạn gần nhất ở trên."),
        DeskList::Late => ("Quá hạn", "Đã qua hạn trả mà chưa có kết quả."),
        DeskList::Waiting => ("Chờ người dân", "Chờ bổ sung giấy tờ, chờ nộp tiền, hoặc tạm dừng."),
        DeskList::ToHandOver => ("Chờ trả kết quả", "Đã có kết quả, chờ người dân tới nhận."),
        DeskList::All => ("Tất cả", "Mọi hồ sơ của đơn vị, mới nộp ở trên."),
    }
}

/// `GET /ban-lam-viec`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let mut missed = String::new();
    if !asked.ma.trim().is_empty() {
        match portal.known(&asked.ma).await? {
            Some(code) => return Ok(Redirect::to(&address_of(&code)).into_response()),
            None => missed = format!("Không có hồ sơ mang mã «{}»", asked.ma.trim()),
        }
    }
    let mut counts = Vec::new();
    for (list, _) in DeskList::ALL {
        // How many there are in all helps nobody, and is dear to count.
        let count = match list {
            DeskList::All => None,
            _ => Some(portal.app.desk_count(officer, list, visitor.now).await?),
        };
        counts.push((list, count));
    }
    let first = counts.iter().find(|(_, count)| count.is_some_and(|count| count > 0));
    let first = first.map_or(DeskList::Mine, |(list, _)| *list);
    let list = DeskList::from_key(&asked.muc).unwrap_or(first);
    let after = asked.sau.parse().ok();
    let found = portal.app.desk(officer, list, after.as_ref(), visitor.now).await?;
    let names: BTreeMap<String, String> =
        portal.app.colleagues(officer).await?.into_iter().map(|one| (one.login, one.name)).collect();
    let catalogue = portal.app.catalogue();
    let calendar = &portal.app.law().calendar;
    let (title, about) = told(list);
    page(Desk {
        frame: visitor.frame(title).at("/ban-lam-viec").wrong(!missed.is_empty()),
        tabs: counts.into_iter().map(|(one, count)| tab(one, count, one == list)).collect(),
        about,
        later: later(list, &found),
        rows: found.rows.iter().map(|one| row(one, &catalogue, calendar, &names, visitor.now)).collect(),
        missed,
    })
}

fn tab(list: DeskList, count: Option<u64>, here: bool) -> Tab {
    let count = match count {
        Some(count) if count >= u64::from(COUNT_LIMIT) => format!("{}+", words::grouped(i64::from(COUNT_LIMIT))),
        Some(count) => count.to_string(),
        None => String::new(),
    };
    Tab { name: told(list).0, address: format!("/ban-lam-viec?muc={}", list.key()), count, here }
}

fn later(list: DeskList, found: &DeskPage) -> String {
    let cursor = found.next.as_ref().map(ToString::to_string);
    cursor.map_or_else(String::new, |cursor| {
        format!("/ban-lam-viec{}", words::query(&[("muc", list.key()), ("sau", &cursor)]))
    })
}

/// Address of a dossier's page.
pub(crate) fn address_of(code: &DossierCode) -> String {
    format!("/ho-so/{}", words::address_part(code.as_str()))
}

/// A dossier as a line of a list.
pub(crate) fn row(
    row: &DossierRow,
    catalogue: &Catalogue,
    calendar: &Calendar,
    names: &BTreeMap<String, String>,
    now: Instant,
) -> Row {
    let runs = matches!(row.state, StateName::Received | StateName::Processing | StateName::Approved);
    let (left, left_tag) = row.due.filter(|_| runs).map_or((String::new(), ""), |due| time_left(due, now, calendar));
    let holder = match (&row.officer, row.role) {
        (Some(login), _) => names.get(login).unwrap_or(login).clone(),
        (None, Some(role)) => words::capital(domain::dossier::decide::role_label(role)),
        (None, None) => String::new(),
    };
    Row {
        code: row.code.to_string(),
        address: address_of(&row.code),
        applicant: row.applicant.name.clone(),
        procedure: catalogue.name(&row.procedure).to_owned(),
        state: state_label(row.state),
        tag: state_tag(row.state),
        holder,
        due: row.due.map_or_else(String::new, |due| words::day(due.at.date())),
        left,
        left_tag,
        received: words::day(row.received_at.unwrap_or(row.submitted_at).day()),
    }
}

/// Class of a state's tag.
pub(crate) fn state_tag(state: StateName) -> &'static str {
    match state {
        StateName::Submitted | StateName::Received | StateName::Processing => "tag tag-info",
        StateName::AwaitingSupplement | StateName::AwaitingPayment | StateName::Paused => "tag tag-warn",
        StateName::Approved | StateName::Settled | StateName::Returned => "tag tag-good",
        StateName::NotAccepted | StateName::Withdrawn | StateName::Stopped => "tag",
    }
}

/// How long until a due moment, or since, in working days; and the class of the tag that says so.
pub(crate) fn time_left(due: Due, now: Instant, calendar: &Calendar) -> (String, &'static str) {
    let (today, day) = (now.day(), due.at.date());
    let days = calendar.working_days_between(today, day);
    if is_overdue(due, now.local()) {
        let since = calendar.working_days_between(day, today);
        let text = match since {
            _ if today == day => format!("quá hạn từ {} hôm nay", words::time(due.at)),
            0 => "quá hạn".to_owned(),
            since => format!("quá hạn {since} ngày làm việc"),
        };
        return (text, "tag tag-bad");
    }
    match (days, due.binds) {
        (_, Binds::Moment) if today == day => (format!("hạn {} hôm nay", words::time(due.at)), "tag tag-warn"),
        _ if today == day => ("hạn hôm nay".to_owned(), "tag tag-warn"),
        (0..=2, _) => (format!("còn {} ngày làm việc", days.max(1)), "tag tag-warn"),
        (days, _) => (format!("còn {days} ngày làm việc"), "tag"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::calendar::Calendar;
    use jiff::civil::{Date, date};

    fn calendar() -> Calendar {
        app::law::Law::shipped().calendar
    }

    fn left(due: Date, today: Date) -> String {
        let due = Due { at: due.at(17, 0, 0, 0), binds: Binds::Day };
        time_left(due, Instant::from_local(today.at(9, 0, 0, 0)), &calendar()).0
    }

    #[test]
    fn days_left_are_working_days() {
        let friday = date(2026, 11, 20);
        assert_eq!(left(friday, friday), "hạn hôm nay");
        assert_eq!(left(date(2026, 11, 23), friday), "còn 1 ngày làm việc");
        assert_eq!(left(date(2026, 11, 18), friday), "quá hạn 2 ngày làm việc");
        assert_eq!(left(friday, date(2026, 11, 21)), "quá hạn", "Saturday is late and no working day later");
    }

    #[test]
    fn every_list_has_a_name() {
        let names: std::collections::BTreeSet<&str> = DeskList::ALL.iter().map(|(list, _)| told(*list).0).collect();
        assert_eq!(names.len(), DeskList::ALL.len());
    }
}
