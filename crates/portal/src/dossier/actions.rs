//! *Việc làm được trên hồ sơ*: the small form of each action.

use crate::asking::applicant_fields;
use crate::filled::Filled;
use crate::layout::field::{Choice, Field};
use crate::papers::{Kept, shown};
use app::view::DossierView;
use domain::dossier::action::ActionName;
use domain::dossier::decide::action_label;
use domain::dossier::event::{Channel, OfficerId, PaymentMethod};
use domain::process::Role;

use crate::words;

/// What the forms offer to choose from.
pub(crate) struct Offered<'a> {
    /// The dossier.
    pub(crate) view: &'a DossierView,
    /// Officers work can be given to: sign-in name, name, roles.
    pub(crate) colleagues: &'a [app::people::Officer],
    /// Units that can be asked for an opinion: code and name.
    pub(crate) units: &'a [(String, String)],
    /// Who acts.
    pub(crate) me: &'a OfficerId,
    /// What a person may be looked up for: the word sent, and what it says.
    pub(crate) purposes: &'a [(String, String)],
}

/// An action as its button names it.
pub(crate) fn label(action: ActionName) -> String {
    words::capital(match action {
        ActionName::Assign => "nhận việc, phân công",
        other => action_label(other),
    })
}

/// What moves a dossier on, the likeliest first; everything else stands under *Việc khác*.
pub(crate) const USUAL: [ActionName; 13] = [
    ActionName::Accept,
    ActionName::IssueResult,
    ActionName::HandOver,
    ActionName::Supplement,
    ActionName::PayDuty,
    ActionName::Approve,
    ActionName::Forward,
    ActionName::RequestSupplement,
    ActionName::ApproveCorrection,
    ActionName::AnswerConsultation,
    ActionName::Resume,
    ActionName::Assign,
    ActionName::LookUp,
];

/// Whether an action is one of those that move a dossier on.
pub(crate) fn is_usual(action: ActionName) -> bool {
    USUAL.contains(&action)
}

/// Whether an action is hard to undo and its button should say so.
pub(crate) fn is_grave(action: ActionName) -> bool {
    matches!(action, ActionName::NotAccept | ActionName::Refuse | ActionName::Withdraw | ActionName::Stop)
}

/// One sentence before the form, where the law or the next person should be thought of.
pub(crate) fn advice(action: ActionName) -> &'static str {
    match action {
        ActionName::Accept => "Thời hạn bắt đầu tính từ lúc tiếp nhận; ngày hẹn do hệ thống tính.",
        ActionName::NotAccept => "Người nộp nhận được lý do bằng văn bản. Ghi rõ cần làm gì để nộp lại được.",
        ActionName::RequestSupplement => {
            "Mỗi hồ sơ chỉ được yêu cầu bổ sung một lần: ghi đủ mọi thứ còn thiếu, mỗi dòng một mục. Thời hạn tạm dừng cho tới khi người nộp bổ sung."
        }
        ActionName::Extend => {
            "Hẹn lại được một lần, chậm nhất một ngày trước hạn, kèm lời xin lỗi. Ngày hẹn mới tính từ ngày hẹn cũ."
        }
        ActionName::Refuse => "Từ chối bằng văn bản, nêu lý do và căn cứ, trong thời hạn giải quyết.",
        ActionName::Stop => "Hồ sơ dừng hẳn. Nêu lý do và căn cứ.",
        ActionName::Withdraw => "Chỉ dùng khi người nộp tự yêu cầu rút hồ sơ.",
        ActionName::Pause => "Thời hạn tạm dừng. Nêu căn cứ cho phép tạm dừng.",
        ActionName::ProposeCorrection => {
            "Sửa thông tin người nộp cho đúng giấy tờ; một người khác phải duyệt. Thông tin cũ vẫn nằm trong lịch sử."
        }
        ActionName::LookUp => {
            "Hỏi về chủ hồ sơ. Mỗi lượt được ghi vào sổ cái kèm mục đích và người nộp xem được; không hỏi được thì hồ sơ vẫn làm tiếp."
        }
        ActionName::Approve => "Hồ sơ chuyển sang chờ phát hành kết quả.",
        ActionName::HandOver => "Trả lại bản chính giấy tờ cho người nộp cùng kết quả.",
        _ => "",
    }
}

/// Whether its form carries files.
pub(crate) fn has_files(action: ActionName) -> bool {
    matches!(action, ActionName::Supplement | ActionName::IssueResult)
}

/// Name of a field in the form of an action; several forms stand on one page.
pub(super) fn name(action: ActionName, field: &str) -> String {
    format!("{}.{field}", action.key())
}

/// The questions of an action's form, with what was typed.
pub(crate) fn fields(action: ActionName, offered: &Offered, filled: &Filled, kept: &[Kept]) -> Vec<Field> {
    let typed = |field: &str| filled.text(&name(action, field)).to_owned();
    let long = |field: &str, label: &str| Field::long(&name(action, field), label, &typed(field));
    let line = |field: &str, label: &str| Field::line(&name(action, field), label, &typed(field));
    match action {
        ActionName::Accept | ActionName::Resume | ActionName::ApproveCorrection => Vec::new(),
        ActionName::NotAccept
        | ActionName::Pause
        | ActionName::Withdraw
        | ActionName::Stop
        | ActionName::RejectCorrection => {
            vec![long("ly-do", "Lý do")]
        }
        ActionName::Refuse => vec![long("ly-do", "Lý do và căn cứ từ chối")],
        ActionName::Assign => {
            vec![Field::select(&name(action, "can-bo"), "Giao cho", officers(offered, &typed("can-bo"), false))]
        }
        ActionName::Forward => vec![
            step_field(action, offered, &typed("buoc")),
            Field::select(&name(action, "can-bo"), "Giao cho", officers(offered, &typed("can-bo"), true))
                .optional(true),
            long("loi-nhan", "Lời nhắn cho người sau").optional(true),
        ],
        ActionName::SendBack => vec![back_field(action, offered, &typed("buoc")), long("ly-do", "Cần làm lại gì")],
        ActionName::Consult => vec![
            Field::select(&name(action, "don-vi"), "Hỏi đơn vị nào", units(offered, &typed("don-vi"))),
            long("noi-dung", "Nội dung hỏi ý kiến"),
            line("so-ngay", "Trả lời trong mấy ngày làm việc").typed("text", "off", "w-4").digits().optional(true),
        ],
        ActionName::AnswerConsultation => {
            vec![open_questions(action, offered, &typed("so")), long("tra-loi", "Trả lời")]
        }
        ActionName::RequestSupplement => {
            let items = Field::long(&name(action, "muc"), "Giấy tờ, nội dung còn thiếu", &typed("muc"));
            vec![items.hint("Mỗi dòng một mục")]
        }
        ActionName::Supplement => vec![
            Field::files("paper", "Giấy tờ người nộp vừa bổ sung", kept.iter().map(shown).collect()).optional(true),
            long("loi-nhan", "Ghi chú").optional(true),
        ],
        ActionName::RequestDuty => vec![
            line("so-tien", "Số tiền (đồng)").typed("text", "off", "w-12").digits(),
            long("noi-dung", "Khoản gì, theo thông báo nào"),
        ],
        ActionName::PayDuty => vec![
            Field::radios(&name(action, "cach"), "Đã nộp bằng cách nào", methods(&typed("cach"))),
            line("bien-lai", "Số biên lai, chứng từ").optional(true),
        ],
        ActionName::Extend => vec![
            line("so-ngay", "Hẹn thêm mấy ngày làm việc").typed("text", "off", "w-4").digits(),
            long("ly-do", "Vì sao chậm"),
            long("xin-loi", "Lời xin lỗi người nộp đọc"),
        ],
        ActionName::Approve => vec![long("y-kien", "Ý kiến").optional(true)],
        ActionName::IssueResult => vec![
            line("so", "Số, ký hiệu kết quả").typed("text", "off", "w-20"),
            line("ten", "Tên kết quả"),
            Field::files("paper", "Tệp kết quả", kept.iter().map(shown).collect()).optional(true),
        ],
        ActionName::HandOver => vec![
            Field::radios(&name(action, "cach"), "Trả bằng cách nào", ways(&typed("cach"))),
            Field::tick(
                &name(action, "ban-chinh"),
                "Đã trả lại bản chính giấy tờ",
                filled.has(&name(action, "ban-chinh")),
            ),
        ],
        ActionName::LookUp => {
            let chosen = typed("muc-dich");
            let mut all: Vec<Choice> =
                offered.purposes.iter().map(|(word, label)| choice(word, label, &chosen)).collect();
            if let Some(first) = all.first_mut().filter(|_| chosen.is_empty()) {
                first.chosen = true;
            }
            vec![Field::radios(&name(action, "muc-dich"), "Để làm gì?", all)]
        }
        ActionName::ProposeCorrection => {
            let mut fields = applicant_fields(&with_present(offered, filled), false, false);
            fields.push(long("ly-do", "Vì sao cần sửa"));
            fields
        }
    }
}

/// The applicant's particulars as they stand, unless something else was typed.
fn with_present(offered: &Offered, filled: &Filled) -> Filled {
    let Some(particulars) = offered.view.particulars.as_ref().filter(|_| !filled.has("full_name")) else {
        return filled.clone();
    };
    let applicant = &particulars.applicant;
    let mut fields = vec![
        ("full_name".to_owned(), applicant.full_name.clone()),
        ("id_number".to_owned(), applicant.id_number.clone()),
        ("phone".to_owned(), applicant.phone.clone()),
        ("email".to_owned(), applicant.email.clone()),
        ("address".to_owned(), applicant.address.clone()),
    ];
    if let Some(born) = applicant.birth_date {
        fields.push(("birth_date.ngay".to_owned(), born.day().to_string()));
        fields.push(("birth_date.thang".to_owned(), born.month().to_string()));
        fields.push(("birth_date.nam".to_owned(), born.year().to_string()));
    }
    Filled::of(fields)
}

fn choice(value: &str, label: &str, chosen: &str) -> Choice {
    Choice { value: value.to_owned(), label: label.to_owned(), chosen: value == chosen }
}

fn officers(offered: &Offered, chosen: &str, anyone: bool) -> Vec<Choice> {
    let works = |one: &&app::people::Officer| {
        one.roles.iter().any(|role| matches!(role, Role::CaseOfficer | Role::Leader | Role::Clerk))
    };
    let label = |one: &app::people::Officer| {
        if one.login == *offered.me { format!("{} (tôi)", one.name) } else { one.name.clone() }
    };
    let others = offered.colleagues.iter().filter(works).map(|one| choice(&one.login, &label(one), chosen));
    let first = if anyone { Some(choice("", "Ai giữ vai trò của bước đó", chosen)) } else { None };
    let mut choices: Vec<Choice> = first.into_iter().chain(others).collect();
    if chosen.is_empty() && !anyone {
        choices.sort_by_key(|one| one.value != *offered.me);
    }
    choices
}

fn step_field(action: ActionName, offered: &Offered, chosen: &str) -> Field {
    let steps = offered.view.next_steps.iter().map(|step| choice(&step.id, &step.name, chosen));
    let mut choices: Vec<Choice> = steps.collect();
    if let [only] = &mut choices[..] {
        only.chosen = true;
    }
    Field::radios(&name(action, "buoc"), "Chuyển tới bước", choices)
}

fn back_field(action: ActionName, offered: &Offered, chosen: &str) -> Field {
    let trail = &offered.view.file.dossier.trail;
    let process = offered.view.process.as_deref();
    let mut seen: Vec<&String> = Vec::new();
    for step in trail.iter().rev().skip(1) {
        if !seen.contains(&step) {
            seen.push(step);
        }
    }
    let named =
        |id: &String| process.and_then(|process| process.step(id)).map_or_else(|| id.clone(), |step| step.name.clone());
    let mut choices: Vec<Choice> = seen.into_iter().map(|id| choice(id, &named(id), chosen)).collect();
    if let Some(last) = choices.first_mut().filter(|_| chosen.is_empty()) {
        last.chosen = true;
    }
    Field::radios(&name(action, "buoc"), "Trả về bước", choices)
}

fn units(offered: &Offered, chosen: &str) -> Vec<Choice> {
    let first = choice("", "Chọn một đơn vị", chosen);
    std::iter::once(first).chain(offered.units.iter().map(|(code, name)| choice(code, name, chosen))).collect()
}

fn open_questions(action: ActionName, offered: &Offered, chosen: &str) -> Field {
    let asked = offered.view.file.dossier.consultations.iter().filter(|asked| asked.answer.is_none());
    let mut choices: Vec<Choice> = asked
        .map(|asked| choice(&asked.number.to_string(), &format!("Số {}: {}", asked.number, asked.question), chosen))
        .collect();
    if let [only] = &mut choices[..] {
        only.chosen = true;
    }
    Field::radios(&name(action, "so"), "Trả lời yêu cầu", choices)
}

pub(super) const METHODS: [(PaymentMethod, &str, &str); 3] = [
    (PaymentMethod::Cash, "tien-mat", "Tiền mặt"),
    (PaymentMethod::Transfer, "chuyen-khoan", "Chuyển khoản"),
    (PaymentMethod::Online, "truc-tuyen", "Trực tuyến"),
];

fn methods(chosen: &str) -> Vec<Choice> {
    METHODS.iter().map(|(_, key, label)| choice(key, label, chosen)).collect()
}

fn ways(chosen: &str) -> Vec<Choice> {
    let chosen = if chosen.is_empty() { Channel::Counter.key() } else { chosen };
    let labels =
        [(Channel::Counter, "Tại quầy"), (Channel::Post, "Qua bưu chính công ích"), (Channel::Online, "Bản điện tử")];
    labels.iter().map(|(way, label)| choice(way.key(), label, chosen)).collect()
}
