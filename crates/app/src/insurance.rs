//! *Kiểm tra bảo hiểm y tế tại quầy tiếp đón*: asks the insurance service about a patient. A question is kept before
//! it is asked, so that none is lost; what is not answered is asked again until it is, and then looked at by somebody.

mod kept;

use crate::App;
use crate::people::Officer;
use crate::sealed::Sealer;
use domain::insurance::{InsuranceAnswer, InsuranceRules, Judged, Kept, Standing};
use domain::ledger::Digest;
use domain::time::Instant;
use identity::birth::BirthDate;
pub use identity::card::CardHolder;
use identity::name::{NameMatch, PersonName};
use identity::number::HolderNumber;
use kept::{Told, answer_place, waiting_place};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use store::{AfterCheck, InsuranceCheck, LastAnswer, StoreError, WaitingCheck, delivery_id};

/// What look-ups at the desk are for.
const PURPOSE: &str = "tiep-don-kham-benh";
/// A desk that asked and was stopped before it heard has this long; then the question is asked again.
const ASKING_SECONDS: i64 = 30;
/// A service that cannot be reached is tried again so often.
const AGAIN_SECONDS: i64 = 20;
/// One that answers that it cannot say has something that people must mend.
const MENDED_SECONDS: i64 = 10 * 60;
/// How many questions are taken at a time.
const ROUND: u32 = 20;
/// How many rounds are made before other work gets its turn.
const ROUNDS: usize = 25;
/// More lines than this fit no screen.
const LISTED: u32 = 200;

/// What is heard of the service: its answer, or in words why there is none.
pub type Heard = Pin<Box<dyn Future<Output = Result<InsuranceAnswer, String>> + Send>>;

/// *Cửa ra cổng bảo hiểm*: asks the service about one person.
#[derive(Clone)]
pub struct Door(Arc<dyn Fn(CardHolder, Instant) -> Heard + Send + Sync>);

impl Door {
    /// A door that is a function.
    pub fn new(ask: impl Fn(CardHolder, Instant) -> Heard + Send + Sync + 'static) -> Door {
        Door(Arc::new(ask))
    }
}

/// *Quầy tiếp đón*: the way out and the keys; cheap to clone.
#[derive(Clone)]
pub struct InsuranceDesk {
    door: Option<Door>,
    sealer: Arc<Sealer>,
}

impl std::fmt::Debug for InsuranceDesk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "InsuranceDesk(open: {})", self.door.is_some())
    }
}

/// *Kết quả kiểm tra*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Code of the answer; empty for none.
    pub code: String,
    /// What it comes to.
    pub judged: Judged,
    /// What was last confirmed, and when; told only where nothing is confirmed now.
    pub last: Option<(Instant, Judged)>,
}

/// *Một lượt hôm nay*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TodayLine {
    /// When.
    pub at: Instant,
    /// Last three characters of the number, while they are kept.
    pub tail: String,
    /// Code; empty for none.
    pub code: String,
    /// What it came to.
    pub standing: Standing,
    /// Who asked.
    pub actor: String,
}

/// *Lượt cần theo dõi*.
#[derive(Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// Its id.
    pub id: String,
    /// Name of the patient.
    pub name: String,
    /// Last three characters of the number.
    pub tail: String,
    /// When it was asked at the desk.
    pub asked_at: Instant,
    /// How often it was asked since.
    pub tries: u32,
    /// What came late, and when.
    pub answer: Option<(Instant, Judged)>,
}

impl std::fmt::Debug for FollowUp {
    /// Shows nobody.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FollowUp({})", self.id)
    }
}

/// The data file, read once.
///
/// # Panics
/// If it is broken; a test reads it.
pub fn rules() -> &'static InsuranceRules {
    static RULES: LazyLock<InsuranceRules> = LazyLock::new(|| {
        InsuranceRules::from_json(include_str!("../../../data/insurance.json")).expect("data/insurance.json is sound")
    });
    &RULES
}

/// A patient whose card was scanned: the whole text of its code.
pub fn read_scan(text: &str) -> Result<CardHolder, String> {
    text.parse().map_err(|fault: identity::card::CardQrError| fault.to_string())
}

/// Whether a text is one of the numbers a patient may show.
pub fn read_number(text: &str) -> Result<(), String> {
    text.parse::<HolderNumber>().map(|_| ()).map_err(|fault| fault.to_string())
}

/// A patient whose number, name and date of birth were typed; else what to mend in each, empty where nothing.
pub fn read_typed(number: &str, name: &str, born: &str) -> Result<CardHolder, [String; 3]> {
    let number = number.parse::<HolderNumber>().map_err(|fault| fault.to_string());
    let name = name.parse::<PersonName>().map_err(|fault| fault.to_string());
    let born = born.parse::<BirthDate>().map_err(|fault| fault.to_string());
    match (number, name, born) {
        (Ok(number), Ok(name), Ok(born)) => Ok(CardHolder { number, name, born }),
        (number, name, born) => Err([number.err(), name.err(), born.err()].map(Option::unwrap_or_default)),
    }
}

impl InsuranceDesk {
    /// A desk over the system's secret; without a door everything waits.
    pub fn new(secret: &[u8; 32], door: Option<Door>) -> InsuranceDesk {
        InsuranceDesk { door, sealer: Arc::new(Sealer::of(secret, "insurance")) }
    }

    /// Whether a service is configured.
    pub fn is_open(&self) -> bool {
        self.door.is_some()
    }

    async fn ask(&self, holder: &CardHolder, now: Instant) -> Result<InsuranceAnswer, String> {
        match &self.door {
            Some(door) => (door.0)(holder.clone(), now).await,
            None => Err("chưa cấu hình cổng bảo hiểm".to_owned()),
        }
    }

    fn person(&self, holder: &CardHolder) -> Digest {
        self.sealer.fingerprint(&holder.number.digits())
    }
}

impl App {
    /// Asks about a patient at a desk. `token` is the form's: sent twice, it is one question.
    pub async fn check_insurance(
        &self,
        desk: &InsuranceDesk,
        officer: &Officer,
        holder: &CardHolder,
        token: &str,
        now: Instant,
    ) -> Result<Checked, StoreError> {
        let person = desk.person(holder);
        let id = delivery_id(&["insurance", &officer.login, token, &person.to_string()]);
        let told = Told::question(holder);
        let waiting = WaitingCheck {
            top: officer.top.clone(),
            content: told.seal(desk, &waiting_place(&id)),
            id,
            agency: officer.agency.clone(),
            person,
            actor: officer.login.clone(),
            asked_at: now,
            answered_at: None,
            tries: 0,
            next_at: later(now, ASKING_SECONDS),
        };
        self.store().keep_insurance_question(&waiting).await?;
        let heard = desk.ask(holder, now).await;
        let (code, judged) = read(&heard, now);
        let after = match (&heard, judged.standing.is_confirmed()) {
            (_, true) => AfterCheck::Remove,
            (Ok(_), false) => AfterCheck::AskAgain(later(now, MENDED_SECONDS)),
            (Err(_), false) => AfterCheck::AskAgain(later(now, AGAIN_SECONDS)),
        };
        self.end_question(desk, &waiting, &told, heard.ok(), &judged, after, now).await?;
        let last = match judged.standing {
            Standing::System => self.last_confirmed(desk, officer, holder, now).await?,
            _ => None,
        };
        Ok(Checked { code, judged, last })
    }

    /// Writes what came of a question: that it was asked, what was said, what becomes of it.
    #[expect(clippy::too_many_arguments, reason = "everything there is to say of one question, said once")]
    async fn end_question(
        &self,
        desk: &InsuranceDesk,
        waiting: &WaitingCheck,
        told: &Told,
        answer: Option<InsuranceAnswer>,
        judged: &Judged,
        after: AfterCheck,
        now: Instant,
    ) -> Result<(), StoreError> {
        let tries = if waiting.tries == 0 { String::new() } else { format!(":{}", waiting.tries) };
        let check = InsuranceCheck {
            id: format!("{}{tries}", waiting.id),
            agency: waiting.agency.clone(),
            at: now,
            actor: waiting.actor.clone(),
            purpose: PURPOSE.to_owned(),
            person: waiting.person,
            code: answer.as_ref().map(|answer| answer.code.clone()).unwrap_or_default(),
            standing: judged.standing,
        };
        // What does not belong together says nothing of the person the number belongs to.
        let says = judged.standing.is_confirmed() && judged.standing != Standing::Mismatch;
        let last = answer.filter(|_| says).map(|answer| LastAnswer {
            answered_at: now,
            expires_at: later(now, i64::from(rules().days(Kept::LastAnswer, now.day())) * 86_400),
            content: told.with(answer).seal(desk, &answer_place(&waiting.top, &waiting.person)),
        });
        self.store().end_insurance_question(waiting, &check, last.as_ref(), &after).await
    }

    /// What the service last said of this person; told only to who knows name and date of birth as well.
    async fn last_confirmed(
        &self,
        desk: &InsuranceDesk,
        officer: &Officer,
        holder: &CardHolder,
        now: Instant,
    ) -> Result<Option<(Instant, Judged)>, StoreError> {
        let person = desk.person(holder);
        let Some((at, content)) = self.store().last_insurance_answer(&officer.top, &person, now).await? else {
            return Ok(None);
        };
        let told = Told::open(desk, &answer_place(&officer.top, &person), &content);
        let known = told.and_then(|told| Some((told.holder()?, told.answer?)));
        let same = |known: &CardHolder| {
            known.name.compare(&holder.name) == NameMatch::Equal && known.born.agrees(&holder.born)
        };
        Ok(known.filter(|(known, _)| same(known)).map(|(_, answer)| (at, rules().judge(&answer, now.day()))))
    }

    /// Asks again what waits. As soon as the service fails, the rest waits on; while it answers, all of it is asked.
    /// Gives how many were answered.
    pub async fn ask_waiting_insurance(&self, desk: &InsuranceDesk, now: Instant) -> Result<usize, StoreError> {
        let mut answered = 0;
        if !desk.is_open() {
            return Ok(answered);
        }
        for _ in 0..ROUNDS {
            let mine = self.store().claim_insurance_questions(now, later(now, 120), ROUND).await?;
            if mine.is_empty() {
                break;
            }
            let mut lost = false;
            for waiting in mine {
                if lost {
                    self.store().postpone_insurance_question(&waiting, later(now, AGAIN_SECONDS)).await?;
                    continue;
                }
                let confirmed = self.ask_again(desk, &waiting, now).await?;
                lost = confirmed.is_none();
                answered += usize::from(confirmed == Some(true));
            }
            if lost {
                break;
            }
        }
        Ok(answered)
    }

    /// Whether a question was answered and the answer confirms something; `None` where the service did not answer.
    async fn ask_again(
        &self,
        desk: &InsuranceDesk,
        waiting: &WaitingCheck,
        now: Instant,
    ) -> Result<Option<bool>, StoreError> {
        let place = waiting_place(&waiting.id);
        let told = Told::open(desk, &place, &waiting.content).and_then(|told| Some((told.holder()?, told)));
        let Some((holder, told)) = told else {
            tracing::error!(check.id = %waiting.id, "a question to the insurance service was sealed with another key");
            self.store().postpone_insurance_question(waiting, later(now, MENDED_SECONDS)).await?;
            return Ok(Some(false));
        };
        let answer = match desk.ask(&holder, now).await {
            Ok(answer) => answer,
            Err(why) => {
                tracing::info!(check.id = %waiting.id, "question {} to the insurance service waits: {why}", waiting.id);
                self.store().postpone_insurance_question(waiting, later(now, AGAIN_SECONDS)).await?;
                return Ok(None);
            }
        };
        let judged = rules().judge(&answer, now.day());
        let confirmed = judged.standing.is_confirmed();
        let after = match confirmed {
            true => AfterCheck::FollowUp(told.with(answer.clone()).seal(desk, &place)),
            false => AfterCheck::AskAgain(later(now, MENDED_SECONDS)),
        };
        self.end_question(desk, waiting, &told, Some(answer), &judged, after, now).await?;
        Ok(Some(confirmed))
    }

    /// Today's questions of the officer's facility, newest first.
    pub async fn insurance_today(
        &self,
        desk: &InsuranceDesk,
        officer: &Officer,
        now: Instant,
        limit: u32,
    ) -> Result<Vec<TodayLine>, StoreError> {
        let midnight = Instant::start_of(now.day());
        let checks = self.store().insurance_checks(&officer.agency, midnight, now, limit).await?;
        let line = |(check, content): (InsuranceCheck, Option<Vec<u8>>)| {
            let place = answer_place(&officer.top, &check.person);
            let told = content.and_then(|content| Told::open(desk, &place, &content));
            TodayLine {
                at: check.at,
                tail: told.and_then(|told| told.holder()).map(|holder| holder.number.tail()).unwrap_or_default(),
                code: check.code,
                standing: check.standing,
                actor: check.actor,
            }
        };
        Ok(checks.into_iter().map(line).collect())
    }

    /// What the officer's facility waits for and what came late, oldest first.
    pub async fn insurance_follow_up(
        &self,
        desk: &InsuranceDesk,
        officer: &Officer,
        now: Instant,
    ) -> Result<Vec<FollowUp>, StoreError> {
        let open = self.store().open_insurance_questions(&officer.agency, LISTED).await?;
        // What a desk is asking this very moment is on its own screen.
        let waits = |one: &WaitingCheck| one.answered_at.is_some() || one.tries > 0 || later(one.asked_at, 9) <= now;
        let read = |one: WaitingCheck| {
            let told = Told::open(desk, &waiting_place(&one.id), &one.content)?;
            let holder = told.holder()?;
            let judged = told.answer.map(|answer| rules().judge(&answer, now.day()));
            Some(FollowUp {
                name: holder.name.as_str().to_owned(),
                tail: holder.number.tail(),
                asked_at: one.asked_at,
                tries: one.tries,
                answer: one.answered_at.zip(judged),
                id: one.id,
            })
        };
        Ok(open.into_iter().filter(waits).filter_map(read).collect())
    }

    /// Puts a late answer away once somebody has looked at it.
    pub async fn finish_insurance(&self, officer: &Officer, id: &str, now: Instant) -> Result<bool, StoreError> {
        let finished = self.store().finish_insurance_question(&officer.agency, id).await?;
        if finished {
            self.note_act(officer, "insurance-done", id, "", now).await?;
        }
        Ok(finished)
    }

    /// Deletes what has been kept as long as the data file allows.
    pub async fn expire_insurance(&self, now: Instant) -> Result<(), StoreError> {
        let since = |what| later(now, -i64::from(rules().days(what, now.day())) * 86_400);
        self.store().expire_insurance(now, since(Kept::Waiting), since(Kept::FollowUp)).await
    }
}

/// The code of what was heard, and what it comes to.
fn read(heard: &Result<InsuranceAnswer, String>, now: Instant) -> (String, Judged) {
    match heard {
        Ok(answer) => (answer.code.clone(), rules().judge(answer, now.day())),
        Err(why) => {
            let silence = InsuranceAnswer { code: "500".to_owned(), ..InsuranceAnswer::default() };
            let judged = rules().judge(&silence, now.day());
            (String::new(), Judged { meaning: sentence(why), ..judged })
        }
    }
}

fn sentence(why: &str) -> String {
    let mut letters = why.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

fn later(at: Instant, seconds: i64) -> Instant {
    Instant::from_unix_seconds(at.unix_seconds() + seconds).unwrap_or(at)
}

#[cfg(test)]
mod tests;
