//! Connects the register of people that officers ask, as `serve` was told.

use app::App;
use app::lookups::{Ask, People, PersonQuestion as Asked, Residence, Telling, Told};
use domain::lookup::{LookUpAnswer, LookUpKind, LookUpSource};
use exchange::people::{Particulars, PersonQuestion, Register, RegisterError, RegisterSettings, RegisteredResidence};
use identity::verdict::Verdict;
use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

/// Which register is asked.
#[derive(clap::Args)]
pub(crate) struct Connection {
    #[arg(long, value_name = "URL", conflicts_with = "register_settings")]
    #[arg(help = "Sổ dân cư để tra cứu (motcua population serve); khoá đặt ở biến MOTCUA_REGISTER_KEY")]
    register_url: Option<String>,
    #[arg(long, value_name = "TỆP")]
    #[arg(help = "Tệp JSON kết nối sổ dân cư hoặc Cơ sở dữ liệu quốc gia về dân cư, chỉ chủ tệp đọc được")]
    register_settings: Option<PathBuf>,
}

/// Connects what was asked for; without it there are no look-ups.
pub(crate) fn connect(app: &App, connection: &Connection) -> Result<(), Box<dyn Error>> {
    let Some(settings) = settings(connection)? else { return Ok(()) };
    let source = match settings {
        RegisterSettings::Service { .. } => LookUpSource::Register,
        RegisterSettings::National(_) => LookUpSource::National,
    };
    let register = Arc::new(Register::open(settings, crate::now::now_in_millis)?);
    let ask: Ask = Arc::new(move |asked: Asked| -> Telling {
        let register = register.clone();
        Box::pin(async move { told(&register, source, &asked).await })
    });
    app.connect_people(People { source, ask });
    Ok(())
}

fn settings(connection: &Connection) -> Result<Option<RegisterSettings>, Box<dyn Error>> {
    if let Some(path) = &connection.register_settings {
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("không đọc được tệp kết nối dân cư «{}»: {error}", path.display()))?;
        return Ok(Some(RegisterSettings::from_json(&text)?));
    }
    let Some(url) = connection.register_url.clone() else { return Ok(None) };
    let key = std::env::var("MOTCUA_REGISTER_KEY")
        .map_err(|_| "đặt khoá của sổ dân cư vào biến môi trường MOTCUA_REGISTER_KEY rồi chạy lại")?;
    Ok(Some(RegisterSettings::Service { url, key }))
}

async fn told(register: &Register, source: LookUpSource, asked: &Asked) -> Told {
    let question = match question(asked) {
        Ok(question) => question,
        Err(answer) => return Told::only(answer),
    };
    // No more is learnt than is needed; but the national database, asked whether alone, compares no date of birth.
    let whether = asked.kind == LookUpKind::Verify && source == LookUpSource::Register;
    let answer = match whether {
        true => register.confirm(&question).await.map(|verdict| (verdict, None)),
        false => register.ask(&question).await.map(|answer| (answer.verdict, answer.particulars)),
    };
    match answer {
        Ok((verdict, particulars)) => {
            let residence = particulars.and_then(|found: Particulars| found.residence).map(|found| place(&found));
            let residence = residence.filter(|found| asked.kind == LookUpKind::Residence && !found.address.is_empty());
            Told { residence, ..Told::only(of_verdict(verdict)) }
        }
        Err(error) => {
            let answer = match error {
                RegisterError::OutOfReach(_) => LookUpAnswer::Unreachable,
                RegisterError::Refused(_) | RegisterError::QuotaUsedUp => LookUpAnswer::Denied,
            };
            Told { why: error.to_string(), ..Told::only(answer) }
        }
    }
}

/// What was typed, read; what cannot be read is not asked about.
fn question(asked: &Asked) -> Result<PersonQuestion, LookUpAnswer> {
    let person = &asked.person;
    Ok(PersonQuestion {
        number: person.number.parse().map_err(|_| LookUpAnswer::BadNumber)?,
        full_name: person.full_name.parse().map_err(|_| LookUpAnswer::OtherName)?,
        birth_date: person.birth_date.parse().map_err(|_| LookUpAnswer::BadDate)?,
        purpose: asked.purpose.clone(),
        officer: asked.officer.clone(),
        agency: asked.agency.to_string(),
        dossier: asked.dossier.clone(),
    })
}

fn of_verdict(verdict: Verdict) -> LookUpAnswer {
    match verdict {
        Verdict::Match => LookUpAnswer::Match,
        Verdict::NearName => LookUpAnswer::NearName,
        Verdict::OtherName => LookUpAnswer::OtherName,
        Verdict::OtherBirthDate => LookUpAnswer::OtherBirthDate,
        Verdict::OtherNameAndBirthDate => LookUpAnswer::OtherNameAndBirthDate,
        Verdict::NotFound => LookUpAnswer::NotFound,
        Verdict::Deceased => LookUpAnswer::Deceased,
        Verdict::Replaced => LookUpAnswer::Replaced,
        Verdict::BadNumber => LookUpAnswer::BadNumber,
        Verdict::BadDate => LookUpAnswer::BadDate,
    }
}

/// An address in one line, the house first.
fn place(found: &RegisteredResidence) -> Residence {
    let unit = found.unit_name.clone().or_else(|| found.unit.as_ref().and_then(|code| name_of(code)));
    let province = found.province_name.clone().or_else(|| found.province.as_ref().and_then(|code| name_of(code)));
    let parts = [found.details.clone(), unit, province];
    let address = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    Residence { kind: found.kind.map_or("Nơi cư trú", |kind| kind.label()).to_owned(), address }
}

/// What a unit of this code is called, the last that had it.
fn name_of(code: &str) -> Option<String> {
    let units = app::law::shipped_units();
    let found = units.iter().filter(|unit| unit.code == code).max_by_key(|unit| unit.valid_from);
    found.map(|unit| unit.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::lookups::Person;

    fn asked(number: &str, name: &str, birth: &str) -> Asked {
        let person = Person { number: number.to_owned(), full_name: name.to_owned(), birth_date: birth.to_owned() };
        Asked {
            person,
            kind: LookUpKind::Verify,
            purpose: "tthc-xac-thuc".to_owned(),
            officer: "motcua.h42".to_owned(),
            agency: "H42".parse().unwrap(),
            dossier: String::new(),
        }
    }

    #[test]
    fn what_cannot_be_read_is_answered_without_asking() {
        let rows = [
            ("003190000001", "An", "1990", LookUpAnswer::BadNumber),
            ("037190000001", " ", "1990", LookUpAnswer::OtherName),
            ("037190000001", "An", "", LookUpAnswer::BadDate),
            ("037190000001", "An", "31/02/1990", LookUpAnswer::BadDate),
        ];
        for (number, name, birth, expected) in rows {
            assert_eq!(question(&asked(number, name, birth)).unwrap_err(), expected, "{number} {name} {birth}");
        }
        assert!(question(&asked("037190000001", "An", "1990-03-21")).is_ok());
    }

    #[test]
    fn each_verdict_keeps_its_meaning() {
        let answers: Vec<LookUpAnswer> = Verdict::ALL.into_iter().map(of_verdict).collect();
        assert_eq!(answers, LookUpAnswer::ALL[..Verdict::ALL.len()]);
    }

    #[test]
    fn an_address_is_one_line_with_the_house_first() {
        let found = RegisteredResidence {
            details: Some("Thôn Mẫu".to_owned()),
            province: Some("37".to_owned()),
            ..RegisteredResidence::default()
        };
        let place = place(&found);
        assert_eq!((place.kind.as_str(), place.address.as_str()), ("Nơi cư trú", "Thôn Mẫu, Tỉnh Ninh Bình"));
    }
}
