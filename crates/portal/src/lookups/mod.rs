//! *Tra cứu dữ liệu dân cư* on pages: what was said in words, what to do then, who looked at whose data.

pub(crate) mod me;
pub(crate) mod report;

use crate::Portal;
use app::acts::File;
use app::catalogue::Catalogue;
use app::lookups::{Answered, LookUpError, last_look_up};
use askama::Template;
use domain::agency::AgencyCode;
use domain::lookup::{AnswerGroup, LookUpAnswer, LookUpKind, LookUpRules, LookUpSource};
use jiff::civil::Date;

use crate::words;

/// What the register just said, shown once.
#[derive(Debug, Clone, Template)]
#[template(path = "lookups/answer.html")]
pub(crate) struct AnswerNotice {
    class: &'static str,
    title: String,
    advice: String,
    residence: String,
    differs: String,
    source: String,
}

impl AnswerNotice {
    /// What was said, beside the address the applicant told (empty: nothing to compare).
    pub(crate) fn of(answered: &Answered, kind: LookUpKind, told_address: &str) -> AnswerNotice {
        let told = &answered.told;
        let residence = told.residence.as_ref();
        let address = residence.map_or_else(String::new, |one| one.address.clone());
        let differs = !address.is_empty() && !told_address.is_empty() && fold(&address) != fold(told_address);
        let why = if told.why.is_empty() { String::new() } else { format!(" ({})", told.why) };
        AnswerNotice {
            class: class(told.answer),
            title: format!("{}{why}", told.answer.label()),
            advice: advice(told.answer, kind).to_owned(),
            residence: residence.map_or_else(String::new, |one| format!("{}: {}", one.kind, one.address)),
            differs: if differs { told_address.to_owned() } else { String::new() },
            source: words::capital(answered.source.label()),
        }
    }
}

fn fold(text: &str) -> String {
    domain::text::fold(text)
}

fn class(answer: LookUpAnswer) -> &'static str {
    match answer.group() {
        AnswerGroup::Match => "notice-good",
        AnswerGroup::Near | AnswerGroup::None => "",
        AnswerGroup::Different | AnswerGroup::Absent | AnswerGroup::Ended => "notice-bad",
    }
}

/// What to do after an answer; none of them stops a dossier.
pub(crate) fn advice(answer: LookUpAnswer, kind: LookUpKind) -> &'static str {
    match answer {
        LookUpAnswer::Match if kind == LookUpKind::Residence => {
            "Không yêu cầu sổ hộ khẩu, sổ tạm trú hay giấy xác nhận cư trú (Nghị định 104/2022/NĐ-CP)."
        }
        LookUpAnswer::Match => "Không cần bản sao giấy tờ để chứng minh nhân thân.",
        LookUpAnswer::NearName => {
            "Số và ngày sinh đúng, họ tên khác ở dấu. So với thẻ; ghi theo thẻ, sai khi nhập thì sửa rồi tra lại."
        }
        LookUpAnswer::OtherName => {
            "So họ tên với thẻ. Nhập sai thì sửa rồi tra lại; đã đổi tên thì hỏi trích lục hộ tịch."
        }
        LookUpAnswer::OtherBirthDate => {
            "So ngày sinh với thẻ. Nhập sai thì sửa rồi tra lại; thẻ khác dữ liệu thì hướng dẫn đến Công an cấp xã."
        }
        LookUpAnswer::OtherNameAndBirthDate => "Có thể nhầm số của người khác: xem lại đủ 12 số trên thẻ rồi tra lại.",
        LookUpAnswer::NotFound => "Xem lại 12 số trên thẻ. Đúng số mà không có thì nhận theo thẻ, ghi chú trong hồ sơ.",
        LookUpAnswer::Deceased => {
            "Hỏi người nộp có quan hệ gì với chủ hồ sơ. Nếu dữ liệu sai, hướng dẫn đến Công an cấp xã; báo lãnh đạo."
        }
        LookUpAnswer::Replaced => "Hỏi số mới trên thẻ căn cước đang dùng, sửa số rồi tra lại.",
        LookUpAnswer::BadNumber => "Số phải có 12 chữ số và bắt đầu bằng mã tỉnh có thật: nhập lại theo thẻ.",
        LookUpAnswer::BadDate => "Cần ngày sinh, hoặc ít nhất năm sinh: nhập theo thẻ rồi tra lại.",
        LookUpAnswer::Unreachable | LookUpAnswer::Denied => {
            "Hồ sơ vẫn làm tiếp: đối chiếu thẻ như thường lệ, tra lại sau. Lượt tra này đã được ghi."
        }
    }
}

/// What an officer may ask for on a day: the words a form sends, and what they say.
pub(crate) fn choices(portal: &Portal, day: Date) -> Vec<(String, String)> {
    if portal.app.people().is_none() {
        return Vec::new();
    }
    let purposes = portal.app.law().look_ups.for_officers(day);
    purposes
        .flat_map(|one| one.kinds.iter().map(|kind| (format!("{}.{}", one.code, kind.key()), one.label.clone())))
        .collect()
}

/// The purpose and the question a form sent.
pub(crate) fn read(typed: &str) -> Option<(String, LookUpKind)> {
    let (purpose, kind) = typed.rsplit_once('.')?;
    Some((purpose.to_owned(), LookUpKind::from_key(kind)?))
}

/// The last answer in a dossier's ledger, for those who come later.
pub(crate) fn last(file: &File) -> String {
    last_look_up(file).map_or_else(String::new, |(look_up, at)| {
        format!("{} · {} · {}", look_up.answer.label(), words::moment(at), look_up.source.label())
    })
}

/// As people call a purpose; its code where the file knows it no more.
pub(crate) fn purpose_name(rules: &LookUpRules, code: &str) -> String {
    rules.purpose(code).map_or_else(|| code.to_owned(), |purpose| purpose.label.clone())
}

/// Name of an agency by a code that may be anything.
pub(crate) fn agency_name(catalogue: &Catalogue, code: &str) -> String {
    code.parse().map_or_else(|_| code.to_owned(), |code: AgencyCode| catalogue.agency_name(&code).to_owned())
}

/// Where what was filled in comes from.
pub(crate) fn filled_from(source: Option<LookUpSource>) -> String {
    let source = source.unwrap_or(LookUpSource::National).label();
    format!("Lấy từ {}; thông tin này sai thì sửa lại", source)
}

/// What is told of a look-up that was not made.
pub(crate) fn not_made(error: &LookUpError) -> String {
    words::capital(&error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::lookups::{Residence, Told};

    #[test]
    fn every_answer_says_what_to_do() {
        for answer in LookUpAnswer::ALL {
            for kind in LookUpKind::ALL {
                assert!(advice(answer, kind).ends_with('.') && advice(answer, kind).len() > 30, "{answer:?}");
            }
        }
    }

    #[test]
    fn an_address_that_differs_is_shown_beside_the_one_told() {
        let residence =
            Some(Residence { kind: "Thường trú".to_owned(), address: "Thôn Mẫu, xã Mẫu".to_owned() });
        let told = Told { residence, ..Told::only(LookUpAnswer::Match) };
        let answered = Answered { id: String::new(), source: LookUpSource::StandIn, told };
        let notice = |told| AnswerNotice::of(&answered, LookUpKind::Residence, told).render().unwrap();
        assert!(notice("Phố Khác").contains("Phố Khác"));
        assert!(!notice("thôn mẫu, xã mẫu").contains("Người nộp khai"), "only case differs");
        assert!(notice("").contains("Thôn Mẫu, xã Mẫu") && notice("").contains("không phải dữ liệu thật"));
    }

    #[test]
    fn what_a_form_sends_is_read_again() {
        assert_eq!(read("tthc-cu-tru.residence"), Some(("tthc-cu-tru".to_owned(), LookUpKind::Residence)));
        assert_eq!((read("tthc-cu-tru"), read("")), (None, None));
    }
}
