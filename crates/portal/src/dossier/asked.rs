//! *Việc được yêu cầu*: what was typed into the form of an action, as the action itself.

use super::actions::{METHODS, name};
use crate::asking::read_applicant;
use crate::filled::Filled;
use app::form::FieldError;
use app::people::Applicant;
use domain::calendar::{Term, TermUnit};
use domain::dossier::action::{Action, ActionName};
use domain::dossier::event::{Channel, Paper, Reason};
use domain::lookup::LookUpKind;

/// What an officer asks for.
pub(crate) enum Asked {
    /// An action of the dossier.
    Act(Action),
    /// Other particulars of the applicant, and why.
    Correct(Applicant, Reason),
    /// What the register says of the applicant: for which purpose, and what is asked.
    LookUp(String, LookUpKind),
}

/// The action that was asked for, or what of it needs another look.
pub(crate) fn read(action: ActionName, filled: &Filled, papers: Vec<Paper>) -> Result<Asked, Vec<FieldError>> {
    let form = Typed { action, filled, errors: std::cell::RefCell::default() };
    let asked = form.action(papers);
    match (asked, form.errors.into_inner()) {
        (Some(asked), errors) if errors.is_empty() => Ok(asked),
        (_, errors) => Err(errors),
    }
}

/// One form as it was sent, and what was found wrong in it.
struct Typed<'a> {
    action: ActionName,
    filled: &'a Filled,
    errors: std::cell::RefCell<Vec<FieldError>>,
}

impl Typed<'_> {
    fn text(&self, field: &str) -> &str {
        self.filled.text(&name(self.action, field))
    }

    fn wrong<T>(&self, field: &str, message: &str) -> Option<T> {
        let error = FieldError { field: name(self.action, field), message: message.to_owned() };
        self.errors.borrow_mut().push(error);
        None
    }

    /// A text somebody is owed.
    fn reason(&self, field: &str, message: &str) -> Option<Reason> {
        Reason::new(self.text(field)).or_else(|| self.wrong(field, message))
    }

    fn days(&self, field: &str) -> Option<Option<Term>> {
        let text = self.text(field);
        if text.is_empty() {
            return Some(None);
        }
        let days = text.parse::<u32>().ok().filter(|days| (1..=365).contains(days));
        let term = days.and_then(|days| Term::new(days * 1000, TermUnit::NgayLamViec));
        match term {
            Some(term) => Some(Some(term)),
            None => self.wrong(field, "Nhập số ngày bằng chữ số, từ 1 đến 365"),
        }
    }

    fn action(&self, papers: Vec<Paper>) -> Option<Asked> {
        let optional = |field: &str| Reason::new(self.text(field));
        let why = "Viết lý do; người đọc cần biết vì sao";
        let action = match self.action {
            ActionName::Accept => Action::Accept,
            ActionName::NotAccept => Action::NotAccept {
                reason: self.reason("ly-do", "Viết lý do không tiếp nhận và cách nộp lại")?,
            },
            ActionName::Assign => match self.text("can-bo") {
                "" => return self.wrong("can-bo", "Chọn người nhận việc"),
                login => Action::Assign { officer: login.to_owned() },
            },
            ActionName::Forward => match self.text("buoc") {
                "" => return self.wrong("buoc", "Chọn bước tiếp theo"),
                step => Action::Forward {
                    step: step.to_owned(),
                    officer: Some(self.text("can-bo").to_owned()).filter(|login| !login.is_empty()),
                    note: optional("loi-nhan"),
                },
            },
            ActionName::SendBack => match (self.text("buoc"), self.reason("ly-do", "Viết rõ cần làm lại gì")) {
                ("", _) => return self.wrong("buoc", "Chọn bước trả về"),
                (step, reason) => Action::SendBack { step: step.to_owned(), reason: reason? },
            },
            ActionName::Consult => {
                let unit = self.text("don-vi").parse().ok().or_else(|| self.wrong("don-vi", "Chọn đơn vị cần hỏi"));
                let question = self.reason("noi-dung", "Viết nội dung cần hỏi");
                let term = self.days("so-ngay");
                Action::Consult { unit: unit?, question: question?, term: term? }
            }
            ActionName::AnswerConsultation => {
                let number = self.text("so").parse().ok().or_else(|| self.wrong("so", "Chọn yêu cầu cần trả lời"));
                let answer = self.reason("tra-loi", "Viết câu trả lời");
                Action::AnswerConsultation { number: number?, answer: answer? }
            }
            ActionName::RequestSupplement => {
                let items: Vec<Reason> = self.text("muc").lines().filter_map(Reason::new).collect();
                if items.is_empty() {
                    return self.wrong("muc", "Ghi ít nhất một giấy tờ hoặc nội dung còn thiếu");
                }
                Action::RequestSupplement { items }
            }
            ActionName::Supplement => Action::Supplement { papers, note: optional("loi-nhan") },
            ActionName::RequestDuty => {
                let digits: String =
                    self.text("so-tien").chars().filter(|letter| !matches!(letter, '.' | ' ')).collect();
                let amount = digits.parse::<i64>().ok().filter(|amount| *amount > 0);
                let amount = amount.or_else(|| self.wrong("so-tien", "Nhập số tiền bằng chữ số, ví dụ 50.000"));
                let what = self.reason("noi-dung", "Viết rõ khoản phải nộp");
                Action::RequestDuty { amount_vnd: amount?, what: what? }
            }
            ActionName::PayDuty => {
                let method = METHODS.iter().find(|(_, key, _)| *key == self.text("cach")).map(|(method, ..)| *method);
                let method = method.or_else(|| self.wrong("cach", "Chọn đúng cách người nộp đã trả tiền"))?;
                let reference = Some(self.text("bien-lai").to_owned()).filter(|text| !text.is_empty());
                Action::PayDuty { method, reference }
            }
            ActionName::Pause => Action::Pause { reason: self.reason("ly-do", why)? },
            ActionName::Resume => Action::Resume,
            ActionName::Extend => {
                let more = self
                    .days("so-ngay")
                    .and_then(|term| term.or_else(|| self.wrong("so-ngay", "Nhập số ngày hẹn thêm")));
                let reason = self.reason("ly-do", why);
                let apology = self.reason("xin-loi", "Viết lời xin lỗi người nộp sẽ đọc");
                Action::Extend { more: more?, reason: reason?, apology: apology? }
            }
            ActionName::Approve => Action::Approve { note: optional("y-kien") },
            ActionName::Refuse => {
                Action::Refuse { reason: self.reason("ly-do", "Viết lý do và căn cứ từ chối")? }
            }
            ActionName::IssueResult => {
                let number = self.reason("so", "Nhập số, ký hiệu của kết quả");
                let title = self.reason("ten", "Nhập tên kết quả");
                Action::IssueResult { number: number?, title: title?, paper: papers.into_iter().next() }
            }
            ActionName::HandOver => {
                let channel =
                    Channel::from_key(self.text("cach")).or_else(|| self.wrong("cach", "Chọn cách trả kết quả"))?;
                Action::HandOver { channel, originals_returned: self.filled.has(&name(self.action, "ban-chinh")) }
            }
            ActionName::Withdraw => {
                Action::Withdraw { reason: self.reason("ly-do", "Ghi lý do người nộp đưa ra")? }
            }
            ActionName::Stop => Action::Stop { reason: self.reason("ly-do", why)? },
            ActionName::LookUp => {
                let read = crate::lookups::read(self.text("muc-dich"));
                let (purpose, kind) = read.or_else(|| self.wrong("muc-dich", "Chọn mục đích tra cứu"))?;
                return Some(Asked::LookUp(purpose, kind));
            }
            ActionName::ProposeCorrection => {
                let (applicant, errors) = read_applicant(self.filled);
                self.errors.borrow_mut().extend(errors);
                return Some(Asked::Correct(applicant, self.reason("ly-do", why)?));
            }
            ActionName::ApproveCorrection => Action::ApproveCorrection,
            ActionName::RejectCorrection => Action::RejectCorrection { reason: self.reason("ly-do", why)? },
        };
        Some(Asked::Act(action))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(pairs: &[(&str, &str)]) -> Filled {
        Filled::of(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn read_act(action: ActionName, pairs: &[(&str, &str)]) -> Result<Action, Vec<String>> {
        match read(action, &filled(pairs), Vec::new()) {
            Ok(Asked::Act(action)) => Ok(action),
            Ok(Asked::Correct(..) | Asked::LookUp(..)) => panic!("no plain action"),
            Err(errors) => Err(errors.into_iter().map(|error| error.field).collect()),
        }
    }

    #[test]
    fn each_line_of_a_supplement_request_is_one_item() {
        let action = read_act(
            ActionName::RequestSupplement,
            &[("request-supplement.muc", "Giấy chứng sinh\n\n  Bản sao căn cước ")],
        );
        let Ok(Action::RequestSupplement { items }) = action else { panic!("{action:?}") };
        assert_eq!(items.iter().map(Reason::as_str).collect::<Vec<_>>(), ["Giấy chứng sinh", "Bản sao căn cước"]);
    }

    #[test]
    fn all_that_is_missing_is_told_at_once() {
        assert_eq!(
            read_act(ActionName::Extend, &[]),
            Err(vec!["extend.so-ngay".into(), "extend.ly-do".into(), "extend.xin-loi".into()])
        );
        assert_eq!(
            read_act(ActionName::RequestDuty, &[("request-duty.so-tien", "không")]),
            Err(vec!["request-duty.so-tien".into(), "request-duty.noi-dung".into()])
        );
    }

    #[test]
    fn an_action_that_needs_nothing_is_read_from_an_empty_form() {
        for action in [ActionName::Accept, ActionName::Resume, ActionName::ApproveCorrection] {
            assert!(read_act(action, &[]).is_ok(), "{action:?}");
        }
    }

    #[test]
    fn money_is_read_as_people_write_it() {
        let action = read_act(
            ActionName::RequestDuty,
            &[("request-duty.so-tien", "1.250.000"), ("request-duty.noi-dung", "Thuế")],
        );
        assert!(matches!(action, Ok(Action::RequestDuty { amount_vnd: 1_250_000, .. })));
    }
}
