//! *Xử lý yêu cầu*: whether something may be done with a request now, and what follows from it.

use super::purpose::Purpose;
use super::request::{About, DataRequest, RequestEvent, RequestFact, RequestKind, RequestState};
use super::rules::{RefusalGround, RightsRules, RightsTerm};
use crate::calendar::{Calendar, Due, Policy};
use crate::dossier::event::{Actor, Paper, Reason};
use crate::time::Instant;
use std::collections::BTreeMap;

/// *Việc trên yêu cầu*, with what it needs. None carries a due date: those are computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestAct {
    /// *Phản hồi: sẽ thực hiện*.
    Accept {
        /// What the person is told.
        note: Reason,
        /// Whether somebody who processes for the agency must stop as well.
        with_processor: bool,
    },
    /// *Chuyển đính chính* to the dossier.
    PassOn,
    /// *Gia hạn*.
    Extend {
        /// Why.
        reason: Reason,
    },
    /// *Thực hiện*.
    CarryOut {
        /// What was done.
        answer: Reason,
    },
    /// *Từ chối*.
    Refuse {
        /// Key of the ground.
        ground: String,
        /// Why it holds here.
        reason: Reason,
    },
    /// *Rút yêu cầu*.
    Cancel,
    /// *Kết quả duyệt đính chính*, once the dossier's leader has said so.
    Settle {
        /// Whether he approved.
        approved: bool,
    },
}

/// *Tên việc trên yêu cầu*: an act without what it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "they are those of `RequestAct`")]
pub enum RequestActName {
    Accept,
    PassOn,
    Extend,
    CarryOut,
    Refuse,
    Cancel,
    Settle,
}

/// *Hoàn cảnh xử lý yêu cầu*: what is true around a request at the moment of an act.
#[derive(Debug, Clone, Copy)]
pub struct RightsCircumstances<'a> {
    /// When.
    pub now: Instant,
    /// Who.
    pub actor: &'a Actor,
    /// Whether he looks after personal data in the agency that was asked.
    pub handles: bool,
    /// Calendar of that agency.
    pub calendar: &'a Calendar,
    /// How it counts working days.
    pub policy: Policy,
    /// The law of the day the request was made.
    pub rules: &'a RightsRules,
}

/// *Việc phải làm sau khi xử lý yêu cầu*: done with the event, in the same transaction where the store is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RightsEffect {
    /// *Hạn chế xử lý* begins.
    Limit(About),
    /// *Sự đồng ý* for a purpose is withdrawn.
    WithdrawConsent(Purpose),
    /// *Xoá*: what was given to be reached and to be spared typing.
    EraseAccount,
    /// *Đề nghị đính chính* is put to the dossier.
    ProposeCorrection,
    /// *Báo cho người yêu cầu*, by the text of this key.
    TellPerson(&'static str),
    /// *Báo cho người phụ trách*.
    TellHandlers,
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestRefusal {
    /// It is over.
    #[error("yêu cầu này đã kết thúc ({})", .0.name())]
    Over(RequestState),
    /// It stands where this cannot be done.
    #[error("yêu cầu đang «{}», chưa làm được việc này", .0.name())]
    WrongState(RequestState),
    /// Only the person himself.
    #[error("chỉ người gửi yêu cầu làm được việc này")]
    PersonOnly,
    /// Only those who look after personal data.
    #[error("việc này do người phụ trách dữ liệu cá nhân của cơ quan thực hiện")]
    HandlersOnly,
    /// Only time or the dossier brings it about.
    #[error("việc này do hệ thống ghi khi đề nghị đính chính được duyệt hoặc không")]
    SystemOnly,
    /// Extended already.
    #[error("{} ({})", .0.text, .0.article)]
    Limit(Box<RightsTerm>),
    /// The law forbids what is asked.
    #[error("{} ({})", .0.text, .0.article)]
    Forbidden(Box<RefusalGround>),
    /// A refusal names an article.
    #[error("chọn căn cứ từ chối áp dụng cho loại yêu cầu này; không có căn cứ thì phải thực hiện")]
    NoGround,
    /// What is asked for cannot be asked of these data.
    #[error("yêu cầu {} không áp dụng cho phạm vi này; chọn phạm vi khác", .0.name())]
    Unfit(RequestKind),
    /// What stands in a dossier is changed by a correction with an approver, not by a word.
    #[error("dữ liệu trong hồ sơ được sửa bằng đề nghị đính chính có người duyệt; dùng «Chuyển đính chính»")]
    ByCorrection,
    /// Nothing says what is right.
    #[error("yêu cầu không chỉ ra ô nào của hồ sơ cần sửa; trả lời người yêu cầu hoặc từ chối kèm căn cứ")]
    NothingToCorrect,
}

impl RequestActName {
    /// All acts, with the word that stands for each in a form.
    pub const ALL: [(RequestActName, &'static str); 7] = [
        (RequestActName::Accept, "phan-hoi"),
        (RequestActName::PassOn, "chuyen-dinh-chinh"),
        (RequestActName::CarryOut, "thuc-hien"),
        (RequestActName::Extend, "gia-han"),
        (RequestActName::Refuse, "tu-choi"),
        (RequestActName::Cancel, "rut"),
        (RequestActName::Settle, "ket-qua-duyet"),
    ];

    /// The act of a word.
    pub fn from_key(key: &str) -> Option<RequestActName> {
        RequestActName::ALL.iter().find(|(_, word)| *word == key).map(|(name, _)| *name)
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            RequestActName::Accept => "Phản hồi: sẽ thực hiện",
            RequestActName::PassOn => "Chuyển đính chính",
            RequestActName::CarryOut => "Đã thực hiện",
            RequestActName::Extend => "Gia hạn",
            RequestActName::Refuse => "Từ chối",
            RequestActName::Cancel => "Rút yêu cầu",
            RequestActName::Settle => "Kết quả duyệt đính chính",
        }
    }
}

impl RequestAct {
    /// Its name.
    pub fn name(&self) -> RequestActName {
        match self {
            RequestAct::Accept { .. } => RequestActName::Accept,
            RequestAct::PassOn => RequestActName::PassOn,
            RequestAct::Extend { .. } => RequestActName::Extend,
            RequestAct::CarryOut { .. } => RequestActName::CarryOut,
            RequestAct::Refuse { .. } => RequestActName::Refuse,
            RequestAct::Cancel => RequestActName::Cancel,
            RequestAct::Settle { .. } => RequestActName::Settle,
        }
    }
}

/// Makes a request: its first event, and what follows. What rested on a consent that is withdrawn stops at once,
/// whoever is still to confirm it.
pub fn make(
    kind: RequestKind,
    about: About,
    words: Reason,
    right_values: BTreeMap<String, String>,
    evidence: Vec<Paper>,
    around: &RightsCircumstances<'_>,
) -> Result<(RequestEvent, Vec<RightsEffect>), RequestRefusal> {
    if !kind.fits(&about) {
        return Err(RequestRefusal::Unfit(kind));
    }
    let due = |term: &RightsTerm| around.calendar.due(around.now.local(), term.term(), around.policy);
    let mut effects = vec![RightsEffect::TellPerson("data-request-made"), RightsEffect::TellHandlers];
    if let (RequestKind::Withdraw, About::Purpose(purpose)) = (kind, &about) {
        effects.push(RightsEffect::WithdrawConsent(*purpose));
    }
    let (answer_due, due) = (due(&around.rules.answer), due(around.rules.finish(kind)));
    let fact = RequestFact::Made { right: kind, about, words, right_values, evidence, answer_due, due };
    Ok((RequestEvent { at: around.now, actor: Actor::Applicant, fact }, effects))
}

/// Whether something may be done with a request now.
pub fn may(request: &DataRequest, act: RequestActName, around: &RightsCircumstances<'_>) -> Result<(), RequestRefusal> {
    use RequestActName as A;
    if !request.state.is_open() {
        return Err(RequestRefusal::Over(request.state));
    }
    let (person, system) = (*around.actor == Actor::Applicant, *around.actor == Actor::System);
    match act {
        A::Cancel if !person => return Err(RequestRefusal::PersonOnly),
        A::Settle if !system => return Err(RequestRefusal::SystemOnly),
        A::Cancel | A::Settle => {}
        _ if person || !around.handles => return Err(RequestRefusal::HandlersOnly),
        _ => {}
    }
    let here = match act {
        A::Accept => request.state == RequestState::Waiting,
        A::Settle => request.state == RequestState::Correcting,
        A::PassOn | A::CarryOut | A::Refuse => request.state != RequestState::Correcting,
        A::Extend | A::Cancel => true,
    };
    if !here {
        return Err(RequestRefusal::WrongState(request.state));
    }
    match act {
        A::Extend if request.extended => Err(RequestRefusal::Limit(Box::new(around.rules.extension.clone()))),
        A::PassOn => may_pass_on(request),
        A::CarryOut => may_carry_out(request, around.rules),
        A::Refuse if around.rules.grounds_for(request.kind).next().is_none() => Err(RequestRefusal::NoGround),
        _ => Ok(()),
    }
}

fn may_pass_on(request: &DataRequest) -> Result<(), RequestRefusal> {
    let named = request.about.dossier().is_some() && !request.right_values.is_empty();
    if request.kind == RequestKind::Correct && named { Ok(()) } else { Err(RequestRefusal::NothingToCorrect) }
}

fn may_carry_out(request: &DataRequest, rules: &RightsRules) -> Result<(), RequestRefusal> {
    if request.kind == RequestKind::Correct && may_pass_on(request).is_ok() {
        return Err(RequestRefusal::ByCorrection);
    }
    let about_dossiers = matches!(request.about, About::Dossier(_) | About::Everything);
    let lawful = matches!(&request.about, About::Purpose(purpose) if purpose.is_owed());
    let forbidding = rules.grounds.iter().find(|ground| ground.forbids.contains(&request.kind));
    match forbidding {
        Some(ground) if about_dossiers || lawful => Err(RequestRefusal::Forbidden(Box::new(ground.clone()))),
        _ => Ok(()),
    }
}

/// What an act makes of a request: its next event and what follows, or why not.
pub fn decide(
    request: &DataRequest,
    act: RequestAct,
    around: &RightsCircumstances<'_>,
) -> Result<(RequestEvent, Vec<RightsEffect>), RequestRefusal> {
    may(request, act.name(), around)?;
    let fact = fact_of(request, act, around)?;
    let effects = effects_of(request, &fact);
    Ok((RequestEvent { at: around.now, actor: around.actor.clone(), fact }, effects))
}

fn fact_of(
    request: &DataRequest,
    act: RequestAct,
    around: &RightsCircumstances<'_>,
) -> Result<RequestFact, RequestRefusal> {
    let counted = |from, term: &RightsTerm| -> Due { around.calendar.due(from, term.term(), around.policy) };
    Ok(match act {
        RequestAct::Accept { note, with_processor } => {
            let longer = with_processor
                && matches!(request.kind, RequestKind::Restrict | RequestKind::Object | RequestKind::Withdraw);
            let due = match longer {
                true => counted(request.made_at.local(), &around.rules.with_processor).max(request.due),
                false => request.due,
            };
            RequestFact::Accepted { note, with_processor: longer, due }
        }
        RequestAct::PassOn => RequestFact::PassedOn,
        RequestAct::Extend { reason } => {
            RequestFact::Extended { reason, due: counted(request.due.at, &around.rules.extension) }
        }
        RequestAct::CarryOut { answer } => RequestFact::Done { answer },
        RequestAct::Refuse { ground, reason } => {
            let known = around.rules.grounds_for(request.kind).find(|one| one.key == ground);
            let article = known.ok_or(RequestRefusal::NoGround)?.article.clone();
            RequestFact::Refused { ground, article, reason }
        }
        RequestAct::Cancel => RequestFact::Cancelled,
        RequestAct::Settle { approved: true } => {
            let answer = Reason::new("Đã đính chính trong hồ sơ, có người duyệt.").expect("not blank");
            RequestFact::Done { answer }
        }
        RequestAct::Settle { approved: false } => RequestFact::NotApproved,
    })
}

fn effects_of(request: &DataRequest, fact: &RequestFact) -> Vec<RightsEffect> {
    let told = |key| vec![RightsEffect::TellPerson(key)];
    match fact {
        RequestFact::Made { .. } => Vec::new(),
        RequestFact::Accepted { .. } => told("data-request-accepted"),
        RequestFact::PassedOn => {
            vec![RightsEffect::ProposeCorrection, RightsEffect::TellPerson("data-request-accepted")]
        }
        RequestFact::NotApproved => vec![RightsEffect::TellHandlers],
        RequestFact::Extended { .. } => told("data-request-extended"),
        RequestFact::Refused { .. } => told("data-request-refused"),
        RequestFact::Cancelled => vec![RightsEffect::TellHandlers],
        RequestFact::Done { .. } => {
            let mut effects = told("data-request-done");
            match (request.kind, &request.about) {
                (RequestKind::Restrict | RequestKind::Object, about) => {
                    effects.push(RightsEffect::Limit(about.clone()))
                }
                (RequestKind::Erase, _) => effects.push(RightsEffect::EraseAccount),
                _ => {}
            }
            effects
        }
    }
}
