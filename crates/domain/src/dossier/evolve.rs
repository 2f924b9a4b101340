//! What a dossier is after an event: a fold, with no judgement of its own.

use super::code::DossierCode;
use super::event::{Event, Fact, Outcome};
use super::{Clock, Consultation, Dossier, Halt, Origin, PendingCorrection, Place, State};
use crate::calendar::Due;
use crate::ledger::Digest;
use crate::time::Instant;

/// An event that cannot follow those before it: the ledger holds something `decide` never gave.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("sự kiện «{kind}» không thể theo sau trạng thái của hồ sơ {code}")]
pub struct Impossible {
    /// The dossier.
    pub code: DossierCode,
    /// [`Fact::kind`].
    pub kind: &'static str,
}

/// The dossier its events tell of; `None` if there is none.
pub fn replay(code: &DossierCode, events: &[Event]) -> Result<Option<Dossier>, Impossible> {
    let mut dossier = None;
    for event in events {
        dossier = Some(evolve(code, dossier, event)?);
    }
    Ok(dossier)
}

/// The dossier after one more event.
pub fn evolve(code: &DossierCode, dossier: Option<Dossier>, event: &Event) -> Result<Dossier, Impossible> {
    let impossible = || Impossible { code: code.clone(), kind: event.fact.kind() };
    match dossier {
        None => begin(code, event).ok_or_else(impossible),
        Some(mut dossier) => {
            let state = next_state(&mut dossier, event).ok_or_else(impossible)?;
            dossier.state = state;
            Ok(dossier)
        }
    }
}

fn begin(code: &DossierCode, event: &Event) -> Option<Dossier> {
    let (origin, submitted_at, particulars, state) = match &event.fact {
        Fact::Submitted(birth) => (Origin::Here(birth.clone()), event.at, birth.particulars, State::Submitted),
        Fact::Imported(past) => {
            let clock = Clock { received_at: past.received_at, due: past.due };
            let state = match (past.ended, past.returned_at) {
                (None, _) => State::Received { clock, place: nobody_yet(past.received_at) },
                (Some((at, Outcome::Withdrawn)), _) => State::Withdrawn { clock: Some(clock), at },
                (Some((at, Outcome::Stopped)), _) => State::Stopped { clock, at },
                (Some((finished_at, outcome)), None) => State::Settled { clock, outcome, finished_at },
                (Some((finished_at, outcome)), Some(returned_at)) => {
                    State::Returned { clock, outcome, finished_at, returned_at }
                }
            };
            let submitted_at = past.submitted_at.unwrap_or(past.received_at);
            (Origin::Elsewhere(past.clone()), submitted_at, Digest::ZERO, state)
        }
        _ => return None,
    };
    Some(Dossier {
        code: code.clone(),
        origin,
        submitted_at,
        particulars,
        state,
        supplement_requests: 0,
        extensions: 0,
        consultations: Vec::new(),
        correction: None,
        trail: Vec::new(),
        result_file: false,
    })
}

fn nobody_yet(since: Instant) -> Place {
    Place { step: None, officer: None, since, due: None }
}

fn next_state(dossier: &mut Dossier, event: &Event) -> Option<State> {
    let at = event.at;
    let state = dossier.state.clone();
    let clock = dossier.clock();
    Some(match &event.fact {
        Fact::Submitted(_) | Fact::Imported(_) => return None,
        Fact::ImportedActivities { .. } | Fact::LookedUp(_) => state,
        Fact::Accepted { due, step, step_due } => {
            dossier.trail.extend(step.clone());
            let clock = Clock { received_at: at, due: *due };
            State::Received { clock, place: Place { step: step.clone(), officer: None, since: at, due: *step_due } }
        }
        Fact::NotAccepted { reason } => State::NotAccepted { reason: reason.clone(), at },
        Fact::Assigned { officer } => {
            let place = dossier.place()?.clone();
            State::Processing { clock: clock?, place: Place { officer: Some(officer.clone()), since: at, ..place } }
        }
        Fact::Forwarded { step, officer, step_due, .. } => {
            dossier.trail.push(step.clone());
            let place = Place { step: Some(step.clone()), officer: officer.clone(), since: at, due: *step_due };
            State::Processing { clock: clock?, place }
        }
        Fact::SentBack { step, .. } => {
            let back = dossier.trail.iter().rposition(|been| been == step)?;
            dossier.trail.truncate(back + 1);
            State::Processing { clock: clock?, place: Place { step: Some(step.clone()), ..nobody_yet(at) } }
        }
        Fact::ConsultationRequested { number, unit, question, due, step } => {
            dossier.consultations.push(Consultation {
                number: *number,
                unit: unit.clone(),
                question: question.clone(),
                asked_at: at,
                due: *due,
                answer: None,
                step: step.clone(),
                lapsed_at: None,
            });
            state
        }
        Fact::ConsultationLapsed { number, .. } => {
            let asked = dossier.consultations.iter_mut().find(|asked| asked.number == *number)?;
            asked.lapsed_at = Some(at);
            state
        }
        Fact::ConsultationAnswered { number, answer } => {
            let asked = dossier.consultations.iter_mut().find(|asked| asked.number == *number)?;
            asked.answer = Some((answer.clone(), at));
            state
        }
        Fact::SupplementRequested { items } => {
            dossier.supplement_requests += 1;
            State::AwaitingSupplement { halt: halt(dossier, at), items: items.clone() }
        }
        Fact::DutyRequested { amount_vnd, what } => {
            State::AwaitingPayment { halt: halt(dossier, at), amount_vnd: *amount_vnd, what: what.clone() }
        }
        Fact::Paused { reason } => State::Paused { halt: halt(dossier, at), reason: reason.clone() },
        Fact::Supplemented { due, .. } | Fact::DutyPaid { due, .. } | Fact::Resumed { due } => {
            run_on(dossier, at, *due)?
        }
        Fact::Extended { due, .. } => {
            dossier.extensions += 1;
            with_due(state, *due)?
        }
        Fact::Approved { .. } => {
            let officer = event.actor.officer().cloned();
            State::Approved { clock: clock?, place: Place { officer, since: at, ..dossier.place()?.clone() } }
        }
        Fact::Refused { .. } => State::Settled { clock: clock?, outcome: Outcome::Refused, finished_at: at },
        Fact::ResultIssued { paper, .. } => {
            dossier.result_file = paper.is_some();
            State::Settled { clock: clock?, outcome: Outcome::Approved, finished_at: at }
        }
        Fact::HandedOver { .. } => match state {
            State::Settled { clock, outcome, finished_at } => {
                State::Returned { clock, outcome, finished_at, returned_at: at }
            }
            _ => return None,
        },
        Fact::Withdrawn { .. } => State::Withdrawn { clock, at },
        Fact::Stopped { .. } => State::Stopped { clock: clock?, at },
        Fact::CorrectionProposed { fields, particulars, reason } => {
            let proposed_by = event.actor.officer()?;
            dossier.correction = Some(PendingCorrection {
                proposed_by: proposed_by.clone(),
                fields: fields.clone(),
                particulars: *particulars,
                reason: reason.clone(),
            });
            state
        }
        Fact::Corrected { new, .. } => {
            dossier.correction = None;
            dossier.particulars = *new;
            state
        }
        Fact::CorrectionRejected { .. } => {
            dossier.correction = None;
            state
        }
    })
}

fn halt(dossier: &Dossier, since: Instant) -> Halt {
    Halt { clock: dossier.clock(), place: dossier.place().cloned(), since }
}

/// The clock runs on where it stood still; one that never ran waits for receipt again.
fn run_on(dossier: &Dossier, at: Instant, due: Option<Due>) -> Option<State> {
    let halt = match &dossier.state {
        State::AwaitingSupplement { halt, .. } | State::AwaitingPayment { halt, .. } | State::Paused { halt, .. } => {
            halt
        }
        _ => return None,
    };
    Some(match (halt.clock, &halt.place) {
        (Some(clock), Some(place)) => {
            State::Processing { clock: Clock { due, ..clock }, place: Place { since: at, ..place.clone() } }
        }
        _ => State::Submitted,
    })
}

fn with_due(state: State, due: Due) -> Option<State> {
    let moved = |clock: Clock| Clock { due: Some(due), ..clock };
    Some(match state {
        State::Received { clock, place } => State::Received { clock: moved(clock), place },
        State::Processing { clock, place } => State::Processing { clock: moved(clock), place },
        State::Approved { clock, place } => State::Approved { clock: moved(clock), place },
        _ => return None,
    })
}
