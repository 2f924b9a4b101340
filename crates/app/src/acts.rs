//! *Tác nghiệp trên hồ sơ*: hand in, receive, act. Load → decide → save, and nothing else changes a dossier.

use crate::catalogue::term_for;
use crate::claim::Claim;
use crate::form::FieldError;
use crate::people::{Applicant, Officer, Particulars};
use crate::{App, chance};
use domain::agency::AgencyCode;
use domain::calendar::{Due, Term};
use domain::dossier::action::Action;
use domain::dossier::code::DossierCode;
use domain::dossier::decide::{Circumstances, Effect, Refusal, decide};
use domain::dossier::event::{Actor, Channel, Event, Fact, Hand, Paper, PaymentMethod, Reason};
use domain::dossier::track::Track;
use domain::dossier::{Dossier, Origin, evolve};
use domain::ledger::{Digest, Entry};
use domain::process::{Process, Role};
use domain::report::{TallyRow, corrections, tally_change};
use domain::rules::Rules;
use domain::text::fold;
use domain::time::Instant;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{DossierRow, Message, Save, SaveError, StoreError, TrackRow};

/// How often an act whose outcome is unknown is sent again.
const SENT_AGAIN: u32 = 3;

/// *Đơn và hồ sơ nộp*: what is handed in.
#[derive(Debug, Clone)]
pub struct Application {
    /// *Mã thủ tục*.
    pub procedure: String,
    /// Agency that settles it.
    pub agency: AgencyCode,
    /// How it comes in.
    pub channel: Channel,
    /// Who asks.
    pub applicant: Applicant,
    /// Answers to the form, by question, as they were typed or chosen.
    pub answers: BTreeMap<String, serde_json::Value>,
    /// Papers taken in before ([`App::take_paper`]).
    pub papers: Vec<Paper>,
    /// *Lượt tra cứu dân cư* made while it was written: their ids in the journal.
    pub look_ups: Vec<String>,
}

/// A dossier that was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// Its code.
    pub code: DossierCode,
    /// The secret that opens it to its owner; told once and never stored.
    pub follow_key: String,
    /// Due: promised if it was received, expected if it is received at once otherwise.
    pub due: Option<Due>,
}

/// Why nothing was handed in.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// Some answers need another look; nothing was kept but the papers.
    #[error("có {} chỗ cần sửa", .0.len())]
    Fields(Vec<FieldError>),
    /// No such procedure, or not on this day.
    #[error("không có thủ tục «{0}» đang có hiệu lực; tìm lại trong danh mục thủ tục")]
    NoProcedure(String),
    /// The agency does not settle it.
    #[error("cơ quan {0} chưa công bố quy trình giải quyết thủ tục này hoặc đã thôi hoạt động; chọn cơ quan khác")]
    NotSettledThere(AgencyCode),
    /// The rules refuse.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an act was not done; nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// No such dossier.
    #[error("không có hồ sơ mã này; kiểm tra lại mã in trên giấy tiếp nhận")]
    NotFound,
    /// Another agency's dossier.
    #[error("hồ sơ này do cơ quan khác giải quyết")]
    NotYours,
    /// Somebody else acted since the page was shown.
    #[error("trong lúc bạn xem, hồ sơ đã có thay đổi khác ({0} sự kiện mới); xem lại rồi thực hiện nếu còn cần")]
    SomeoneElse(u32),
    /// Nobody of this name works on such dossiers.
    #[error("không có cán bộ «{0}» đang làm việc ở cơ quan này; chọn một người trong danh sách")]
    NoSuchOfficer(String),
    /// Several ways lead on from here, or none.
    #[error("từ bước này không có đúng một bước tiếp theo; mở hồ sơ để chọn bước")]
    ChooseStep,
    /// The rules refuse.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The ledger holds what the rules cannot read.
    #[error("sổ cái của hồ sơ có chỗ không đọc được; báo người quản trị chạy motcua ledger verify")]
    Broken,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A dossier with its history, as an act needs it.
#[derive(Debug, Clone)]
pub struct File {
    /// The dossier.
    pub dossier: Dossier,
    /// Its events, oldest first.
    pub events: Vec<Event>,
    /// Its row in lists.
    pub row: DossierRow,
    /// Hash of its last entry.
    pub head: Digest,
    /// The dates that are counted.
    pub track: Track,
}

/// Everything `decide` needs to know that is not the dossier.
pub(crate) struct Surroundings {
    pub(crate) office: Arc<crate::office::Office>,
    pub(crate) rules: Rules,
    pub(crate) term: Option<Term>,
    pub(crate) process: Option<Arc<Process>>,
}

impl Surroundings {
    /// When the result is due if a dossier is received at this moment.
    pub(crate) fn expected(&self, at: Instant) -> Option<Due> {
        self.term.map(|term| self.office.calendar.due(at.local(), term, self.office.policy))
    }

    pub(crate) fn circumstances<'a>(&'a self, hand: &'a Hand, now: Instant) -> Circumstances<'a> {
        Circumstances {
            now,
            hand,
            calendar: &self.office.calendar,
            policy: self.office.policy,
            rules: &self.rules,
            term: self.term,
            process: self.process.as_deref(),
        }
    }
}

impl App {
    /// *Nộp hồ sơ trực tuyến*: the applicant hands in a dossier himself.
    pub async fn submit(&self, application: Application, now: Instant) -> Result<Submitted, SubmitError> {
        let hand = Hand { actor: Actor::Applicant, roles: Vec::new() };
        self.hand_in(application, &hand, None, now).await
    }

    /// *Tiếp nhận tại quầy*: a clerk hands in and receives a dossier in one act.
    pub async fn receive(
        &self,
        officer: &Officer,
        application: Application,
        now: Instant,
    ) -> Result<Submitted, SubmitError> {
        // Any counter of a province receives for all its agencies (NĐ 118/2025: regardless of boundaries).
        if application.agency.top() != officer.top {
            return Err(SubmitError::NotSettledThere(application.agency));
        }
        if let Some(link) = self.catalogue().link(&application.procedure, now.day()) {
            return self.receive_linked(officer, link, application, now).await;
        }
        self.hand_in(application, &officer.hand(), Some(Action::Accept), now).await
    }

    /// Saves an act. Where the connection was lost before the outcome was known the very same act is sent again:
    /// the store answers it as done if it was.
    pub(crate) async fn keep(&self, save: Save) -> Result<(), SaveError> {
        let mut outcome = self.store().save(save.clone()).await;
        for _ in 0..SENT_AGAIN {
            if !matches!(outcome, Err(SaveError::Store(StoreError::Unknown))) {
                break;
            }
            outcome = self.store().save(save.clone()).await;
        }
        outcome
    }

    /// *Thực hiện một việc trên hồ sơ*: an officer acts on what he saw (`seen` = number of events he was shown).
    pub async fn act(
        &self,
        officer: &Officer,
        code: &DossierCode,
        action: Action,
        seen: u32,
        now: Instant,
    ) -> Result<u32, ActError> {
        let file = self.file_seen(code, seen).await?;
        let theirs = match &action {
            // An opinion is given by the unit that was asked, never by the one that asked.
            Action::AnswerConsultation { number, .. } => consulted(&file.dossier, officer, *number),
            _ => officer.acts_for(file.dossier.agency()),
        };
        if !theirs {
            return Err(self.unless_changed(code, seen, ActError::NotYours).await);
        }
        if let Action::Assign { officer: to } | Action::Forward { officer: Some(to), .. } = &action {
            self.check_colleague(&file.dossier, to).await?;
        }
        let hand = self.hand_for(officer, &file, action.name(), now).await?;
        self.act_on(file, &hand, action, Vec::new(), seen, now).await
    }

    /// The same by the applicant, who proved to be the owner with his key.
    pub async fn act_as_owner<'a>(
        &self,
        code: &DossierCode,
        claim: impl Into<Claim<'a>>,
        action: Action,
        seen: u32,
        now: Instant,
    ) -> Result<u32, ActError> {
        let claim = claim.into();
        let file = self.file_seen(code, seen).await?;
        let particulars = self.particulars(&file.dossier).await?.ok_or(ActError::NotFound)?;
        self.must_own(&file.dossier, &particulars, claim).await?;
        let hand = Hand { actor: Actor::Applicant, roles: Vec::new() };
        self.act_on(file, &hand, action, Vec::new(), seen, now).await
    }

    /// *Nộp tiền trực tuyến*: the payment service says that the owner's duty was paid, under its reference.
    pub async fn paid_online<'a>(
        &self,
        code: &DossierCode,
        claim: impl Into<Claim<'a>>,
        reference: String,
        seen: u32,
        now: Instant,
    ) -> Result<u32, ActError> {
        let claim = claim.into();
        let file = self.file(code).await?;
        let particulars = self.particulars(&file.dossier).await?.ok_or(ActError::NotFound)?;
        self.must_own(&file.dossier, &particulars, claim).await?;
        let hand = Hand { actor: Actor::System, roles: Vec::new() };
        let action = Action::PayDuty { method: PaymentMethod::Online, reference: Some(reference) };
        self.act_on(file, &hand, action, Vec::new(), seen, now).await
    }

    /// *Đề nghị đính chính*: what the particulars should say; another officer must approve it.
    pub async fn propose_correction(
        &self,
        officer: &Officer,
        code: &DossierCode,
        applicant: Applicant,
        reason: Reason,
        seen: u32,
        now: Instant,
    ) -> Result<u32, ActError> {
        let file = self.file(code).await?;
        if !officer.acts_for(file.dossier.agency()) {
            return Err(ActError::NotYours);
        }
        let old = self.particulars(&file.dossier).await?.ok_or(ActError::NotFound)?;
        if file.row.seq != seen {
            return Err(ActError::SomeoneElse(file.row.seq.saturating_sub(seen)));
        }
        self.propose_for(file, &officer.hand(), old, applicant, reason, now).await
    }

    /// Puts a correction to a dossier as it stands, for whoever may.
    pub(crate) async fn propose_for(
        &self,
        file: Arc<File>,
        hand: &Hand,
        old: Particulars,
        applicant: Applicant,
        reason: Reason,
        now: Instant,
    ) -> Result<u32, ActError> {
        let fields = changed_fields(&old.applicant, &applicant);
        let (content, particulars) = Particulars { applicant, salt: chance::token(), ..old }.sealed();
        let action = Action::ProposeCorrection { fields, particulars, reason };
        let seen = file.row.seq;
        self.act_on(file, hand, action, vec![content], seen, now).await
    }

    /// Work is given to somebody who is there and may do it, or it would lie in nobody's list.
    async fn check_colleague(&self, dossier: &Dossier, login: &str) -> Result<(), ActError> {
        let known = self.store().officer(&dossier.agency().top(), login).await?;
        let there = known.is_some_and(|one| one.active && dossier.agency().is_within(&one.agency));
        if there { Ok(()) } else { Err(ActError::NoSuchOfficer(login.chars().take(60).collect())) }
    }

    pub(crate) async fn act_on(
        &self,
        file: Arc<File>,
        hand: &Hand,
        action: Action,
        particulars: Vec<String>,
        seen: u32,
        now: Instant,
    ) -> Result<u32, ActError> {
        if file.row.seq != seen {
            return Err(ActError::SomeoneElse(file.row.seq.saturating_sub(seen)));
        }
        // A clock set back between two acts must not let the second happen before the first.
        let now = now.max(file.row.updated_at);
        let around = self.surroundings(&file.dossier.origin, received_or(&file.dossier, now)).await?;
        let code = &file.dossier.code;
        let (events, effects) = match decide(&file.dossier, action, &around.circumstances(hand, now)) {
            Ok(decided) => decided,
            Err(refusal) => return Err(self.unless_changed(code, seen, refusal.into()).await),
        };
        let applicant = self.applicant_after(&file, &events).await?;
        let (save, after) = compose(code, Some(&file), &events, &effects, applicant, particulars, &around, now)?;
        let save = match events.iter().any(|event| matches!(event.fact, Fact::LookedUp(_))) {
            true => {
                let number = self.particulars(&file.dossier).await?.map(|one| one.applicant.id_number);
                self.with_look_ups(save, &number.unwrap_or_default())
            }
            false => save,
        };
        match self.keep(save).await {
            Ok(()) => {
                let seq = after.row.seq;
                let after = Arc::new(after);
                self.files().keep(&after);
                self.lead_on_after(&after, &events, now).await;
                Ok(seq)
            }
            Err(SaveError::Conflict) => Err(ActError::SomeoneElse(1)),
            Err(SaveError::Store(error)) => Err(error.into()),
            Err(error) => Err(StoreError::Engine(error.to_string()).into()),
        }
    }

    /// Where others wait for this dossier, they go on or are given up.
    async fn lead_on_after(&self, file: &File, events: &[Event], now: Instant) {
        let ends = |event: &Event| {
            use Fact::{NotAccepted, Refused, ResultIssued, Stopped, Withdrawn};
            matches!(
                event.fact,
                NotAccepted { .. } | Refused { .. } | ResultIssued { .. } | Stopped { .. } | Withdrawn { .. }
            )
        };
        let Some(link) = file.dossier.link().filter(|_| events.iter().any(ends)) else { return };
        self.lead_on_or_later(&file.dossier.agency().top(), &link.journey, now).await;
    }

    /// A dossier with its history, as it is now.
    pub async fn file(&self, code: &DossierCode) -> Result<Arc<File>, ActError> {
        let row = self.store().find_dossier(code).await?.ok_or(ActError::NotFound)?;
        if let Some(file) = self.files().ending_in(code, &row.head_hash) {
            return Ok(file);
        }
        let entries = self.store().entries(&row.agency.top(), &row.code).await?;
        let events: Vec<Event> =
            entries.iter().map(Entry::event).collect::<Result<_, _>>().map_err(|_| ActError::Broken)?;
        let dossier = evolve::replay(&row.code, &events).ok().flatten().ok_or(ActError::Broken)?;
        let track = track_of(&events).ok_or(ActError::Broken)?;
        let head = entries.last().ok_or(ActError::Broken)?;
        // The row may have been read just before an act that the entries show already.
        let row = DossierRow { seq: head.seq, head_hash: head.hash, updated_at: head.at, ..row };
        let file = Arc::new(File { head: head.hash, dossier, events, row, track });
        self.files().keep(&file);
        Ok(file)
    }

    /// A dossier as the page showed it on which somebody acts: from memory if it is there, else as it is now.
    async fn file_seen(&self, code: &DossierCode, seen: u32) -> Result<Arc<File>, ActError> {
        match self.files().of_length(code, seen) {
            Some(file) => Ok(file),
            None => self.file(code).await,
        }
    }

    /// A dossier as it was after an act or later: enough to tell of the act.
    pub(crate) async fn file_since(&self, code: &DossierCode, seq: u32) -> Result<Arc<File>, ActError> {
        match self.files().since(code, seq) {
            Some(file) => Ok(file),
            None => self.file(code).await,
        }
    }

    /// A refusal of what was seen, unless the dossier has changed since: then that is what must be told.
    async fn unless_changed(&self, code: &DossierCode, seen: u32, refusal: ActError) -> ActError {
        match self.store().find_dossier(code).await {
            Ok(Some(row)) if row.seq != seen => ActError::SomeoneElse(row.seq.saturating_sub(seen)),
            _ => refusal,
        }
    }

    /// Particulars of a dossier as they stand; `None` for histories and where they were erased.
    pub async fn particulars(&self, dossier: &Dossier) -> Result<Option<Particulars>, ActError> {
        let top = dossier.agency().top();
        let content = self.store().particulars(&top, &dossier.code, &dossier.particulars).await?;
        content.map(|text| serde_json::from_str(&text).map_err(|_| ActError::Broken)).transpose()
    }

    /// The name lists show: it changes only when a correction was approved.
    async fn applicant_after(&self, file: &File, events: &[Event]) -> Result<store::Applicant, ActError> {
        let corrected = events.iter().find_map(|event| match &event.fact {
            Fact::Corrected { new, .. } => Some(*new),
            _ => None,
        });
        let Some(digest) = corrected else {
            return Ok(file.row.applicant.clone());
        };
        let dossier = Dossier { particulars: digest, ..file.dossier.clone() };
        let particulars = self.particulars(&dossier).await?.ok_or(ActError::Broken)?;
        Ok(listed(&particulars.applicant))
    }

    /// Calendar, limits, term and process a dossier is judged by.
    pub(crate) async fn surroundings(&self, origin: &Origin, law_of: Instant) -> Result<Surroundings, StoreError> {
        let (agency, procedure, versions) = match origin {
            Origin::Here(birth) => {
                (&birth.agency, &birth.procedure, Some((birth.procedure_version, birth.process_version, birth.channel)))
            }
            Origin::Elsewhere(past) => (&past.agency, &past.procedure, None),
        };
        let catalogue = self.catalogue();
        let term = versions
            .and_then(|(version, _, channel)| term_for(&catalogue.version(procedure, version)?.content, channel));
        let process = match versions {
            Some((_, Some(version), _)) => self.offices().process(self.store(), agency, procedure, version).await?,
            _ => None,
        };
        let office = self.offices().of(self.store(), agency).await?;
        let rules = self.law().rulebook.on(law_of.day());
        let rules = rules.map_err(|error| StoreError::Engine(error.to_string()))?;
        Ok(Surroundings { office, rules, term, process })
    }
}

/// The law that counts is that of the day of receipt (today, before it).
fn received_or(dossier: &Dossier, now: Instant) -> Instant {
    dossier.clock().map_or(now, |clock| clock.received_at)
}

/// Whether a request for an opinion went to the officer's own unit.
fn consulted(dossier: &Dossier, officer: &Officer, number: u32) -> bool {
    dossier.consultations.iter().any(|asked| asked.number == number && officer.acts_for_unit(&asked.unit))
}

pub(crate) fn replay(code: &DossierCode, events: &[Event]) -> Result<Dossier, SubmitError> {
    let dossier = evolve::replay(code, events).ok().flatten();
    dossier.ok_or_else(|| StoreError::Engine("submit gives a first event".to_owned()).into())
}

/// The dates that are counted, from a whole history; `None` if it does not begin as one.
pub fn track_of(events: &[Event]) -> Option<Track> {
    let (first, rest) = events.split_first()?;
    let mut track = Track::begin(first)?;
    for event in rest {
        track.apply(event);
    }
    Some(track)
}

pub(crate) fn listed(applicant: &Applicant) -> store::Applicant {
    store::Applicant { name: applicant.full_name.clone(), folded: fold(&applicant.full_name) }
}

fn changed_fields(old: &Applicant, new: &Applicant) -> Vec<String> {
    let pairs = [
        ("kind", old.kind != new.kind),
        ("full_name", old.full_name != new.full_name),
        ("id_number", old.id_number != new.id_number),
        ("birth_date", old.birth_date != new.birth_date),
        ("phone", old.phone != new.phone),
        ("email", old.email != new.email),
        ("address", old.address != new.address),
    ];
    pairs.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name.to_owned()).collect()
}

/// Everything one act leaves behind (entries, row, dates, totals, particulars, messages), and the file it leads to.
#[expect(clippy::too_many_arguments, reason = "one call site for each of the two ways a dossier changes")]
pub(crate) fn compose(
    code: &DossierCode,
    file: Option<&File>,
    events: &[Event],
    effects: &[Effect],
    applicant: store::Applicant,
    particulars: Vec<String>,
    around: &Surroundings,
    now: Instant,
) -> Result<(Save, File), StoreError> {
    let impossible = |_| StoreError::Engine("an event decide gave cannot follow".to_owned());
    let mut dossier = file.map(|file| file.dossier.clone());
    for event in events {
        dossier = Some(evolve::evolve(code, dossier, event).map_err(impossible)?);
    }
    let dossier = dossier.ok_or_else(|| StoreError::Engine("an act without events".to_owned()))?;
    let mut prev = file.map_or(Digest::ZERO, |file| file.head);
    let mut seq = file.map_or(0, |file| file.row.seq);
    let mut entries = Vec::with_capacity(events.len());
    for event in events {
        seq += 1;
        let entry = Entry::new(dossier.agency().as_str(), code.as_str(), seq, now, prev, event);
        prev = entry.hash;
        entries.push(entry);
    }
    let before = file.map(|file| &file.track);
    let mut track = before.cloned();
    let mut counted = before.is_none();
    for event in events {
        match &mut track {
            Some(track) => counted |= track.apply(event),
            None => track = Track::begin(event),
        }
    }
    let corrected = events.iter().any(|event| matches!(event.fact, Fact::Corrected { .. }));
    let track = track.ok_or_else(|| StoreError::Engine("an act without events".to_owned()))?;
    let tallies = if counted || corrected { totals(before, &track, events) } else { Vec::new() };
    let role = role_of(&dossier, around);
    let head = entries.last().ok_or_else(|| StoreError::Engine("an act without events".to_owned()))?;
    let row = DossierRow::of(&dossier, head, applicant, role);
    let save = Save {
        top: dossier.agency().top(),
        dossier: row.clone(),
        track: counted.then(|| TrackRow { code: code.clone(), track: track.clone(), recorded_at: now }),
        tallies,
        particulars: particulars.into_iter().map(store::Particulars::new).collect(),
        outbox: effects.iter().map(|effect| message(effect, now)).collect(),
        consultations: asked_units(&dossier, events),
        look_ups: Vec::new(),
        entries,
    };
    let past = file.map_or(&[][..], |file| &file.events);
    let events = past.iter().chain(events).cloned().collect();
    Ok((save, File { dossier, events, row, head: prev, track }))
}

/// Units an act asked for an opinion, or that gave theirs.
fn asked_units(dossier: &Dossier, events: &[Event]) -> Vec<store::Asked> {
    let moved = |number: u32| {
        events.iter().any(|event| match &event.fact {
            Fact::ConsultationRequested { number: one, .. } | Fact::ConsultationAnswered { number: one, .. } => {
                *one == number
            }
            _ => false,
        })
    };
    let moved = dossier.consultations.iter().filter(|asked| moved(asked.number));
    moved
        .map(|asked| store::Asked { number: asked.number, unit: asked.unit.clone(), answered: asked.answer.is_some() })
        .collect()
}

/// What an act moves in the running totals, in each dimension.
fn totals(before: Option<&Track>, after: &Track, events: &[Event]) -> Vec<TallyRow> {
    let mut rows = tally_change(before, after);
    rows.extend(corrections(after, events));
    rows
}

/// The role a list offers the dossier to.
fn role_of(dossier: &Dossier, around: &Surroundings) -> Option<Role> {
    use domain::dossier::StateName;
    match dossier.state.name() {
        StateName::Submitted | StateName::Settled | StateName::Approved => Some(Role::Clerk),
        StateName::Received | StateName::Processing => {
            let step = dossier.place()?.step.as_deref();
            let step = step.and_then(|id| around.process.as_ref()?.step(id));
            Some(step.map_or(Role::CaseOfficer, |step| step.role))
        }
        _ => None,
    }
}

fn message(effect: &Effect, now: Instant) -> Message {
    let kind = match effect {
        Effect::TellApplicant { .. } => "tell-applicant",
        Effect::TellOfficer { .. } => "tell-officer",
        Effect::ReportStatus { .. } => "report-status",
    };
    let payload = serde_json::to_string(effect).expect("effects are plain data");
    Message { kind: kind.to_owned(), payload, created_at: now }
}
