//! *Bản nháp*: an application while it is written. Each answer is kept as it is given; handed in, it becomes one
//! dossier and never two, and the key that opened the draft opens the dossier.

use crate::acts::{ActError, Application, SubmitError, Submitted};
use crate::citizen::{Citizen, Profile};
use crate::claim::Claim;
use crate::form::{FieldError, Need, check_application, missing_paper, need_of, says_residence};
use crate::hand_in::{CODES_TRIED, Opener};
use crate::people::{Applicant, ApplicantKind, Representative, hash_of_key};
use crate::{App, chance};
use domain::agency::AgencyCode;
use domain::dossier::code::DossierCode;
use domain::dossier::event::{Actor, Channel, Hand, Paper};
use domain::ledger::Digest;
use domain::procedure::{Answers, Component, Procedure};
use domain::time::Instant;
use identity::birth::BirthDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::StoreError;

/// How often an answer is written again when another tab was quicker.
const WRITTEN_AGAIN: u32 = 20;
/// Slot of the letter of authority where the catalogue lists none.
pub const LETTER: &str = "paper.uy-quyen";
/// Slot of papers no component asks for.
pub const OTHER_PAPERS: &str = "paper.khac";

/// What is known of a body whose account is used.
const BODY_KNOWN: [&str; 6] = ["full_name", "id_number", "agent_name", "agent_id", "phone", "email"];

/// *Nộp cho ai*: for whom somebody applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    /// *Cho tôi*.
    OneSelf,
    /// *Theo uỷ quyền*: for another person, by his letter.
    Proxy,
    /// *Cho doanh nghiệp, hộ kinh doanh*.
    Enterprise,
    /// *Cho cơ quan, tổ chức khác*.
    Organisation,
}

/// A file of a draft, and what it was sent as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// `paper.3` for a component, [`LETTER`], [`OTHER_PAPERS`].
    pub slot: String,
    /// The file.
    pub paper: Paper,
}

/// *Nội dung bản nháp*: everything typed, chosen and sent so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filling {
    /// Agency that shall settle it.
    pub agency: Option<AgencyCode>,
    /// For whom.
    pub who: Option<Who>,
    /// Who asks.
    pub applicant: Applicant,
    /// Who hands in for him; counts where `who` says that somebody does.
    pub representative: Representative,
    /// Answers by question; those not asked any more stay until it is handed in.
    pub answers: Answers,
    /// Cases of the catalogue that are the applicant's.
    pub cases: Vec<String>,
    /// Files.
    pub files: Vec<Filed>,
    /// Pages that were answered, be it by leaving them empty.
    pub done: BTreeSet<String>,
    /// Fields that were filled in with what the applicant said before, to be confirmed or changed.
    pub known: BTreeSet<String>,
    /// Fields that were filled in with what the register of people says, to be confirmed or changed.
    pub registered: BTreeSet<String>,
    /// *Lượt tra cứu dân cư* they come from: its id in the journal.
    pub look_up: Option<String>,
}

/// A draft somebody opened with its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What its address says.
    pub id: String,
    /// *Mã thủ tục*.
    pub procedure: String,
    /// What it holds.
    pub filling: Filling,
    /// When it is deleted.
    pub expires_at: Instant,
    revision: u32,
    promised: Option<DossierCode>,
    key_hash: Digest,
}

impl Draft {
    /// Hash of the key that opens it, and will open its dossier.
    pub(crate) fn key_hash(&self) -> Digest {
        self.key_hash
    }

    /// The code its dossier was promised.
    pub(crate) fn promised(&self) -> Option<&DossierCode> {
        self.promised.as_ref()
    }
}

/// What became of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// It is being written.
    Writing(Box<Draft>),
    /// It is this dossier now.
    HandedIn(DossierCode),
}

/// Why a draft was not opened or written.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// No such draft, or another key; which of them is not said.
    #[error("không có bản nháp này, hoặc mã chưa khớp; xem lại mã bản nháp và mã tra cứu")]
    NotFound,
    /// It was handed in meanwhile.
    #[error("bản nháp này đã nộp thành hồ sơ {0}")]
    HandedIn(DossierCode),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One paper of the catalogue as an application asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// Place in the procedure's list.
    pub place: u32,
    /// The paper.
    pub component: &'a Component,
    /// Whether it must be there.
    pub required: bool,
}

impl Filling {
    /// A filling that knows who the applicant was the last time, where he applied for himself.
    pub fn knowing(applicant: &Applicant) -> Filling {
        if applicant.kind != ApplicantKind::Person || applicant.representative.is_some() {
            return Filling::default();
        }
        let fields = ["full_name", "id_number", "birth_date", "phone", "email", "address"];
        Filling { applicant: applicant.clone(), known: fields.map(str::to_owned).into(), ..Filling::default() }
    }

    /// A filling that knows what an account says: a person applies for himself, a body through who acts for it, unless
    /// he says otherwise.
    pub fn of_account(profile: &Profile) -> Filling {
        let number = profile.number.map_or_else(String::new, |number| number.digits());
        let birth_date = match profile.birth_date {
            Some(BirthDate::Day(date)) => Some(date),
            _ => None,
        };
        let reached = Applicant { phone: profile.phone.clone(), email: profile.email.clone(), ..Applicant::default() };
        let person = Applicant { full_name: profile.full_name.clone(), id_number: number.clone(), ..reached.clone() };
        let who = match profile.kind {
            ApplicantKind::Person => return Filling::knowing(&Applicant { birth_date, ..person }),
            ApplicantKind::Enterprise => Who::Enterprise,
            ApplicantKind::Organisation => Who::Organisation,
        };
        Filling {
            who: Some(who),
            applicant: Applicant {
                full_name: profile.organisation.clone(),
                id_number: profile.tax_code.map_or_else(String::new, |code| code.digits()),
                ..reached
            },
            representative: Representative {
                full_name: profile.full_name.clone(),
                id_number: number,
                by_letter: false,
            },
            known: BODY_KNOWN.map(str::to_owned).into(),
            ..Filling::default()
        }
    }

    /// Whether it knows a body and who acts for it.
    fn knows_body(&self) -> bool {
        self.known.contains("full_name") && self.known.contains("agent_name")
    }

    /// The same, with how the person is reached as an earlier dossier of his says it, where this one does not know.
    /// An enterprise's account is not completed by what a person said of himself.
    pub fn completed_by(mut self, earlier: &Applicant) -> Filling {
        if self.who.is_some() {
            return self;
        }
        let it = &mut self.applicant;
        let pairs = [
            ("phone", &mut it.phone, &earlier.phone),
            ("email", &mut it.email, &earlier.email),
            ("address", &mut it.address, &earlier.address),
        ];
        for (field, place, said) in pairs {
            if place.is_empty() && !said.is_empty() {
                place.clone_from(said);
                self.known.insert(field.to_owned());
            }
        }
        self
    }

    /// Says for whom somebody applies. What is known of him is his own: where he acts for another it tells who acts,
    /// and where a body's account is used by him for himself, or for another person, the body is left out.
    pub fn apply_for(&mut self, who: Option<Who>) {
        self.who = who;
        if self.knows_body() {
            if !matches!(who, Some(Who::OneSelf | Who::Proxy)) {
                return;
            }
            let Applicant { phone, email, .. } = std::mem::take(&mut self.applicant);
            let Representative { full_name, id_number, .. } = std::mem::take(&mut self.representative);
            self.applicant = Applicant { phone, email, full_name, id_number, ..Applicant::default() };
            self.known = ["full_name", "id_number", "phone", "email"].map(str::to_owned).into();
        }
        if self.through_somebody() {
            self.registered.clear();
            self.look_up = None;
        }
        if !self.through_somebody() || !self.known.contains("full_name") {
            return;
        }
        let Applicant { phone, email, full_name, id_number, .. } = std::mem::take(&mut self.applicant);
        self.representative = Representative { full_name, id_number, ..self.representative.clone() };
        self.applicant = Applicant { phone, email, ..Applicant::default() };
        self.known = ["agent_name", "agent_id", "phone", "email"].map(str::to_owned).into();
    }

    /// What is handed in if nothing is changed any more.
    pub fn application(&self, procedure: &Procedure) -> Option<Application> {
        let answers = self.counted(procedure);
        let wanted: Vec<String> = self.wanted(procedure).iter().map(|one| slot_of(one.place)).collect();
        let sent = |file: &&Filed| {
            wanted.contains(&file.slot)
                || file.slot == OTHER_PAPERS
                || (file.slot == LETTER && self.needs_separate_letter(procedure))
        };
        Some(Application {
            procedure: procedure.code.to_string(),
            agency: self.agency.clone()?,
            channel: Channel::Online,
            applicant: self.applicant(),
            papers: self.files.iter().filter(sent).map(|file| file.paper.clone()).collect(),
            answers,
            look_ups: self.look_up.iter().cloned().collect(),
        })
    }

    /// Who asks, as the dossier will name him.
    pub fn applicant(&self) -> Applicant {
        let kind = match self.who {
            Some(Who::Enterprise) => ApplicantKind::Enterprise,
            Some(Who::Organisation) => ApplicantKind::Organisation,
            Some(Who::OneSelf | Who::Proxy) | None => ApplicantKind::Person,
        };
        let by_letter = self.by_letter();
        let representative = Representative { by_letter, ..self.representative.clone() };
        Applicant {
            kind,
            birth_date: self.applicant.birth_date.filter(|_| kind == ApplicantKind::Person),
            representative: self.through_somebody().then_some(representative),
            ..self.applicant.clone()
        }
    }

    /// Whether somebody hands in for the applicant.
    pub fn through_somebody(&self) -> bool {
        !matches!(self.who, Some(Who::OneSelf) | None)
    }

    /// Whether he does so by a letter of authority.
    pub fn by_letter(&self) -> bool {
        self.who == Some(Who::Proxy) || (self.through_somebody() && self.representative.by_letter)
    }

    /// The answers to questions that are asked.
    pub fn counted(&self, procedure: &Procedure) -> Answers {
        procedure.form.as_ref().map(|form| form.counted(&self.answers)).unwrap_or_default()
    }

    /// Cases of the catalogue one may choose from, in its order.
    pub fn choosable_cases(&self, procedure: &Procedure) -> Vec<String> {
        let answers = self.counted(procedure);
        let mut cases: Vec<String> = Vec::new();
        for component in &procedure.components {
            let case = component.case().filter(|_| need_of(procedure, component, &answers) == Need::InCase);
            cases.extend(case.map(str::to_owned).filter(|case| !cases.contains(case)).into_iter().collect::<Vec<_>>());
        }
        cases
    }

    /// The papers of the catalogue this application asks for.
    pub fn wanted<'a>(&self, procedure: &'a Procedure) -> Vec<Wanted<'a>> {
        let answers = self.counted(procedure);
        let told = self.residence_told();
        let wanted = |(place, component): (u32, &'a Component)| {
            if told && says_residence(component) {
                return None;
            }
            let required = match need_of(procedure, component, &answers) {
                Need::Required => true,
                Need::Optional => false,
                Need::Letter if self.by_letter() => true,
                Need::InCase if self.cases.iter().any(|case| component.case() == Some(case)) => true,
                Need::Letter | Need::InCase | Need::Not | Need::Held => return None,
            };
            Some(Wanted { place, component, required })
        };
        (0..).zip(&procedure.components).filter_map(wanted).collect()
    }

    /// Papers nobody hands in because what they say is held, with where.
    pub fn held<'a>(&self, procedure: &'a Procedure) -> Vec<(&'a Component, &'a str)> {
        let rule = |component| procedure.form.as_ref().and_then(|form| form.rule_of(component));
        let held =
            procedure.components.iter().filter_map(|component| Some((component, rule(component)?.held.as_str())));
        held.filter(|(_, held)| !held.is_empty()).collect()
    }

    /// Whether a letter of authority is asked for that the catalogue does not list.
    pub fn needs_separate_letter(&self, procedure: &Procedure) -> bool {
        let listed = |component| need_of(procedure, component, &Answers::new()) == Need::Letter;
        self.by_letter() && !procedure.components.iter().any(listed)
    }

    /// Takes over where the register says the applicant lives, from the look-up of this id.
    pub fn fill_residence(&mut self, address: &str, look_up: &str) {
        address.clone_into(&mut self.applicant.address);
        self.known.remove("address");
        self.registered.insert("address".to_owned());
        self.look_up = Some(look_up.to_owned());
    }

    /// Whether the address is the one the register told, unchanged.
    pub fn residence_told(&self) -> bool {
        self.look_up.is_some() && self.registered.contains("address")
    }

    /// Notes that a page was answered.
    pub fn finish(&mut self, page: &str) {
        self.done.insert(page.to_owned());
    }

    /// The files of a slot.
    pub fn in_slot<'a>(&'a self, slot: &'a str) -> impl Iterator<Item = &'a Paper> {
        self.files.iter().filter(move |file| file.slot == slot).map(|file| &file.paper)
    }

    /// Everything that needs another look before it can be handed in.
    pub fn check(&self, procedure: &Procedure, now: Instant) -> Vec<FieldError> {
        let said = |field: &str, message: &str| FieldError { field: field.to_owned(), message: message.to_owned() };
        let mut errors = Vec::new();
        if self.agency.is_none() {
            errors.push(said("agency", "Chọn cơ quan giải quyết hồ sơ"));
        }
        if self.who.is_none() {
            errors.push(said("who", "Chọn bạn nộp hồ sơ cho ai"));
        }
        // What else needs mending is told at the same time, whatever the agency will be.
        let anywhere = || "H00".parse().expect("one letter and two digits are a code");
        let whole = Filling { agency: self.agency.clone().or_else(|| Some(anywhere())), ..self.clone() };
        errors.extend(whole.application(procedure).iter().flat_map(|one| check_application(one, procedure, now)));
        for wanted in self.wanted(procedure).iter().filter(|wanted| wanted.required) {
            let missing = missing_paper(wanted.place, wanted.component);
            let known = errors.iter().any(|error: &FieldError| error.field == missing.field);
            if !known && self.in_slot(&missing.field).next().is_none() {
                errors.push(missing);
            }
        }
        if self.needs_separate_letter(procedure) && self.in_slot(LETTER).next().is_none() {
            errors.push(said(LETTER, "Gửi kèm ảnh chụp hoặc bản quét văn bản uỷ quyền"));
        }
        errors
    }
}

/// The slot of a component's files.
pub fn slot_of(place: u32) -> String {
    format!("paper.{place}")
}

impl App {
    /// Begins a draft, of somebody who is signed in or of nobody known; gives its id and the key that opens it, which
    /// is told once and never stored.
    pub async fn begin_draft(
        &self,
        procedure: &str,
        filling: &Filling,
        owner: Option<&Citizen>,
        now: Instant,
    ) -> Result<(String, String), StoreError> {
        let key = chance::follow_key();
        loop {
            let draft = store::Draft {
                id: chance::draft_id(),
                key_hash: hash_of_key(&key),
                procedure: procedure.to_owned(),
                content: content_of(filling),
                revision: 0,
                created_at: now,
                expires_at: self.draft_end(now),
                dossier: None,
                handed_in_at: None,
                account: owner.map(|citizen| citizen.id.clone()),
            };
            if self.store().begin_draft(&draft).await? {
                return Ok((draft.id, key));
            }
        }
    }

    fn draft_end(&self, now: Instant) -> Instant {
        let seconds = i64::from(self.limits().draft_days) * 86_400;
        Instant::from_unix_seconds(now.unix_seconds() + seconds).unwrap_or(now)
    }

    /// What became of a draft, for one who has a claim to it.
    pub async fn draft<'a>(&self, id: &str, claim: impl Into<Claim<'a>>, now: Instant) -> Result<Found, DraftError> {
        let claim = claim.into();
        let kept = self.store().draft(id, now).await?.filter(|kept| match claim {
            Claim::Key(key) => kept.key_hash == hash_of_key(key),
            Claim::Account(citizen) => kept.account.as_ref() == Some(&citizen.id),
        });
        let kept = kept.ok_or(DraftError::NotFound)?;
        if let Some(code) = &kept.dossier
            && (kept.handed_in_at.is_some() || self.is_under(code, &kept.key_hash).await?)
        {
            return Ok(Found::HandedIn(code.clone()));
        }
        let filling =
            serde_json::from_str(&kept.content).map_err(|_| StoreError::Unreadable { question: "draft", column: 3 })?;
        Ok(Found::Writing(Box::new(Draft {
            id: kept.id,
            procedure: kept.procedure,
            filling,
            expires_at: kept.expires_at,
            revision: kept.revision,
            promised: kept.dossier,
            key_hash: kept.key_hash,
        })))
    }

    /// Makes a draft the account's of whoever is signed in and writes it; one that is somebody's stays his.
    pub async fn own_draft(&self, id: &str, citizen: &Citizen) -> Result<(), StoreError> {
        self.store().own_draft(id, &citizen.id).await.map(|_| ())
    }

    /// Whether the dossier of this code was handed in under the key of this hash.
    async fn is_under(&self, code: &DossierCode, key: &Digest) -> Result<bool, StoreError> {
        let kept = async {
            let file = self.file(code).await?;
            self.particulars(&file.dossier).await
        };
        match kept.await {
            Ok(particulars) => Ok(particulars.is_some_and(|particulars| particulars.follow_key == *key)),
            Err(ActError::Store(error)) => Err(error),
            Err(_) => Ok(false),
        }
    }

    /// Changes what a draft holds. Where another tab writes at the same time both changes are kept: this one is
    /// made again on what the other left.
    pub async fn write_draft<'a>(
        &self,
        id: &str,
        claim: impl Into<Claim<'a>>,
        now: Instant,
        change: impl Fn(&mut Filling),
    ) -> Result<Draft, DraftError> {
        let claim = claim.into();
        for _ in 0..WRITTEN_AGAIN {
            let mut draft = match self.draft(id, claim, now).await? {
                Found::Writing(draft) => *draft,
                Found::HandedIn(code) => return Err(DraftError::HandedIn(code)),
            };
            let before = draft.filling.clone();
            change(&mut draft.filling);
            let same = draft.filling == before;
            if same || self.store().save_draft(id, draft.revision, &content_of(&draft.filling), now).await? {
                draft.revision += u32::from(!same);
                return Ok(draft);
            }
        }
        Err(StoreError::Busy.into())
    }

    /// Deletes a draft; what was handed in stays.
    pub async fn delete_draft<'a>(
        &self,
        id: &str,
        claim: impl Into<Claim<'a>>,
        now: Instant,
    ) -> Result<(), DraftError> {
        match self.draft(id, claim.into(), now).await? {
            Found::Writing(_) => Ok(self.store().delete_draft(id).await?),
            Found::HandedIn(code) => Err(DraftError::HandedIn(code)),
        }
    }

    /// *Nộp hồ sơ*: makes a dossier of a draft, once. A code is promised to the draft before anything is kept
    /// under it, so that a second press of the button, another tab or a lost answer finds the same dossier. The
    /// dossier of a draft that is an account's is the account's too; where the key was not shown it is not told.
    pub async fn submit_draft<'a>(
        &self,
        draft: &Draft,
        claim: impl Into<Claim<'a>>,
        now: Instant,
    ) -> Result<Submitted, SubmitError> {
        let told = match claim.into() {
            Claim::Key(key) => key.to_owned(),
            Claim::Account(_) => String::new(),
        };
        let catalogue = self.catalogue();
        if let Some(link) = catalogue.link(&draft.procedure, now.day()) {
            return self.submit_linked(draft, link, told, now).await;
        }
        let no_procedure = || SubmitError::NoProcedure(draft.procedure.clone());
        let procedure = &catalogue.on(&draft.procedure, now.day()).ok_or_else(no_procedure)?.content;
        let errors = draft.filling.check(procedure, now);
        let application = draft.filling.application(procedure).filter(|_| errors.is_empty());
        let application = application.ok_or(SubmitError::Fields(errors))?;
        let hand = Hand { actor: Actor::Applicant, roles: Vec::new() };
        let ready =
            self.make_ready(application, &hand, None, Opener { told: told.clone(), hash: draft.key_hash }, now).await?;
        let mut code = match &draft.promised {
            Some(code) => code.clone(),
            None => self.promise(draft, None, ready.agency(), now).await?,
        };
        for _ in 0..CODES_TRIED {
            if let Some(submitted) = self.keep_under(&code, &ready, now).await? {
                self.store().hand_in_draft(&draft.id, &code, ready.agency(), now).await?;
                return Ok(submitted);
            }
            if self.is_under(&code, &draft.key_hash).await? {
                self.store().hand_in_draft(&draft.id, &code, ready.agency(), now).await?;
                return Ok(Submitted { code, follow_key: told, due: None });
            }
            // A history brought another dossier under this code: the draft is promised the next one.
            code = self.promise(draft, Some(&code), ready.agency(), now).await?;
        }
        Err(StoreError::Busy.into())
    }

    /// Promises a draft a code in place of the one before; where another tab was quicker, gives the code it was
    /// promised there.
    pub(crate) async fn promise(
        &self,
        draft: &Draft,
        before: Option<&DossierCode>,
        agency: &AgencyCode,
        now: Instant,
    ) -> Result<DossierCode, StoreError> {
        let fresh = self.next_code(agency, now).await?;
        self.store().promise_draft(&draft.id, before, &fresh).await?;
        // A draft that was deleted meanwhile is promised nothing.
        self.store().draft(&draft.id, now).await?.and_then(|kept| kept.dossier).ok_or(StoreError::Closed)
    }
}

fn content_of(filling: &Filling) -> String {
    serde_json::to_string(filling).expect("a draft is plain data")
}
