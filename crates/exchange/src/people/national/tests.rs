use super::*;
use crate::people::RegisterSettings;

fn signed_auth() -> NationalAuth {
    let [user, secret, client, api_key] = ["motcua", "bi-mat", "GOV/000/H42", "khoa"].map(str::to_owned);
    NationalAuth::Signed { user, secret, client, api_key }
}

fn settings(auth: NationalAuth) -> NationalSettings {
    NationalSettings {
        url: "http://127.0.0.1:1/dancu".to_owned(),
        auth,
        service_code: "1.004222".to_owned(),
        integration_code: search_code(),
        confirm_code: confirm_code(),
        desk_phone: None,
    }
}

fn question() -> PersonQuestion {
    PersonQuestion {
        number: "001190000001".parse().unwrap(),
        full_name: "Nguyễn Thị Hoà".parse().unwrap(),
        birth_date: "21/3/1990".parse().unwrap(),
        purpose: "tthc".to_owned(),
        officer: "cb.1".to_owned(),
        agency: "H42.19".to_owned(),
        dossier: "H42.19-231016-0001".to_owned(),
    }
}

#[test]
fn a_request_is_signed_as_the_contract_says() {
    let headers = signed_auth().headers("http://x/y", 1_697_414_400_000).unwrap();
    // sha256sum of "http://x/ymotcua1697414400000bi-mat"
    let hash = Sha256::digest(b"http://x/ymotcua1697414400000bi-mat");
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let decoded = STANDARD.decode(headers[AUTHORIZATION].to_str().unwrap().strip_prefix("Basic ").unwrap()).unwrap();
    assert_eq!(String::from_utf8(decoded).unwrap(), format!("motcua:{hash}"));
    assert_eq!(headers[TIMESTAMP], "1697414400000");
    assert_eq!((&headers[ROAD_CLIENT], &headers[API_KEY]), (&"GOV/000/H42".parse().unwrap(), &"khoa".parse().unwrap()));
    let key = NationalAuth::Key { name: "ten".to_owned(), password: "mk".to_owned() };
    assert_eq!(key.headers("", 0).unwrap()[AUTH_HASH], "dGVuOm1r");
}

#[test]
fn who_signed_otherwise_too_early_or_too_late_is_not_let_in() {
    let auth = signed_auth();
    let now = 1_697_414_400_000;
    let good = auth.headers("http://x", now).unwrap();
    assert!(auth.admits("http://x", &good, now + 299_000));
    assert!(!auth.admits("http://x", &good, now + 301_000) && !auth.admits("http://x", &good, now - 301_000));
    assert!(!auth.admits("http://y", &good, now));
    assert!(!auth.admits("http://x", &HeaderMap::new(), now));
    for name in [TIMESTAMP, AUTHORIZATION, ROAD_CLIENT, API_KEY] {
        let mut wrong = good.clone();
        wrong.insert(name.clone(), HeaderValue::from_static("1697414400001"));
        assert!(!auth.admits("http://x", &wrong, now), "{name}");
    }
    let key = NationalAuth::Key { name: "ten".to_owned(), password: "mk".to_owned() };
    assert!(key.admits("", &key.headers("", 0).unwrap(), 5) && !key.admits("", &good, now));
}

#[test]
fn no_two_requests_share_a_number_and_each_names_its_dossier() {
    let national = National::open(settings(signed_auth())).unwrap();
    let number = |asked| match national.request(&question(), asked, 17) {
        NationalRequest::Search { head, .. } | NationalRequest::Confirm { head, .. } => head.request,
    };
    assert_eq!(number(Asked::Everything), "H42.19-231016-0001.17.0");
    assert_eq!(number(Asked::Whether), "H42.19-231016-0001.17.1");
}

fn citizen(name: &str, birth: &str) -> NationalAnswer {
    NationalAnswer::Found(Some(Citizen {
        number: "001190000001".parse().unwrap(),
        full_name: name.parse().unwrap(),
        sex: None,
        birth_date: birth.parse().unwrap(),
        permanent: None,
        current: Some(CitizenPlace { commune: Some("13318".to_owned()), ..CitizenPlace::default() }),
    }))
}

fn read(asked: Asked, status: u16, body: &[u8]) -> String {
    match National::read(&question(), asked, StatusCode::from_u16(status).unwrap(), body) {
        Tried::Answered(Ok(answer)) => format!("{} {}", answer.verdict, answer.particulars.is_some()),
        Tried::Answered(Err(RegisterError::Refused(_))) => "refused".to_owned(),
        Tried::Answered(Err(error)) => format!("{error:?}"),
        Tried::Unheard => "unheard".to_owned(),
        Tried::Lost(lost) => format!("{lost:?}"),
    }
}

#[test]
fn what_was_found_is_compared_here_once_more() {
    let other = NationalAnswer::Found(Some(Citizen {
        number: "001190000002".parse().unwrap(),
        ..match citizen("Nguyễn Thị Hoà", "1990") {
            NationalAnswer::Found(Some(citizen)) => citizen,
            _ => unreachable!(),
        }
    }));
    let rows = [
        (Asked::Everything, citizen("NGUYỄN THỊ HÒA", "21/3/1990"), "match true"),
        (Asked::Everything, citizen("NGUYEN THI HOA", "1990"), "near:name false"),
        (Asked::Everything, citizen("LÊ THỊ HOÀ", "21/3/1990"), "mismatch:name false"),
        (Asked::Everything, citizen("NGUYỄN THỊ HOÀ", "22/3/1990"), "mismatch:birth_date false"),
        (Asked::Everything, NationalAnswer::Found(None), "not-found false"),
        (Asked::Everything, other, "Nonsense"),
        (Asked::Everything, NationalAnswer::Exists(true), "Nonsense"),
        (Asked::Whether, NationalAnswer::Exists(true), "match false"),
        (Asked::Whether, NationalAnswer::Exists(false), "not-found false"),
        (Asked::Whether, NationalAnswer::Found(None), "Nonsense"),
    ];
    for (asked, answer, expected) in rows {
        assert_eq!(read(asked, 200, &answer.write("20231016")), expected, "{answer:?}");
    }
}

#[test]
fn faults_and_statuses_say_whether_to_ask_again() {
    let client = NationalAnswer::Fault(FaultSide::Client).write("");
    let server = NationalAnswer::Fault(FaultSide::Server).write("");
    let rows: [(u16, &[u8], &str); 9] = [
        (200, &client, "refused"),
        (500, &client, "refused"),
        (500, &server, "NotReached"),
        (401, b"", "refused"),
        (403, b"<html>", "refused"),
        (429, b"", "QuotaUsedUp"),
        (502, b"<html>", "NotReached"),
        (200, b"<html>", "Nonsense"),
        (404, b"", "Nonsense"),
    ];
    for (status, body, expected) in rows {
        assert_eq!(read(Asked::Everything, status, body), expected, "{status}");
    }
}

#[test]
fn settings_are_read_from_a_file_and_shown_to_nobody() {
    let text = r#"{"kind":"national","url":"https://x.example/dancu","service_code":"1.004222","auth":{"kind":"signed","user":"u","secret":"s3","client":"c","api_key":"k"}}"#;
    let read = RegisterSettings::from_json(text).unwrap();
    match &read {
        RegisterSettings::National(settings) => {
            assert_eq!((&settings.integration_code[..], &settings.confirm_code[..]), ("037", "033"));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(format!("{read:?}"), "National(https://x.example/dancu)");
    for wrong in ["{", r#"{"kind":"x"}"#, r#"{"kind":"service","url":"http://x","key":"s3","more":1}"#] {
        let said = RegisterSettings::from_json(wrong).unwrap_err().to_string();
        assert!(said.contains("tệp kết nối dân cư chưa đúng") && !said.contains("s3"), "{said}");
    }
    let odd = NationalAuth::Key { name: "a".to_owned(), password: "b".to_owned() };
    assert!(National::open(NationalSettings { url: "x".to_owned(), ..settings(odd) }).is_err());
    let NationalAuth::Signed { user, secret, api_key, .. } = signed_auth() else { unreachable!() };
    let odd = NationalAuth::Signed { user, secret, api_key, client: "a\nb".to_owned() };
    assert!(National::open(settings(odd)).is_err());
}
