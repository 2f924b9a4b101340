//! *Lấy ý kiến song song*: what a step asks by itself when a dossier enters it, and when it may go on.

use super::action::ActionName;
use super::decide::{Circumstances, due};
use super::event::{Actor, Event, Fact};
use super::{Consultation, Dossier};
use crate::process::Process;
use crate::time::Instant;

/// What the step a dossier enters asks, all at the same moment. Whoever was asked the same before, because the
/// dossier came back to the step, is not asked again.
pub(super) fn asked_on_entering(dossier: &Dossier, fact: &Fact, circumstances: &Circumstances) -> Vec<Event> {
    let (Fact::Accepted { step: Some(entered), .. } | Fact::Forwarded { step: entered, .. }) = fact else {
        return Vec::new();
    };
    let Some(step) = circumstances.process.and_then(|process: &Process| process.step(entered)) else {
        return Vec::new();
    };
    let known = |asked: &Consultation| asked.step.as_ref() == Some(entered);
    let fresh = step.asks.iter().filter(|planned| {
        !dossier
            .consultations
            .iter()
            .any(|asked| known(asked) && asked.unit == planned.unit && asked.question == planned.question)
    });
    let first = u32::try_from(dossier.consultations.len()).unwrap_or(u32::MAX / 2) + 1;
    let asked = (first..).zip(fresh).map(|(number, planned)| Fact::ConsultationRequested {
        number,
        unit: planned.unit.clone(),
        question: planned.question.clone(),
        due: Some(due(planned.term, circumstances)),
        step: Some(entered.clone()),
    });
    // Nobody chose to ask: the process does.
    asked.map(|fact| Event { at: circumstances.now, actor: Actor::System, fact }).collect()
}

/// Units an action has to wait for: a decision for all that were asked, a step on its way for those it asked itself.
pub(super) fn waited_for(dossier: &Dossier, action: ActionName, now: Instant) -> String {
    let waiting = concerned(dossier, action).filter(|asked| asked.is_open(now));
    waiting.map(|asked| asked.unit.as_str()).collect::<Vec<_>>().join(", ")
}

/// Answers an action does without because their own term has run out: each is put on record, once.
pub(super) fn lapsed(dossier: &Dossier, action: ActionName, circumstances: &Circumstances) -> Vec<Event> {
    let late = concerned(dossier, action).filter(|asked| asked.is_overdue(circumstances.now));
    let fact = |asked: &Consultation| {
        let due = asked.due.filter(|_| asked.lapsed_at.is_none())?;
        Some(Fact::ConsultationLapsed { number: asked.number, unit: asked.unit.clone(), due })
    };
    let actor = &circumstances.hand.actor;
    late.filter_map(fact).map(|fact| Event { at: circumstances.now, actor: actor.clone(), fact }).collect()
}

fn concerned(dossier: &Dossier, action: ActionName) -> impl Iterator<Item = &Consultation> {
    let here = dossier.place().and_then(|place| place.step.as_ref());
    dossier.consultations.iter().filter(move |asked| match action {
        ActionName::Approve | ActionName::Refuse => true,
        ActionName::Forward => asked.step.is_some() && asked.step.as_ref() == here,
        _ => false,
    })
}
