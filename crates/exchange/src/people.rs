//! *Cơ sở dữ liệu dân cư*: whether a person is who the papers say and where he lives, asked of a register elsewhere:
//! of our own service, or of the national database. Every question says who asks and what for.

pub mod national;
mod service;

use crate::Unusable;
use crate::breaker::Breaker;
use crate::wire::{Silence, Wire};
use identity::Sex;
use identity::birth::BirthDate;
use identity::name::PersonName;
use identity::number::CitizenNumber;
use identity::verdict::Verdict;
use national::{National, NationalSettings};
use serde::Deserialize;
use service::Service;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long one question may take: somebody stands at the counter.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait before each further try.
const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_millis(800)];

/// *Kết nối dân cư*: which register is asked, and how. As JSON it is kept in a file that only its owner may read.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum RegisterSettings {
    /// `motcua population serve`.
    Service {
        /// `http://máy:cổng` or `https://…`, without a path.
        url: String,
        /// The key `motcua population service add` printed.
        key: String,
    },
    /// The national database.
    National(NationalSettings),
}

/// Keys are in no log.
impl fmt::Debug for RegisterSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RegisterSettings::Service { url, .. } => write!(f, "Service({url})"),
            RegisterSettings::National(settings) => write!(f, "National({})", settings.url),
        }
    }
}

impl RegisterSettings {
    /// Reads what a file says; what is said of a fault repeats nothing of the file.
    pub fn from_json(text: &str) -> Result<RegisterSettings, Unusable> {
        serde_json::from_str(text).map_err(|error| {
            let place = match error.line() {
                // Where a setting lacks or is not known, the parser does not say.
                0 => String::new(),
                line => format!(" ở dòng {line}, cột {}", error.column()),
            };
            Unusable(format!("tệp kết nối dân cư chưa đúng{place}; xem các thiết lập và mẫu tệp trong README"))
        })
    }
}

/// *Yêu cầu tra cứu dân cư*: about whom, by whom, what for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonQuestion {
    /// Number on the card.
    pub number: CitizenNumber,
    /// Name on the card.
    pub full_name: PersonName,
    /// Date of birth on the card.
    pub birth_date: BirthDate,
    /// Code of the purpose, one of those agreed with the register.
    pub purpose: String,
    /// Account of the officer who asks.
    pub officer: String,
    /// Code of his agency.
    pub agency: String,
    /// Code of the dossier the answer is needed for.
    pub dossier: String,
}

/// *Kết quả tra cứu dân cư*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonAnswer {
    /// Whether number, name and date of birth belong together.
    pub verdict: Verdict,
    /// What the register says of the person; only where the verdict is `Match`, and only what this register gives.
    pub particulars: Option<Particulars>,
}

/// *Thông tin trong cơ sở dữ liệu dân cư*: absent is what the register does not give.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Particulars {
    /// Name as registered.
    pub full_name: Option<PersonName>,
    /// Date of birth as registered.
    pub birth_date: Option<BirthDate>,
    /// Sex as registered.
    pub sex: Option<Sex>,
    /// Where the person lives.
    pub residence: Option<RegisteredResidence>,
}

/// *Nơi cư trú trong cơ sở dữ liệu dân cư*, in place of the household book.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RegisteredResidence {
    /// For good, for a time, or where he is now; absent where the register does not say.
    pub kind: Option<RegisteredResidenceKind>,
    /// Code of the commune, five digits.
    pub unit: Option<String>,
    /// Its name.
    pub unit_name: Option<String>,
    /// Code of the province, two digits.
    pub province: Option<String>,
    /// Its name.
    pub province_name: Option<String>,
    /// House, street, hamlet.
    pub details: Option<String>,
}

/// *Thường trú, tạm trú, nơi ở hiện tại*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegisteredResidenceKind {
    /// *Thường trú*.
    Permanent,
    /// *Tạm trú*.
    Temporary,
    /// *Nơi ở hiện tại*.
    Current,
}

impl RegisteredResidenceKind {
    /// In words.
    pub fn label(self) -> &'static str {
        match self {
            RegisteredResidenceKind::Permanent => "Thường trú",
            RegisteredResidenceKind::Temporary => "Tạm trú",
            RegisteredResidenceKind::Current => "Nơi ở hiện tại",
        }
    }
}

/// Where somebody lives stands in no log.
impl fmt::Debug for RegisteredResidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RegisteredResidence(*)")
    }
}

/// Why there is no answer, and what to do; no text names a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    /// It will not answer this question.
    #[error("cơ sở dữ liệu dân cư không trả lời: {0}")]
    Refused(String),
    /// No more questions today.
    #[error("hôm nay đã hết lượt tra cứu dân cư; đối chiếu giấy tờ bằng mắt, tra cứu lại vào ngày mai")]
    QuotaUsedUp,
    /// Nobody can be asked just now.
    #[error(transparent)]
    OutOfReach(#[from] OutOfReach),
}

/// *Mất kết nối*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OutOfReach {
    /// It did not answer several times; it is left alone for a while.
    #[error("cơ sở dữ liệu dân cư đang gián đoạn; thử lại sau {} giây", .again_in.as_secs().max(1))]
    CircuitOpen {
        /// After how long asking makes sense again.
        again_in: Duration,
    },
    /// It took too long.
    #[error("cơ sở dữ liệu dân cư không trả lời kịp; thử lại sau ít phút")]
    TimedOut,
    /// There is no connection, or it cannot answer just now.
    #[error("không kết nối được cơ sở dữ liệu dân cư; thử lại sau ít phút")]
    NotReached,
    /// What it answered is no answer.
    #[error("cơ sở dữ liệu dân cư trả lời không đúng quy ước; báo quản trị hệ thống")]
    Nonsense,
}

/// A register that can be asked. It is shared: connections are kept open between questions.
pub struct Register {
    wire: Wire,
    source: Source,
    breaker: Mutex<Breaker>,
    opened: Instant,
    clock: Clock,
}

/// Milliseconds since 1970, UTC, now.
pub type Clock = fn() -> u64;

enum Source {
    Service(Service),
    National(National),
}

/// How much is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// Whether all belongs together.
    Whether,
    /// That, and what the register says of the person.
    Everything,
}

/// What became of one try.
enum Tried {
    Answered(Result<PersonAnswer, RegisterError>),
    /// Nobody read the question, so that it may be asked again.
    Unheard,
    Lost(OutOfReach),
}

impl Register {
    /// Opens a connection; wrong settings are told before anybody is asked.
    pub fn open(settings: RegisterSettings, clock: Clock) -> Result<Register, Unusable> {
        Register::patient(settings, clock, PATIENCE)
    }

    fn patient(settings: RegisterSettings, clock: Clock, patience: Duration) -> Result<Register, Unusable> {
        let source = match settings {
            RegisterSettings::Service { url, key } => Source::Service(Service::open(&url, &key)?),
            RegisterSettings::National(settings) => Source::National(National::open(settings)?),
        };
        let wire = Wire::open(patience)?;
        Ok(Register { wire, source, breaker: Mutex::default(), opened: Instant::now(), clock })
    }

    /// Asks who somebody is and where he lives. What was never read is asked again after a pause; what may have been
    /// read is not, for each question is counted and stands in the register's log.
    pub async fn ask(&self, question: &PersonQuestion) -> Result<PersonAnswer, RegisterError> {
        self.asked(question, Asked::Everything).await
    }

    /// Asks whether somebody is who he says, and learns no more than that. The national database compares number and
    /// name then, and not the date of birth.
    pub async fn confirm(&self, question: &PersonQuestion) -> Result<Verdict, RegisterError> {
        self.asked(question, Asked::Whether).await.map(|answer| answer.verdict)
    }

    async fn asked(&self, question: &PersonQuestion, asked: Asked) -> Result<PersonAnswer, RegisterError> {
        self.breaker().admit(self.opened.elapsed()).map_err(|again_in| OutOfReach::CircuitOpen { again_in })?;
        let mut pauses = PAUSES.into_iter();
        let lost = loop {
            match self.once(question, asked).await {
                Tried::Answered(answer) => {
                    self.breaker().answered();
                    return answer;
                }
                Tried::Lost(lost) => break lost,
                Tried::Unheard => match pauses.next() {
                    Some(pause) => tokio::time::sleep(pause).await,
                    None => break OutOfReach::NotReached,
                },
            }
        };
        self.breaker().failed(self.opened.elapsed());
        Err(lost.into())
    }

    async fn once(&self, question: &PersonQuestion, asked: Asked) -> Tried {
        let letter = match &self.source {
            Source::Service(service) => service.written(question, asked),
            Source::National(national) => national.written(question, asked, (self.clock)()),
        };
        let (status, body) = match self.wire.post(letter).await {
            Ok(answer) => answer,
            Err(Silence::NotReached) => return Tried::Unheard,
            Err(Silence::TimedOut) => return Tried::Lost(OutOfReach::TimedOut),
            Err(Silence::Broken) => return Tried::Lost(OutOfReach::Nonsense),
        };
        match &self.source {
            Source::Service(_) => Service::read(status, &body),
            Source::National(_) => National::read(question, asked, status, &body),
        }
    }

    fn breaker(&self) -> std::sync::MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
