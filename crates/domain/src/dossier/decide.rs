//! *Quyết định bước tiếp theo*: whether an action may happen now, and what then is true.
//!
//! Pure: the dossier, the action and the circumstances go in; events and effects, or the reason against, come
//! out. Nothing else may change a dossier.

use super::action::{Action, ActionName};
use super::event::{Actor, Birth, Channel, Event, Fact, Hand, OfficerId, Outcome, PaymentMethod};
use super::status::national_code;
use super::{Dossier, Place, State, StateName, consult, evolve};
use crate::calendar::{Calendar, Due, Policy, Term};
use crate::process::{Process, Role, Step};
use crate::rules::{Provision, Rules};
use crate::time::Instant;
use serde::{Deserialize, Serialize};

/// *Hoàn cảnh*: what is true around the dossier at the moment of the action.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// Now.
    pub now: Instant,
    /// Who acts, in which roles.
    pub hand: &'a Hand,
    /// Calendar and working hours of the dossier's agency.
    pub calendar: &'a Calendar,
    /// How that agency counts working days.
    pub policy: Policy,
    /// The law's limits on the day the dossier was received (or today, before receipt).
    pub rules: &'a Rules,
    /// Term of the procedure in the dossier's version and channel.
    pub term: Option<Term>,
    /// The agency's process in the dossier's version.
    pub process: Option<&'a Process>,
}

/// *Việc phải làm sau đó*: done by workers once the events are saved, never before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "kebab-case")]
pub enum Effect {
    /// Tell the applicant that something happened he must or will want to know.
    TellApplicant {
        /// [`Fact::kind`] of what happened.
        about: String,
    },
    /// Tell an officer it is his turn.
    TellOfficer {
        /// Who.
        officer: OfficerId,
    },
    /// Report the new status to the national portal.
    ReportStatus {
        /// Code 1–10.
        code: u8,
    },
}

/// Why an action may not happen now, in words for the one who asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The dossier is in a state in which this cannot be.
    #[error("hồ sơ đang ở trạng thái «{}», không thể {} lúc này", state_label(*.state), action_label(*.action))]
    WrongState {
        /// What was asked.
        action: ActionName,
        /// Where the dossier stands.
        state: StateName,
    },
    /// It takes another role.
    #[error("việc này do {} thực hiện", role_labels(.0))]
    NotYourRole(Vec<Role>),
    /// It is somebody else's turn.
    #[error("hồ sơ đang giao cho {0}; lãnh đạo có thể phân công lại")]
    NotYourTurn(OfficerId),
    /// The law allows it so often and no more.
    #[error("{} ({})", .0.text, .0.article)]
    Limit(Box<Provision>),
    /// A late dossier's clock runs on.
    #[error("hồ sơ đã quá hạn nên không dừng đồng hồ được nữa: giải quyết, từ chối hoặc dừng hẳn kèm lý do")]
    AlreadyLate,
    /// Online payments are told by the payment platform.
    #[error("thanh toán trực tuyến do hệ thống ghi nhận; khoản thu tại quầy ghi là tiền mặt hoặc chuyển khoản")]
    PaidOnlineByHand,
    /// A dossier that somebody holds is given to another by the leader only.
    #[error("hồ sơ đang có người thụ lý; chỉ lãnh đạo phân công lại")]
    HeldBySomeone,
    /// An extension needs a due moment to extend.
    #[error("thủ tục này không có thời hạn nên không có ngày hẹn để gia hạn")]
    NoDeadline,
    /// Approval and refusal belong to the step that decides.
    #[error("hồ sơ chưa tới bước ký quyết định; chuyển hồ sơ tới bước của lãnh đạo trước")]
    NotADecidingStep,
    /// Units asked have not answered and still may.
    #[error("đang chờ ý kiến của {0}; đi tiếp được khi có trả lời hoặc khi hạn trả lời đã qua")]
    ConsultationOpen(String),
    /// The process does not lead there.
    #[error("từ bước này không chuyển tới «{0}» được; chọn một bước trong danh sách")]
    NoSuchStep(String),
    /// No such request for an opinion, or it is answered.
    #[error("không có yêu cầu lấy ý kiến nào như vậy đang chờ trả lời")]
    NoSuchConsultation,
    /// A list that says nothing was given.
    #[error("ghi rõ ít nhất một giấy tờ hoặc nội dung cần bổ sung")]
    NothingListed,
    /// Money is whole đồng above zero.
    #[error("số tiền phải là số đồng lớn hơn 0")]
    NoAmount,
    /// A correction is waiting already.
    #[error("hồ sơ đã có một đề nghị đính chính đang chờ duyệt")]
    CorrectionPending,
    /// No correction is waiting.
    #[error("không có đề nghị đính chính nào đang chờ duyệt")]
    NoCorrection,
    /// What is handed over online is a file.
    #[error(
        "kết quả phát hành không kèm tệp nên không trả trực tuyến được; trả tại quầy hoặc qua bưu điện, hoặc đính kèm tệp khi phát hành"
    )]
    NoResultFile,
    /// Four eyes.
    #[error("người đề nghị đính chính không được tự duyệt; cần một người khác duyệt")]
    SamePerson,
}

/// Hands in a new dossier: the first event, and what follows from it.
pub fn submit(birth: Birth, circumstances: &Circumstances) -> Result<(Vec<Event>, Vec<Effect>), Refusal> {
    let clerk = circumstances.hand.roles.contains(&Role::Clerk);
    // What people handed in with a journey goes on to the next agency by itself; nothing else does.
    let goes_on = circumstances.hand.actor == Actor::System && birth.link.as_ref().is_some_and(|link| link.place > 0);
    if circumstances.hand.actor != Actor::Applicant && !clerk && !goes_on {
        return Err(Refusal::NotYourRole(vec![Role::Clerk]));
    }
    let fact = Fact::Submitted(Box::new(birth));
    let effects = vec![
        Effect::TellApplicant { about: fact.kind().to_owned() },
        Effect::ReportStatus { code: national_code(StateName::Submitted) },
    ];
    Ok((vec![event(circumstances, fact)], effects))
}

/// Whether an action may happen now and, if so, the events it gives and the effects that follow.
pub fn decide(
    dossier: &Dossier,
    action: Action,
    circumstances: &Circumstances,
) -> Result<(Vec<Event>, Vec<Effect>), Refusal> {
    let name = action.name();
    may(dossier, name, circumstances)?;
    let fact = fact_of(dossier, action, circumstances)?;
    let asked = consult::asked_on_entering(dossier, &fact, circumstances);
    let mut events = consult::lapsed(dossier, name, circumstances);
    events.push(event(circumstances, fact));
    events.extend(asked);
    let effects = effects_of(dossier, &events);
    Ok((events, effects))
}

/// Whether an action of this kind may happen now, whatever its details: what a page offers.
pub fn may(dossier: &Dossier, action: ActionName, circumstances: &Circumstances) -> Result<(), Refusal> {
    state_allows(dossier, action)?;
    hand_allows(dossier, action, circumstances)?;
    law_allows(dossier, action, circumstances)
}

/// The actions that may happen now, in the order of [`ActionName::ALL`].
pub fn allowed(dossier: &Dossier, circumstances: &Circumstances) -> Vec<ActionName> {
    let names = ActionName::ALL.iter().map(|(name, _)| *name);
    names.filter(|name| may(dossier, *name, circumstances).is_ok()).collect()
}

fn state_allows(dossier: &Dossier, action: ActionName) -> Result<(), Refusal> {
    use ActionName as A;
    use StateName as S;
    let state = dossier.state.name();
    let received = dossier.clock().is_some();
    let open = matches!(state, S::Received | S::Processing);
    let halted = matches!(state, S::AwaitingSupplement | S::AwaitingPayment | S::Paused);
    let fits = match action {
        A::Accept => state == S::Submitted,
        A::NotAccept => state == S::Submitted || (halted && !received),
        A::Assign | A::Forward | A::Consult | A::RequestDuty | A::Pause | A::Extend | A::Approve | A::Refuse => open,
        A::SendBack => state == S::Processing && dossier.trail.len() > 1,
        A::AnswerConsultation => open || halted,
        A::RequestSupplement => open || state == S::Submitted,
        A::Supplement => state == S::AwaitingSupplement,
        A::PayDuty => state == S::AwaitingPayment,
        A::Resume => state == S::Paused,
        A::IssueResult => state == S::Approved,
        A::HandOver => state == S::Settled,
        A::Withdraw => open || halted || state == S::Submitted,
        A::Stop => open || (halted && received),
        // As long as somebody has to know who asks: until the result is in his hands.
        A::LookUp => open || halted || matches!(state, S::Submitted | S::Approved | S::Settled),
        A::ProposeCorrection | A::ApproveCorrection | A::RejectCorrection => true,
    };
    if fits { Ok(()) } else { Err(Refusal::WrongState { action, state }) }
}

fn hand_allows(dossier: &Dossier, action: ActionName, circumstances: &Circumstances) -> Result<(), Refusal> {
    use ActionName as A;
    let hand = circumstances.hand;
    let has = |roles: &[Role]| {
        let held = roles.iter().any(|role| hand.roles.contains(role));
        if held { Ok(()) } else { Err(Refusal::NotYourRole(roles.to_vec())) }
    };
    match action {
        A::Supplement | A::Withdraw if hand.actor == Actor::Applicant => Ok(()),
        A::PayDuty if hand.actor == Actor::System => Ok(()),
        // Its papers were received with the first dossier of its journey; the clock starts when the result it
        // waited for is there.
        A::Accept if hand.actor == Actor::System && dossier.link().is_some_and(|link| link.after.is_some()) => Ok(()),
        // What the applicant asked about himself while he wrote comes in with his dossier.
        A::LookUp if hand.actor == Actor::Applicant && dossier.clock().is_none() => Ok(()),
        A::LookUp if at_the_counter(dossier) => has(&[Role::Clerk]),
        A::Accept | A::NotAccept | A::Supplement | A::Withdraw | A::PayDuty | A::HandOver => has(&[Role::Clerk]),
        A::RequestSupplement if dossier.clock().is_none() => has(&[Role::Clerk]),
        A::Extend | A::Stop | A::ApproveCorrection | A::RejectCorrection => has(&[Role::Leader]),
        A::Assign => has(&[Role::Leader, Role::CaseOfficer]),
        A::AnswerConsultation => has(&[Role::CaseOfficer, Role::Leader]),
        A::IssueResult => has(&[Role::Clerk, Role::CaseOfficer, Role::Leader]),
        // An administrator proposes what the person whose data they are asked to have put right.
        A::ProposeCorrection => has(&[Role::Clerk, Role::CaseOfficer, Role::Leader, Role::Administrator]),
        A::Approve | A::Refuse => {
            has(&[Role::Leader])?;
            let decides = present_step(dossier, circumstances).is_none_or(|step| step.decides);
            if decides { turn(dossier, circumstances) } else { Err(Refusal::NotADecidingStep) }
        }
        A::Forward
        | A::SendBack
        | A::Consult
        | A::LookUp
        | A::RequestSupplement
        | A::RequestDuty
        | A::Pause
        | A::Resume => turn(dossier, circumstances),
    }
}

/// Whether a dossier lies with the counter: to be received, to be issued, to be handed over.
fn at_the_counter(dossier: &Dossier) -> bool {
    let state = dossier.state.name();
    dossier.clock().is_none() || matches!(state, StateName::Approved | StateName::Settled)
}

/// Whose turn it is: the officer it was given to, or else everyone in the step's role.
fn turn(dossier: &Dossier, circumstances: &Circumstances) -> Result<(), Refusal> {
    let hand = circumstances.hand;
    let given_to = dossier.place().and_then(|place| place.officer.as_ref());
    match (given_to, &hand.actor) {
        (Some(officer), actor) if actor.speaks_for(officer) => {}
        (Some(officer), _) => return Err(Refusal::NotYourTurn(officer.clone())),
        _ => {}
    }
    let roles =
        present_step(dossier, circumstances).map_or(vec![Role::CaseOfficer, Role::Leader], |step| vec![step.role]);
    let mine = roles.iter().any(|role| hand.roles.contains(role));
    if mine { Ok(()) } else { Err(Refusal::NotYourRole(roles)) }
}

fn law_allows(dossier: &Dossier, action: ActionName, circumstances: &Circumstances) -> Result<(), Refusal> {
    use ActionName as A;
    let rules = circumstances.rules;
    let reached = |count: u32, provision: &Provision| i64::from(count) >= provision.value;
    let late = dossier.clock().and_then(|clock| clock.due);
    let late = late.is_some_and(|due| crate::calendar::is_overdue(due, circumstances.now.local()));
    match action {
        // Nothing takes a late dossier out of the late ones but its end.
        A::RequestSupplement | A::RequestDuty | A::Pause if late => Err(Refusal::AlreadyLate),
        A::RequestSupplement if reached(dossier.supplement_requests, &rules.supplement_requests) => {
            Err(Refusal::Limit(Box::new(rules.supplement_requests.clone())))
        }
        A::Extend => {
            let due = dossier.clock().and_then(|clock| clock.due).ok_or(Refusal::NoDeadline)?;
            if reached(dossier.extensions, &rules.extensions) {
                return Err(Refusal::Limit(Box::new(rules.extensions.clone())));
            }
            let days_left = crate::time::day_number(due.at.date()) - crate::time::day_number(circumstances.now.day());
            if i64::from(days_left) < rules.extension_notice.value {
                return Err(Refusal::Limit(Box::new(rules.extension_notice.clone())));
            }
            Ok(())
        }
        A::Approve | A::Refuse | A::Forward => match consult::waited_for(dossier, action, circumstances.now) {
            units if units.is_empty() => Ok(()),
            units => Err(Refusal::ConsultationOpen(units)),
        },
        A::AnswerConsultation if dossier.consultations.iter().all(|asked| asked.answer.is_some()) => {
            Err(Refusal::NoSuchConsultation)
        }
        A::ProposeCorrection if dossier.correction.is_some() => Err(Refusal::CorrectionPending),
        A::ApproveCorrection | A::RejectCorrection => match &dossier.correction {
            None => Err(Refusal::NoCorrection),
            Some(pending) if circumstances.hand.actor.speaks_for(&pending.proposed_by) => Err(Refusal::SamePerson),
            Some(_) => Ok(()),
        },
        _ => Ok(()),
    }
}

fn fact_of(dossier: &Dossier, action: Action, circumstances: &Circumstances) -> Result<Fact, Refusal> {
    Ok(match action {
        Action::Accept => {
            let first = circumstances.process.and_then(Process::first);
            Fact::Accepted {
                due: fresh_due(circumstances),
                step: first.map(|step| step.id.clone()),
                step_due: first.and_then(|step| step_due(step, circumstances)),
            }
        }
        Action::NotAccept { reason } => Fact::NotAccepted { reason },
        Action::Assign { officer } => assign(dossier, officer, circumstances)?,
        Action::Forward { step, officer, note } => {
            let to = reachable_step(dossier, &step, circumstances)?;
            let step_due = to.and_then(|to| step_due(to, circumstances));
            Fact::Forwarded { step, officer, step_due, note }
        }
        Action::SendBack { step, reason } => {
            let (_, before) = dossier.trail.split_last().ok_or_else(|| Refusal::NoSuchStep(step.clone()))?;
            if !before.contains(&step) {
                return Err(Refusal::NoSuchStep(step));
            }
            Fact::SentBack { step, reason }
        }
        Action::Consult { unit, question, term } => {
            let number = u32::try_from(dossier.consultations.len()).unwrap_or(u32::MAX - 1) + 1;
            let due = term.map(|term| due(term, circumstances));
            Fact::ConsultationRequested { number, unit, question, due, step: None }
        }
        Action::AnswerConsultation { number, answer } => {
            let waiting = dossier.consultations.iter().any(|asked| asked.number == number && asked.answer.is_none());
            if !waiting {
                return Err(Refusal::NoSuchConsultation);
            }
            Fact::ConsultationAnswered { number, answer }
        }
        Action::RequestSupplement { items } if items.is_empty() => {
            return Err(Refusal::NothingListed);
        }
        Action::RequestSupplement { items } => Fact::SupplementRequested { items },
        Action::Supplement { papers, note } => {
            Fact::Supplemented { papers, note, due: restarted_due(dossier, circumstances) }
        }
        Action::RequestDuty { amount_vnd, .. } if amount_vnd <= 0 => return Err(Refusal::NoAmount),
        Action::RequestDuty { amount_vnd, what } => Fact::DutyRequested { amount_vnd, what },
        Action::PayDuty { method: PaymentMethod::Online, .. } if circumstances.hand.actor != Actor::System => {
            return Err(Refusal::PaidOnlineByHand);
        }
        Action::PayDuty { method, reference } => {
            Fact::DutyPaid { method, reference, due: resumed_due(dossier, circumstances) }
        }
        Action::Pause { reason } => Fact::Paused { reason },
        Action::Resume => Fact::Resumed { due: resumed_due(dossier, circumstances) },
        Action::Extend { more, reason, apology } => {
            let old_due = dossier.clock().and_then(|clock| clock.due).ok_or(Refusal::NoDeadline)?;
            let due = circumstances.calendar.due(old_due.at, more, circumstances.policy);
            Fact::Extended { old_due, due, reason, apology }
        }
        Action::Approve { note } => Fact::Approved { note },
        Action::Refuse { reason } => Fact::Refused { reason },
        Action::IssueResult { number, title, paper } => Fact::ResultIssued { number, title, paper },
        // A refusal is a text the applicant reads on his page; what was granted is a document of its own.
        Action::HandOver { channel: Channel::Online, .. }
            if matches!(dossier.state, State::Settled { outcome: Outcome::Approved, .. }) && !dossier.result_file =>
        {
            return Err(Refusal::NoResultFile);
        }
        Action::HandOver { channel, originals_returned } => Fact::HandedOver { channel, originals_returned },
        Action::Withdraw { reason } => Fact::Withdrawn { reason },
        Action::Stop { reason } => Fact::Stopped { reason },
        Action::LookUp(look_up) => Fact::LookedUp(look_up),
        Action::ProposeCorrection { fields, .. } if fields.is_empty() => {
            return Err(Refusal::NothingListed);
        }
        Action::ProposeCorrection { fields, particulars, reason } => {
            Fact::CorrectionProposed { fields, particulars, reason }
        }
        Action::ApproveCorrection => {
            let pending = dossier.correction.clone().ok_or(Refusal::NoCorrection)?;
            Fact::Corrected {
                fields: pending.fields,
                old: dossier.particulars,
                new: pending.particulars,
                reason: pending.reason,
                proposed_by: pending.proposed_by,
            }
        }
        Action::RejectCorrection { reason } => Fact::CorrectionRejected { reason },
    })
}

/// A leader gives a dossier to anyone; others may only take what nobody holds and what is their role's turn.
fn assign(dossier: &Dossier, officer: OfficerId, circumstances: &Circumstances) -> Result<Fact, Refusal> {
    let hand = circumstances.hand;
    if hand.roles.contains(&Role::Leader) {
        return Ok(Fact::Assigned { officer });
    }
    if hand.actor.officer() != Some(&officer) {
        return Err(Refusal::NotYourRole(vec![Role::Leader]));
    }
    let held = dossier.place().and_then(|place| place.officer.as_ref());
    if held.is_some_and(|holder| *holder != officer) {
        return Err(Refusal::HeldBySomeone);
    }
    match present_step(dossier, circumstances) {
        Some(step) if !hand.roles.contains(&step.role) => Err(Refusal::NotYourRole(vec![step.role])),
        _ => Ok(Fact::Assigned { officer }),
    }
}

/// The step the dossier stands in; `None` where it has no process.
pub fn present_step<'a>(dossier: &Dossier, circumstances: &Circumstances<'a>) -> Option<&'a Step> {
    let Place { step, .. } = dossier.place()?;
    circumstances.process?.step(step.as_deref()?)
}

fn reachable_step<'a>(
    dossier: &Dossier,
    to: &str,
    circumstances: &Circumstances<'a>,
) -> Result<Option<&'a Step>, Refusal> {
    let Some(process) = circumstances.process else {
        return Ok(None);
    };
    let leads = present_step(dossier, circumstances).is_none_or(|step| step.next.iter().any(|next| next == to));
    match process.step(to) {
        Some(step) if leads => Ok(Some(step)),
        _ => Err(Refusal::NoSuchStep(to.to_owned())),
    }
}

pub(super) fn due(term: Term, circumstances: &Circumstances) -> Due {
    circumstances.calendar.due(circumstances.now.local(), term, circumstances.policy)
}

fn fresh_due(circumstances: &Circumstances) -> Option<Due> {
    circumstances.term.map(|term| due(term, circumstances))
}

fn step_due(step: &Step, circumstances: &Circumstances) -> Option<Due> {
    step.term.map(|term| due(term, circumstances))
}

/// Papers complete: the term starts from zero (NĐ 61/2018 art. 19.4); before receipt there is none to start,
/// and where the term is not known (histories) the clock runs on.
fn restarted_due(dossier: &Dossier, circumstances: &Circumstances) -> Option<Due> {
    let due = dossier.clock()?.due;
    if due.is_some_and(|due| crate::calendar::is_overdue(due, halted_since(dossier, circumstances).local())) {
        // Lateness is never forgiven.
        return due;
    }
    fresh_due(circumstances).or_else(|| resumed_due(dossier, circumstances))
}

fn resumed_due(dossier: &Dossier, circumstances: &Circumstances) -> Option<Due> {
    let due = dossier.clock()?.due?;
    let halted = halted_since(dossier, circumstances);
    Some(circumstances.calendar.resume(due, halted.local(), circumstances.now.local()))
}

fn halted_since(dossier: &Dossier, circumstances: &Circumstances) -> Instant {
    match &dossier.state {
        State::AwaitingSupplement { halt, .. } | State::AwaitingPayment { halt, .. } | State::Paused { halt, .. } => {
            halt.since
        }
        _ => circumstances.now,
    }
}

fn event(circumstances: &Circumstances, fact: Fact) -> Event {
    Event { at: circumstances.now, actor: circumstances.hand.actor.clone(), fact }
}

/// What follows from the events of one act.
fn effects_of(dossier: &Dossier, events: &[Event]) -> Vec<Effect> {
    let mut effects = Vec::new();
    let mut after = dossier.clone();
    for event in events {
        after = evolve::evolve(&dossier.code, Some(after.clone()), event).unwrap_or(after);
        if concerns_applicant(&event.fact) {
            effects.push(Effect::TellApplicant { about: event.fact.kind().to_owned() });
        }
        if let Fact::Assigned { officer } | Fact::Forwarded { officer: Some(officer), .. } = &event.fact {
            effects.push(Effect::TellOfficer { officer: officer.clone() });
        }
    }
    let code = national_code(after.state.name());
    if code != national_code(dossier.state.name()) {
        effects.push(Effect::ReportStatus { code });
    }
    effects
}

/// NĐ 224/2026 art. 15.1(g): each change of status is told at once; office work inside a status is not one.
fn concerns_applicant(fact: &Fact) -> bool {
    !matches!(
        fact,
        Fact::Assigned { .. }
            | Fact::Forwarded { .. }
            | Fact::SentBack { .. }
            | Fact::ConsultationRequested { .. }
            | Fact::ConsultationLapsed { .. }
            | Fact::ConsultationAnswered { .. }
            | Fact::CorrectionProposed { .. }
            | Fact::CorrectionRejected { .. }
            | Fact::LookedUp(_)
            | Fact::ImportedActivities { .. }
    )
}

/// A state as people call it.
pub fn state_label(state: StateName) -> &'static str {
    match state {
        StateName::Submitted => "Mới đăng ký",
        StateName::NotAccepted => "Không được tiếp nhận",
        StateName::Received => "Được tiếp nhận",
        StateName::Processing => "Đang xử lý",
        StateName::AwaitingSupplement => "Chờ bổ sung giấy tờ",
        StateName::AwaitingPayment => "Chờ thực hiện nghĩa vụ tài chính",
        StateName::Paused => "Tạm dừng",
        StateName::Approved => "Đã ký, chờ phát hành",
        StateName::Settled => "Đã xử lý xong",
        StateName::Returned => "Đã trả kết quả",
        StateName::Withdrawn => "Công dân rút hồ sơ",
        StateName::Stopped => "Dừng xử lý",
    }
}

/// An action as people call it.
pub fn action_label(action: ActionName) -> &'static str {
    match action {
        ActionName::Accept => "tiếp nhận",
        ActionName::NotAccept => "từ chối tiếp nhận",
        ActionName::Assign => "phân công",
        ActionName::Forward => "chuyển bước",
        ActionName::SendBack => "trả lại bước trước",
        ActionName::Consult => "lấy ý kiến",
        ActionName::AnswerConsultation => "trả lời ý kiến",
        ActionName::RequestSupplement => "yêu cầu bổ sung",
        ActionName::Supplement => "nộp bổ sung",
        ActionName::RequestDuty => "yêu cầu nghĩa vụ tài chính",
        ActionName::PayDuty => "ghi nhận đã nộp tiền",
        ActionName::Pause => "tạm dừng",
        ActionName::Resume => "tiếp tục",
        ActionName::Extend => "xin lỗi và hẹn lại",
        ActionName::Approve => "phê duyệt",
        ActionName::Refuse => "từ chối giải quyết",
        ActionName::IssueResult => "phát hành kết quả",
        ActionName::HandOver => "trả kết quả",
        ActionName::Withdraw => "rút hồ sơ",
        ActionName::Stop => "dừng giải quyết",
        ActionName::LookUp => "xác thực với dữ liệu dân cư",
        ActionName::ProposeCorrection => "đề nghị đính chính",
        ActionName::ApproveCorrection => "duyệt đính chính",
        ActionName::RejectCorrection => "không đồng ý đính chính",
    }
}

/// A role as people call it.
pub fn role_label(role: Role) -> &'static str {
    match role {
        Role::Clerk => "cán bộ một cửa",
        Role::CaseOfficer => "công chức thụ lý",
        Role::Leader => "lãnh đạo",
        Role::ProcedureControl => "cán bộ kiểm soát thủ tục",
        Role::Administrator => "quản trị",
        Role::Receptionist => "nhân viên tiếp đón",
    }
}

fn role_labels(roles: &[Role]) -> String {
    roles.iter().map(|role| role_label(*role)).collect::<Vec<_>>().join(" hoặc ")
}
