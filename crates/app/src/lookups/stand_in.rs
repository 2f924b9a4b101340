//! *Sổ dân cư mẫu*: stands in for the register where everybody is made up. It knows the people of the demo's dossiers
//! and of its chooser; a few of them, by the last two digits of their number, are not as they say.

use super::{Ask, People, Person, PersonQuestion, Residence, Telling, Told};
use crate::App;
use crate::demo::synthetic;
use crate::people::{ApplicantKind, Particulars};
use domain::lookup::{LookUpAnswer, LookUpKind, LookUpSource};
use identity::birth::BirthDate;
use identity::name::{NameMatch, compare};
use std::collections::HashMap;
use std::sync::Arc;
use store::StoreError;
use tokio::sync::OnceCell;

/// Where the chooser's people live.
const AT_HOME: &str = "Số 1, phố Mẫu, phường Hoa Lư, tỉnh Ninh Bình (dữ liệu mẫu)";

/// Somebody the stand-in knows.
struct Known {
    full_name: String,
    birth_date: String,
    address: String,
}

impl App {
    /// A register of the made-up people in this store; `None` where people are real.
    pub async fn stand_in_people(&self) -> Result<Option<People>, StoreError> {
        if !self.store().is_synthetic().await? {
            return Ok(None);
        }
        let (app, known) = (self.clone(), Arc::new(OnceCell::new()));
        let ask: Ask = Arc::new(move |question: PersonQuestion| -> Telling {
            let (app, known) = (app.clone(), known.clone());
            Box::pin(async move {
                match known.get_or_try_init(|| app.made_up_people()).await {
                    Ok(known) => answer(known, &question),
                    Err(_) => Told::only(LookUpAnswer::Unreachable),
                }
            })
        });
        Ok(Some(People { source: LookUpSource::StandIn, ask }))
    }

    async fn made_up_people(&self) -> Result<HashMap<String, Known>, StoreError> {
        let mut known = HashMap::new();
        self.store()
            .each_particulars(|content| {
                let Ok(Particulars { applicant, .. }) = serde_json::from_str(content) else { return };
                // Who came later through the pages is nobody's invention: the register does not know him.
                if applicant.kind == ApplicantKind::Person && applicant.id_number.starts_with(NOWHERE) {
                    let birth_date = applicant.birth_date.map_or_else(String::new, |born| born.to_string());
                    let (full_name, address) = (applicant.full_name, applicant.address);
                    known.insert(applicant.id_number, Known { full_name, birth_date, address });
                }
            })
            .await?;
        for one in synthetic() {
            let (full_name, birth_date) = (one.full_name.to_owned(), one.birth_date.to_owned());
            known.insert(one.number.to_owned(), Known { full_name, birth_date, address: AT_HOME.to_owned() });
        }
        Ok(known)
    }
}

/// No province has this code: numbers that begin with it were made up.
const NOWHERE: &str = "003";

fn answer(known: &HashMap<String, Known>, question: &PersonQuestion) -> Told {
    let Person { number, .. } = &question.person;
    if number.len() != 12 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Told::only(LookUpAnswer::BadNumber);
    }
    let Some(found) = known.get(number) else { return Told::only(LookUpAnswer::NotFound) };
    let last: u8 = if number.starts_with(NOWHERE) { number[10..].parse().unwrap_or(99) } else { 99 };
    let verdict = match last {
        0 | 1 => LookUpAnswer::NotFound,
        2 => LookUpAnswer::Deceased,
        3 => LookUpAnswer::Replaced,
        _ => compared(found, &question.person, last),
    };
    let residence = (verdict == LookUpAnswer::Match && question.kind == LookUpKind::Residence)
        .then(|| Residence { kind: "Thường trú".to_owned(), address: found.address.clone() });
    Told { residence, ..Told::only(verdict) }
}

fn compared(found: &Known, person: &Person, last: u8) -> LookUpAnswer {
    let (Ok(here), Ok(there)) = (person.birth_date.parse::<BirthDate>(), found.birth_date.parse::<BirthDate>()) else {
        return LookUpAnswer::BadDate;
    };
    let name = compare(&person.full_name, &found.full_name);
    match (here.agrees(&there) && last != 6, name) {
        (true, NameMatch::Equal) if matches!(last, 4 | 5) => LookUpAnswer::NearName,
        (true, NameMatch::Equal) => LookUpAnswer::Match,
        (true, NameMatch::Near) => LookUpAnswer::NearName,
        (true, NameMatch::Different) => LookUpAnswer::OtherName,
        (false, NameMatch::Different | NameMatch::Near) => LookUpAnswer::OtherNameAndBirthDate,
        (false, NameMatch::Equal) => LookUpAnswer::OtherBirthDate,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stand_in_judges_as_a_register_does() {
        let one = |full_name: &str| Known {
            full_name: full_name.to_owned(),
            birth_date: "1990-03-21".to_owned(),
            address: "Phường Mẫu".to_owned(),
        };
        let numbers = ["003190000099", "003190000000", "003190000002", "003190000003", "003190000004", "003190000006"];
        let known: HashMap<String, Known> = numbers.map(|number| (number.to_owned(), one("Nguyễn Thị Mẫu"))).into();
        let rows = [
            (numbers[0], "NGUYỄN THỊ MẪU", "21/03/1990", LookUpAnswer::Match),
            (numbers[0], "Nguyen Thi Mau", "1990", LookUpAnswer::NearName),
            (numbers[0], "Trần Thị Mẫu", "1990", LookUpAnswer::OtherName),
            (numbers[0], "Nguyễn Thị Mẫu", "1991", LookUpAnswer::OtherBirthDate),
            (numbers[0], "Trần Thị Mẫu", "1991", LookUpAnswer::OtherNameAndBirthDate),
            (numbers[0], "Nguyễn Thị Mẫu", "", LookUpAnswer::BadDate),
            (numbers[1], "Nguyễn Thị Mẫu", "1990", LookUpAnswer::NotFound),
            (numbers[2], "Nguyễn Thị Mẫu", "1990", LookUpAnswer::Deceased),
            (numbers[3], "Nguyễn Thị Mẫu", "1990", LookUpAnswer::Replaced),
            (numbers[4], "Nguyễn Thị Mẫu", "1990", LookUpAnswer::NearName),
            (numbers[5], "Nguyễn Thị Mẫu", "1990", LookUpAnswer::OtherBirthDate),
            ("003190000098", "Nguyễn Thị Mẫu", "1990", LookUpAnswer::NotFound),
            ("12", "Nguyễn Thị Mẫu", "1990", LookUpAnswer::BadNumber),
        ];
        for (number, name, birth, expected) in rows {
            let person = Person { number: number.to_owned(), full_name: name.to_owned(), birth_date: birth.to_owned() };
            let question = PersonQuestion {
                person,
                kind: LookUpKind::Residence,
                purpose: String::new(),
                officer: String::new(),
                agency: "H42".parse().unwrap(),
                dossier: String::new(),
            };
            let told = answer(&known, &question);
            assert_eq!(told.answer, expected, "{number} {name} {birth}");
            assert_eq!(told.residence.is_some(), expected == LookUpAnswer::Match, "a residence only of who matches");
        }
    }
}
