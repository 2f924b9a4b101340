//! *Quy trình nội bộ*: who does what, in which order, in which term; data per procedure and agency.

mod planned;

pub use planned::PlannedConsultation;

use crate::agency::AgencyCode;
use crate::calendar::{Term, TermUnit};
use serde::{Deserialize, Serialize};

/// *Vai trò* of an officer in an agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// *Cán bộ một cửa*: receives and hands over at the counter.
    Clerk,
    /// *Công chức thụ lý*: examines and proposes.
    CaseOfficer,
    /// *Lãnh đạo*: assigns and signs.
    Leader,
    /// *Cán bộ kiểm soát thủ tục*: keeps the catalogue and the processes.
    ProcedureControl,
    /// *Quản trị*: agencies, officers, calendar.
    Administrator,
    /// *Nhân viên tiếp đón* of a health facility: checks insurance by card.
    Receptionist,
}

impl Role {
    /// All roles, in the order in which they are listed.
    pub const ALL: [Role; 6] =
        [Role::Clerk, Role::CaseOfficer, Role::Leader, Role::ProcedureControl, Role::Administrator, Role::Receptionist];

    /// The word stored and written in data files.
    pub fn key(self) -> &'static str {
        match self {
            Role::Clerk => "clerk",
            Role::CaseOfficer => "case-officer",
            Role::Leader => "leader",
            Role::ProcedureControl => "procedure-control",
            Role::Administrator => "administrator",
            Role::Receptionist => "receptionist",
        }
    }

    /// The role of a [`Role::key`].
    pub fn from_key(key: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.key() == key)
    }
}

/// *Bước xử lý*: one step of a process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Stable name inside the process (`tham-dinh`).
    pub id: String,
    /// What people read (*Thẩm định hồ sơ*).
    pub name: String,
    /// Whose turn it is.
    pub role: Role,
    /// The step's own term, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "term_text")]
    pub term: Option<Term>,
    /// Where a dossier may go from here.
    #[serde(default)]
    pub next: Vec<String>,
    /// Whether the decision (approve, refuse) is taken here.
    #[serde(default)]
    pub decides: bool,
    /// Units asked for their opinion, all at once, whenever a dossier enters this step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asks: Vec<PlannedConsultation>,
}

/// *Quy trình nội bộ giải quyết thủ tục*: steps in order; the first is where an accepted dossier arrives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    /// The steps; never empty once published.
    pub steps: Vec<Step>,
}

/// What is wrong with a process, found before it is published.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum ProcessFault {
    /// There is no step.
    #[error("quy trình chưa có bước nào")]
    Empty,
    /// Two steps share a name.
    #[error("hai bước cùng mã «{0}»: đổi mã của một bước")]
    SameStepTwice(String),
    /// A step leads to one that is not there.
    #[error("bước «{from}» chuyển tới «{to}», bước này không có trong quy trình")]
    UnknownStep {
        /// The step that leads away.
        from: String,
        /// The name it leads to.
        to: String,
    },
    /// No path leads to a step.
    #[error("không có đường nào dẫn tới bước «{0}»: nối bước trước nó hoặc bỏ bước này")]
    Unreachable(String),
    /// A dossier would stay in a step for ever.
    #[error("hồ sơ tới bước «{0}» sẽ không đi tiếp tới bước quyết định được")]
    DeadEnd(String),
    /// Nobody takes the decision.
    #[error("không bước nào ký quyết định: đánh dấu bước của lãnh đạo")]
    NobodyDecides,
    /// A deciding step is not a leader's.
    #[error("bước «{0}» ký quyết định nhưng không giao cho lãnh đạo")]
    DecisionNotByLeader(String),
    /// No officer of the agency has the role.
    #[error("bước «{step}» cần vai trò «{role}» nhưng cơ quan chưa có ai giữ vai trò này")]
    NobodyInRole {
        /// The step.
        step: String,
        /// [`Role::key`].
        role: String,
    },
    /// The steps of one path take longer than the law allows.
    #[error("tổng thời hạn các bước ({path}) là {total}, dài hơn thời hạn của thủ tục là {legal}")]
    OverTheLegalTerm {
        /// The path, step names joined by arrows.
        path: String,
        /// The sum of its terms.
        total: String,
        /// The procedure's term.
        legal: String,
    },
    /// A step's term counts in another unit than the procedure's, so the sum cannot be compared.
    #[error("bước «{step}» tính theo đơn vị khác thời hạn của thủ tục ({legal}): dùng cùng đơn vị để cộng được")]
    OtherUnit {
        /// The step.
        step: String,
        /// The procedure's term.
        legal: String,
    },
    /// A unit that is not there, or may not be asked, is asked.
    #[error("bước «{step}» hỏi đơn vị {unit}, không có đơn vị này để hỏi: chọn đơn vị khác trong tỉnh, bộ")]
    UnknownUnit {
        /// The step.
        step: String,
        /// The unit.
        unit: AgencyCode,
    },
    /// A unit has longer to answer than the step it is asked in.
    #[error("bước «{step}» cho đơn vị {unit} {term} để trả lời, dài hơn {bound} của cả bước")]
    AnswerOverTheTerm {
        /// The step.
        step: String,
        /// The unit.
        unit: AgencyCode,
        /// How long it has.
        term: String,
        /// How long the step has.
        bound: String,
    },
    /// A step asks the same unit twice.
    #[error("bước «{step}» hỏi đơn vị {unit} hai lần: gộp thành một câu hỏi")]
    AskedTwice {
        /// The step.
        step: String,
        /// The unit.
        unit: AgencyCode,
    },
}

impl Process {
    /// The step of a name.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The step where an accepted dossier arrives.
    pub fn first(&self) -> Option<&Step> {
        self.steps.first()
    }
}

/// Checks a process before it is published: all faults, in a stable order.
///
/// `legal` is the procedure's term in days or hours of the same unit the steps use; `held` are the roles
/// somebody in the agency holds, `known` tells the units it may ask.
pub fn check(
    process: &Process,
    legal: Option<Term>,
    held: &[Role],
    known: &dyn Fn(&AgencyCode) -> bool,
) -> Vec<ProcessFault> {
    let mut faults = Vec::new();
    if process.steps.is_empty() {
        return vec![ProcessFault::Empty];
    }
    for (place, step) in process.steps.iter().enumerate() {
        if process.steps[..place].iter().any(|before| before.id == step.id) {
            faults.push(ProcessFault::SameStepTwice(step.id.clone()));
        }
        let missing = step.next.iter().filter(|next| process.step(next).is_none());
        faults.extend(missing.map(|to| ProcessFault::UnknownStep { from: step.id.clone(), to: to.clone() }));
        if step.decides && step.role != Role::Leader {
            faults.push(ProcessFault::DecisionNotByLeader(step.id.clone()));
        }
        if !held.contains(&step.role) {
            faults.push(ProcessFault::NobodyInRole { step: step.id.clone(), role: step.role.key().to_owned() });
        }
        faults.extend(planned::faults_of(step, legal, known));
    }
    if !process.steps.iter().any(|step| step.decides) {
        faults.push(ProcessFault::NobodyDecides);
    }
    let reachable = closure(process, &[process.steps[0].id.as_str()], |from, to| from.next.contains(&to.id));
    let deciders: Vec<&str> = process.steps.iter().filter(|step| step.decides).map(|step| step.id.as_str()).collect();
    let finishing = closure(process, &deciders, |from, to| to.next.contains(&from.id));
    for step in &process.steps {
        if !reachable.contains(&step.id.as_str()) {
            faults.push(ProcessFault::Unreachable(step.id.clone()));
        } else if !finishing.contains(&step.id.as_str()) {
            faults.push(ProcessFault::DeadEnd(step.id.clone()));
        }
    }
    faults.extend(legal.and_then(|legal| over_the_term(process, legal)));
    faults
}

/// Steps that can be got to from `start` by following `leads`.
fn closure<'a>(process: &'a Process, start: &[&'a str], leads: impl Fn(&Step, &Step) -> bool) -> Vec<&'a str> {
    let mut found: Vec<&str> = start.to_vec();
    let mut next = 0;
    while next < found.len() {
        if let Some(from) = process.step(found[next]) {
            for to in process.steps.iter().filter(|to| leads(from, to)) {
                if !found.contains(&to.id.as_str()) {
                    found.push(&to.id);
                }
            }
        }
        next += 1;
    }
    found
}

/// The longest way through the process (no step twice, no way back), if its terms add up to more than the law allows.
fn over_the_term(process: &Process, legal: Term) -> Option<ProcessFault> {
    if let Some(step) =
        process.steps.iter().find(|step| step.term.is_some_and(|term| comparable(term, legal).is_none()))
    {
        return Some(ProcessFault::OtherUnit { step: step.id.clone(), legal: legal.to_string() });
    }
    let (total, path) = longest(process, process.first()?, legal, &mut Known::new());
    let allowed = comparable(legal, legal)?;
    (total > allowed).then(|| ProcessFault::OverTheLegalTerm {
        path: path.join(" → "),
        total: in_unit_of(total, legal),
        legal: legal.to_string(),
    })
}

/// An amount that can be added and compared: thousandths of working hours for hours and working days
/// (8 hours each), thousandths of the unit otherwise; `None` where the units do not compare.
fn comparable(term: Term, with: Term) -> Option<u64> {
    let amount = u64::from(term.amount_milli());
    match (term.unit(), with.unit()) {
        (TermUnit::Gio, TermUnit::Gio | TermUnit::NgayLamViec) => Some(amount),
        (TermUnit::NgayLamViec, TermUnit::Gio | TermUnit::NgayLamViec) => Some(amount * 8),
        // A working day is never shorter than a day of the calendar, so days of both kinds may not be mixed.
        (mine, theirs) if mine == theirs => Some(amount),
        _ => None,
    }
}

fn in_unit_of(total: u64, legal: Term) -> String {
    let per_unit = if legal.unit() == TermUnit::NgayLamViec { 8 } else { 1 };
    let amount = u32::try_from(total.div_ceil(per_unit)).unwrap_or(u32::MAX);
    Term::new(amount, legal.unit()).map_or_else(|| amount.to_string(), |term| term.to_string())
}

/// The longest way from a step to an end, and the names on it. A way back to a step one comes from is not gone again,
/// and what is known of a step is not looked for twice, so any process is measured in a moment.
fn longest<'a>(process: &'a Process, from: &'a Step, legal: Term, known: &mut Known<'a>) -> (u64, Vec<&'a str>) {
    if let Some(known) = known.get(from.id.as_str()) {
        return known.clone();
    }
    // While the steps after it are being measured, a way back to it counts nothing.
    known.insert(&from.id, (0, Vec::new()));
    let own = from.term.and_then(|term| comparable(term, legal)).unwrap_or(0);
    let ahead = from.next.iter().filter_map(|next| process.step(next));
    let best = ahead.map(|next| longest(process, next, legal, known)).max_by_key(|(total, _)| *total);
    let (rest, path) = best.unwrap_or_default();
    let way = (own + rest, std::iter::once(from.name.as_str()).chain(path).collect());
    known.insert(&from.id, way.clone());
    way
}

/// The longest way from each step measured so far.
type Known<'a> = std::collections::BTreeMap<&'a str, (u64, Vec<&'a str>)>;

/// Terms are written in data files as people write them: `0,5 ngày làm việc`.
mod term_text {
    use super::Term;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(term: &Option<Term>, serializer: S) -> Result<S::Ok, S::Error> {
        term.map(|term| term.to_string()).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Term>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| Term::parse(&text).map_err(serde::de::Error::custom)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(id: &str, role: Role, term: &str, next: &[&str]) -> Step {
        Step {
            id: id.to_owned(),
            name: id.to_owned(),
            role,
            term: Some(Term::parse(term).unwrap()),
            next: next.iter().map(|id| (*id).to_owned()).collect(),
            decides: next.is_empty(),
            asks: Vec::new(),
        }
    }

    fn faults(steps: Vec<Step>, legal: &str) -> Vec<String> {
        let held = [Role::CaseOfficer, Role::Leader];
        let faults = check(&Process { steps }, Some(Term::parse(legal).unwrap()), &held, &|_| true);
        faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_sound_process_has_no_fault() {
        let steps = vec![
            step("tham-dinh", Role::CaseOfficer, "1 ngày làm việc", &["xac-minh", "ky"]),
            step("xac-minh", Role::CaseOfficer, "1 ngày làm việc", &["ky"]),
            step("ky", Role::Leader, "8 giờ", &[]),
        ];
        assert_eq!(faults(steps, "3 ngày làm việc"), Vec::<String>::new());
    }

    #[test]
    fn each_fault_is_named_with_its_step() {
        let examine = |next: &[&str]| step("tham-dinh", Role::CaseOfficer, "1 ngày làm việc", next);
        let sign = || step("ky", Role::Leader, "1 ngày làm việc", &[]);
        let lost = step("lac", Role::CaseOfficer, "1 giờ", &["ky"]);
        let mut loops = step("vong", Role::CaseOfficer, "1 giờ", &["vong"]);
        loops.decides = false;
        let clerk_decides = Step { role: Role::Clerk, ..sign() };
        for (steps, said) in [
            (vec![], "chưa có bước nào"),
            (vec![examine(&["ky"]), sign(), lost], "dẫn tới bước «lac»"),
            (vec![examine(&["ky", "vong"]), sign(), loops], "bước «vong» sẽ không đi tiếp"),
            (vec![examine(&["khong-co"])], "không có trong quy trình"),
            (vec![examine(&["ky"]), sign(), sign()], "hai bước cùng mã «ky»"),
            (vec![examine(&["ky"]), clerk_decides.clone()], "không giao cho lãnh đạo"),
            (vec![examine(&["ky"]), clerk_decides], "chưa có ai giữ vai trò này"),
            (vec![examine(&["ky"]), Step { decides: false, ..sign() }], "không bước nào ký"),
        ] {
            let found = faults(steps, "5 ngày làm việc");
            assert!(found.iter().any(|fault| fault.contains(said)), "{said}: {found:?}");
        }
    }

    #[test]
    fn the_longest_way_may_not_take_longer_than_the_law_allows() {
        let steps = vec![
            step("tham-dinh", Role::CaseOfficer, "1 ngày làm việc", &["ky", "xac-minh"]),
            step("xac-minh", Role::CaseOfficer, "1 ngày làm việc", &["tham-dinh", "ky"]),
            step("ky", Role::Leader, "4 giờ", &[]),
        ];
        let found = faults(steps.clone(), "2 ngày làm việc");
        assert_eq!(
            found,
            ["tổng thời hạn các bước (tham-dinh → xac-minh → ky) là 2,5 ngày làm việc, \
              dài hơn thời hạn của thủ tục là 2 ngày làm việc"]
        );
        assert!(faults(steps.clone(), "2,5 ngày làm việc").is_empty());
        assert!(faults(steps, "7 ngày")[0].contains("đơn vị khác"));
    }

    #[test]
    fn a_process_with_more_ways_than_could_be_counted_is_measured_all_the_same() {
        let mut steps: Vec<Step> = Vec::new();
        for level in 0..60 {
            let next = [format!("a{}", level + 1), format!("b{}", level + 1)];
            let next: Vec<&str> = next.iter().map(String::as_str).collect();
            steps.push(step(&format!("a{level}"), Role::CaseOfficer, "1 giờ", &next));
            steps.push(step(&format!("b{level}"), Role::CaseOfficer, "2 giờ", &next));
        }
        steps.push(step("a60", Role::Leader, "1 giờ", &[]));
        steps.push(step("b60", Role::Leader, "1 giờ", &[]));
        let found = faults(steps, "1 ngày làm việc");
        // The first step takes one hour, each of the 59 after it two, the last one.
        assert!(found.iter().any(|fault| fault.contains("là 15 ngày làm việc")), "{found:?}");
    }
}
