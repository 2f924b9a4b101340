//! *Tra cứu bảo hiểm y tế*: questions of health facilities, those that wait for an answer, and what was last said.
//!
//! What is said of a person comes and goes sealed; the store never sees it.

use crate::job::Command;
use crate::sql::question;
use crate::value::{Row, values};
use crate::{Result, Store};
use domain::agency::AgencyCode;
use domain::insurance::Standing;
use domain::ledger::Digest;
use domain::time::Instant;

/// *Lượt kiểm tra*: that somebody was asked about. Appended, never changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InsuranceCheck {
    /// Its id; written once.
    pub id: String,
    /// Facility.
    pub agency: AgencyCode,
    /// When.
    pub at: Instant,
    /// Sign-in name of who asked.
    pub actor: String,
    /// What for.
    pub purpose: String,
    /// Keyed fingerprint of the number.
    pub person: Digest,
    /// Code of the answer; empty for none.
    pub code: String,
    /// What it came to.
    pub standing: Standing,
}

/// *Lượt đang chờ, lượt cần theo dõi*.
#[derive(Clone, PartialEq, Eq)]
pub struct WaitingCheck {
    /// Ministry or province.
    pub top: AgencyCode,
    /// Its id.
    pub id: String,
    /// Facility.
    pub agency: AgencyCode,
    /// Keyed fingerprint of the number.
    pub person: Digest,
    /// Question, and the answer once there is one; sealed.
    pub content: Vec<u8>,
    /// Sign-in name of who asked.
    pub actor: String,
    /// When.
    pub asked_at: Instant,
    /// Whether the answer has come.
    pub answered_at: Option<Instant>,
    /// How often it was asked again.
    pub tries: u32,
    /// When it is asked next.
    pub next_at: Instant,
}

impl std::fmt::Debug for WaitingCheck {
    /// Shows nobody.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WaitingCheck({} {})", self.id, self.tries)
    }
}

/// *Câu trả lời gần nhất* about a person; sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct LastAnswer {
    /// When it was given.
    pub answered_at: Instant,
    /// When it is deleted.
    pub expires_at: Instant,
    /// What it said.
    pub content: Vec<u8>,
}

impl std::fmt::Debug for LastAnswer {
    /// Shows nobody.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LastAnswer({:?})", self.answered_at)
    }
}

/// What becomes of a question that waited.
#[derive(Clone, PartialEq, Eq)]
pub enum AfterCheck {
    /// It was answered while somebody looked on.
    Remove,
    /// It is asked again.
    AskAgain(Instant),
    /// It was answered when nobody looked: sealed, for somebody to look at.
    FollowUp(Vec<u8>),
}

impl WaitingCheck {
    fn read(row: &mut Row<'_>) -> Result<WaitingCheck> {
        Ok(WaitingCheck {
            top: row.at(0).take()?,
            id: row.take()?,
            agency: row.take()?,
            person: row.take()?,
            content: row.take()?,
            actor: row.take()?,
            asked_at: row.take()?,
            tries: row.at(8).take()?,
            next_at: row.take()?,
            answered_at: row.take()?,
        })
    }
}

impl InsuranceCheck {
    fn insert(&self, top: &AgencyCode) -> Command {
        let standing = standing_key(self.standing);
        let params = values![
            top,
            &self.id,
            &self.agency,
            self.at,
            &self.actor,
            &self.purpose,
            &self.person,
            &self.code,
            standing
        ];
        Command::new(question!("insurance_check_insert"), params)
    }
}

fn standing_key(standing: Standing) -> &'static str {
    match standing {
        Standing::Holds => "holds",
        Standing::Ended => "ended",
        Standing::NotYet => "not-yet",
        Standing::Mismatch => "mismatch",
        Standing::ByHand => "by-hand",
        Standing::System => "system",
    }
}

fn standing_of_key(key: &str) -> Option<Standing> {
    Standing::ALL.into_iter().find(|standing| standing_key(*standing) == key)
}

impl Store {
    /// Keeps a question before it is asked: whatever happens then, it is asked again. `false` if it was kept before.
    pub async fn keep_insurance_question(&self, waiting: &WaitingCheck) -> Result<bool> {
        let params = values![
            &waiting.top,
            &waiting.id,
            &waiting.agency,
            &waiting.person,
            waiting.content.as_slice(),
            &waiting.actor,
            waiting.asked_at,
            waiting.next_at
        ];
        Ok(self.engine().run_one(question!("insurance_waiting_insert"), params).await? == 1)
    }

    /// Notes what came of a question, keeps what was said, and moves the question on: all or nothing.
    pub async fn end_insurance_question(
        &self,
        waiting: &WaitingCheck,
        check: &InsuranceCheck,
        answer: Option<&LastAnswer>,
        after: &AfterCheck,
    ) -> Result<()> {
        let top = &waiting.top;
        let mut commands = vec![check.insert(top)];
        if let Some(answer) = answer {
            let content = answer.content.as_slice();
            let params = values![top, &waiting.person, answer.answered_at, answer.expires_at, content];
            commands.push(Command::new(question!("insurance_answer_put"), params));
        }
        commands.push(match after {
            AfterCheck::Remove => Command::new(question!("insurance_remove"), values![top, &waiting.id]),
            AfterCheck::AskAgain(at) => Command::new(question!("insurance_later"), values![top, &waiting.id, *at]),
            AfterCheck::FollowUp(content) => {
                let params = values![top, &waiting.id, content.as_slice(), check.at];
                Command::new(question!("insurance_answered"), params)
            }
        });
        self.engine().run(commands).await.map(|_| ())
    }

    /// Lets a question be asked again later, with nothing learnt.
    pub async fn postpone_insurance_question(&self, waiting: &WaitingCheck, at: Instant) -> Result<()> {
        let params = values![&waiting.top, &waiting.id, at];
        self.engine().run_one(question!("insurance_later"), params).await.map(|_| ())
    }

    /// Questions to be asked now, each lent to the one who asks until `until`.
    pub async fn claim_insurance_questions(
        &self,
        now: Instant,
        until: Instant,
        limit: u32,
    ) -> Result<Vec<WaitingCheck>> {
        let due = self.engine().rows(question!("insurance_due"), &values![now, limit], WaitingCheck::read).await?;
        let mut mine = Vec::with_capacity(due.len());
        for one in due {
            let lent = values![&one.top, &one.id, one.tries, one.next_at, until];
            if self.engine().run_one(question!("insurance_claim"), lent).await? == 1 {
                mine.push(WaitingCheck { tries: one.tries + 1, next_at: until, ..one });
            }
        }
        Ok(mine)
    }

    /// What a facility waits for and what came late, oldest first.
    pub async fn open_insurance_questions(&self, agency: &AgencyCode, limit: u32) -> Result<Vec<WaitingCheck>> {
        let top = agency.top();
        self.engine().rows(question!("insurance_open"), &values![&top, agency, limit], WaitingCheck::read).await
    }

    /// Takes out a late answer of a facility that somebody has looked at; `false` if it was none.
    pub async fn finish_insurance_question(&self, agency: &AgencyCode, id: &str) -> Result<bool> {
        let top = agency.top();
        Ok(self.engine().run_one(question!("insurance_done"), values![&top, id, agency]).await? == 1)
    }

    /// Questions of a facility since a moment, newest first, each with what was last said of the person, if it is
    /// still kept.
    pub async fn insurance_checks(
        &self,
        agency: &AgencyCode,
        since: Instant,
        now: Instant,
        limit: u32,
    ) -> Result<Vec<(InsuranceCheck, Option<Vec<u8>>)>> {
        let read = |row: &mut Row<'_>| {
            let check = InsuranceCheck {
                id: row.take()?,
                agency: row.take()?,
                at: row.take()?,
                actor: row.take()?,
                purpose: row.take()?,
                person: row.take()?,
                code: row.take()?,
                standing: row.word(standing_of_key)?,
            };
            Ok((check, row.take()?))
        };
        let top = agency.top();
        self.engine().rows(question!("insurance_checks"), &values![&top, agency, now, since, limit], read).await
    }

    /// What the service last said of a person, and when.
    pub async fn last_insurance_answer(
        &self,
        top: &AgencyCode,
        person: &Digest,
        now: Instant,
    ) -> Result<Option<(Instant, Vec<u8>)>> {
        let read = |row: &mut Row<'_>| Ok((row.take()?, row.take()?));
        self.engine().row(question!("insurance_answer"), &values![top, person, now], read).await
    }

    /// Deletes what has been kept long enough.
    pub async fn expire_insurance(&self, now: Instant, waiting_since: Instant, answered_since: Instant) -> Result<()> {
        let commands = vec![
            Command::new(question!("insurance_answer_expire"), values![now]),
            Command::new(question!("insurance_waiting_expire"), values![waiting_since, answered_since]),
        ];
        self.engine().run(commands).await.map(|_| ())
    }
}
