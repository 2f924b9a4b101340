//! *Yêu cầu của chủ thể dữ liệu*: what a person asks of those who hold his data, and what became of it.

use super::purpose::Purpose;
use crate::calendar::{Due, Timeliness, is_overdue, timeliness};
use crate::dossier::code::DossierCode;
use crate::dossier::event::{Actor, OfficerId, Paper, Reason};
use crate::time::Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// *Loại yêu cầu*: which right is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestKind {
    /// *Xem*: data that the page does not show, on paper for instance.
    See,
    /// *Chỉnh sửa*.
    Correct,
    /// *Xuất dữ liệu*, likewise.
    Export,
    /// *Hạn chế xử lý*: kept, and used for nothing the law does not demand.
    Restrict,
    /// *Phản đối xử lý* for one purpose.
    Object,
    /// *Rút lại sự đồng ý*.
    Withdraw,
    /// *Xoá dữ liệu*.
    Erase,
}

/// *Trạng thái yêu cầu*: where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestState {
    /// *Chờ phản hồi*: nobody has said yet what will be done.
    Waiting,
    /// *Đang thực hiện*.
    Accepted,
    /// *Chờ duyệt đính chính*: the dossier's leader must approve the correction.
    Correcting,
    /// *Đã thực hiện*.
    Done,
    /// *Đã từ chối*, with article and reason.
    Refused,
    /// *Người yêu cầu đã rút*.
    Cancelled,
}

/// *Phạm vi yêu cầu*: which data are meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum About {
    /// *Mọi dữ liệu* of the person.
    Everything,
    /// *Tài khoản*: what was given to be reached and to be spared typing, not to have a dossier settled.
    Account,
    /// *Một hồ sơ*.
    Dossier(DossierCode),
    /// *Một mục đích xử lý*.
    Purpose(Purpose),
}

/// *Nội dung diễn biến của yêu cầu*: every fact its history can hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum RequestFact {
    /// *Gửi yêu cầu*.
    Made {
        /// Which right.
        right: RequestKind,
        /// Which data.
        about: About,
        /// In the person's own words.
        words: Reason,
        /// What is right, by field, where something is to be corrected.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        right_values: BTreeMap<String, String>,
        /// Papers that show it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        evidence: Vec<Paper>,
        /// By when he is told what will be done.
        answer_due: Due,
        /// By when it is done.
        due: Due,
    },
    /// *Phản hồi*: it will be done.
    Accepted {
        /// What he is told.
        note: Reason,
        /// Whether somebody who processes for the agency must stop as well.
        #[serde(default)]
        with_processor: bool,
        /// By when it is done.
        due: Due,
    },
    /// *Chuyển đính chính*: proposed to the dossier, whose leader must approve.
    PassedOn,
    /// *Không duyệt đính chính*.
    NotApproved,
    /// *Gia hạn*, once.
    Extended {
        /// Why.
        reason: Reason,
        /// By when it is done now.
        due: Due,
    },
    /// *Đã thực hiện*.
    Done {
        /// What was done.
        answer: Reason,
    },
    /// *Từ chối*.
    Refused {
        /// Key of the ground.
        ground: String,
        /// Where the ground is written, as it was told.
        article: String,
        /// Why it holds here.
        reason: Reason,
    },
    /// *Rút yêu cầu*.
    Cancelled,
}

/// *Diễn biến của yêu cầu*: a fact, who brought it about and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestEvent {
    /// When.
    pub at: Instant,
    /// Who; [`Actor::Applicant`] is the person himself.
    pub actor: Actor,
    /// What.
    pub fact: RequestFact,
}

/// *Yêu cầu của chủ thể dữ liệu*: everything that decides what may happen next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataRequest {
    /// Its code (`DL-H42.191-261130-1`).
    pub code: String,
    /// Which right.
    pub kind: RequestKind,
    /// Which data.
    pub about: About,
    /// In the person's own words.
    pub words: Reason,
    /// What is right, by field.
    pub right_values: BTreeMap<String, String>,
    /// Papers that show it.
    pub evidence: Vec<Paper>,
    /// When it was made.
    pub made_at: Instant,
    /// Where it stands.
    pub state: RequestState,
    /// By when he is told what will be done.
    pub answer_due: Due,
    /// By when it is done.
    pub due: Due,
    /// When he was told.
    pub answered_at: Option<Instant>,
    /// When it was over.
    pub ended_at: Option<Instant>,
    /// Whether the term was extended.
    pub extended: bool,
    /// Who acted on it last.
    pub handler: Option<OfficerId>,
    /// Facts in its history.
    pub seq: u32,
}

/// A history that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("diễn biến của yêu cầu không đọc được")]
pub struct MalformedRequestError;

impl RequestKind {
    /// All kinds.
    pub const ALL: [RequestKind; 7] = [
        RequestKind::See,
        RequestKind::Correct,
        RequestKind::Export,
        RequestKind::Restrict,
        RequestKind::Object,
        RequestKind::Withdraw,
        RequestKind::Erase,
    ];

    /// The word stored and written in data files.
    pub fn key(self) -> &'static str {
        match self {
            RequestKind::See => "see",
            RequestKind::Correct => "correct",
            RequestKind::Export => "export",
            RequestKind::Restrict => "restrict",
            RequestKind::Object => "object",
            RequestKind::Withdraw => "withdraw",
            RequestKind::Erase => "erase",
        }
    }

    /// The kind of a [`RequestKind::key`].
    pub fn from_key(key: &str) -> Option<RequestKind> {
        RequestKind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            RequestKind::See => "xem dữ liệu",
            RequestKind::Correct => "chỉnh sửa dữ liệu",
            RequestKind::Export => "xuất dữ liệu",
            RequestKind::Restrict => "hạn chế xử lý dữ liệu",
            RequestKind::Object => "phản đối xử lý dữ liệu",
            RequestKind::Withdraw => "rút lại sự đồng ý",
            RequestKind::Erase => "xoá dữ liệu",
        }
    }

    /// Whether it can be asked of these data.
    pub fn fits(self, about: &About) -> bool {
        match self {
            RequestKind::Object | RequestKind::Withdraw => matches!(about, About::Purpose(_)),
            RequestKind::Restrict => matches!(about, About::Everything | About::Dossier(_)),
            _ => !matches!(about, About::Purpose(_)),
        }
    }
}

impl RequestState {
    /// All states.
    pub const ALL: [RequestState; 6] = [
        RequestState::Waiting,
        RequestState::Accepted,
        RequestState::Correcting,
        RequestState::Done,
        RequestState::Refused,
        RequestState::Cancelled,
    ];

    /// The word stored.
    pub fn key(self) -> &'static str {
        match self {
            RequestState::Waiting => "waiting",
            RequestState::Accepted => "accepted",
            RequestState::Correcting => "correcting",
            RequestState::Done => "done",
            RequestState::Refused => "refused",
            RequestState::Cancelled => "cancelled",
        }
    }

    /// The state of a [`RequestState::key`].
    pub fn from_key(key: &str) -> Option<RequestState> {
        RequestState::ALL.into_iter().find(|state| state.key() == key)
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            RequestState::Waiting => "chờ phản hồi",
            RequestState::Accepted => "đang thực hiện",
            RequestState::Correcting => "chờ duyệt đính chính",
            RequestState::Done => "đã thực hiện",
            RequestState::Refused => "đã từ chối",
            RequestState::Cancelled => "người yêu cầu đã rút",
        }
    }

    /// Whether somebody still has to do something.
    pub fn is_open(self) -> bool {
        matches!(self, RequestState::Waiting | RequestState::Accepted | RequestState::Correcting)
    }
}

impl About {
    /// The dossier that is meant.
    pub fn dossier(&self) -> Option<&DossierCode> {
        match self {
            About::Dossier(code) => Some(code),
            _ => None,
        }
    }
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            About::Everything => f.write_str("everything"),
            About::Account => f.write_str("account"),
            About::Dossier(code) => write!(f, "dossier:{code}"),
            About::Purpose(purpose) => write!(f, "purpose:{}", purpose.key()),
        }
    }
}

impl FromStr for About {
    type Err = MalformedRequestError;

    fn from_str(text: &str) -> Result<About, MalformedRequestError> {
        match text.split_once(':') {
            None if text == "everything" => Ok(About::Everything),
            None if text == "account" => Ok(About::Account),
            Some(("dossier", code)) => code.parse().map(About::Dossier).map_err(|_| MalformedRequestError),
            Some(("purpose", key)) => Purpose::from_key(key).map(About::Purpose).ok_or(MalformedRequestError),
            _ => Err(MalformedRequestError),
        }
    }
}

impl TryFrom<String> for About {
    type Error = MalformedRequestError;
    fn try_from(text: String) -> Result<About, MalformedRequestError> {
        text.parse()
    }
}

impl From<About> for String {
    fn from(about: About) -> String {
        about.to_string()
    }
}

impl RequestFact {
    /// The word stored.
    pub fn kind(&self) -> &'static str {
        match self {
            RequestFact::Made { .. } => "made",
            RequestFact::Accepted { .. } => "accepted",
            RequestFact::PassedOn => "passed-on",
            RequestFact::NotApproved => "not-approved",
            RequestFact::Extended { .. } => "extended",
            RequestFact::Done { .. } => "done",
            RequestFact::Refused { .. } => "refused",
            RequestFact::Cancelled => "cancelled",
        }
    }

    /// What people call it.
    pub fn name(&self) -> &'static str {
        match self {
            RequestFact::Made { .. } => "Gửi yêu cầu",
            RequestFact::Accepted { .. } => "Cơ quan phản hồi: sẽ thực hiện",
            RequestFact::PassedOn => "Chuyển đề nghị đính chính, chờ lãnh đạo duyệt",
            RequestFact::NotApproved => "Lãnh đạo không duyệt đính chính",
            RequestFact::Extended { .. } => "Gia hạn thực hiện",
            RequestFact::Done { .. } => "Đã thực hiện",
            RequestFact::Refused { .. } => "Từ chối thực hiện",
            RequestFact::Cancelled => "Người yêu cầu rút yêu cầu",
        }
    }
}

impl DataRequest {
    /// The due moment somebody has to keep next; `None` once it is over.
    pub fn next_due(&self) -> Option<Due> {
        match self.state {
            RequestState::Waiting => Some(self.answer_due.min(self.due)),
            state => state.is_open().then_some(self.due),
        }
    }

    /// Whether what is to be done next is late.
    pub fn is_late(&self, now: Instant) -> bool {
        self.next_due().is_some_and(|due| is_overdue(due, now.local()))
    }

    /// *Tiến độ phản hồi*, as the one judgement of timeliness says it; of what is not answered yet, as of now.
    pub fn answered(&self, now: Instant) -> Timeliness {
        timeliness(Some(self.answer_due), self.answered_at.unwrap_or(now).local())
    }

    /// *Tiến độ thực hiện*, likewise.
    pub fn finished(&self, now: Instant) -> Timeliness {
        timeliness(Some(self.due), self.ended_at.unwrap_or(now).local())
    }
}

/// What a request is after one more fact.
pub fn evolve(
    code: &str,
    before: Option<DataRequest>,
    event: &RequestEvent,
) -> Result<DataRequest, MalformedRequestError> {
    let Some(mut request) = before else { return made(code, event) };
    if !request.state.is_open() {
        return Err(MalformedRequestError);
    }
    request.seq += 1;
    if let Some(officer) = event.actor.officer() {
        request.handler = Some(officer.clone());
    }
    let told = |request: &mut DataRequest| request.answered_at = request.answered_at.or(Some(event.at));
    let end = |request: &mut DataRequest, state| {
        (request.state, request.ended_at) = (state, Some(event.at));
    };
    match &event.fact {
        RequestFact::Made { .. } => return Err(MalformedRequestError),
        RequestFact::Accepted { due, .. } => {
            told(&mut request);
            (request.state, request.due) = (RequestState::Accepted, *due);
        }
        RequestFact::PassedOn => {
            told(&mut request);
            request.state = RequestState::Correcting;
        }
        RequestFact::NotApproved => request.state = RequestState::Accepted,
        RequestFact::Extended { due, .. } => (request.due, request.extended) = (*due, true),
        RequestFact::Done { .. } => {
            told(&mut request);
            end(&mut request, RequestState::Done);
        }
        RequestFact::Refused { .. } => {
            told(&mut request);
            end(&mut request, RequestState::Refused);
        }
        RequestFact::Cancelled => end(&mut request, RequestState::Cancelled),
    }
    Ok(request)
}

fn made(code: &str, event: &RequestEvent) -> Result<DataRequest, MalformedRequestError> {
    let RequestFact::Made { right, about, words, right_values, evidence, answer_due, due } = event.fact.clone() else {
        return Err(MalformedRequestError);
    };
    Ok(DataRequest {
        code: code.to_owned(),
        kind: right,
        about,
        words,
        right_values,
        evidence,
        made_at: event.at,
        state: RequestState::Waiting,
        answer_due,
        due,
        answered_at: None,
        ended_at: None,
        extended: false,
        handler: None,
        seq: 1,
    })
}
