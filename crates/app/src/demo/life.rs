//! Lives of synthetic dossiers: who asks for what, when, and how quickly the desks work.

use super::dice::Dice;
use crate::App;
use crate::acts::Surroundings;
use crate::catalogue::Catalogue;
use crate::people::{Applicant, ApplicantKind, Particulars, hash_of_key};
use domain::agency::AgencyCode;
use domain::calendar::{Calendar, Term, is_overdue};
use domain::dossier::action::Action;
use domain::dossier::code::DossierCode;
use domain::dossier::decide::{Effect, decide, submit};
use domain::dossier::event::{Actor, Birth, Channel, Event, Hand, PaymentMethod, Reason};
use domain::dossier::{Dossier, evolve};
use domain::ledger::Digest;
use domain::process::Role;
use domain::text::fold;
use domain::time::Instant;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The agency whose accounts the demo prints and where most of its dossiers are.
pub(super) fn flagship(catalogue: &Catalogue) -> AgencyCode {
    let name = "Uỷ ban nhân dân phường Hoa Lư";
    let found = catalogue.agencies().find(|agency| agency.name == name).map(|agency| agency.code.clone());
    found.unwrap_or_else(|| super::PROVINCE.parse().expect("the demo's province is a code"))
}

/// Sign-in name of a post: `motcua.h42.191`.
pub(super) fn login(word: &str, agency: &AgencyCode) -> String {
    format!("{word}.{}", agency.as_str().to_lowercase())
}

/// Names that belong to nobody.
#[derive(Debug, Deserialize)]
pub(super) struct Names {
    family: Vec<String>,
    middle_male: Vec<String>,
    middle_female: Vec<String>,
    given_male: Vec<String>,
    given_female: Vec<String>,
}

impl Names {
    pub(super) fn from_json(text: &str) -> Names {
        serde_json::from_str(text).expect("data/names.json is sound")
    }

    /// A synthetic person: 003 is no province, so the number is nobody's.
    pub(super) fn particulars(&self, dice: &mut Dice) -> Particulars {
        let female = !dice.in_hundred(50);
        let full_name = self.full_name(dice, female);
        let kind_of = dice.in_hundred(12);
        let number = dice.below(1_000_000_000);
        let applicant = Applicant {
            kind: if kind_of { ApplicantKind::Organisation } else { ApplicantKind::Person },
            full_name,
            birth_date: Some(born(number)),
            id_number: format!("003{number:09}"),
            phone: format!("0900 000 {:03}", dice.below(1_000)),
            email: String::new(),
            address: "Dữ liệu mẫu, phường Hoa Lư, tỉnh Ninh Bình".to_owned(),
            representative: None,
        };
        let salt = format!("{:016x}", dice.below(u64::MAX));
        Particulars { applicant, answers: BTreeMap::new(), follow_key: hash_of_key(&salt), salt }
    }

    /// Family, middle and given name, drawn from what is common.
    pub(super) fn full_name(&self, dice: &mut Dice, female: bool) -> String {
        let (middle, given) =
            if female { (&self.middle_female, &self.given_female) } else { (&self.middle_male, &self.given_male) };
        format!("{} {} {}", dice.one_of(&self.family), dice.one_of(middle), dice.one_of(given))
    }

    /// As lists show the applicant of sealed particulars.
    pub(super) fn listed(&self, content: &str) -> store::Applicant {
        let particulars: Particulars = serde_json::from_str(content).expect("just written");
        let name = particulars.applicant.full_name;
        store::Applicant { folded: fold(&name), name }
    }
}

/// A day of birth that goes with a made-up number, without a throw of the dice.
fn born(number: u64) -> jiff::civil::Date {
    let part = |from: u64, of: u64| i16::try_from(number / from % of).unwrap_or(0);
    let (month, day) = ((part(60, 12) + 1) as i8, (part(720, 28) + 1) as i8);
    jiff::civil::date(1945 + part(1, 60), month, day)
}

/// What a dossier will be.
#[derive(Debug, Clone)]
pub(super) struct Story {
    pub(super) agency: AgencyCode,
    pub(super) submitted_at: Instant,
    procedure: String,
    procedure_version: u32,
    process_version: Option<u32>,
    channel: Channel,
    /// How slow the desk is, in per cent of each step's term.
    pace: u64,
}

impl Story {
    pub(super) fn birth(&self, particulars: Digest) -> Birth {
        Birth {
            agency: self.agency.clone(),
            procedure: self.procedure.clone(),
            procedure_version: self.procedure_version,
            process_version: self.process_version,
            channel: self.channel,
            particulars,
            papers: Vec::new(),
            link: None,
        }
    }
}

/// Stories of the year before `now`, none of them today: today belongs to those who try the demo.
pub(super) fn stories(app: &App, province: &AgencyCode, dice: &mut Dice, count: u32, now: Instant) -> Vec<Story> {
    let catalogue = app.catalogue();
    let flagship = flagship(&catalogue);
    let settling = catalogue.agencies().filter(|agency| agency.code.is_within(province));
    let settling: Vec<(AgencyCode, Vec<String>)> = settling
        .map(|agency| {
            let procedures = catalogue.procedures_of(&agency.code);
            (agency.code.clone(), procedures.into_iter().map(str::to_owned).collect())
        })
        .filter(|(_, procedures): &(AgencyCode, Vec<String>)| !procedures.is_empty())
        .collect();
    let home = settling.iter().position(|(code, _)| *code == flagship).unwrap_or(0);
    let calendar = &app.law().calendar;
    let mut stories = Vec::with_capacity(count as usize);
    while stories.len() < count as usize && !settling.is_empty() {
        let place = if dice.in_hundred(15) { home } else { dice.below(settling.len() as u64) as usize };
        let (agency, procedures) = &settling[place];
        let procedure = dice.one_of(procedures).clone();
        let channel = match dice.below(100) {
            0..60 => Channel::Online,
            60..95 => Channel::Counter,
            _ => Channel::Post,
        };
        let Some(submitted_at) = moment(calendar, dice, channel, now) else { continue };
        let Some(version) = catalogue.on(&procedure, submitted_at.day()) else { continue };
        stories.push(Story {
            submitted_at,
            procedure_version: version.version,
            process_version: catalogue.process_version(agency, &procedure),
            // Every seventh desk is a slow one; the others mostly keep the time.
            pace: if place % 7 == 3 { 60 + dice.below(90) } else { 15 + dice.below(80) },
            agency: agency.clone(),
            procedure,
            channel,
        });
    }
    stories
}

/// A moment of the past year: in working time at the counter, at any hour online.
fn moment(calendar: &Calendar, dice: &mut Dice, channel: Channel, now: Instant) -> Option<Instant> {
    let midnight = Instant::start_of(now.day()).unix_seconds();
    // A fifth is of the last days, so that the desks have work to show.
    let days = if dice.in_hundred(20) { dice.below(10) } else { dice.below(365) };
    let back = 86_400 * (1 + i64::try_from(days).ok()?);
    let in_day = 60 * i64::try_from(7 * 60 + 30 + dice.below(9 * 60 + 30)).ok()?;
    let instant = Instant::from_unix_seconds(midnight - back + in_day)?;
    if channel == Channel::Online {
        return Some(instant);
    }
    let open =
        calendar.is_working_day(instant.day()) && calendar.next_working_minute(instant.local()) == instant.local();
    open.then_some(instant)
}

/// A dossier's hand at its desks.
struct Desk<'a> {
    code: &'a DossierCode,
    around: &'a Surroundings,
    agency: &'a AgencyCode,
    now: Instant,
    at: Instant,
    events: Vec<Event>,
    effects: Vec<Effect>,
    dossier: Dossier,
}

impl Desk<'_> {
    /// Does something after so many working minutes; `None` when that lies ahead of now or is not allowed.
    fn then(&mut self, minutes: u64, who: Option<Role>, action: Action) -> Option<()> {
        self.then_by(minutes, &hand(who, self.agency), action)
    }

    /// The same by a hand of its own.
    fn then_by(&mut self, minutes: u64, hand: &Hand, action: Action) -> Option<()> {
        let at = self.later(minutes);
        if at >= self.now {
            return None;
        }
        let (events, effects) = decide(&self.dossier, action, &self.around.circumstances(hand, at)).ok()?;
        for event in &events {
            self.dossier = evolve::evolve(self.code, Some(self.dossier.clone()), event).ok()?;
        }
        self.events.extend(events);
        self.effects = effects;
        self.at = at;
        Some(())
    }

    /// The moment so many working minutes later.
    fn later(&self, minutes: u64) -> Instant {
        let hours = u32::try_from((minutes * 1_000).div_ceil(60)).unwrap_or(1_000);
        let term = Term::new(hours.max(1), domain::calendar::TermUnit::Gio);
        let due = term.map(|term| self.around.office.calendar.due(self.at.local(), term, self.around.office.policy));
        due.map_or(self.at, |due| Instant::from_local(due.at)).max(self.at)
    }
}

fn hand(who: Option<Role>, agency: &AgencyCode) -> Hand {
    let word = match who {
        None => return Hand { actor: Actor::Applicant, roles: Vec::new() },
        Some(Role::Clerk) => "motcua",
        Some(Role::Leader) => "lanhdao",
        Some(_) => "thuly",
    };
    Hand { actor: Actor::Officer(login(word, agency)), roles: who.into_iter().collect() }
}

fn why(text: &str) -> Reason {
    Reason::new(text).expect("fixed texts are not blank")
}

/// Lives a dossier up to `now`: its events and the effects of the last.
pub(super) fn live(
    code: &DossierCode,
    birth: Birth,
    story: &Story,
    around: &Surroundings,
    dice: &mut Dice,
    now: Instant,
) -> (Vec<Event>, Vec<Effect>) {
    let who = if story.channel == Channel::Online { None } else { Some(Role::Clerk) };
    let hand = hand(who, &story.agency);
    let begun = submit(birth, &around.circumstances(&hand, story.submitted_at));
    let (events, effects) = begun.expect("applicants and clerks may hand in");
    let dossier = evolve::replay(code, &events).ok().flatten().expect("a first event begins a dossier");
    let agency = &story.agency;
    let mut desk = Desk { code, around, agency, now, at: story.submitted_at, events, effects, dossier };
    let _stops_where_it_must = run(&mut desk, story, dice);
    (desk.events, desk.effects)
}

fn run(desk: &mut Desk, story: &Story, dice: &mut Dice) -> Option<()> {
    let clerk = Some(Role::Clerk);
    let online = story.channel == Channel::Online;
    if online && dice.in_hundred(3) {
        return desk.then(
            30 + dice.below(200),
            clerk,
            Action::NotAccept { reason: why("Không thuộc thẩm quyền giải quyết") },
        );
    }
    desk.then(if online { 5 + dice.below(300) } else { 1 }, clerk, Action::Accept)?;
    let officer = Some(Role::CaseOfficer);
    desk.then(5 + dice.below(120), officer, Action::Assign { officer: login("thuly", desk.agency) })?;
    if dice.in_hundred(8) {
        supplement(desk, dice)?;
    }
    if dice.in_hundred(2) {
        return desk.then(60, None, Action::Withdraw { reason: why("Chưa có nhu cầu nữa") });
    }
    if dice.in_hundred(3) {
        let what = why("Lệ phí theo quy định");
        desk.then(60, officer, Action::RequestDuty { amount_vnd: 50_000, what })?;
        let paid = Action::PayDuty { method: PaymentMethod::Transfer, reference: None };
        desk.then(60 + dice.below(900), clerk, paid)?;
    }
    if dice.in_hundred(2) {
        desk.then(30, officer, Action::Pause { reason: why("Chờ kết quả xác minh của cơ quan khác") })?;
        desk.then(480 + dice.below(1_500), officer, Action::Resume)?;
    }
    forward(desk, story, dice)?;
    settle(desk, story, dice)
}

fn supplement(desk: &mut Desk, dice: &mut Dice) -> Option<()> {
    let items = vec![why("Bản sao giấy tờ chứng minh nội dung đã khai")];
    desk.then(30 + dice.below(200), Some(Role::CaseOfficer), Action::RequestSupplement { items })?;
    if dice.in_hundred(10) {
        return None;
    }
    let given = Action::Supplement { papers: Vec::new(), note: Some(why("Đã bổ sung đủ")) };
    desk.then(200 + dice.below(2_000), None, given)
}

/// Goes through the steps up to the one that decides, each taking its share of its term.
fn forward(desk: &mut Desk, story: &Story, dice: &mut Dice) -> Option<()> {
    let process = desk.around.process.clone()?;
    for _ in 0..process.steps.len() {
        let place = desk.dossier.place()?.clone();
        let step = process.step(place.step.as_deref()?)?;
        if step.decides {
            break;
        }
        let minutes = step.term.map_or(60, working_minutes);
        let next = dice.one_of(&step.next).clone();
        let by = if step.role == Role::Leader { Role::Leader } else { Role::CaseOfficer };
        consulted(desk, story, dice);
        let forward = Action::Forward { step: next, officer: None, note: None };
        let went = desk.then(minutes * story.pace / 100, Some(by), forward.clone());
        // A unit that does not answer is not waited for longer than its term.
        went.or_else(|| desk.then(minutes + 2 * 480, Some(by), forward))?;
    }
    Some(())
}

/// Most units that a step asks answer in time.
fn consulted(desk: &mut Desk, story: &Story, dice: &mut Dice) {
    let open = desk.dossier.consultations.iter().filter(|one| one.answer.is_none());
    let open: Vec<(u32, AgencyCode)> = open.map(|one| (one.number, one.unit.clone())).collect();
    for (number, unit) in open.into_iter().filter(|_| dice.in_hundred(85)) {
        let answer = Action::AnswerConsultation { number, answer: why("Thống nhất, không có ý kiến khác") };
        let _ahead_of_now = desk.then_by(120 + 4 * story.pace, &hand(Some(Role::CaseOfficer), &unit), answer);
    }
}

fn settle(desk: &mut Desk, story: &Story, dice: &mut Dice) -> Option<()> {
    let leader = Some(Role::Leader);
    let step_minutes = desk.dossier.place()?.due.map_or(120, |_| 200);
    apologise(desk, dice);
    if dice.in_hundred(3) {
        let reason = why("Không đủ điều kiện theo quy định");
        desk.then(step_minutes * story.pace / 100, leader, Action::Refuse { reason })?;
    } else {
        desk.then(step_minutes * story.pace / 100, leader, Action::Approve { note: None })?;
        let number = why(&format!("{:03}/KQ", 1 + dice.below(999)));
        let issue = Action::IssueResult { number, title: why("Kết quả giải quyết thủ tục"), paper: None };
        desk.then(5 + dice.below(60), Some(Role::Clerk), issue)?;
    }
    // Results of the demo are no files, so they are never handed over online.
    let channel = if dice.in_hundred(40) || story.channel == Channel::Online { Channel::Post } else { story.channel };
    let over = Action::HandOver { channel, originals_returned: true };
    desk.then(10 + dice.below(900), Some(Role::Clerk), over)
}

/// A desk that sees it will be late sometimes apologises in time, as it must.
fn apologise(desk: &mut Desk, dice: &mut Dice) {
    let due = desk.dossier.clock().and_then(|clock| clock.due);
    let soon = desk.later(480 * 2);
    if due.is_some_and(|due| is_overdue(due, soon.local())) && dice.in_hundred(40) {
        let more = Term::parse("2 ngày làm việc").expect("a fixed term");
        let reason = why("Khối lượng hồ sơ tăng đột biến");
        let apology = why("Cơ quan xin lỗi ông, bà vì sự chậm trễ và hẹn trả kết quả vào ngày mới");
        let _not_always_allowed = desk.then(1, Some(Role::Leader), Action::Extend { more, reason, apology });
    }
}

fn working_minutes(term: Term) -> u64 {
    let per_unit = match term.unit() {
        domain::calendar::TermUnit::Gio => 60,
        domain::calendar::TermUnit::NgayLamViec => 480,
        domain::calendar::TermUnit::Ngay => 340,
        domain::calendar::TermUnit::Thang => 480 * 21,
    };
    u64::from(term.amount_milli()) * per_unit / 1_000
}
