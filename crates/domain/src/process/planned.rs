//! *Lấy ý kiến định sẵn*: units a step asks whenever a dossier enters it, all at the same time.

use super::{Process, ProcessFault, Step, comparable};
use crate::agency::AgencyCode;
use crate::calendar::Term;
use crate::dossier::event::Reason;
use serde::{Deserialize, Serialize};

/// *Lấy ý kiến định sẵn*: one unit, what it is asked, and how long it has (NĐ 61/2018 art. 19.5: content and
/// deadline are recorded).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedConsultation {
    /// Unit asked.
    pub unit: AgencyCode,
    /// What is asked.
    pub question: Reason,
    /// How long it has to answer, from the moment the dossier enters the step.
    #[serde(with = "term_text")]
    pub term: Term,
}

impl Process {
    /// The same process, asking only units for which `keep` holds: a catalogue is shared by provinces, units are not.
    #[must_use]
    pub fn asking_only(mut self, keep: impl Fn(&AgencyCode) -> bool) -> Process {
        for step in &mut self.steps {
            step.asks.retain(|asked| keep(&asked.unit));
        }
        self
    }
}

/// What is wrong with the consultations a step plans. They may take no longer than the step itself, or than the
/// procedure where the step has no term of its own.
pub(super) fn faults_of(step: &Step, legal: Option<Term>, known: &dyn Fn(&AgencyCode) -> bool) -> Vec<ProcessFault> {
    let mut faults = Vec::new();
    for (place, asked) in step.asks.iter().enumerate() {
        let (step_id, unit) = (step.id.clone(), asked.unit.clone());
        if !known(&asked.unit) {
            faults.push(ProcessFault::UnknownUnit { step: step_id.clone(), unit: unit.clone() });
        }
        if step.asks[..place].iter().any(|before| before.unit == asked.unit) {
            faults.push(ProcessFault::AskedTwice { step: step_id.clone(), unit: unit.clone() });
        }
        let Some(bound) = step.term.or(legal) else { continue };
        match (comparable(asked.term, bound), comparable(bound, bound)) {
            (Some(taken), Some(allowed)) if taken <= allowed => {}
            (Some(_), _) => faults.push(ProcessFault::AnswerOverTheTerm {
                step: step_id,
                unit,
                term: asked.term.to_string(),
                bound: bound.to_string(),
            }),
            (None, _) => faults.push(ProcessFault::OtherUnit { step: step_id, legal: bound.to_string() }),
        }
    }
    faults
}

/// A term is written as people write it: `3 ngày làm việc`.
mod term_text {
    use super::Term;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(term: &Term, serializer: S) -> Result<S::Ok, S::Error> {
        term.to_string().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Term, D::Error> {
        Term::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::{Role, check};

    fn asked(unit: &str, term: &str) -> PlannedConsultation {
        PlannedConsultation {
            unit: unit.parse().unwrap(),
            question: Reason::new("Có ý kiến gì?").unwrap(),
            term: Term::parse(term).unwrap(),
        }
    }

    fn faults(step_term: Option<&str>, asks: Vec<PlannedConsultation>) -> Vec<String> {
        let step = |id: &str, role, term: Option<&str>, next: &[&str], asks| Step {
            id: id.to_owned(),
            name: id.to_owned(),
            role,
            term: term.map(|term| Term::parse(term).unwrap()),
            next: next.iter().map(|next| (*next).to_owned()).collect(),
            decides: next.is_empty(),
            asks,
        };
        let steps = vec![
            step("lay-y-kien", Role::CaseOfficer, step_term, &["ky"], asks),
            step("ky", Role::Leader, Some("1 ngày làm việc"), &[], Vec::new()),
        ];
        let known = |unit: &AgencyCode| unit.as_str().starts_with("H42.1");
        let legal = Some(Term::parse("7 ngày làm việc").unwrap());
        let found = check(&Process { steps }, legal, &[Role::CaseOfficer, Role::Leader], &known);
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_step_may_ask_several_units_within_its_own_term() {
        let asks = || vec![asked("H42.12", "3 ngày làm việc"), asked("H42.13", "8 giờ")];
        assert_eq!(faults(Some("3 ngày làm việc"), asks()), Vec::<String>::new());
        assert_eq!(faults(None, asks()), Vec::<String>::new(), "a step without a term has that of the procedure");
    }

    #[test]
    fn each_fault_of_a_planned_consultation_is_named() {
        for (step_term, asks, said) in [
            (Some("3 ngày làm việc"), vec![asked("H42.12", "4 ngày làm việc")], "dài hơn 3 ngày làm việc"),
            (None, vec![asked("H42.12", "8 ngày làm việc")], "dài hơn 7 ngày làm việc"),
            (Some("3 ngày làm việc"), vec![asked("H42.12", "2 ngày")], "đơn vị khác"),
            (Some("3 ngày làm việc"), vec![asked("H42.99", "1 giờ")], "H42.99"),
            (Some("3 ngày làm việc"), vec![asked("H42.12", "1 giờ"), asked("H42.12", "2 giờ")], "hai lần"),
        ] {
            let found = faults(step_term, asks);
            assert!(found.len() == 1 && found[0].contains(said), "{said}: {found:?}");
        }
    }

    #[test]
    fn a_step_written_before_there_were_consultations_reads_as_asking_nobody() {
        let old = r#"{"id":"ky","name":"Ký","role":"leader","next":[],"decides":true}"#;
        let step: Step = serde_json::from_str(old).unwrap();
        assert_eq!(step.asks, []);
        assert!(!serde_json::to_string(&step).unwrap().contains("asks"), "and is written as it was");
        let asks = Step { asks: vec![asked("H42.12", "1,5 ngày làm việc")], ..step };
        let back: Step = serde_json::from_str(&serde_json::to_string(&asks).unwrap()).unwrap();
        assert_eq!(back, asks);
    }
}
