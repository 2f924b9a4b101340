//! *Cách viết ngày, giờ, tiền, cỡ tệp* for people to read.

use domain::calendar::{Binds, Due};
use domain::time::Instant;
use jiff::civil::{Date, DateTime, Weekday};

/// `30/11/2026`.
pub(crate) fn day(day: Date) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}

/// A day as it was typed: `2026-11-30`, as browsers send it, or `30/11/2026`.
pub(crate) fn read_day(typed: &str) -> Option<Date> {
    let typed = typed.trim();
    typed.parse().ok().or_else(|| {
        let mut parts = typed.split(['/', '-', '.']).map(|part| part.trim().parse::<i16>().ok());
        let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
        Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok().filter(|_| parts.next().is_none())
    })
}

/// `thứ Hai 30/11/2026`.
pub(crate) fn day_in_words(date: Date) -> String {
    format!("{} {}", weekday(date), day(date))
}

fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "thứ Hai",
        Weekday::Tuesday => "thứ Ba",
        Weekday::Wednesday => "thứ Tư",
        Weekday::Thursday => "thứ Năm",
        Weekday::Friday => "thứ Sáu",
        Weekday::Saturday => "thứ Bảy",
        Weekday::Sunday => "Chủ nhật",
    }
}

/// `14:05 ngày 23/11/2026`.
pub(crate) fn moment(instant: Instant) -> String {
    let local = instant.local();
    format!("{} ngày {}", time(local), day(local.date()))
}

/// `14:05`.
pub(crate) fn time(local: DateTime) -> String {
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// `14 giờ 05 phút, ngày 23 tháng 11 năm 2026`, as the paper forms write it.
pub(crate) fn moment_in_full(local: DateTime) -> String {
    format!(
        "{} giờ {:02} phút, ngày {:02} tháng {:02} năm {}",
        local.hour(),
        local.minute(),
        local.day(),
        local.month(),
        local.year()
    )
}

/// `thứ Hai 30/11/2026`; with the hour where the term binds to the minute.
pub(crate) fn due(due: Due) -> String {
    match due.binds {
        Binds::Day => day_in_words(due.at.date()),
        Binds::Moment => format!("{} {}", time(due.at), day_in_words(due.at.date())),
    }
}

/// `1.250.000`: groups of three, as money and counts are written.
pub(crate) fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "-" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// `340 KB`, `1,2 MB`.
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} byte"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ if bytes % 1_000_000 / 100_000 == 0 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{},{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// One part of an address, with everything but letters, digits, `-`, `.`, `_` escaped.
pub(crate) fn address_part(text: &str) -> String {
    let mut part = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
            part.push(char::from(byte));
        } else {
            part.push_str(&format!("%{byte:02X}"));
        }
    }
    part
}

/// `?a=1&b=2` of the pairs whose value is not empty; nothing where all are.
pub(crate) fn query(pairs: &[(&str, &str)]) -> String {
    let filled = pairs.iter().filter(|(_, value)| !value.is_empty());
    let text: Vec<String> = filled.map(|(name, value)| format!("{name}={}", address_part(value))).collect();
    if text.is_empty() { String::new() } else { format!("?{}", text.join("&")) }
}

/// The first letter in upper case: labels of the domain are written to stand inside a sentence.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_due_day_is_told_with_its_weekday() {
        assert_eq!(day_in_words(date(2026, 11, 30)), "thứ Hai 30/11/2026");
        assert_eq!(day_in_words(date(2026, 11, 29)), "Chủ nhật 29/11/2026");
        let hour = Due { at: date(2026, 11, 30).at(10, 5, 0, 0), binds: Binds::Moment };
        assert_eq!(due(hour), "10:05 thứ Hai 30/11/2026");
    }

    #[test]
    fn a_day_is_read_as_browsers_and_people_write_it() {
        for typed in ["2026-11-30", "30/11/2026", " 30.11.2026 "] {
            assert_eq!(read_day(typed), Some(date(2026, 11, 30)), "{typed}");
        }
        for typed in ["", "31/2/2026", "30/11", "30/11/2026/1"] {
            assert_eq!(read_day(typed), None, "{typed}");
        }
    }

    #[test]
    fn money_is_grouped_by_dots() {
        for (number, text) in [(0, "0"), (999, "999"), (8_000, "8.000"), (1_250_000, "1.250.000"), (-1_000, "-1.000")] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn sizes_are_told_as_people_say_them() {
        for (bytes, text) in [(0, "0 byte"), (1_001, "2 KB"), (1_250_000, "1,2 MB"), (20_000_000, "20 MB")] {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn addresses_carry_no_bare_marks() {
        assert_eq!(address_part("H42.19-231016-0001"), "H42.19-231016-0001");
        assert_eq!(address_part("a/b?c=đ"), "a%2Fb%3Fc%3D%C4%91");
        assert_eq!(query(&[("tu", "khai sinh"), ("cap", "")]), "?tu=khai%20sinh");
    }
}
