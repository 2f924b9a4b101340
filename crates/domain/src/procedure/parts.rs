//! *Thành phần hồ sơ*, *kết quả*, *căn cứ pháp lý*, *cấp thực hiện*: the smaller parts of a procedure.

use super::row;
use crate::text::fold;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// *Thành phần hồ sơ*: one paper a case asks for, with the number of originals and copies.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Component {
    /// *Trường hợp*: the case that asks for it, in the catalogue's words; `--` for all cases.
    #[serde(default, deserialize_with = "row::text")]
    pub case: String,
    /// *Mã giấy tờ*, where known.
    #[serde(default, deserialize_with = "row::optional_text", skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// *Tên giấy tờ*.
    #[serde(default, deserialize_with = "row::text")]
    pub name: String,
    /// *Bản chính*: how many.
    #[serde(default, deserialize_with = "row::count")]
    pub original: u32,
    /// *Bản sao*: how many.
    #[serde(default, deserialize_with = "row::count")]
    pub copy: u32,
    /// *Mẫu đơn, tờ khai*: whether there is a form to fill in.
    #[serde(default, deserialize_with = "row::yes")]
    pub has_form: bool,
    /// Address of the form's file, where known.
    #[serde(default, deserialize_with = "row::optional_text", skip_serializing_if = "Option::is_none")]
    pub form_file: Option<String>,
}

impl Component {
    /// The case that asks for this paper; `None` where all do.
    pub fn case(&self) -> Option<&str> {
        let case = self.case.trim();
        (!case.trim_matches(['-', '–']).is_empty()).then_some(case)
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bản chính, {} bản sao", self.original, self.copy)?;
        if let Some(code) = &self.code {
            write!(f, ", mã {code}")?;
        }
        match &self.form_file {
            Some(file) => write!(f, ", có mẫu {file}"),
            None if self.has_form => f.write_str(", có mẫu"),
            None => Ok(()),
        }
    }
}

/// *Kết quả thực hiện*: a paper a procedure ends with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ResultPaper {
    /// *Tên kết quả*.
    #[serde(default, deserialize_with = "row::text")]
    pub name: String,
    /// *Mã kết quả* (`KQ.G01.000268`); empty where the catalogue has none.
    #[serde(default, deserialize_with = "row::text")]
    pub code: String,
}

impl fmt::Display for ResultPaper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = if self.code.is_empty() { "chưa có mã" } else { &self.code };
        write!(f, "{} ({code})", self.name)
    }
}

/// *Căn cứ pháp lý*: a legal document a procedure rests on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "BasisRow", into = "BasisRow")]
pub struct LegalBasis {
    /// *Số, ký hiệu* (`123/2015/NĐ-CP`).
    pub number: String,
    /// *Trích yếu*.
    pub title: Option<String>,
    /// *Cơ quan ban hành*.
    pub body: Option<String>,
    /// *Ngày ban hành*.
    pub issued_on: Option<Date>,
    /// *Ngày hiệu lực*.
    pub effective_from: Option<Date>,
    /// *Địa chỉ truy cập*.
    pub url: Option<String>,
}

impl fmt::Display for LegalBasis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.number)?;
        for text in [&self.title, &self.body, &self.url].into_iter().flatten() {
            write!(f, ", {text}")?;
        }
        for (label, day) in [("ban hành", self.issued_on), ("hiệu lực", self.effective_from)] {
            if let Some(day) = day {
                write!(f, ", {label} {}", day.strftime("%d/%m/%Y"))?;
            }
        }
        Ok(())
    }
}

/// A legal basis as a row writes it: its number alone, or all that is known.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum BasisRow {
    Number(String),
    Known {
        number: String,
        #[serde(default, deserialize_with = "row::optional_text", skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        #[serde(default, deserialize_with = "row::optional_text", skip_serializing_if = "Option::is_none")]
        body: Option<String>,
        #[serde(default, deserialize_with = "row::day", skip_serializing_if = "Option::is_none")]
        issued_on: Option<Date>,
        #[serde(default, deserialize_with = "row::day", skip_serializing_if = "Option::is_none")]
        effective_from: Option<Date>,
        #[serde(default, deserialize_with = "row::optional_text", skip_serializing_if = "Option::is_none")]
        url: Option<String>,
    },
}

impl From<BasisRow> for LegalBasis {
    fn from(row: BasisRow) -> LegalBasis {
        match row {
            BasisRow::Number(number) => LegalBasis { number, ..LegalBasis::default() },
            BasisRow::Known { number, title, body, issued_on, effective_from, url } => {
                LegalBasis { number, title, body, issued_on, effective_from, url }
            }
        }
    }
}

impl From<LegalBasis> for BasisRow {
    fn from(basis: LegalBasis) -> BasisRow {
        let LegalBasis { number, title, body, issued_on, effective_from, url } = basis;
        let only_number =
            [&title, &body, &url].iter().all(|text| text.is_none()) && issued_on.is_none() && effective_from.is_none();
        if only_number {
            BasisRow::Number(number)
        } else {
            BasisRow::Known { number, title, body, issued_on, effective_from, url }
        }
    }
}

/// *Cấp thực hiện*: the tier of the state that settles a procedure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Level {
    /// *Cấp bộ*.
    Ministry,
    /// *Cấp tỉnh*.
    Province,
    /// *Cấp huyện*, until 30/06/2025.
    District,
    /// *Cấp xã*.
    Commune,
    /// *Cơ quan khác*.
    OtherBody,
    /// A tier the catalogue names otherwise, kept as it came.
    Unknown(String),
}

impl From<String> for Level {
    fn from(text: String) -> Level {
        match fold(&text).as_str() {
            "cap bo" => Level::Ministry,
            "cap tinh" => Level::Province,
            "cap huyen" => Level::District,
            "cap xa" => Level::Commune,
            "co quan khac" => Level::OtherBody,
            _ => Level::Unknown(text),
        }
    }
}

impl From<Level> for String {
    fn from(level: Level) -> String {
        level.to_string()
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Level::Ministry => "Cấp bộ",
            Level::Province => "Cấp tỉnh",
            Level::District => "Cấp huyện",
            Level::Commune => "Cấp xã",
            Level::OtherBody => "Cơ quan khác",
            Level::Unknown(text) => text,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_component_without_a_case_belongs_to_all() {
        let of = |case: &str| Component { case: case.to_owned(), ..Component::default() };
        assert_eq!(of("--").case(), None);
        assert_eq!(of("").case(), None);
        assert_eq!(of("Trường hợp uỷ quyền").case(), Some("Trường hợp uỷ quyền"));
    }

    #[test]
    fn a_legal_basis_is_its_number_or_all_that_is_known() {
        let short: LegalBasis = serde_json::from_str("\"123/2015/NĐ-CP\"").unwrap();
        assert_eq!(serde_json::to_string(&short).unwrap(), "\"123/2015/NĐ-CP\"");
        let text = r#"{"number":"60/2014/QH13","title":"Luật Hộ tịch","issued_on":"20/11/2014","effective_from":"2016-01-01"}"#;
        let long: LegalBasis = serde_json::from_str(text).unwrap();
        assert_eq!((long.issued_on, long.effective_from), (Some(date(2014, 11, 20)), Some(date(2016, 1, 1))));
        let again: LegalBasis = serde_json::from_value(serde_json::to_value(&long).unwrap()).unwrap();
        assert_eq!(again, long);
        assert_eq!(long.to_string(), "60/2014/QH13, Luật Hộ tịch, ban hành 20/11/2014, hiệu lực 01/01/2016");
    }
}
