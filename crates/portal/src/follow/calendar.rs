//! *Lịch hẹn trả*: the due date as an entry of the owner's own calendar (iCalendar, RFC 5545). It names the dossier by
//! its code and no person; opened again after a change it replaces the entry it made before.

use super::{address_of, owner};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, words};
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use domain::calendar::{Binds, Due};
use domain::dossier::StateName;
use domain::dossier::code::DossierCode;
use domain::time::Instant;

/// `GET /tra-cuu/{code}/hen-tra.ics`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let code: DossierCode = code.parse().map_err(|_| Problem::NotFound)?;
    let Some(view) = owner::owned(&portal, &visitor, &code).await? else {
        return Ok(Redirect::to(&address_of(&code)).into_response());
    };
    let due = view.due.ok_or(Problem::NotFound)?;
    let promised = view.file.dossier.state.name() != StateName::Submitted;
    let entry = Entry {
        code: code.as_str(),
        base: &portal.settings.public_base_url,
        due,
        promised,
        changed: view.file.row.updated_at,
        sequence: view.file.row.seq,
    };
    let name = format!("attachment; filename=\"hen-tra-{}.ics\"", words::address_part(code.as_str()));
    Ok(([(CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], entry.text())
        .into_response())
}

/// What the entry is made of.
struct Entry<'a> {
    code: &'a str,
    base: &'a str,
    due: Due,
    promised: bool,
    changed: Instant,
    sequence: u32,
}

impl Entry<'_> {
    fn text(&self) -> String {
        let host = self.base.split_once("://").map_or(self.base, |(_, host)| host);
        let address = format!("{}/tra-cuu/{}", self.base, words::address_part(self.code));
        let what = if self.promised { "Hẹn trả kết quả" } else { "Dự kiến có kết quả" };
        let more = if self.promised {
            "Ngày cơ quan hẹn trả kết quả. Mang giấy tờ tuỳ thân khi đến nhận."
        } else {
            "Ngày dự kiến nếu hồ sơ được tiếp nhận ngay; ngày hẹn chính thức ghi trên giấy tiếp nhận."
        };
        let (start, end) = self.span();
        let lines = [
            "BEGIN:VCALENDAR".to_owned(),
            "VERSION:2.0".to_owned(),
            "PRODID:-//Mot Cua//motcua//VI".to_owned(),
            "METHOD:PUBLISH".to_owned(),
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}@{host}", self.code),
            format!("DTSTAMP:{}", stamp(self.changed)),
            format!("SEQUENCE:{}", self.sequence),
            start,
            end,
            format!("SUMMARY:{}", escaped(&format!("{what}: hồ sơ {}", self.code))),
            format!("DESCRIPTION:{}", escaped(&format!("{more} Theo dõi: {address}"))),
            format!("URL:{address}"),
            "TRANSP:TRANSPARENT".to_owned(),
            "END:VEVENT".to_owned(),
            "END:VCALENDAR".to_owned(),
        ];
        lines.iter().map(|line| folded(line)).collect()
    }

    /// The whole day, or the moment where the term binds to the minute.
    fn span(&self) -> (String, String) {
        match self.due.binds {
            Binds::Day => {
                let day = self.due.at.date();
                let next = day.tomorrow().unwrap_or(day);
                let of = |day: jiff::civil::Date| day.strftime("%Y%m%d").to_string();
                (format!("DTSTART;VALUE=DATE:{}", of(day)), format!("DTEND;VALUE=DATE:{}", of(next)))
            }
            Binds::Moment => {
                let at = stamp(Instant::from_local(self.due.at));
                (format!("DTSTART:{at}"), format!("DTEND:{at}"))
            }
        }
    }
}

/// A moment in UTC as calendars write it.
fn stamp(at: Instant) -> String {
    let seconds = at.unix_seconds();
    jiff::Timestamp::from_second(seconds).map_or_else(|_| String::new(), |at| at.strftime("%Y%m%dT%H%M%SZ").to_string())
}

/// Text with the marks of the format escaped.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// A line of at most 75 octets, those after it begun with a space; no letter is cut in two.
fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut width = 0;
    for letter in line.chars() {
        if width + letter.len_utf8() > 75 {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(letter);
        width += letter.len_utf8();
    }
    out + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn entry(binds: Binds) -> String {
        let due = Due { at: date(2026, 11, 30).at(17, 0, 0, 0), binds };
        let changed = Instant::from_local(date(2026, 11, 23).at(8, 0, 0, 0));
        let base = "https://motcua.example";
        Entry { code: "H42.191-261123-0001", base, due, promised: true, changed, sequence: 2 }.text()
    }

    #[test]
    fn a_due_day_is_a_whole_day_under_a_name_that_stays() {
        let text = entry(Binds::Day);
        for line in [
            "UID:H42.191-261123-0001@motcua.example",
            "DTSTAMP:20261123T010000Z",
            "SEQUENCE:2",
            "DTSTART;VALUE=DATE:20261130",
            "DTEND;VALUE=DATE:20261201",
            "SUMMARY:Hẹn trả kết quả: hồ sơ H42.191-261123-0001",
        ] {
            assert!(text.contains(&format!("{line}\r\n")), "{line} in {text}");
        }
        assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    }

    #[test]
    fn a_due_hour_is_a_moment() {
        assert!(entry(Binds::Moment).contains("DTSTART:20261130T100000Z\r\n"));
    }

    #[test]
    fn lines_are_short_and_whole() {
        let text = entry(Binds::Day);
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        assert!(
            text.replace("\r\n ", "").contains("Mang giấy tờ tuỳ thân khi đến nhận. Theo dõi: https://motcua.example")
        );
        assert_eq!(escaped("a;b,c\\d\ne"), "a\\;b\\,c\\\\d\\ne");
    }
}
