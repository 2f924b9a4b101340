//! *Tin báo về yêu cầu dữ liệu*: the person is told of each change on his own pages, those who look after personal
//! data of what is new, near its due moment or late.

use super::texts::due_text;
use super::{Recipient, Ways, officer_key};
use crate::App;
use crate::people::Particulars;
use crate::privacy::{person_recipient, purposes};
use domain::calendar::is_overdue;
use domain::dossier::code::DossierCode;
use domain::message::{MessageChannel, WarningStage, warning_of};
use domain::privacy::{About, Purpose, RequestFact};
use domain::process::Role;
use domain::time::Instant;
use store::{Delivery, KeptRequest, StoreError};

/// Requests looked at in one round.
const ROUND: u32 = 500;

impl App {
    /// Whether a message may leave the house: what the law demands always; anything else only where the person said
    /// yes, to this channel for this dossier or to such messages altogether, and nothing is restricted.
    pub(super) async fn may_go_out(
        &self,
        code: &DossierCode,
        particulars: &Particulars,
        about: &str,
        chosen: bool,
    ) -> Result<bool, StoreError> {
        if purposes().is_owed(about) {
            return Ok(true);
        }
        if self.store().is_limited(&About::Dossier(code.clone())).await? {
            return Ok(false);
        }
        let number = &particulars.applicant.id_number;
        if number.is_empty() {
            return Ok(chosen);
        }
        let uses = self.uses_of(&self.person_key(number)).await?;
        let purpose = Purpose::ExtraMessages;
        let said = uses.consents.get(&purpose).copied().unwrap_or(chosen);
        Ok(said && !uses.is_limited(purpose, Some(code)))
    }

    /// The message to the person whose request it is.
    pub(crate) async fn letters_to_person(
        &self,
        kept: &KeptRequest,
        about: &str,
        now: Instant,
    ) -> Result<Vec<Delivery>, StoreError> {
        let recipient = Recipient { key: person_recipient(&kept.person), channels: vec![MessageChannel::InApp] };
        let trang = format!("/tai-khoan/du-lieu/yeu-cau/{}", kept.request.code);
        self.letters_of_request(kept, vec![recipient], about, &trang, now).await
    }

    /// Messages to those who look after personal data in the agency that was asked; with the head where it is late.
    pub(crate) async fn letters_to_handlers(
        &self,
        kept: &KeptRequest,
        about: &str,
        ways: &Ways,
        now: Instant,
    ) -> Result<Vec<Delivery>, StoreError> {
        let mut logins = self.data_handlers(&kept.agency).await?;
        if about == "data-request-late" {
            logins.extend(self.holders(&kept.agency, Role::Leader).await?);
        }
        logins.sort();
        logins.dedup();
        let mut recipients = Vec::new();
        for login in logins {
            let told = self.told_officer(&kept.top, &login, ways).await?;
            debug_assert_eq!(told.key, officer_key(&login));
            recipients.push(told);
        }
        let trang = format!("{}/yeu-cau-du-lieu/{}", ways.base_url, kept.request.code);
        self.letters_of_request(kept, recipients, about, &trang, now).await
    }

    async fn letters_of_request(
        &self,
        kept: &KeptRequest,
        recipients: Vec<Recipient>,
        about: &str,
        trang: &str,
        now: Instant,
    ) -> Result<Vec<Delivery>, StoreError> {
        let request = &kept.request;
        let texts = self.texts(&kept.top).await?;
        let due = request.next_due().map_or_else(String::new, due_text);
        let gaps = vec![
            ("ma_ho_so", request.code.clone()),
            ("thu_tuc", request.kind.name().to_owned()),
            ("co_quan", self.catalogue().agency_name(&kept.agency).to_owned()),
            ("han", due.clone()),
            ("noi_dung", kept.events.last().map_or_else(String::new, |event| told(&event.fact))),
            ("trang", trang.to_owned()),
        ];
        // A due moment that was put off is warned of anew; an event is told of once.
        let cause = format!("{}:{about}:{}:{due}", request.code, request.seq);
        let whose = (&kept.agency, request.code.as_str());
        let letters = |recipient: &Recipient| texts.letters(whose, recipient, about, &cause, &gaps, now);
        Ok(recipients.iter().flat_map(letters).collect())
    }

    /// Warns of requests about to be late and of those that are, each once; gives how many.
    pub async fn warn_of_data_requests(&self, ways: &Ways, now: Instant) -> Result<u64, StoreError> {
        let mut warned = 0;
        for top in self.data_tops() {
            for kept in self.store().open_data_requests(&top, ROUND).await? {
                let office = self.offices().of(self.store(), &kept.agency).await?;
                let Some(due) = kept.request.next_due() else { continue };
                let Some(stage) = warning_of(due, now, &office.calendar) else { continue };
                debug_assert_eq!(stage == WarningStage::Late, is_overdue(due, now.local()));
                let about = match stage {
                    WarningStage::Soon => "data-request-soon",
                    WarningStage::Late => "data-request-late",
                };
                let due_at = Instant::from_local(due.at);
                if self.store().was_warned(&kept, about, due_at).await? {
                    continue;
                }
                let letters = self.letters_to_handlers(&kept, about, ways, now).await?;
                self.store().warn_of_request(&kept, about, due_at, &letters, now).await?;
                warned += 1;
            }
        }
        Ok(warned)
    }
}

/// What an event says to the person.
fn told(fact: &RequestFact) -> String {
    match fact {
        RequestFact::Accepted { note, .. } => note.to_string(),
        RequestFact::Extended { reason, .. } => reason.to_string(),
        RequestFact::Done { answer } => answer.to_string(),
        RequestFact::Refused { article, reason, .. } => format!("{article}\n{reason}"),
        _ => String::new(),
    }
}
