//! *Kiểm tra bảo hiểm y tế*: the desk of a health facility. A scanner types the card's code and Enter, the answer
//! stands below, and the cursor waits for the next patient.

pub(crate) mod coverage;
mod shown;

use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::Field;
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page_with};
use app::chance;
use app::insurance::{CardHolder, read_number, read_scan, read_typed};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use shown::{Answer, Late, Line};

/// Name of the field a scanner types into.
const CARD: &str = "the";
/// Name of the patient, where a number was typed.
const NAME: &str = "ho-ten";
/// His date of birth.
const BORN: &str = "ngay-sinh";
/// Lines of today that are shown.
const TODAY: u32 = 12;

#[derive(Template)]
#[template(path = "clinic/check.html")]
struct CheckPage {
    frame: Frame,
    open: bool,
    token: String,
    card: Field,
    /// Name and date of birth, asked for where only a number was typed.
    more: Vec<Field>,
    answer: Option<Answer>,
    late: Vec<Late>,
    today: Vec<Line>,
}

/// `GET /kham-benh`.
pub(crate) async fn show(State(portal): State<Portal>, visitor: Visitor) -> Result<Response, Problem> {
    desk(&portal, &visitor, Typed::default(), None).await
}

/// `POST /kham-benh`: asks about one patient, or asks on for what is missing.
pub(crate) async fn post(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let typed = Typed::of(&filled);
    let holder = match typed.read() {
        Ok(holder) => holder,
        Err(typed) => return desk(&portal, &visitor, *typed, None).await,
    };
    let (officer, desk_of) = (visitor.officer()?, &portal.settings.insurance);
    let checked = portal.app.check_insurance(desk_of, officer, &holder, filled.text("luot"), visitor.now).await?;
    desk(&portal, &visitor, Typed::default(), Some(Answer::of(&holder, &checked))).await
}

/// `POST /kham-benh/xong`: a late answer was looked at.
pub(crate) async fn finish(
    State(portal): State<Portal>,
    visitor: Visitor,
    filled: Filled,
) -> Result<Response, Problem> {
    portal.app.finish_insurance(visitor.officer()?, filled.text("luot"), visitor.now).await?;
    Ok(Redirect::to("/kham-benh").into_response())
}

/// What stands in the fields, and what is to be mended.
#[derive(Debug, Default)]
struct Typed {
    card: String,
    name: String,
    born: String,
    errors: [String; 3],
    /// Whether name and date of birth are asked for.
    more: bool,
}

impl Typed {
    fn of(filled: &Filled) -> Typed {
        let text = |name: &str| filled.text(name).to_owned();
        Typed { card: text(CARD), name: text(NAME), born: text(BORN), more: filled.has(NAME), ..Typed::default() }
    }

    /// The patient; else the same with what is missing.
    fn read(mut self) -> Result<CardHolder, Box<Typed>> {
        if self.card.contains('|') {
            // What a scanner typed is scanned again, not mended by hand.
            let errors = |fault| [fault, String::new(), String::new()];
            let again = |fault| Box::new(Typed { errors: errors(fault), ..Typed::default() });
            return read_scan(&self.card).map_err(again);
        }
        if !self.more {
            match read_number(&self.card) {
                Ok(()) => self.more = true,
                Err(fault) => self.errors[0] = fault,
            }
            return Err(Box::new(self));
        }
        read_typed(&self.card, &self.name, &self.born).map_err(|errors| Box::new(Typed { errors, ..self }))
    }

    fn is_wrong(&self) -> bool {
        self.errors.iter().any(|error| !error.is_empty())
    }

    /// The field for the card, then those that are asked for besides; the first to be filled in has the cursor.
    fn fields(&self) -> (Field, Vec<Field>) {
        let line = |name: &str, label: &str, value: &str, place: usize| {
            Field::line(name, label, value).typed("text", "off", "").error(&self.errors[place])
        };
        let mut card = line(CARD, "Quét mã trên căn cước, hoặc gõ số căn cước, số thẻ bảo hiểm y tế", &self.card, 0);
        let mut more = Vec::new();
        if self.more {
            more.push(line(NAME, "Họ và tên", &self.name, 1));
            more.push(line(BORN, "Ngày sinh", &self.born, 2).hint("Ví dụ 21/3/1990; chỉ biết năm thì nhập năm"));
        }
        let wrong = |field: &Field| !field.error.is_empty();
        let first = if wrong(&card) { None } else { more.iter_mut().find(|field| wrong(field) || !self.is_wrong()) };
        first.unwrap_or(&mut card).focus = true;
        (card, more)
    }
}

async fn desk(portal: &Portal, visitor: &Visitor, typed: Typed, answer: Option<Answer>) -> Result<Response, Problem> {
    let (officer, desk) = (visitor.officer()?, &portal.settings.insurance);
    let late = portal.app.insurance_follow_up(desk, officer, visitor.now).await?;
    let today = portal.app.insurance_today(desk, officer, visitor.now, TODAY).await?;
    let (card, more) = typed.fields();
    let wrong = typed.is_wrong();
    let title = match &answer {
        Some(answer) => format!("{}: kiểm tra bảo hiểm y tế", answer.label),
        None => "Kiểm tra bảo hiểm y tế".to_owned(),
    };
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_with(
        status,
        CheckPage {
            frame: visitor.frame(title).at("/kham-benh").wrong(wrong),
            open: desk.is_open(),
            token: chance::token(),
            card,
            more,
            answer,
            late: late.iter().map(Late::of).collect(),
            today: today.iter().map(|line| Line::of(line, &officer.login)).collect(),
        },
    )
}

impl CheckPage {
    /// What has to be mended: the field, and what to do.
    fn errors(&self) -> Vec<(&str, &str)> {
        let fields = std::iter::once(&self.card).chain(&self.more);
        let wrong = fields.filter(|field| !field.error.is_empty());
        wrong.map(|field| (field.name.as_str(), field.error.as_str())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scan_is_enough_and_a_number_asks_on() {
        let read = |card: &str, more: Option<(&str, &str)>| {
            let (name, born) = more.unwrap_or_default();
            let typed = Typed {
                card: card.to_owned(),
                name: name.to_owned(),
                born: born.to_owned(),
                more: more.is_some(),
                ..Typed::default()
            };
            typed.read()
        };
        let scanned = read("003090000001||Nguyễn Văn Mẫu|21031990|Nam||01012022", None).unwrap();
        assert_eq!(scanned.name.as_str(), "Nguyễn Văn Mẫu");
        let asked = read("DN4370123456789", None).unwrap_err();
        assert!(asked.more && !asked.is_wrong() && asked.fields().1[0].focus, "the name is asked for");
        let typed = read("0123456789", Some(("Nguyễn Văn Mẫu", "1990"))).unwrap();
        assert_eq!(typed.name.as_str(), "Nguyễn Văn Mẫu");
        let wrong = read("0123456789", Some(("", "31/2/1990"))).unwrap_err();
        assert!(wrong.errors[0].is_empty() && !wrong.errors[1].is_empty() && !wrong.errors[2].is_empty());
        let (card, more) = wrong.fields();
        assert!(!card.focus && more[0].focus && !more[1].focus, "the first to be mended has the cursor");
        let rubbish = read("rác|rác", None).unwrap_err();
        assert!(rubbish.is_wrong() && rubbish.card.is_empty() && rubbish.fields().0.focus, "it is scanned again");
    }
}
