//! *Tin báo*: what was to be told becomes messages to people, and messages are sent by whoever has a way to send.
//!
//! A message in the program is there once it is made. One that goes out is lent to a worker, tried, and tried again
//! with longer and longer waits. A worker that dies between sending and noting it sends once more under the same id,
//! by which mail programs and providers tell a repetition: nothing is lost, and nothing is shown twice.

mod requests;
mod texts;
mod warnings;

use texts::Texts;
pub use texts::{Template, TemplateFault, templates_shipped};

use crate::App;
use crate::acts::{ActError, File};
use crate::people::{Officer, Particulars};
use domain::agency::AgencyCode;
use domain::dossier::code::DossierCode;
use domain::dossier::decide::Effect;
use domain::message::{DeliveryState, MessageChannel, next_try};
use domain::process::Role;
use domain::time::Instant;
use std::collections::BTreeMap;
use store::{Delivery, Reach, StoreError, Waiting, delivery_id};

/// How many things are told in one go.
const BATCH: u32 = 200;
/// How long a worker may hold a message before another takes it, in seconds.
const LENT_SECONDS: i64 = 300;

/// What the house can send by, and how people reach it.
#[derive(Debug, Clone)]
pub struct Ways {
    /// Channels besides the program's own pages.
    pub channels: Vec<MessageChannel>,
    /// Address under which people reach the site.
    pub base_url: String,
}

/// A message on its way out, with the address it goes to.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The message.
    pub delivery: Delivery,
    /// Where it goes; empty if the person took his address back.
    pub address: String,
}

/// What became of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tried {
    /// It was taken.
    Sent,
    /// It may work later; why it did not now.
    Later(String),
    /// It never will; why.
    Never(String),
}

/// What one round of telling has read already.
struct Round<'a> {
    ways: &'a Ways,
    now: Instant,
    texts: BTreeMap<AgencyCode, Texts>,
    officers: BTreeMap<(AgencyCode, String), Recipient>,
}

/// Who is told.
#[derive(Clone)]
struct Recipient {
    key: String,
    channels: Vec<MessageChannel>,
}

/// The person a message to an officer goes to.
pub fn officer_key(login: &str) -> String {
    format!("officer:{login}")
}

/// The person a message to the owner of a dossier goes to.
pub fn owner_key(code: &DossierCode) -> String {
    format!("dossier:{code}")
}

/// More unread messages than this are said to be so many and more.
pub const UNREAD_LIMIT: u32 = 100;

impl App {
    /// Makes messages of what the acts left to be told, a batch of each kind; gives whether more may wait.
    pub async fn tell(&self, ways: &Ways, now: Instant) -> Result<bool, StoreError> {
        let mut round = Round { ways, now, texts: BTreeMap::new(), officers: BTreeMap::new() };
        let mut more = false;
        for kind in ["tell-applicant", "tell-officer"] {
            let waiting = self.store().waiting(kind, BATCH).await?;
            more |= waiting.len() == BATCH as usize;
            let mut told = Vec::with_capacity(waiting.len());
            for one in waiting {
                let deliveries = match self.deliveries_for(&one, &mut round).await {
                    Ok(deliveries) => deliveries,
                    Err(ActError::Store(error)) => return Err(error),
                    // A dossier that cannot be read is told nothing about; `ledger verify` names it.
                    Err(_) => Vec::new(),
                };
                told.push((one, deliveries));
            }
            if !told.is_empty() {
                self.store().spread(&told, now).await?;
            }
        }
        Ok(more)
    }

    async fn deliveries_for(&self, waiting: &Waiting, round: &mut Round<'_>) -> Result<Vec<Delivery>, ActError> {
        let Ok(effect) = serde_json::from_str::<Effect>(&waiting.message.payload) else {
            return Ok(Vec::new());
        };
        let top = &waiting.top;
        if !round.texts.contains_key(top) {
            round.texts.insert(top.clone(), self.texts(top).await?);
        }
        let file = self.file_since(&waiting.dossier, waiting.seq).await?;
        let (recipient, about, particulars) = match effect {
            Effect::TellApplicant { about } => {
                let Some(particulars) = self.particulars(&file.dossier).await? else { return Ok(Vec::new()) };
                (self.owner(&file, &particulars, &about, round.ways).await?, about, Some(particulars))
            }
            Effect::TellOfficer { officer } => {
                let about = "your-turn".to_owned();
                let read = round.texts[top].tells_of_a_person(&about);
                let particulars = if read { self.particulars(&file.dossier).await? } else { None };
                (self.told_in_round(top, officer, round).await?, about, particulars)
            }
            Effect::ReportStatus { .. } => return Ok(Vec::new()),
        };
        let event = Some((about.as_str(), waiting.seq));
        let gaps = self.gaps(&file, particulars.as_ref(), event, round.ways, round.now).await?;
        let cause = format!("{}:{}:{}", waiting.dossier, waiting.seq, waiting.number);
        let whose = (&file.row.agency, file.row.code.as_str());
        Ok(round.texts[top].letters(whose, &recipient, &about, &cause, &gaps, waiting.message.created_at))
    }

    /// An officer, asked once in a round how he wants to be told.
    async fn told_in_round(
        &self,
        top: &AgencyCode,
        officer: String,
        round: &mut Round<'_>,
    ) -> Result<Recipient, StoreError> {
        let key = (top.clone(), officer);
        if let Some(known) = round.officers.get(&key) {
            return Ok(known.clone());
        }
        let recipient = self.told_officer(top, &key.1, round.ways).await?;
        round.officers.insert(key, recipient.clone());
        Ok(recipient)
    }

    /// The owner of a dossier: told on his page always; by mail and phone unless he said otherwise, and of what the law
    /// does not demand only where he asked for it.
    async fn owner(
        &self,
        file: &File,
        particulars: &Particulars,
        about: &str,
        ways: &Ways,
    ) -> Result<Recipient, StoreError> {
        let key = owner_key(&file.dossier.code);
        let reach = self.store().reach(&file.dossier.agency().top(), &key).await?;
        let goes_out = self.may_go_out(&file.dossier.code, particulars, about, reach.is_some()).await?;
        let wanted = |channel: MessageChannel| {
            let address = address_in(channel, reach.as_ref(), Some(particulars));
            let chosen = reach.as_ref().is_none_or(|reach| reach.channels.contains(&channel));
            goes_out && ways.channels.contains(&channel) && chosen && !address.is_empty()
        };
        Ok(Recipient { channels: with_outside(wanted), key })
    }

    /// An officer: told in the program always, otherwise as he chose.
    async fn told_officer(&self, top: &AgencyCode, login: &str, ways: &Ways) -> Result<Recipient, StoreError> {
        let key = officer_key(login);
        let reach = self.store().reach(top, &key).await?.unwrap_or_default();
        let wanted = |channel: MessageChannel| {
            let there = !address_in(channel, Some(&reach), None).is_empty();
            ways.channels.contains(&channel) && reach.channels.contains(&channel) && there
        };
        Ok(Recipient { channels: with_outside(wanted), key })
    }

    /// Tells an officer of something that happened to his account.
    pub(crate) async fn tell_of_account(
        &self,
        (agency, login): (&AgencyCode, &str),
        about: &str,
        what: &str,
        ways: &Ways,
        now: Instant,
    ) -> Result<(), StoreError> {
        let top = agency.top();
        let (texts, recipient) = (self.texts(&top).await?, self.told_officer(&top, login, ways).await?);
        let cause = format!("account:{}", crate::chance::token());
        let page = format!("{}/bao-mat", ways.base_url);
        let gaps = vec![("noi_dung", what.to_owned()), ("trang", page)];
        let letters = texts.letters((agency, ""), &recipient, about, &cause, &gaps, now);
        self.store().put_deliveries(&letters).await
    }

    /// Messages to be sent now by a channel, lent to the caller, each with its address.
    pub async fn to_send(
        &self,
        channel: MessageChannel,
        now: Instant,
        limit: u32,
    ) -> Result<Vec<Outgoing>, StoreError> {
        let until = Instant::from_unix_seconds(now.unix_seconds() + LENT_SECONDS).unwrap_or(now);
        let mut outgoing = Vec::new();
        for delivery in self.store().claim_deliveries(channel, now, until, limit).await? {
            let address = self.address(&delivery).await?;
            outgoing.push(Outgoing { delivery, address });
        }
        Ok(outgoing)
    }

    async fn address(&self, delivery: &Delivery) -> Result<String, StoreError> {
        let reach = self.store().reach(&delivery.top, &delivery.recipient).await?;
        let particulars = match delivery.dossier.parse::<DossierCode>() {
            Ok(code) if delivery.recipient == owner_key(&code) => match self.file(&code).await {
                Ok(file) => self.particulars(&file.dossier).await.ok().flatten(),
                Err(ActError::Store(error)) => return Err(error),
                Err(_) => None,
            },
            _ => None,
        };
        Ok(address_in(delivery.channel, reach.as_ref(), particulars.as_ref()).to_owned())
    }

    /// Notes what became of a try.
    pub async fn tried(&self, outgoing: &Outgoing, tried: Tried, now: Instant) -> Result<(), StoreError> {
        let mut after = outgoing.delivery.clone();
        match tried {
            Tried::Sent => (after.state, after.sent_at, after.failure) = (DeliveryState::Sent, Some(now), None),
            Tried::Never(why) => (after.state, after.failure) = (DeliveryState::Failed, Some(why)),
            Tried::Later(why) => {
                after.failure = Some(why);
                match next_try(after.tries, now) {
                    Some(next) => after.next_at = next,
                    None => after.state = DeliveryState::Failed,
                }
            }
        }
        self.store().end_delivery(&after).await.map(|_| ())
    }

    /// *Thông báo* of an officer, newest first.
    pub async fn notices(&self, officer: &Officer) -> Result<Vec<Delivery>, StoreError> {
        self.store().deliveries_of(&officer.top, &officer_key(&officer.login), 100).await
    }

    /// Marks them as read.
    pub async fn read_notices(&self, officer: &Officer, now: Instant) -> Result<(), StoreError> {
        self.store().mark_read(&officer.top, &officer_key(&officer.login), now).await
    }

    /// *Tin đã báo* of a dossier, for its owner, newest first.
    pub async fn told_owner(&self, code: &DossierCode, top: &AgencyCode) -> Result<Vec<Delivery>, StoreError> {
        self.store().deliveries_of(top, &owner_key(code), 100).await
    }

    /// How an officer wants to be told.
    pub async fn reach_of(&self, officer: &Officer) -> Result<Reach, StoreError> {
        Ok(self.store().reach(&officer.top, &officer_key(&officer.login)).await?.unwrap_or_default())
    }

    /// Writes how an officer wants to be told.
    pub async fn choose_reach(&self, officer: &Officer, reach: &Reach) -> Result<(), StoreError> {
        self.store().put_reach(&officer.top, &officer_key(&officer.login), reach).await
    }

    /// *Sổ tin đã gửi*, for an administrator: of his agency, or of the whole province for one of the province.
    pub async fn sent_messages(
        &self,
        officer: &Officer,
        state: Option<DeliveryState>,
        after: Option<(Instant, &str)>,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let agency = (officer.agency != officer.top).then_some(&officer.agency);
        self.store().deliveries(&officer.top, agency, state, after, limit).await
    }

    /// Lets a message that had failed be tried again.
    pub async fn send_again(&self, officer: &Officer, id: &str, now: Instant) -> Result<(), StoreError> {
        if self.store().send_again(&officer.top, id, now).await? {
            self.note_act(officer, "resend", id, "", now).await?;
        }
        Ok(())
    }

    /// Officers of an agency who hold a role and may sign in.
    pub(crate) async fn holders(&self, agency: &AgencyCode, role: Role) -> Result<Vec<String>, StoreError> {
        let all = self.store().officers(&agency.top(), Some(agency)).await?;
        Ok(all.into_iter().filter(|one| one.active && one.roles.contains(&role)).map(|one| one.login).collect())
    }
}

fn with_outside(wanted: impl Fn(MessageChannel) -> bool) -> Vec<MessageChannel> {
    let outside = [MessageChannel::Email, MessageChannel::Phone].into_iter().filter(|channel| wanted(*channel));
    std::iter::once(MessageChannel::InApp).chain(outside).collect()
}

/// Where a channel reaches a person: what he chose, else what he wrote in his application.
fn address_in<'a>(channel: MessageChannel, reach: Option<&'a Reach>, particulars: Option<&'a Particulars>) -> &'a str {
    let chosen = reach.map(|reach| (reach.email.as_str(), reach.phone.as_str()));
    let written = particulars.map(|it| (it.applicant.email.as_str(), it.applicant.phone.as_str()));
    let pick = |(email, phone): (&'a str, &'a str)| match channel {
        MessageChannel::Email => email,
        MessageChannel::Phone => phone,
        MessageChannel::InApp => "",
    };
    chosen.map(pick).filter(|it| !it.is_empty()).or_else(|| written.map(pick)).unwrap_or_default()
}

/// The id a message is known by for ever.
fn id_of(cause: &str, recipient: &str, channel: MessageChannel) -> String {
    delivery_id(&[cause, recipient, channel.key()])
}
