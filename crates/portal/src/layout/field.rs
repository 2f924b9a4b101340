//! *Ô nhập*: one question of a form, with what was typed and what has to be mended.

use askama::Template;

/// One question of a form.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "layout/field.html")]
pub(crate) struct Field {
    /// Name in the form and id on the page.
    pub(crate) name: String,
    /// The question.
    pub(crate) label: String,
    /// One sentence of help.
    pub(crate) hint: String,
    /// What the catalogue says besides; in its own words.
    pub(crate) note: String,
    /// What to mend; empty where all is well.
    pub(crate) error: String,
    /// Whether it may stay empty.
    pub(crate) optional: bool,
    /// How it is answered.
    pub(crate) control: Control,
    /// Whether the page opens with the cursor in it.
    pub(crate) focus: bool,
    /// Whether the question is the heading of its page.
    pub(crate) heading: bool,
    /// What of it comes from the law, the catalogue or a person, and has no English.
    pub(crate) foreign: Foreign,
}

/// *Lời không dịch*: what of a question is not ours to put into English.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Foreign {
    /// The question.
    pub(crate) label: bool,
    /// The help.
    pub(crate) hint: bool,
    /// The answers to choose from.
    pub(crate) choices: bool,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Control {
    /// One line.
    Line {
        /// What was typed.
        value: String,
        /// The browser's kind of field: `text`, `tel`, `email`, `password`, `search`.
        kind: &'static str,
        /// What the browser may fill in (`name`, `tel`); empty for nothing.
        autocomplete: &'static str,
        /// The keyboard a phone shows (`numeric`); empty for the usual one.
        keyboard: &'static str,
        /// Class that sets the width; empty for all there is.
        width: &'static str,
    },
    /// Several lines.
    Text {
        /// What was typed.
        value: String,
        /// Lines shown.
        rows: u8,
    },
    /// Day, month and year in three small fields.
    Date {
        /// What was typed.
        day: String,
        /// What was typed.
        month: String,
        /// What was typed.
        year: String,
        /// Whether it is the person's own birthday, which the browser may fill in.
        birthday: bool,
    },
    /// One of a list that drops down.
    Select(Vec<Choice>),
    /// One of a few, all in view.
    Radios(Vec<Choice>),
    /// Any of a list.
    Ticks(Vec<Choice>),
    /// Yes or no.
    Tick {
        /// Whether it is ticked.
        ticked: bool,
    },
    /// Files, those already taken listed above.
    Files {
        /// Taken already.
        kept: Vec<Kept>,
    },
}

/// One of the answers to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// What is sent.
    pub(crate) value: String,
    /// What people read.
    pub(crate) label: String,
    /// Whether it is chosen.
    pub(crate) chosen: bool,
}

/// A file that was taken and travels with the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Its name.
    pub(crate) name: String,
    /// Its size, in words.
    pub(crate) size: String,
    /// What the form carries of it, sealed.
    pub(crate) token: String,
}

impl Field {
    fn new(name: &str, label: &str, control: Control) -> Field {
        let (name, label) = (name.to_owned(), label.to_owned());
        Field {
            name,
            label,
            hint: String::new(),
            note: String::new(),
            error: String::new(),
            optional: false,
            control,
            focus: false,
            heading: false,
            foreign: Foreign::default(),
        }
    }

    /// A question answered in one line.
    pub(crate) fn line(name: &str, label: &str, value: &str) -> Field {
        let (kind, autocomplete, keyboard, width) = ("text", "", "", "");
        Field::new(name, label, Control::Line { value: value.to_owned(), kind, autocomplete, keyboard, width })
    }

    /// A day in one field, read by [`crate::words::read_day`]. A browser's own kind of field would send nothing of a
    /// day it cannot read, and what was typed would be lost.
    pub(crate) fn day(name: &str, label: &str, value: &str) -> Field {
        Field::line(name, label, value).hint("Ví dụ 30/11/2026").typed("text", "off", "w-12")
    }

    /// A question answered in several lines.
    pub(crate) fn long(name: &str, label: &str, value: &str) -> Field {
        Field::new(name, label, Control::Text { value: value.to_owned(), rows: 3 })
    }

    /// A day, as it was typed.
    pub(crate) fn date(name: &str, label: &str, [day, month, year]: [&str; 3]) -> Field {
        let (day, month, year) = (day.to_owned(), month.to_owned(), year.to_owned());
        Field::new(name, label, Control::Date { day, month, year, birthday: false })
    }

    /// One of a list that drops down; the choice without a value stands first.
    pub(crate) fn select(name: &str, label: &str, choices: Vec<Choice>) -> Field {
        Field::new(name, label, Control::Select(choices))
    }

    /// One of a few.
    pub(crate) fn radios(name: &str, label: &str, choices: Vec<Choice>) -> Field {
        Field::new(name, label, Control::Radios(choices))
    }

    /// Any of a list.
    pub(crate) fn ticks(name: &str, label: &str, choices: Vec<Choice>) -> Field {
        Field::new(name, label, Control::Ticks(choices))
    }

    /// Yes or no.
    pub(crate) fn tick(name: &str, label: &str, ticked: bool) -> Field {
        Field { optional: true, ..Field::new(name, label, Control::Tick { ticked }) }
    }

    /// Files to hand in.
    pub(crate) fn files(name: &str, label: &str, kept: Vec<Kept>) -> Field {
        Field::new(name, label, Control::Files { kept })
    }

    /// The same, with so many lines shown.
    pub(crate) fn rows(mut self, lines: u8) -> Field {
        if let Control::Text { rows, .. } = &mut self.control {
            *rows = lines;
        }
        self
    }

    /// The same, with one sentence of help.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Field {
        Field { hint: hint.into(), ..self }
    }

    /// The same, with what the catalogue says besides.
    pub(crate) fn note(self, note: impl Into<String>) -> Field {
        Field { note: note.into(), ..self }
    }

    /// The same, may stay empty.
    pub(crate) fn optional(self, optional: bool) -> Field {
        Field { optional, ..self }
    }

    /// The same, as the heading of its page.
    pub(crate) fn heading(self) -> Field {
        Field { heading: true, ..self }
    }

    /// The same, asked in the words of the law or the catalogue.
    pub(crate) fn foreign(self) -> Field {
        Field { foreign: Foreign { label: true, hint: true, choices: true }, ..self }
    }

    /// The same, about something the law, the catalogue or a person names.
    pub(crate) fn foreign_label(self) -> Field {
        Field { foreign: Foreign { label: true, ..self.foreign }, ..self }
    }

    /// The same, with answers the law or the catalogue names.
    pub(crate) fn foreign_choices(self) -> Field {
        Field { foreign: Foreign { choices: true, ..self.foreign }, ..self }
    }

    /// The label of the choice that is chosen.
    pub(crate) fn chosen(&self) -> Option<&str> {
        let (Control::Select(choices) | Control::Radios(choices)) = &self.control else { return None };
        choices.iter().find(|choice| choice.chosen && !choice.value.is_empty()).map(|choice| choice.label.as_str())
    }

    /// The same, with what to mend.
    pub(crate) fn error(self, error: impl Into<String>) -> Field {
        Field { error: error.into(), ..self }
    }

    /// The same, for telephones, digits, e-mail: the browser's kind of field, what it may fill in, its width.
    pub(crate) fn typed(mut self, new_kind: &'static str, fill: &'static str, new_width: &'static str) -> Field {
        if let Control::Line { kind, autocomplete, width, .. } = &mut self.control {
            (*kind, *autocomplete, *width) = (new_kind, fill, new_width);
        }
        self
    }

    /// The same, with the keyboard of digits.
    pub(crate) fn digits(mut self) -> Field {
        if let Control::Line { keyboard, .. } = &mut self.control {
            *keyboard = "numeric";
        }
        self
    }

    /// The same, for the person's own birthday.
    pub(crate) fn birthday(mut self) -> Field {
        if let Control::Date { birthday, .. } = &mut self.control {
            *birthday = true;
        }
        self
    }

    /// Where a link to this question leads: the first thing in it that can be typed into.
    pub(crate) fn anchor(&self) -> String {
        match &self.control {
            Control::Date { .. } => format!("{}.ngay", self.name),
            Control::Radios(_) | Control::Ticks(_) => format!("{}.0", self.name),
            _ => self.name.clone(),
        }
    }

    /// Ids of what describes the field, for screen readers.
    fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if !self.note.is_empty() {
            ids.push(format!("{}.danh-muc", self.name));
        }
        if !self.hint.is_empty() {
            ids.push(format!("{}.goi-y", self.name));
        }
        if !self.error.is_empty() {
            ids.push(format!("{}.loi", self.name));
        }
        if ids.is_empty() { String::new() } else { format!(" aria-describedby=\"{}\"", ids.join(" ")) }
    }

    /// Attributes of the control: whether it is wrong, whether the cursor begins there.
    fn marks(&self) -> &'static str {
        match (self.error.is_empty(), self.focus) {
            (true, false) => "",
            (true, true) => " autofocus",
            (false, false) => " aria-invalid=\"true\"",
            (false, true) => " aria-invalid=\"true\" autofocus",
        }
    }
}

/// *Có thông tin cần sửa*: the list above a form, each line leading to its field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "layout/mend.html")]
pub(crate) struct Mend {
    /// Where it is, and what to do.
    pub(crate) lines: Vec<(String, String)>,
}

impl Mend {
    /// What has to be mended in these fields, in their order.
    pub(crate) fn of<'a>(fields: impl IntoIterator<Item = &'a Field>) -> Mend {
        let wrong = fields.into_iter().filter(|field| !field.error.is_empty());
        Mend { lines: wrong.map(|field| (field.anchor(), field.error.clone())).collect() }
    }

    /// Whether all is well.
    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_labelled_and_linked_to_its_error() {
        let field = Field::line("so-dinh-danh", "Số định danh", "00\"1").hint("12 chữ số").error("Nhập đủ 12 chữ số");
        let html = field.render().unwrap();
        assert!(html.contains("<label for=\"so-dinh-danh\">"));
        assert!(html.contains("aria-describedby=\"so-dinh-danh.goi-y so-dinh-danh.loi\" aria-invalid=\"true\""));
        assert!(html.contains("00&#34;1"), "what was typed stays, escaped: {html}");
    }

    #[test]
    fn a_field_that_may_stay_empty_says_so() {
        let html = Field::date("sinh", "Ngày sinh", ["1", "2", "1990"]).optional(true).render().unwrap();
        assert!(html.contains("(có thể bỏ trống)") && html.contains("value=\"1990\"") && html.contains("<legend>"));
    }

    #[test]
    fn the_list_of_errors_leads_to_the_first_thing_to_type_into() {
        let fields =
            [Field::line("ten", "Tên", ""), Field::date("sinh", "Ngày sinh", ["", "", ""]).error("Nhập ngày sinh")];
        let mend = Mend::of(&fields);
        assert_eq!(mend.lines, [("sinh.ngay".to_owned(), "Nhập ngày sinh".to_owned())]);
        let html = mend.render().unwrap();
        assert!(html.contains("Có thông tin cần sửa") && html.contains("href=\"#sinh.ngay\""));
        assert_eq!(Mend::default().render().unwrap(), "");
    }

    #[test]
    fn a_file_already_taken_travels_with_the_form() {
        let kept = Kept { name: "chung-sinh.pdf".into(), size: "340 KB".into(), token: "t".into() };
        let html = Field::files("giay.0", "Giấy chứng sinh", vec![kept]).render().unwrap();
        assert!(html.contains("name=\"da-tai.giay.0\" value=\"t\"") && html.contains("chung-sinh.pdf"));
        assert!(html.contains("name=\"bo-tep\" value=\"t\""), "it can be taken out again");
    }
}
