//! *Quyền của chủ thể dữ liệu*: consents in a chain, requests and their events, restrictions.

use crate::error::StoreError;
use crate::job::{Command, Outcome, Work};
use crate::sql::question;
use crate::value::{Row, Value, row, values};
use crate::{Delivery, Result, Store};
use domain::agency::AgencyCode;
use domain::ledger::Digest;
use domain::privacy::{
    About, ConsentRecord, Consenting, DataRequest, Purpose, RequestEvent, RequestFact, RightsEffect, evolve,
};
use domain::time::{Instant, day_number};

/// How often something is tried again when somebody else was quicker.
const AGAIN: u32 = 20;

/// *Yêu cầu* as it is kept: whose it is, which agency was asked, what happened.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptRequest {
    /// Ministry or province.
    pub top: AgencyCode,
    /// Agency that was asked.
    pub agency: AgencyCode,
    /// Keyed fingerprint of the person.
    pub person: String,
    /// How it stands.
    pub request: DataRequest,
    /// What happened, oldest first.
    pub events: Vec<RequestEvent>,
}

impl std::fmt::Debug for KeptRequest {
    /// Shows no word of the person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeptRequest({} {})", self.request.code, self.request.state.key())
    }
}

/// A row of the list, before its events are read.
struct Head {
    top: AgencyCode,
    code: String,
    agency: AgencyCode,
    person: String,
}

impl Head {
    fn read(row: &mut Row<'_>) -> Result<Head> {
        Ok(Head { top: row.take()?, code: row.take()?, agency: row.take()?, person: row.take()? })
    }
}

impl Store {
    /// Appends what a person said to his chain; gives the record.
    pub async fn add_consent(&self, person: &str, said: &Consenting, now: Instant) -> Result<ConsentRecord> {
        for _ in 0..AGAIN {
            let record = self.next_consent(person, said, now).await?;
            match self.engine().run(consent_commands(&record)).await {
                Ok(_) => return Ok(record),
                // Another tab took the number: this record follows that one.
                Err(_) if self.consents(person).await?.iter().any(|one| one.number == record.number) => {}
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Busy)
    }

    async fn next_consent(&self, person: &str, said: &Consenting, now: Instant) -> Result<ConsentRecord> {
        let before = self.consents(person).await?.pop();
        Ok(ConsentRecord::next(person, before.as_ref(), said.clone(), now))
    }

    /// What a person said, oldest first.
    pub async fn consents(&self, person: &str) -> Result<Vec<ConsentRecord>> {
        self.engine().rows(question!("consents"), &values![person], read_consent).await
    }

    /// The next number of requests to an agency on a day.
    pub async fn next_data_request(&self, agency: &AgencyCode, now: Instant) -> Result<u32> {
        let key = (agency.top().to_string(), format!("{agency} DL"), day_number(now.day()));
        match self.engine().write(Work::Number(key)).await? {
            Outcome::Number(number) => Ok(number),
            _ => unreachable!("the writer answers what it was asked"),
        }
    }

    /// Keeps one more event of a request with all that follows from it: all or nothing. `false` if somebody else
    /// acted meanwhile.
    pub async fn keep_data_request(
        &self,
        kept: &KeptRequest,
        effects: &[RightsEffect],
        consent: Option<&Consenting>,
        deliveries: &[Delivery],
    ) -> Result<bool> {
        let (request, event) = (&kept.request, kept.events.last().expect("a request has an event"));
        let content = serde_json::to_string(&event.fact).expect("facts are plain data");
        let due = request.next_due().unwrap_or(request.due);
        let head = row![
            &kept.top,
            &request.code,
            &kept.agency,
            &kept.person,
            request.state.key(),
            Instant::from_local(due.at),
            request.made_at,
            request.seq,
        ];
        let event = row![&kept.top, &request.code, request.seq, event.at, event.actor.to_string(), content];
        let mut commands = vec![
            Command::new(question!("data_request_event_insert"), event),
            Command::new(question!("data_request_put"), head),
        ];
        let at = kept.events.last().map_or(request.made_at, |event| event.at);
        for effect in effects {
            if let RightsEffect::Limit(about) = effect {
                let params = values![&kept.person, about.to_string(), at, &request.code];
                commands.push(Command::new(question!("data_limit_insert"), params.map(Value::into_owned)));
            }
        }
        if let Some(said) = consent {
            commands.extend(consent_commands(&self.next_consent(&kept.person, said, at).await?));
        }
        commands.extend(deliveries.iter().map(Delivery::insert));
        match self.engine().run(commands).await {
            Ok(_) => Ok(true),
            Err(error) => match self.data_request(&kept.top, &request.code).await? {
                // The number of the event was taken: somebody else was quicker.
                Some(now) if now.request.seq >= request.seq => Ok(false),
                _ => Err(error),
            },
        }
    }

    /// One request.
    pub async fn data_request(&self, top: &AgencyCode, code: &str) -> Result<Option<KeptRequest>> {
        let head = self.engine().row(question!("data_request"), &values![top, code], Head::read).await?;
        match head {
            Some(head) => Ok(Some(self.with_events(head).await?)),
            None => Ok(None),
        }
    }

    /// Requests of a ministry or province that wait for somebody, next due first.
    pub async fn open_data_requests(&self, top: &AgencyCode, limit: u32) -> Result<Vec<KeptRequest>> {
        self.data_requests(self.engine().rows(question!("data_requests_open"), &values![top, limit], Head::read).await?)
            .await
    }

    /// Requests of a ministry or province made since a moment, newest first.
    pub async fn data_requests_since(&self, top: &AgencyCode, since: Instant, limit: u32) -> Result<Vec<KeptRequest>> {
        let params = values![top, since, limit];
        self.data_requests(self.engine().rows(question!("data_requests_since"), &params, Head::read).await?).await
    }

    /// Requests of a person, newest first.
    pub async fn data_requests_of(&self, person: &str) -> Result<Vec<KeptRequest>> {
        self.data_requests(
            self.engine().rows(question!("data_requests_of_person"), &values![person], Head::read).await?,
        )
        .await
    }

    async fn data_requests(&self, heads: Vec<Head>) -> Result<Vec<KeptRequest>> {
        let mut requests = Vec::with_capacity(heads.len());
        for head in heads {
            requests.push(self.with_events(head).await?);
        }
        Ok(requests)
    }

    async fn with_events(&self, head: Head) -> Result<KeptRequest> {
        let Head { top, code, agency, person } = head;
        let read = |row: &mut Row<'_>| {
            let at = row.take()?;
            let actor = row.word(|text| text.parse().ok())?;
            Ok(RequestEvent { at, actor, fact: row.json::<RequestFact>()? })
        };
        let events = self.engine().rows(question!("data_request_events"), &values![&top, &code], read).await?;
        let mut request = None;
        for event in &events {
            let broken = StoreError::Unreadable { question: "data_request_events", column: 3 };
            request = Some(evolve(&code, request, event).map_err(|_| broken)?);
        }
        let request = request.ok_or(StoreError::Unreadable { question: "data_request_events", column: 0 })?;
        Ok(KeptRequest { top, agency, person, request, events })
    }

    /// Restrictions and objections of a person that are in force.
    pub async fn data_limits(&self, person: &str) -> Result<Vec<About>> {
        let read = |row: &mut Row<'_>| row.word(|text| text.parse().ok());
        self.engine().rows(question!("data_limits"), &values![person], read).await
    }

    /// Whether somebody restricted this, whoever it was.
    pub async fn is_limited(&self, about: &About) -> Result<bool> {
        let params = values![about.to_string()];
        Ok(self.engine().row(question!("data_limits_about"), &params, |_| Ok(())).await?.is_some())
    }

    /// Lifts a restriction of a person; `false` if there was none.
    pub async fn lift_data_limit(&self, person: &str, about: &About, now: Instant) -> Result<bool> {
        let params = values![person, about.to_string(), now];
        Ok(self.engine().run_one(question!("data_limit_lift"), params).await? > 0)
    }

    /// Warns of a request's due moment, once: notes it and makes the messages, both or neither.
    pub async fn warn_of_request(
        &self,
        kept: &KeptRequest,
        stage: &str,
        due_at: Instant,
        deliveries: &[Delivery],
        now: Instant,
    ) -> Result<()> {
        let mut commands: Vec<Command> = deliveries.iter().map(Delivery::insert).collect();
        let params = values![&kept.top, &kept.request.code, stage, due_at, now];
        commands.push(Command::new(question!("warning_insert"), params));
        self.engine().run(commands).await.map(|_| ())
    }

    /// Whether somebody was warned of a request's due moment.
    pub async fn was_warned(&self, kept: &KeptRequest, stage: &str, due_at: Instant) -> Result<bool> {
        let params = values![&kept.top, &kept.request.code, stage, due_at];
        Ok(self.engine().row(question!("data_warning_known"), &params, |_| Ok(())).await?.is_some())
    }

    /// Accounts of a person, by the fingerprint of his number.
    pub async fn accounts_of_person(&self, person: &str) -> Result<Vec<String>> {
        self.engine().rows(question!("accounts_of_person"), &values![person], |row| row.take()).await
    }

    /// Deletes drafts an account left unfinished.
    pub async fn forget_drafts(&self, account: &str) -> Result<()> {
        self.engine().run_one(question!("drafts_forget"), values![account]).await.map(|_| ())
    }

    /// Forgets how a person wants to be told.
    pub async fn forget_reach(&self, top: &AgencyCode, person: &str) -> Result<()> {
        self.engine().run_one(question!("reach_remove"), values![top, person]).await.map(|_| ())
    }
}

fn consent_commands(record: &ConsentRecord) -> Vec<Command> {
    let said = &record.said;
    let params = values![
        &record.person,
        record.number,
        record.at,
        said.purpose.key(),
        said.given,
        said.version,
        &said.text,
        &said.how,
        &record.prev,
        &record.hash,
    ];
    let head = values![&record.person, record.number, &record.hash];
    vec![Command::new(question!("consent_insert"), params), Command::new(question!("consent_head_put"), head)]
}

/// A consent as it is stored.
pub(crate) fn read_consent(row: &mut Row<'_>) -> Result<ConsentRecord> {
    Ok(ConsentRecord {
        person: row.take()?,
        number: row.take()?,
        at: row.take()?,
        said: {
            let purpose = row.word(Purpose::from_key)?;
            let (given, version, text, how) = (row.take()?, row.take()?, row.take()?, row.take()?);
            Consenting { purpose, given, version, text, how }
        },
        prev: row.take::<Digest>()?,
        hash: row.take::<Digest>()?,
    })
}
