//! *Tin báo đang gửi*: one message to one person by one channel, and how people want to be told.

use crate::job::Command;
use crate::sql::question;
use crate::value::{Row, Value, row, values};
use crate::{DossierRow, Result, Store, Waiting};
use domain::agency::AgencyCode;
use domain::calendar::Due;
use domain::ledger::Digest;
use domain::message::{DeliveryState, MessageChannel, WarningStage};
use domain::time::Instant;

/// *Tin báo* to one person by one channel.
#[derive(Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Ministry or province.
    pub top: AgencyCode,
    /// Stable: the same message has the same id, however often it is made or sent.
    pub id: String,
    /// Agency it is about.
    pub agency: AgencyCode,
    /// Dossier it is about; empty for none.
    pub dossier: String,
    /// `officer:LOGIN` or `dossier:CODE` for its owner.
    pub recipient: String,
    /// Which way it goes.
    pub channel: MessageChannel,
    /// Key of its template.
    pub about: String,
    /// Subject, as it was written.
    pub subject: String,
    /// Text, as it was written.
    pub text: String,
    /// What became of it.
    pub state: DeliveryState,
    /// How often it was tried.
    pub tries: u32,
    /// When it is tried next.
    pub next_at: Instant,
    /// When it was made.
    pub created_at: Instant,
    /// When it was sent.
    pub sent_at: Option<Instant>,
    /// When it was read; only known of messages in the program.
    pub read_at: Option<Instant>,
    /// Why the last try failed; names no person.
    pub failure: Option<String>,
}

impl std::fmt::Debug for Delivery {
    /// Shows no text and no person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Delivery({} {} {})", self.id, self.channel.key(), self.about)
    }
}

impl Delivery {
    fn to_row(&self) -> Vec<Value<'_>> {
        row![
            &self.top,
            &self.id,
            &self.agency,
            &self.dossier,
            &self.recipient,
            self.channel.key(),
            &self.about,
            &self.subject,
            &self.text,
            self.state.key(),
            self.tries,
            self.next_at,
            self.created_at,
            self.sent_at,
            self.read_at,
            self.failure.as_deref(),
        ]
    }

    fn read(row: &mut Row<'_>) -> Result<Delivery> {
        Ok(Delivery {
            top: row.take()?,
            id: row.take()?,
            agency: row.take()?,
            dossier: row.take()?,
            recipient: row.take()?,
            channel: row.word(MessageChannel::from_key)?,
            about: row.take()?,
            subject: row.take()?,
            text: row.take()?,
            state: row.word(DeliveryState::from_key)?,
            tries: row.take()?,
            next_at: row.take()?,
            created_at: row.take()?,
            sent_at: row.take()?,
            read_at: row.take()?,
            failure: row.take()?,
        })
    }

    pub(crate) fn insert(&self) -> Command {
        Command::new(question!("delivery_insert"), self.to_row())
    }
}

/// *Cách nhận tin* of one person.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Ways he wants to be told besides in the program.
    pub channels: Vec<MessageChannel>,
    /// E-mail; empty for the one his dossier names.
    pub email: String,
    /// Phone; empty for the one his dossier names.
    pub phone: String,
}

impl std::fmt::Debug for Reach {
    /// Shows no address.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reach({:?})", self.channels)
    }
}

/// What a due moment belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watched {
    /// The result.
    Dossier,
    /// The step it stands in.
    Step,
}

/// Which warnings are still to be given.
#[derive(Debug, Clone, Copy)]
pub struct Unwarned<'a> {
    /// Whose dossiers.
    pub agency: &'a AgencyCode,
    /// Of what.
    pub watched: Watched,
    /// Which warning.
    pub stage: WarningStage,
    /// Due moments before this one, where they bind to the minute.
    pub before: Instant,
    /// The same where they bind to the day.
    pub before_day: Instant,
}

impl Watched {
    /// The word of a warning of this in the store.
    fn stage_key(self, stage: WarningStage) -> String {
        let of = if self == Watched::Step { "step" } else { "dossier" };
        format!("{of}-{}", stage.key())
    }
}

impl Store {
    /// Makes messages out of things that were to be told, and marks these as told: all of it or nothing.
    pub async fn spread(&self, told: &[(Waiting, Vec<Delivery>)], now: Instant) -> Result<()> {
        let done = |it: &Waiting| {
            let key = values![&it.top, &it.dossier, it.seq, it.number, now].map(Value::into_owned);
            Command::new(question!("outbox_done"), key)
        };
        let commands = told.iter().flat_map(|(waiting, deliveries)| {
            deliveries.iter().map(Delivery::insert).chain(std::iter::once(done(waiting)))
        });
        self.engine().run(commands.collect()).await.map(|_| ())
    }

    /// Makes messages about nothing in the outbox; those made before stay as they are.
    pub async fn put_deliveries(&self, deliveries: &[Delivery]) -> Result<()> {
        self.engine().run(deliveries.iter().map(Delivery::insert).collect()).await.map(|_| ())
    }

    /// Messages of a channel to be sent now, each lent to the one who asks until `until`.
    ///
    /// A worker that dies in between loses its loan: the message is then sent once more, under the same id.
    pub async fn claim_deliveries(
        &self,
        channel: MessageChannel,
        now: Instant,
        until: Instant,
        limit: u32,
    ) -> Result<Vec<Delivery>> {
        let due = self
            .engine()
            .rows(question!("deliveries_due"), &values![channel.key(), now, limit], Delivery::read)
            .await?;
        let mut mine = Vec::with_capacity(due.len());
        for one in due {
            let lent = values![&one.top, &one.id, one.tries, one.next_at, until];
            if self.engine().run_one(question!("delivery_claim"), lent).await? == 1 {
                mine.push(Delivery { tries: one.tries + 1, next_at: until, ..one });
            }
        }
        Ok(mine)
    }

    /// Writes what became of a try.
    pub async fn end_delivery(&self, delivery: &Delivery) -> Result<bool> {
        let params = values![
            &delivery.top,
            &delivery.id,
            delivery.tries,
            delivery.state.key(),
            delivery.next_at,
            delivery.sent_at,
            delivery.failure.as_deref(),
        ];
        Ok(self.engine().run_one(question!("delivery_end"), params).await? == 1)
    }

    /// Lets a message that had failed be sent once more; `false` if it had not failed.
    pub async fn send_again(&self, top: &AgencyCode, id: &str, now: Instant) -> Result<bool> {
        Ok(self.engine().run_one(question!("delivery_again"), values![top, id, now]).await? == 1)
    }

    /// Messages of an agency, or of a whole ministry or province, newest first; `after` is the last row of the page
    /// before.
    pub async fn deliveries(
        &self,
        top: &AgencyCode,
        agency: Option<&AgencyCode>,
        state: Option<DeliveryState>,
        after: Option<(Instant, &str)>,
        limit: u32,
    ) -> Result<Vec<Delivery>> {
        let state = state.map_or("", DeliveryState::key);
        let (at, id) = after.map_or((i64::MAX, ""), |(at, id)| (at.unix_seconds(), id));
        let mut params = row![top, state, at, id, limit];
        let sql = match agency {
            None => question!("deliveries_newest"),
            Some(agency) => {
                params.push(agency.into());
                question!("deliveries_of_agency")
            }
        };
        self.engine().rows(sql, &params, Delivery::read).await
    }

    /// Messages in the program for one person, newest first.
    pub async fn deliveries_of(&self, top: &AgencyCode, recipient: &str, limit: u32) -> Result<Vec<Delivery>> {
        self.engine().rows(question!("deliveries_of_person"), &values![top, recipient, limit], Delivery::read).await
    }

    /// Marks all messages of a person as read.
    pub async fn mark_read(&self, top: &AgencyCode, recipient: &str, now: Instant) -> Result<()> {
        self.engine().run_one(question!("deliveries_read"), values![top, recipient, now]).await.map(|_| ())
    }

    /// How a person wants to be told; `None` if he never said.
    pub async fn reach(&self, top: &AgencyCode, person: &str) -> Result<Option<Reach>> {
        let read = |row: &mut Row<'_>| {
            let channels = |text: &str| text.split_whitespace().map(MessageChannel::from_key).collect();
            Ok(Reach { channels: row.word(channels)?, email: row.take()?, phone: row.take()? })
        };
        self.engine().row(question!("reach"), &values![top, person], read).await
    }

    /// Writes how a person wants to be told.
    pub async fn put_reach(&self, top: &AgencyCode, person: &str, reach: &Reach) -> Result<()> {
        let channels: Vec<&str> = reach.channels.iter().map(|channel| channel.key()).collect();
        let params = values![top, person, channels.join(" "), &reach.email, &reach.phone];
        self.engine().run_one(question!("reach_put"), params).await.map(|_| ())
    }

    /// Dossiers whose due moment nobody was warned of yet.
    pub async fn unwarned(&self, asked: &Unwarned<'_>, limit: u32) -> Result<Vec<DossierRow>> {
        let sql = match asked.watched {
            Watched::Dossier => question!("warn_due"),
            Watched::Step => question!("warn_step"),
        };
        let stage = asked.watched.stage_key(asked.stage);
        let top = asked.agency.top();
        let params = values![&top, asked.agency, asked.before, stage, limit, asked.before_day];
        self.engine().rows(sql, &params, DossierRow::read).await
    }

    /// Notes a warning and makes its messages: both or neither.
    pub async fn warn(
        &self,
        dossier: &DossierRow,
        due: Due,
        asked: &Unwarned<'_>,
        deliveries: &[Delivery],
        now: Instant,
    ) -> Result<()> {
        let mut commands: Vec<Command> = deliveries.iter().map(Delivery::insert).collect();
        let stage = asked.watched.stage_key(asked.stage);
        let params =
            values![&asked.agency.top(), &dossier.code, stage, Instant::from_local(due.at), now].map(Value::into_owned);
        commands.push(Command::new(question!("warning_insert"), params));
        self.engine().run(commands).await.map(|_| ())
    }
}

/// The id of a message: what it is about, to whom, by which channel.
pub fn delivery_id(parts: &[&str]) -> String {
    Digest::of(parts.join("\n").as_bytes()).to_string()[..32].to_owned()
}
