//! Our own service, `motcua population serve`: one question of `POST /v1/residence`, or of `/v1/verify`.

use super::{
    Asked, OutOfReach, Particulars, PersonAnswer, PersonQuestion, RegisterError, RegisteredResidence,
    RegisteredResidenceKind, Tried,
};
use crate::Unusable;
use crate::wire::{Letter, address, secret_value};
use hyper::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use hyper::{StatusCode, Uri};
use identity::verdict::Verdict;
use serde::{Deserialize, Serialize};

/// A service and the key to it.
pub(super) struct Service {
    verify: Uri,
    residence: Uri,
    authorization: HeaderValue,
}

#[derive(Serialize)]
struct Written<'a> {
    number: String,
    full_name: &'a str,
    birth_date: String,
    purpose: &'a str,
    officer: &'a str,
    dossier: &'a str,
}

#[derive(Deserialize)]
struct Said {
    result: String,
    residence: Option<SaidResidence>,
}

#[derive(Deserialize)]
struct SaidResidence {
    unit: String,
    unit_name: Option<String>,
    province: Option<String>,
    province_name: Option<String>,
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

impl Service {
    pub(super) fn open(url: &str, key: &str) -> Result<Service, Unusable> {
        let url = url.trim().trim_end_matches('/');
        let route = |path: &str| address(&format!("{url}{path}"), "địa chỉ dịch vụ dân cư");
        let (verify, residence) = (route("/v1/verify")?, route("/v1/residence")?);
        let key = Some(key.trim()).filter(|key| !key.is_empty());
        let authorization = key.and_then(|key| secret_value(&format!("Bearer {key}")));
        let authorization = authorization
            .ok_or_else(|| Unusable("khoá của dịch vụ dân cư để trống hoặc có ký tự lạ; chép lại khoá".to_owned()))?;
        Ok(Service { verify, residence, authorization })
    }

    /// The question as it is sent.
    pub(super) fn written(&self, question: &PersonQuestion, asked: Asked) -> Letter<'_> {
        let written = Written {
            number: question.number.digits(),
            full_name: question.full_name.as_str(),
            birth_date: question.birth_date.to_string(),
            purpose: &question.purpose,
            officer: &question.officer,
            dossier: &question.dossier,
        };
        let headers = HeaderMap::from_iter([(AUTHORIZATION, self.authorization.clone())]);
        let address = if asked == Asked::Whether { &self.verify } else { &self.residence };
        Letter { address, headers, body: serde_json::to_vec(&written).expect("texts become JSON") }
    }

    /// What the answer says.
    pub(super) fn read(status: StatusCode, body: &[u8]) -> Tried {
        let nonsense = Tried::Lost(OutOfReach::Nonsense);
        match status {
            StatusCode::OK => match serde_json::from_slice::<Said>(body).ok().and_then(answer) {
                Some(answer) => Tried::Answered(Ok(answer)),
                None => nonsense,
            },
            StatusCode::TOO_MANY_REQUESTS => Tried::Answered(Err(RegisterError::QuotaUsedUp)),
            // Said where the log could not be written: nothing was answered, so nothing was counted.
            StatusCode::SERVICE_UNAVAILABLE => Tried::Unheard,
            _ => match serde_json::from_slice::<Refusal>(body) {
                Ok(refusal) if status.is_client_error() => Tried::Answered(Err(RegisterError::Refused(refusal.error))),
                _ => nonsense,
            },
        }
    }
}

fn answer(said: Said) -> Option<PersonAnswer> {
    let verdict = Verdict::of_code(&said.result)?;
    let residence = match said.residence {
        Some(_) if verdict != Verdict::Match => return None,
        Some(residence) => Some(told(residence)?),
        None => None,
    };
    let particulars = residence.map(|residence| Particulars { residence: Some(residence), ..Particulars::default() });
    Some(PersonAnswer { verdict, particulars })
}

fn told(said: SaidResidence) -> Option<RegisteredResidence> {
    let kind = match said.kind.as_deref() {
        None => None,
        Some("permanent") => Some(RegisteredResidenceKind::Permanent),
        Some("temporary") => Some(RegisteredResidenceKind::Temporary),
        Some(_) => return None,
    };
    let SaidResidence { unit, unit_name, province, province_name, .. } = said;
    Some(RegisteredResidence { kind, unit: Some(unit), unit_name, province, province_name, details: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question() -> PersonQuestion {
        PersonQuestion {
            number: "001090000001".parse().unwrap(),
            full_name: "Nguyễn Thị \"Hoà\"".parse().unwrap(),
            birth_date: "21/03/1990".parse().unwrap(),
            purpose: "tthc".to_owned(),
            officer: "cb.1".to_owned(),
            agency: "H42.19".to_owned(),
            dossier: "H42.19-231016-0001".to_owned(),
        }
    }

    #[test]
    fn a_question_is_written_as_the_service_reads_it_and_shows_its_key_to_nobody() {
        let service = Service::open("http://127.0.0.1:8090/", " k3y\n").unwrap();
        assert_eq!(service.written(&question(), Asked::Whether).address.path(), "/v1/verify");
        let Letter { address, headers, body } = service.written(&question(), Asked::Everything);
        assert_eq!(address, "http://127.0.0.1:8090/v1/residence");
        assert_eq!(headers[AUTHORIZATION], "Bearer k3y");
        assert_eq!(format!("{headers:?}"), r#"{"authorization": Sensitive}"#);
        let expected = r#"{"number":"001090000001","full_name":"Nguyễn Thị \"Hoà\"","birth_date":"21/03/1990","purpose":"tthc","officer":"cb.1","dossier":"H42.19-231016-0001"}"#;
        assert_eq!(String::from_utf8(body).unwrap(), expected);
    }

    #[test]
    fn settings_that_cannot_work_are_refused() {
        for (url, key) in [("ftp://x", "k"), ("x", "k"), ("http://x", " "), ("http://x", "a\u{1}b")] {
            assert!(Service::open(url, key).is_err(), "{url}");
        }
    }

    fn read(status: u16, body: &str) -> String {
        match Service::read(StatusCode::from_u16(status).unwrap(), body.as_bytes()) {
            Tried::Answered(Ok(answer)) => {
                let residence = answer.particulars.and_then(|told| told.residence);
                let place = residence.map(|there| format!(" {:?} {}", there.kind, there.unit.unwrap_or_default()));
                format!("{}{}", answer.verdict, place.unwrap_or_default())
            }
            Tried::Answered(Err(error)) => format!("{error:?}"),
            Tried::Unheard => "unheard".to_owned(),
            Tried::Lost(lost) => format!("{lost:?}"),
        }
    }

    #[test]
    fn an_answer_is_read_and_nonsense_is_none() {
        let home = r#"{"unit":"14527","kind":"temporary"}"#;
        let rows = [
            (200, r#"{"result":"match"}"#.to_owned(), "match"),
            (200, format!(r#"{{"result":"match","residence":{home}}}"#), "match Some(Temporary) 14527"),
            (200, r#"{"result":"near:name","more":1}"#.to_owned(), "near:name"),
            (200, format!(r#"{{"result":"near:name","residence":{home}}}"#), "Nonsense"),
            (200, r#"{"result":"match","residence":{"unit":"1","kind":"x"}}"#.to_owned(), "Nonsense"),
            (200, r#"{"result":"maybe"}"#.to_owned(), "Nonsense"),
            (200, "<html>".to_owned(), "Nonsense"),
            (403, r#"{"error":"mục đích"}"#.to_owned(), "Refused(\"mục đích\")"),
            (404, "<html>".to_owned(), "Nonsense"),
            (429, String::new(), "QuotaUsedUp"),
            (500, r#"{"error":"x"}"#.to_owned(), "Nonsense"),
            (503, String::new(), "unheard"),
        ];
        for (status, body, expected) in rows {
            assert_eq!(read(status, &body), expected, "{status} {body}");
        }
    }
}
