//! *Các trang hỏi*: what an application asks, one question a page, in order; each answer is read, shown and kept here.

use crate::answers;
use crate::asking::{date_parts, question_field, typed_answer};
use crate::filled::Filled;
use crate::layout::field::{Choice, Field};
use crate::procedure::one::{copies, parted_name};
use crate::words;
use app::catalogue::Catalogue;
use app::draft::{Filling, LETTER, OTHER_PAPERS, Who, slot_of};
use app::form::{FieldError, birth_year, read_answer, read_date, read_number, tidy};
use domain::agency::AgencyCode;
use domain::procedure::{Form, Procedure};
use domain::text::fold;
use domain::time::Instant;

/// More agencies than this are searched, not listed.
pub(crate) const LISTED: usize = 160;

/// *Trang hỏi*: one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    /// Name of its field, and last part of its address.
    pub(crate) name: String,
    /// The part of the application it belongs to.
    pub(crate) part: String,
    /// The question.
    pub(crate) title: String,
    /// What is asked for.
    pub(crate) kind: Kind,
}

/// What a page asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An answer.
    Answer,
    /// Files.
    Files,
    /// Any number of entries, each on a page of its own.
    Group,
}

/// What pages are made from.
#[derive(Clone, Copy)]
pub(crate) struct Asking<'a> {
    pub(crate) procedure: &'a Procedure,
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) now: Instant,
    pub(crate) file_limit: usize,
}

const PLACE: &str = "Nơi nộp";
const PEOPLE: &str = "Người nộp hồ sơ";
const PAPERS: &str = "Giấy tờ kèm theo";

impl<'a> Asking<'a> {
    fn form(&self) -> Option<&'a Form> {
        self.procedure.form.as_ref()
    }

    fn code(&self) -> &'a str {
        self.procedure.code.as_str()
    }

    /// The pages of an application as it stands: later ones depend on what was answered.
    pub(crate) fn pages(&self, filling: &Filling) -> Vec<Page> {
        let mut pages = Vec::new();
        let mut page = |name: &str, part: &str, title: &str, kind: Kind| {
            let [name, part, title] = [name, part, title].map(str::to_owned);
            pages.push(Page { name, part, title, kind });
        };
        if self.catalogue.agencies_settling(self.code()).len() != 1 {
            page("agency", PLACE, "Cơ quan nào giải quyết hồ sơ của bạn?", Kind::Answer);
        }
        for (name, title) in people(filling) {
            page(name, PEOPLE, title, Kind::Answer);
        }
        if let Some(form) = self.form() {
            for (part, question) in self.questions(form, filling) {
                let title = title_of(form, question);
                let kind = if form.group(question).is_some() { Kind::Group } else { Kind::Answer };
                page(&format!("answer.{question}"), part, title, kind);
            }
        }
        if !filling.choosable_cases(self.procedure).is_empty() {
            page("cases", PAPERS, "Bạn thuộc trường hợp nào dưới đây?", Kind::Answer);
        }
        for wanted in filling.wanted(self.procedure) {
            page(&slot_of(wanted.place), PAPERS, &parted_name(wanted.component).0, Kind::Files);
        }
        if filling.needs_separate_letter(self.procedure) {
            page(LETTER, PAPERS, "Văn bản uỷ quyền", Kind::Files);
        }
        page(OTHER_PAPERS, PAPERS, "Bạn có giấy tờ nào khác cần gửi kèm không?", Kind::Files);
        pages
    }

    /// Questions that are asked, each with the heading above it.
    fn questions(&self, form: &'a Form, filling: &Filling) -> Vec<(&'a str, &'a str)> {
        let heading = |question: &str| {
            let section = form.layout.iter().find(|section| section.fields.iter().any(|field| field == question));
            section.map_or("Nội dung khai", |section| section.heading.as_str())
        };
        form.asked(&filling.answers).into_iter().map(|question| (heading(question), question)).collect()
    }

    /// Whether a page may be left empty.
    pub(crate) fn is_optional(&self, filling: &Filling, name: &str) -> bool {
        if let Some(question) = name.strip_prefix("answer.") {
            return !self.form().is_some_and(|form| form.required().any(|required| required == question));
        }
        let wanted = filling.wanted(self.procedure);
        match wanted.iter().find(|wanted| slot_of(wanted.place) == name) {
            Some(wanted) => !wanted.required,
            None => matches!(name, "birth_date" | "email" | "cases") || name == OTHER_PAPERS,
        }
    }

    /// The field of a page with what was typed into it; `None` for files and groups, which have pages of their own.
    pub(crate) fn field(&self, filling: &Filling, page: &Page, typed: &Filled) -> Option<Field> {
        let (name, title) = (page.name.as_str(), page.title.as_str());
        let line = |hint: &str| Field::line(name, title, typed.text(name)).hint(hint);
        let by_who = |person: &'static str, others: &'static str| {
            if matches!(filling.who, Some(Who::Enterprise | Who::Organisation)) { others } else { person }
        };
        let number_hint = "12 chữ số in trên thẻ căn cước; gõ liền hay có dấu cách đều được";
        let field = match name {
            "agency" => self.agency_field(title, typed),
            "who" => Field::radios(name, title, self.who_choices(typed.text(name))),
            "agent_role" => {
                let roles = [("law", "Người đại diện theo pháp luật"), ("letter", "Người được uỷ quyền")];
                Field::radios(name, title, choices(&roles, typed.text(name)))
            }
            "agent_name" => line("Ghi như trên giấy tờ tuỳ thân").typed("text", "name", ""),
            "full_name" => {
                let own = filling.who == Some(Who::OneSelf);
                line(by_who("Ghi như trên giấy tờ tuỳ thân", "Ghi đủ như trên giấy chứng nhận đăng ký hoặc quyết định"))
                    .typed("text", if own { "name" } else { "off" }, "")
            }
            "agent_id" => line(number_hint).typed("text", "off", "w-20").digits(),
            "id_number" => {
                let enterprise = "Mã số thuế gồm 10 hoặc 13 chữ số; hộ kinh doanh có thể dùng số định danh của chủ hộ";
                line(by_who(number_hint, enterprise)).typed("text", "off", "w-20").digits()
            }
            "birth_date" => self.birth_field(filling, title, typed),
            "phone" => line("Cơ quan báo tin qua số này khi hồ sơ có thay đổi").typed("tel", "tel", "w-20"),
            "email" => line("Bạn nhận thêm tin báo qua thư điện tử").typed("email", "email", "w-20"),
            "address" => {
                line("Số nhà, đường hoặc thôn; xã, phường; tỉnh, thành phố").typed("text", "street-address", "")
            }
            "cases" => {
                let cases = filling.choosable_cases(self.procedure);
                let ticked: Vec<&str> = typed.texts(name).collect();
                let choice = |case: &String| Choice {
                    value: case.clone(),
                    label: words::capital(case),
                    chosen: ticked.contains(&case.as_str()),
                };
                Field::ticks(name, title, cases.iter().map(choice).collect())
                    .hint("Đánh dấu mọi trường hợp đúng với bạn; không có thì bấm Tiếp tục")
                    .foreign_choices()
            }
            _ => {
                let question = name.strip_prefix("answer.")?;
                question_field(question, self.form()?.question(question)?, typed)
            }
        };
        let optional = self.is_optional(filling, name);
        let field = if filling.known.contains(name) && !self.typed(filling, name).fields().is_empty() {
            field.hint("Điền sẵn từ tài khoản hoặc hồ sơ trước của bạn; thông tin này sai thì sửa lại")
        } else if filling.registered.contains(name) {
            field.hint("Lấy từ dữ liệu dân cư; thông tin này sai thì sửa lại")
        } else {
            field
        };
        Some(field.optional(optional && name != "cases").heading())
    }

    fn agency_field(&self, title: &str, typed: &Filled) -> Field {
        let chosen = typed.text("agency");
        let settlers = self.catalogue.agencies_settling(self.code());
        let far = settlers.len() > LISTED;
        let choice = |agency: &AgencyCode| Choice {
            value: agency.to_string(),
            label: self.catalogue.agency_name(agency).to_owned(),
            chosen: agency.as_str() == chosen,
        };
        let shown = settlers.iter().filter(|agency| !far || agency.as_str() == chosen);
        let mut list: Vec<Choice> = shown.map(choice).collect();
        list.sort_by(|one, other| one.label.cmp(&other.label));
        if !far {
            let none =
                Choice { value: String::new(), label: "Chọn một nơi".to_owned(), chosen: chosen.is_empty() };
            list.insert(0, none);
        }
        Field::select("agency", title, list).hint("Với thủ tục cấp xã, chọn xã, phường nơi bạn ở").foreign_choices()
    }

    fn who_choices(&self, chosen: &str) -> Vec<Choice> {
        let mut all = vec![("one-self", "Cho tôi"), ("proxy", "Cho người khác, theo giấy uỷ quyền")];
        let named = |word: &str| self.procedure.subjects.iter().any(|subject| fold(subject).contains(word));
        if named("doanh nghiep") || named("hop tac xa") || named("ho kinh doanh") {
            all.push(("enterprise", "Cho doanh nghiệp, hộ kinh doanh"));
        }
        if named("to chuc") {
            all.push(("organisation", "Cho cơ quan, tổ chức khác"));
        }
        choices(&all, chosen)
    }

    /// The year of birth is in the citizen number: it is filled in, to be changed where it is wrong.
    fn birth_field(&self, filling: &Filling, title: &str, typed: &Filled) -> Field {
        let parts = date_parts(typed, "birth_date");
        let answered = filling.done.contains("birth_date") || parts.iter().any(|part| !part.is_empty());
        let year = birth_year(&filling.applicant.id_number).map(|year| year.to_string()).filter(|_| !answered);
        let own = filling.who == Some(Who::OneSelf);
        let field = |parts: [&str; 3], hint: &str| {
            let field = Field::date("birth_date", title, parts).hint(hint);
            if own { field.birthday() } else { field }
        };
        match year {
            Some(year) => field(
                ["", "", &year],
                "Năm lấy từ số định danh; sai thì sửa lại. Không nhớ ngày, tháng thì xoá cả ba ô",
            ),
            None => field(parts, "Ví dụ: 21 3 1990"),
        }
    }

    /// What a page's field shows of the answer that is kept.
    pub(crate) fn typed(&self, filling: &Filling, name: &str) -> Filled {
        let one = |value: &str| vec![(name.to_owned(), value.to_owned())];
        let applicant = &filling.applicant;
        let fields = match name {
            "agency" => one(filling.agency.as_ref().map_or("", AgencyCode::as_str)),
            "who" => one(filling.who.map_or("", who_word)),
            "agent_role" if filling.done.contains(name) => {
                one(if filling.representative.by_letter { "letter" } else { "law" })
            }
            "agent_name" => one(&filling.representative.full_name),
            "agent_id" => one(&filling.representative.id_number),
            "full_name" => one(&applicant.full_name),
            "id_number" => one(&applicant.id_number),
            "birth_date" => applicant.birth_date.map_or_else(Vec::new, |date| date_fields(name, &date.to_string())),
            "phone" => one(&applicant.phone),
            "email" => one(&applicant.email),
            "address" => one(&applicant.address),
            "cases" => filling.cases.iter().map(|case| (name.to_owned(), case.clone())).collect(),
            _ => {
                let question = name.strip_prefix("answer.").unwrap_or_default();
                let schema = self.form().and_then(|form| form.question(question));
                match (schema, filling.answers.get(question)) {
                    (Some(schema), Some(value)) => stored_fields(name, schema, value),
                    _ => Vec::new(),
                }
            }
        };
        Filled::of(fields)
    }

    /// Puts what was typed on a page into the filling; gives what of it needs another look.
    pub(crate) fn apply(&self, filling: &mut Filling, name: &str, typed: &Filled) -> Vec<FieldError> {
        let mut unread = Vec::new();
        let text = || tidy(typed.text(name));
        match name {
            "agency" => {
                let settlers = self.catalogue.agencies_settling(self.code());
                filling.agency = typed.text(name).parse().ok().filter(|agency| settlers.contains(agency));
            }
            "who" => filling.apply_for(who_of(typed.text(name))),
            "agent_role" => {
                filling.representative.by_letter = typed.text(name) == "letter";
                if typed.is_blank(name) {
                    unread.push(error(name, "Chọn bạn là ai"));
                }
            }
            "agent_name" => filling.representative.full_name = text(),
            "agent_id" => filling.representative.id_number = read_number(typed.text(name)),
            "full_name" => filling.applicant.full_name = text(),
            "id_number" => filling.applicant.id_number = read_number(typed.text(name)),
            "birth_date" => {
                let parts = date_parts(typed, name);
                let blank = parts.iter().all(|part| part.is_empty());
                filling.applicant.birth_date = read_date(&parts.join("/"));
                if !blank && filling.applicant.birth_date.is_none() {
                    let message =
                        "Nhập ngày, tháng, năm sinh bằng số, ví dụ 21 3 1990; không nhớ ngày thì bỏ trống cả ba ô";
                    unread.push(error(name, message));
                }
            }
            "phone" => filling.applicant.phone = text(),
            "email" => filling.applicant.email = text(),
            "address" => filling.applicant.address = text(),
            "cases" => {
                let known = filling.choosable_cases(self.procedure);
                filling.cases =
                    typed.texts(name).filter(|case| known.iter().any(|one| one == case)).map(str::to_owned).collect();
            }
            _ => {
                let Some(question) = name.strip_prefix("answer.") else { return unread };
                let Some(schema) = self.form().and_then(|form| form.question(question)) else { return unread };
                match read_answer(schema, &typed_answer(name, schema, typed)) {
                    Some(answer) => filling.answers.insert(question.to_owned(), answer),
                    None => filling.answers.remove(question),
                };
            }
        }
        filling.done.insert(name.to_owned());
        filling.known.remove(name);
        filling.registered.remove(name);
        let found = filling.check(self.procedure, self.now);
        let mine = found.into_iter().filter(|error| error.field == name && unread.is_empty()).collect::<Vec<_>>();
        unread.into_iter().chain(mine).collect()
    }

    /// What a page was answered with, as people read it; empty where nothing was.
    pub(crate) fn answer(&self, filling: &Filling, page: &Page) -> String {
        let name = page.name.as_str();
        let files = |name: &str| {
            let files = filling.in_slot(name);
            files.map(|paper| format!("{} ({})", paper.name, words::size(paper.bytes))).collect::<Vec<_>>().join("\n")
        };
        match (name, page.kind) {
            (_, Kind::Files) => files(name),
            ("agency", _) => {
                filling.agency.as_ref().map_or_else(String::new, |agency| self.catalogue.agency_name(agency).to_owned())
            }
            ("who" | "agent_role", _) => {
                let typed = self.typed(filling, name);
                let field = self.field(filling, page, &typed);
                field.and_then(|field| field.chosen().map(str::to_owned)).unwrap_or_default()
            }
            ("id_number", _) => answers::grouped_id(&filling.applicant.id_number),
            ("agent_id", _) => answers::grouped_id(&filling.representative.id_number),
            ("birth_date", _) => filling.applicant.birth_date.map_or_else(String::new, words::day),
            ("cases", _) => filling.cases.iter().map(|case| words::capital(case)).collect::<Vec<_>>().join("\n"),
            _ => match name.strip_prefix("answer.").zip(self.form()) {
                Some((question, form)) => answers::answer_text(form, question, &filling.answers),
                None => self.typed(filling, name).text(name).to_owned(),
            },
        }
    }

    /// What a page of files says of what is taken.
    pub(crate) fn taken(&self) -> String {
        format!("PDF, ảnh chụp, Word hoặc Excel; mỗi tệp tới {}", words::size(self.file_limit as u64))
    }

    /// What the catalogue says of a paper besides its name: what may stand for it, how many are asked for.
    pub(crate) fn remark(&self, filling: &Filling, name: &str) -> String {
        let wanted = filling.wanted(self.procedure);
        let component = wanted.iter().find(|wanted| slot_of(wanted.place) == name).map(|wanted| wanted.component);
        let remarks = component.map(|component| [parted_name(component).1, copies(component)]).into_iter().flatten();
        let remarks: Vec<String> = remarks.filter(|remark| !remark.is_empty()).collect();
        if remarks.is_empty() { String::new() } else { format!("Danh mục ghi: {}.", remarks.join(". ")) }
    }

    /// Whether a page asks in the words of the law or the catalogue.
    pub(crate) fn is_foreign(name: &str) -> bool {
        let paper = name.strip_prefix("paper.").is_some_and(|place| place.bytes().all(|byte| byte.is_ascii_digit()));
        paper || name.starts_with("answer.")
    }
}

fn error(field: &str, message: &str) -> FieldError {
    FieldError { field: field.to_owned(), message: message.to_owned() }
}

/// The title of a question; its name where it has none.
pub(crate) fn title_of<'a>(form: &'a Form, question: &'a str) -> &'a str {
    let title = form.question(question).and_then(|schema| schema.get("title")).and_then(serde_json::Value::as_str);
    title.unwrap_or(question)
}

/// What is asked about people, by for whom somebody applies.
fn people(filling: &Filling) -> Vec<(&'static str, &'static str)> {
    let mut pages = vec![("who", "Bạn nộp hồ sơ này cho ai?")];
    let contact = [("phone", "Số điện thoại của bạn là số nào?"), ("email", "Địa chỉ thư điện tử của bạn là gì?")];
    match filling.who {
        None => return pages,
        Some(Who::OneSelf) => {
            pages.extend([
                ("full_name", "Họ, chữ đệm và tên của bạn là gì?"),
                ("id_number", "Số định danh của bạn là số nào?"),
                ("birth_date", "Bạn sinh ngày nào?"),
            ]);
            pages.extend(contact);
            pages.push(("address", "Bạn đang ở đâu?"));
        }
        Some(Who::Proxy) => {
            pages.extend([
                ("agent_name", "Họ, chữ đệm và tên của bạn là gì?"),
                ("agent_id", "Số định danh của bạn là số nào?"),
            ]);
            pages.extend(contact);
            pages.extend([
                ("full_name", "Người uỷ quyền cho bạn tên là gì?"),
                ("id_number", "Số định danh của người uỷ quyền là số nào?"),
                ("birth_date", "Người uỷ quyền sinh ngày nào?"),
                ("address", "Người uỷ quyền đang ở đâu?"),
            ]);
        }
        Some(Who::Enterprise | Who::Organisation) => {
            pages.extend([
                ("full_name", "Tên doanh nghiệp, tổ chức là gì?"),
                ("id_number", "Mã số thuế là số nào?"),
                ("address", "Trụ sở ở đâu?"),
                ("agent_role", "Bạn là ai của doanh nghiệp, tổ chức này?"),
                ("agent_name", "Họ, chữ đệm và tên của bạn là gì?"),
                ("agent_id", "Số định danh của bạn là số nào?"),
            ]);
            pages.extend(contact);
        }
    }
    pages
}

const WHO: [(Who, &str); 4] = [
    (Who::OneSelf, "one-self"),
    (Who::Proxy, "proxy"),
    (Who::Enterprise, "enterprise"),
    (Who::Organisation, "organisation"),
];

fn who_word(who: Who) -> &'static str {
    WHO.iter().find(|(one, _)| *one == who).map_or("", |(_, word)| word)
}

fn who_of(typed: &str) -> Option<Who> {
    WHO.iter().find(|(_, word)| *word == typed).map(|(who, _)| *who)
}

fn choices(all: &[(&str, &str)], chosen: &str) -> Vec<Choice> {
    let choice = |(value, label): &(&str, &str)| Choice {
        value: (*value).to_owned(),
        label: (*label).to_owned(),
        chosen: *value == chosen,
    };
    all.iter().map(choice).collect()
}

/// A date that is kept (`1950`, `1950-03`, `1950-03-21`) as its three fields.
fn date_fields(name: &str, kept: &str) -> Vec<(String, String)> {
    let parts = kept.split('-').zip([".nam", ".thang", ".ngay"]);
    parts.map(|(part, ending)| (format!("{name}{ending}"), part.trim_start_matches('0').to_owned())).collect()
}

/// An answer that is kept, as its field shows it.
pub(crate) fn stored_fields(
    name: &str,
    question: &serde_json::Value,
    value: &serde_json::Value,
) -> Vec<(String, String)> {
    use serde_json::Value;
    match value {
        Value::String(text) if crate::asking::is_date(question) => date_fields(name, text),
        Value::Bool(yes) => vec![(name.to_owned(), if *yes { "co" } else { "khong" }.to_owned())],
        Value::Array(parts) => parts.iter().map(|part| (name.to_owned(), answers::text(part))).collect(),
        other => vec![(name.to_owned(), answers::text(other))],
    }
}
