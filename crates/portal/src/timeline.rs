//! *Quá trình xử lý*: what happened to a dossier, newest first, as far as the reader may know it.

use crate::words;
use app::acts::File;
use app::catalogue::Catalogue;
use domain::dossier::event::{Actor, Channel, Event, Fact, OfficerId, PaymentMethod};
use domain::process::Process;
use std::collections::BTreeMap;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// What.
    pub(crate) title: String,
    /// When, and until when it stood so.
    pub(crate) when: String,
    /// Who.
    pub(crate) who: String,
    /// What else is to know.
    pub(crate) lines: Vec<String>,
    /// Whether it is the last thing that happened.
    pub(crate) now: bool,
}

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// An officer: everything.
    Officer,
    /// The owner: who, since when, until when; notes between officers stay between them.
    Owner,
}

/// What tells names from codes.
pub(crate) struct Names<'a> {
    /// Names of agencies.
    pub(crate) catalogue: &'a Catalogue,
    /// Names of steps.
    pub(crate) process: Option<&'a Process>,
    /// Names of officers by login; a login not in it is shown as it is, to officers only.
    pub(crate) officers: &'a BTreeMap<OfficerId, String>,
}

impl Names<'_> {
    /// Name of a step; its id where the process does not know it.
    pub(crate) fn step(&self, id: &str) -> String {
        self.process.and_then(|process| process.step(id)).map_or_else(|| id.to_owned(), |step| step.name.clone())
    }

    /// Name of an officer; the sign-in name where it is not known.
    pub(crate) fn officer(&self, login: &str) -> String {
        self.officers.get(login).cloned().unwrap_or_else(|| login.to_owned())
    }
}

/// The history of a dossier, newest first.
pub(crate) fn of(file: &File, names: &Names, reader: Reader) -> Vec<Entry> {
    let shown: Vec<&Event> =
        file.events.iter().filter(|event| reader == Reader::Officer || concerns_owner(&event.fact)).collect();
    let agency = names.catalogue.agency_name(file.dossier.agency());
    let until = shown.iter().skip(1).map(|next| Some(next.at)).chain([None]);
    let entries = shown.iter().zip(until).map(|(event, until)| {
        let (title, lines) = tell(&event.fact, names, reader);
        let span = match until {
            Some(end) if words::moment(end) == words::moment(event.at) => words::moment(end),
            Some(end) if end.day() == event.at.day() => {
                format!("{} đến {}", words::time(event.at.local()), words::moment(end))
            }
            Some(end) => format!("{} đến {}", words::moment(event.at), words::moment(end)),
            None => words::moment(event.at),
        };
        Entry { title, when: span, who: who(&event.actor, names, agency, reader), lines, now: until.is_none() }
    });
    let mut entries: Vec<Entry> = entries.collect();
    entries.reverse();
    entries
}

fn concerns_owner(fact: &Fact) -> bool {
    !matches!(fact, Fact::Assigned { .. } | Fact::CorrectionProposed { .. } | Fact::CorrectionRejected { .. })
}

fn who(actor: &Actor, names: &Names, agency: &str, reader: Reader) -> String {
    match (actor, reader) {
        (Actor::Applicant, Reader::Owner) => "Bạn".to_owned(),
        (Actor::Applicant, Reader::Officer) => "Người nộp hồ sơ".to_owned(),
        (Actor::Officer(_) | Actor::Deputy { .. }, Reader::Owner) => agency.to_owned(),
        (Actor::Officer(login), Reader::Officer) => names.officer(login),
        (Actor::Deputy { officer, absent }, Reader::Officer) => {
            format!("{}, thay {} vắng mặt", names.officer(officer), names.officer(absent))
        }
        (Actor::System, _) => "Hệ thống".to_owned(),
        (Actor::Import, _) => "Chuyển từ hệ thống khác".to_owned(),
    }
}

/// What a channel is called.
pub(crate) fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Counter => "trực tiếp tại quầy",
        Channel::Online => "trực tuyến",
        Channel::Post => "qua bưu chính công ích",
    }
}

fn method(method: PaymentMethod) -> &'static str {
    match method {
        PaymentMethod::Cash => "tiền mặt",
        PaymentMethod::Transfer => "chuyển khoản",
        PaymentMethod::Online => "trực tuyến",
    }
}

/// A fact in words: its heading, and what else is to know.
fn tell(fact: &Fact, names: &Names, reader: Reader) -> (String, Vec<String>) {
    let officer = reader == Reader::Officer;
    let due = |due: &Option<domain::calendar::Due>| {
        due.iter().map(|due| format!("Hẹn trả: {}", words::due(*due))).collect::<Vec<_>>()
    };
    let said = |text: &domain::dossier::event::Reason| text.as_str().to_owned();
    let (title, lines): (String, Vec<String>) = match fact {
        Fact::Submitted(birth) => {
            let papers = (!birth.papers.is_empty()).then(|| format!("Kèm {} tệp", birth.papers.len()));
            let linked = birth.link.as_ref().map(|link| match &link.after {
                Some(after) => format!("Tự nộp theo thủ tục liên thông, vì hồ sơ {after} đã có kết quả"),
                None => "Nộp cùng các hồ sơ của một thủ tục liên thông".to_owned(),
            });
            (format!("Nộp hồ sơ {}", channel(birth.channel)), papers.into_iter().chain(linked).collect())
        }
        Fact::Accepted { due: promised, .. } => ("Tiếp nhận hồ sơ".into(), due(promised)),
        Fact::NotAccepted { reason } => ("Không tiếp nhận".into(), vec![said(reason)]),
        Fact::Assigned { officer } => (format!("Phân công cho {}", names.officer(officer)), vec![]),
        Fact::Forwarded { step, officer: to, note, .. } => {
            let to = to.iter().filter(|_| officer).map(|login| format!("Giao cho {}", names.officer(login)));
            let note = note.iter().filter(|_| officer).map(said);
            (format!("Chuyển tới bước «{}»", names.step(step)), to.chain(note).collect())
        }
        Fact::SentBack { step, reason } => {
            (format!("Trả lại bước «{}»", names.step(step)), officer.then(|| said(reason)).into_iter().collect())
        }
        Fact::ConsultationRequested { number, unit, question, due, step } => {
            let question = officer.then(|| said(question));
            let due = due.map(|due| format!("Trả lời trước: {}", words::due(due)));
            let planned = step.is_some().then(|| "Quy trình tự hỏi khi hồ sơ tới bước này".to_owned());
            (
                format!("Lấy ý kiến số {number}: {}", names.catalogue.agency_name(unit)),
                question.into_iter().chain(due).chain(planned).collect(),
            )
        }
        Fact::ConsultationLapsed { number, unit, due } => (
            format!("Quá hạn cho ý kiến số {number}: {}", names.catalogue.agency_name(unit)),
            vec![format!("Hạn trả lời {} đã qua; hồ sơ đi tiếp, sự chậm trễ được ghi lại", words::due(*due))],
        ),
        Fact::ConsultationAnswered { number, answer } => {
            (format!("Có trả lời ý kiến số {number}"), officer.then(|| said(answer)).into_iter().collect())
        }
        Fact::SupplementRequested { items } => {
            ("Yêu cầu bổ sung, thời hạn tạm dừng".into(), items.iter().map(said).collect())
        }
        Fact::Supplemented { papers, note, due: promised } => {
            let papers = (!papers.is_empty()).then(|| format!("{} tệp", papers.len()));
            let lines = papers.into_iter().chain(note.iter().map(said)).chain(due(promised));
            ("Nộp bổ sung".into(), lines.collect())
        }
        Fact::DutyRequested { amount_vnd, what } => (
            "Yêu cầu nộp tiền, thời hạn tạm dừng".into(),
            vec![format!("{} đồng: {what}", words::grouped(*amount_vnd))],
        ),
        Fact::DutyPaid { method: paid, reference, due: promised } => {
            let receipt = reference.iter().map(|number| format!("Số biên lai {number}"));
            (format!("Đã nộp tiền ({})", method(*paid)), receipt.chain(due(promised)).collect())
        }
        Fact::Paused { reason } => ("Tạm dừng".into(), vec![said(reason)]),
        Fact::Resumed { due: promised } => ("Tiếp tục giải quyết".into(), due(promised)),
        Fact::Extended { old_due, due: new, reason, apology } => {
            let dates = format!("Hẹn cũ {}; hẹn mới {}", words::due(*old_due), words::due(*new));
            ("Xin lỗi và hẹn lại".into(), vec![dates, said(apology), format!("Lý do: {reason}")])
        }
        Fact::Approved { note } => ("Đã ký, chờ phát hành".into(), note.iter().filter(|_| officer).map(said).collect()),
        Fact::Refused { reason } => ("Từ chối giải quyết".into(), vec![said(reason)]),
        Fact::ResultIssued { number, title, .. } => ("Đã có kết quả".into(), vec![format!("{title}, số {number}")]),
        Fact::HandedOver { channel: way, originals_returned } => {
            let originals = originals_returned.then(|| "Đã trả lại bản chính giấy tờ".to_owned());
            (format!("Trả kết quả {}", channel(*way)), originals.into_iter().collect())
        }
        Fact::Withdrawn { reason } => ("Rút hồ sơ".into(), vec![said(reason)]),
        Fact::Stopped { reason } => ("Dừng giải quyết".into(), vec![said(reason)]),
        Fact::CorrectionProposed { fields, reason, .. } => {
            ("Đề nghị đính chính".into(), vec![field_names(fields), said(reason)])
        }
        Fact::Corrected { fields, reason, .. } => {
            ("Đính chính thông tin".into(), vec![field_names(fields), said(reason)])
        }
        Fact::CorrectionRejected { reason } => ("Không đồng ý đính chính".into(), vec![said(reason)]),
        Fact::LookedUp(look_up) => {
            let about = format!("{}; nguồn: {}", look_up.kind.label(), look_up.source.label());
            (format!("Tra cứu dữ liệu dân cư: {}", look_up.answer.label()), vec![about])
        }
        Fact::Imported(past) => {
            let lines = past.activities.iter().map(|activity| past_line(activity, officer));
            ("Hồ sơ chuyển từ hệ thống khác, kèm lịch sử ở đó".into(), lines.collect())
        }
        Fact::ImportedActivities { activities } => (
            "Thêm lịch sử từ hệ thống khác".into(),
            activities.iter().map(|activity| past_line(activity, officer)).collect(),
        ),
    };
    (title, lines)
}

fn past_line(activity: &domain::dossier::event::PastActivity, officer: bool) -> String {
    let by = [activity.unit.as_str(), activity.officer.as_str()];
    let by =
        by.into_iter().take(if officer { 2 } else { 1 }).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
    let by = if by.is_empty() { by } else { format!(" ({by})") };
    format!("{}: {}{by}", words::moment(activity.at), activity.activity)
}

fn field_names(fields: &[String]) -> String {
    let name = |field: &String| match field.as_str() {
        "kind" => "loại người nộp",
        "full_name" => "họ tên",
        "id_number" => "số định danh",
        "birth_date" => "ngày sinh",
        "phone" => "số điện thoại",
        "email" => "thư điện tử",
        "address" => "nơi ở",
        _ => "thông tin khác",
    };
    format!("Mục: {}", fields.iter().map(name).collect::<Vec<_>>().join(", "))
}
