//! *Cổng bảo hiểm mẫu*: a service that keeps the same contract over invented people, to try a desk out with. Every
//! result code can be reached; so can silence, failure and nonsense.

use super::wire::{AccountBody, AnswerBody, ApiKey, QuestionBody, TokenAnswer, digest_of, shown};
use domain::time::Instant;
use identity::birth::BirthDate;
use identity::name::{NameMatch, PersonName};
use identity::number::HolderNumber;
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Tokens are good for so long.
const TOKEN_SECONDS: i64 = 15 * 60;

/// *Người có thẻ mẫu*.
#[derive(Clone, PartialEq, Eq)]
pub struct Insured {
    /// Fifteen characters.
    pub card: String,
    /// Twelve digits.
    pub citizen: String,
    /// Name.
    pub name: PersonName,
    /// Date of birth.
    pub born: BirthDate,
    /// First day.
    pub valid_from: Date,
    /// Last day.
    pub valid_to: Date,
    /// Code of the place of first care.
    pub first_care: String,
    /// Its name.
    pub first_care_name: String,
    /// Since when five years without a gap are reached.
    pub five_years_on: Option<Date>,
    /// The card that follows, with its first and last day.
    pub new_card: Option<(String, Date, Date)>,
    /// A code the service gives whatever is asked (`110`), or `http-503`, `nonsense`, `slow`; empty for none.
    pub always: String,
}

impl std::fmt::Debug for Insured {
    /// Shows nobody, invented or not.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Insured")
    }
}

/// Who may ask it; empty texts: anybody.
#[derive(Debug, Clone, Default)]
pub struct StandInAccount {
    /// Name of the account.
    pub username: String,
    /// Its password.
    pub password: String,
    /// Name of the officer registered.
    pub officer_name: String,
    /// His number.
    pub officer_number: String,
}

/// *Cổng bảo hiểm mẫu*.
pub struct StandIn {
    people: Vec<Insured>,
    by_number: HashMap<String, usize>,
    account: StandInAccount,
    tokens: Mutex<HashMap<String, Instant>>,
}

/// What the stand-in sends back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Number of the answer.
    pub status: u16,
    /// Media type of the body.
    pub media_type: &'static str,
    /// The body.
    pub body: Vec<u8>,
    /// Whether it is sent so late that nobody waits any more.
    pub late: bool,
}

impl Sent {
    fn of(status: u16, body: Vec<u8>) -> Sent {
        Sent { status, media_type: super::wire::MEDIA_TYPE, body, late: false }
    }
}

impl StandIn {
    /// A service over these people.
    pub fn new(people: Vec<Insured>, account: StandInAccount) -> StandIn {
        let mut by_number = HashMap::new();
        for (place, one) in people.iter().enumerate() {
            let social = one.card.get(5..).unwrap_or_default();
            for number in [one.card.as_str(), social, one.citizen.as_str()] {
                by_number.insert(number.to_owned(), place);
            }
        }
        StandIn { people, by_number, account, tokens: Mutex::default() }
    }

    /// Answers one POST; `secret` makes a token nobody guesses.
    pub fn answer(&self, path: &str, query: &str, body: &[u8], secret: &str, now: Instant) -> Sent {
        match path {
            "/api/token/take" => self.give_tokens(body, secret, now),
            "/api/egw/KQNhanLichSuKCB2024" => self.look_up(query, body, now),
            _ => Sent::of(404, Vec::new()),
        }
    }

    /// Lets no token hold any more.
    pub fn forget_tokens(&self) {
        self.kept_tokens().clear();
    }

    fn kept_tokens(&self) -> std::sync::MutexGuard<'_, HashMap<String, Instant>> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give_tokens(&self, body: &[u8], secret: &str, now: Instant) -> Sent {
        let Ok(asked) = serde_json::from_slice::<AccountBody>(body) else { return Sent::of(400, Vec::new()) };
        let known = self.account.username.is_empty()
            || (asked.username == self.account.username
                && asked.password.eq_ignore_ascii_case(&digest_of(&self.account.password)));
        if !known {
            let refused = TokenAnswer { result: "401".to_owned(), ..TokenAnswer::default() };
            return Sent::of(200, json(&refused));
        }
        let end = Instant::from_unix_seconds(now.unix_seconds() + TOKEN_SECONDS).unwrap_or(now);
        self.kept_tokens().insert(secret.to_owned(), end);
        let expires_in = jiff::Timestamp::from_second(end.unix_seconds()).map(|end| end.to_string().into()).ok();
        let (access_token, id_token) = (secret.to_owned(), digest_of(secret));
        let key = ApiKey { access_token, id_token, username: asked.username, expires_in };
        Sent::of(200, json(&TokenAnswer { result: "200".to_owned(), key: Some(key), bare: None }))
    }

    fn holds(&self, query: &str, now: Instant) -> bool {
        let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        let token = value("token").unwrap_or_default();
        value("id_token") == Some(digest_of(token).as_str())
            && self.kept_tokens().get(token).is_some_and(|end| now < *end)
    }

    fn look_up(&self, query: &str, body: &[u8], now: Instant) -> Sent {
        if !self.holds(query, now) {
            return Sent::of(401, Vec::new());
        }
        let Ok(asked) = serde_json::from_slice::<QuestionBody>(body) else { return Sent::of(200, told("205")) };
        let found = self.by_number.get(&asked.ma_the).map(|place| &self.people[*place]);
        match found.map(|one| one.always.as_str()) {
            Some("slow") => return Sent { late: true, ..Sent::of(200, told("500")) },
            Some("nonsense") => return Sent::of(200, b"cong dang bao tri".to_vec()),
            Some(status) if status.starts_with("http-") => {
                return Sent::of(status[5..].parse().unwrap_or(500), Vec::new());
            }
            _ => {}
        }
        let code = self.code(&asked, found, now.day());
        match found.filter(|_| tells(&code)) {
            Some(one) => Sent::of(200, json(&described(one, &code))),
            None => Sent::of(200, told(&code)),
        }
    }

    /// The code of an answer: first what is wrong with the question, then with the card.
    fn code(&self, asked: &QuestionBody, found: Option<&Insured>, today: Date) -> String {
        let of = |text: &str| text.to_owned();
        if asked.ma_the.is_empty() || asked.ho_ten.is_empty() || asked.ngay_sinh.is_empty() {
            return of("205");
        }
        let registered = &self.account;
        if !registered.officer_number.is_empty() && asked.cccd_cb != registered.officer_number {
            return of("054");
        }
        if !registered.officer_name.is_empty() && asked.ho_ten_cb != registered.officer_name {
            return of("055");
        }
        let Some(one) = found else { return unknown(&asked.ma_the).to_owned() };
        if !one.always.is_empty() {
            return one.always.clone();
        }
        let name = asked.ho_ten.parse::<PersonName>();
        if !name.is_ok_and(|name| name.compare(&one.name) == NameMatch::Equal) {
            let first = |name: &str| name.to_uppercase().chars().next();
            return of(if first(&asked.ho_ten) == first(one.name.as_str()) { "061" } else { "060" });
        }
        if !asked.ngay_sinh.parse::<BirthDate>().is_ok_and(|born| born.agrees(&one.born)) {
            return of("070");
        }
        of(match (today > one.valid_to, one.new_card.is_some()) {
            (true, true) => "003",
            (true, false) => "010",
            (false, true) => "004",
            (false, false) => "000",
        })
    }
}

/// Whether an answer of this code says what is on the card: only to who knows number, name and date, and only where
/// nothing failed.
fn tells(code: &str) -> bool {
    matches!(code.as_bytes(), [b'0', b'0', _] | b"010" | [b'1', b'1'..=b'3', _])
}

/// What is wrong with a number that is nobody's.
fn unknown(number: &str) -> &'static str {
    let digit = |place: usize| number.as_bytes().get(place).copied().unwrap_or_default();
    let all_digits = number.bytes().all(|byte| byte.is_ascii_digit());
    match number.len() {
        15 if !(b'1'..=b'5').contains(&digit(2)) => "053",
        15 if digit(3) == b'0' && digit(4) == b'0' => "052",
        15 if number.parse::<HolderNumber>().is_ok() => "050",
        10 | 12 if all_digits => "050",
        _ => "051",
    }
}

fn described(one: &Insured, code: &str) -> AnswerBody {
    let newer = one.new_card.as_ref();
    AnswerBody {
        ma_the: Some(one.card.clone()),
        ho_ten: Some(one.name.as_str().to_owned()),
        ma_dkbd: Some(one.first_care.clone()),
        ten_dkbd: Some(one.first_care_name.clone()),
        gt_the_tu: Some(shown(one.valid_from)),
        gt_the_den: Some(shown(one.valid_to)),
        ngay_du_5_nam: one.five_years_on.map(shown),
        ma_the_moi: newer.map(|(number, ..)| number.clone()),
        gt_the_tu_moi: newer.map(|(_, from, _)| shown(*from)),
        gt_the_den_moi: newer.map(|(_, _, to)| shown(*to)),
        ma_dkbd_moi: newer.map(|_| one.first_care.clone()),
        ten_dkbd_moi: newer.map(|_| one.first_care_name.clone()),
        ..of_code(code)
    }
}

fn of_code(code: &str) -> AnswerBody {
    AnswerBody { ma_ket_qua: Some(code.to_owned()), ghi_chu: Some("Cổng mẫu".to_owned()), ..AnswerBody::default() }
}

fn told(code: &str) -> Vec<u8> {
    json(&of_code(code))
}

fn json(shape: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(shape).expect("texts are JSON")
}
