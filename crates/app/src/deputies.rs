//! *Uỷ quyền khi vắng mặt*: who acts for whom, from when to when. The deputy sees the work and does it; the ledger
//! names both.

use crate::App;
use crate::acts::{ActError, File, Surroundings};
use crate::people::Officer;
use domain::dossier::Dossier;
use domain::dossier::action::ActionName;
use domain::dossier::decide::{Refusal, may};
use domain::dossier::event::{Actor, Hand, Reason};
use domain::process::Role;
use domain::time::Instant;
use jiff::civil::Date;
use store::{Deputy, StoreError};

/// Why nobody was made a deputy.
#[derive(Debug, thiserror::Error)]
pub enum DeputyError {
    /// Only his own or, as leader or administrator, those of the agency.
    #[error("chỉ người vắng mặt, lãnh đạo hoặc quản trị của cơ quan ghi được việc uỷ quyền này")]
    NotYours,
    /// No such colleague.
    #[error("chọn một người đang làm việc ở cơ quan, không phải chính người vắng mặt")]
    NoSuchOfficer,
    /// The days make no sense.
    #[error("ngày cuối phải từ ngày đầu trở đi, không ở quá khứ và không quá một năm")]
    Days,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Absence {
    /// Sign-in name of the one who is away.
    pub absent: String,
    /// Sign-in name of the one who acts for him.
    pub deputy: String,
    /// First day.
    pub first: Date,
    /// Last day; both belong to it.
    pub last: Date,
    /// Why.
    pub reason: Reason,
}

impl App {
    /// Makes somebody a deputy.
    pub async fn appoint_deputy(&self, officer: &Officer, absence: Absence, now: Instant) -> Result<(), DeputyError> {
        let colleagues = self.colleagues(officer).await?;
        let there = |login: &str| colleagues.iter().any(|one| one.login == login);
        if !there(&absence.absent) || !there(&absence.deputy) || absence.absent == absence.deputy {
            return Err(DeputyError::NoSuchOfficer);
        }
        if !may_arrange(officer, &absence.absent) {
            return Err(DeputyError::NotYours);
        }
        let days = absence.last.since(absence.first).map_or(-1, |span| span.get_days());
        if !(0..=366).contains(&days) || absence.last < now.day() {
            return Err(DeputyError::Days);
        }
        // A form sent twice arranges once.
        let same = |row: &Deputy| {
            (&row.absent, &row.deputy, row.first, row.last)
                == (&absence.absent, &absence.deputy, absence.first, absence.last)
        };
        if self.deputies(officer).await?.iter().any(|row| row.ended_at.is_none() && same(row)) {
            return Ok(());
        }
        let row = Deputy {
            absent: absence.absent.clone(),
            deputy: absence.deputy.clone(),
            first: absence.first,
            last: absence.last,
            reason: absence.reason.to_string(),
            made_by: officer.login.clone(),
            made_at: now,
            ended_at: None,
        };
        self.store().put_deputy(&officer.top, &row).await?;
        let words = format!("{} thay, {} đến {}: {}", row.deputy, row.first, row.last, row.reason);
        self.note_act(officer, "deputy", &row.absent, &words, now).await?;
        Ok(())
    }

    /// Ends what was arranged.
    pub async fn end_deputy(
        &self,
        officer: &Officer,
        absent: &str,
        made_at: Instant,
        now: Instant,
    ) -> Result<(), DeputyError> {
        let theirs = self.colleagues(officer).await?.iter().any(|one| one.login == absent);
        if !theirs || !may_arrange(officer, absent) {
            return Err(DeputyError::NotYours);
        }
        if self.store().end_deputy(&officer.top, absent, made_at, now).await? {
            self.note_act(officer, "deputy", absent, "chấm dứt uỷ quyền", now).await?;
        }
        Ok(())
    }

    /// What is arranged in an officer's agency, newest first.
    pub async fn deputies(&self, officer: &Officer) -> Result<Vec<Deputy>, StoreError> {
        let colleagues = self.colleagues(officer).await?;
        let all = self.store().deputies(&officer.top).await?;
        Ok(all.into_iter().filter(|row| colleagues.iter().any(|one| one.login == row.absent)).collect())
    }

    /// Those for whom an officer acts on a day: colleagues of his own agency who still work there.
    pub async fn stands_for(&self, officer: &Officer, now: Instant) -> Result<Vec<Officer>, StoreError> {
        let mut absent = Vec::new();
        for login in self.store().absent_for(&officer.top, &officer.login, now.day()).await? {
            let known = self.store().officer(&officer.top, &login).await?;
            absent
                .extend(known.filter(|one| one.active && one.agency == officer.agency).map(|one| self.officer_of(one)));
        }
        Ok(absent)
    }

    /// The hands an officer may act by: his own first, then those of the absent he stands for.
    pub(crate) async fn hands(&self, officer: &Officer, now: Instant) -> Result<Vec<Hand>, StoreError> {
        let absent = self.stands_for(officer, now).await?.into_iter().map(|absent| Hand {
            actor: Actor::Deputy { officer: officer.login.clone(), absent: absent.login },
            roles: absent.roles,
        });
        Ok(std::iter::once(officer.hand()).chain(absent).collect())
    }

    /// The hand by which an officer may do something: his own wherever that will do.
    pub(crate) async fn hand_for(
        &self,
        officer: &Officer,
        file: &File,
        action: ActionName,
        now: Instant,
    ) -> Result<Hand, ActError> {
        let law_of = file.dossier.clock().map_or(now, |clock| clock.received_at);
        let around = self.surroundings(&file.dossier.origin, law_of).await?;
        let own = [officer.hand()];
        if may_by_any(&file.dossier, action, &around, &own, now).is_ok() {
            let [own] = own;
            return Ok(own);
        }
        let hands = self.hands(officer, now).await?;
        let allowed = may_by_any(&file.dossier, action, &around, &hands, now).cloned();
        Ok(allowed.unwrap_or_else(|_| officer.hand()))
    }
}

fn may_arrange(officer: &Officer, absent: &str) -> bool {
    officer.login == absent || officer.has(Role::Leader) || officer.has(Role::Administrator)
}

/// The first of some hands that may do something; where none may, why the first may not.
pub(crate) fn may_by_any<'a>(
    dossier: &Dossier,
    action: ActionName,
    around: &Surroundings,
    hands: &'a [Hand],
    now: Instant,
) -> Result<&'a Hand, Refusal> {
    let verdict = |hand: &'a Hand| may(dossier, action, &around.circumstances(hand, now)).map(|()| hand);
    let own = verdict(&hands[0]);
    own.or_else(|refusal| hands[1..].iter().find_map(|hand| verdict(hand).ok()).ok_or(refusal))
}
