//! *Thủ tục hành chính*: what the national catalogue says of a procedure, how it comes in, what changed in it,
//! and how it is found.
//!
//! Content is kept as it came; what is odd in it is listed as a [`Finding`], never silently mended.

mod channel;
mod check;
mod code;
mod content;
mod diff;
mod fee;
mod findings;
mod form;
mod import;
mod parts;
mod render;
mod row;
pub mod search;
mod version;

pub use channel::{Channel, ChannelKind, StatedTerm, TermReading};
pub use check::check;
pub use code::{BadProcedureCode, ProcedureCode};
pub use diff::{Change, Difference, ImportPlan, Part, differences, plan};
pub use fee::{Fee, FeeKind};
pub use findings::{Finding, Found, Grain};
pub use form::{Answers, Condition, Form, FormFault, PaperRule, Section};
pub use import::{Catalogue, RejectReason, Rejected, Row, lines_of, read_catalogue};
pub use parts::{Component, LegalBasis, Level, ResultPaper};
pub use render::{change_lines, dong, plan_lines};
pub use search::{SearchEntry, SearchIndex};
pub use version::{ProcedureVersion, version_on};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// *Thủ tục hành chính* (NĐ 63/2010 art. 8): every part the national catalogue publishes, and our own parts
/// (`form`, `process`, `essential`, `life_events`, where it is settled, how sure we are of it) in the same row.
///
/// In JSON a missing part, null and the empty one are the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Procedure {
    /// *Mã thủ tục*.
    pub code: ProcedureCode,
    /// *Tên thủ tục*; never blank in an imported procedure.
    pub name: String,
    /// *Cơ quan công bố*: the ministry that publishes it.
    #[serde(default, deserialize_with = "row::text", skip_serializing_if = "String::is_empty")]
    pub ministry: String,
    /// *Số quyết định công bố*.
    #[serde(default, deserialize_with = "row::text", skip_serializing_if = "String::is_empty")]
    pub decision: String,
    /// *Cấp thực hiện*.
    #[serde(default, deserialize_with = "row::list", skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<Level>,
    /// *Loại thủ tục*.
    #[serde(default, deserialize_with = "row::text", skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// *Lĩnh vực*.
    #[serde(default, deserialize_with = "row::text", skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// *Đối tượng thực hiện*: who may apply.
    #[serde(default, deserialize_with = "row::texts", skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<String>,
    /// *Cơ quan thực hiện*.
    #[serde(default, deserialize_with = "row::texts", skip_serializing_if = "Vec::is_empty")]
    pub executing_agencies: Vec<String>,
    /// *Cơ quan có thẩm quyền*.
    #[serde(default, deserialize_with = "row::texts", skip_serializing_if = "Vec::is_empty")]
    pub competent: Vec<String>,
    /// *Cơ quan được ủy quyền*.
    #[serde(default, deserialize_with = "row::texts", skip_serializing_if = "Vec::is_empty")]
    pub authorised: Vec<String>,
    /// *Cơ quan phối hợp*.
    #[serde(default, deserialize_with = "row::texts", skip_serializing_if = "Vec::is_empty")]
    pub coordinating: Vec<String>,
    /// *Địa chỉ tiếp nhận hồ sơ*.
    #[serde(default, deserialize_with = "row::text", skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// *Trình tự thực hiện*.
    #[serde(default, deserialize_with = "row::text", skip_serializing_if = "String::is_empty")]
    pub steps_text: String,
    /// *Cách thức thực hiện*, each with its own term and fee.
    #[serde(default, deserialize_with = "row::list", skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Channel>,
    /// *Thành phần hồ sơ*.
    #[serde(default, deserialize_with = "row::list", skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Component>,
    /// *Kết quả thực hiện*.
    #[serde(default, deserialize_with = "row::list", skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<ResultPaper>,
    /// *Căn cứ pháp lý*.
    #[serde(default, deserialize_with = "row::list", skip_serializing_if = "Vec::is_empty")]
    pub legal_bases: Vec<LegalBasis>,
    /// *Yêu cầu, điều kiện*.
    #[serde(default, deserialize_with = "row::text", skip_serializing_if = "String::is_empty")]
    pub conditions_text: String,
    /// *Từ khóa*.
    #[serde(default, deserialize_with = "row::texts", skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// *Thủ tục liên quan*: codes or names.
    #[serde(default, deserialize_with = "row::texts", skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<String>,
    /// *Thủ tục liên thông*: codes or names.
    #[serde(default, deserialize_with = "row::texts", skip_serializing_if = "Vec::is_empty")]
    pub linked: Vec<String>,
    /// Where it was published.
    #[serde(default, deserialize_with = "row::text", skip_serializing_if = "String::is_empty")]
    pub source_url: String,
    /// *Sự kiện đời sống* it belongs to (*Có con*).
    #[serde(default, deserialize_with = "row::texts", skip_serializing_if = "Vec::is_empty")]
    pub life_events: Vec<String>,
    /// *Dịch vụ công thiết yếu*: its name among the essential services, where it is one.
    #[serde(default, deserialize_with = "row::optional_text", skip_serializing_if = "Option::is_none")]
    pub essential: Option<String>,
    /// *Mẫu đơn điện tử*.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
    /// *Quy trình nội bộ*, as data; its meaning is the matter of [`crate::process`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<Value>,
    /// *Nơi giải quyết* in a sample catalogue: `commune`, or `department:` and an agency code.
    #[serde(default, deserialize_with = "row::optional_text", skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// *Mức tin cậy*: `V` read at the source, `V2` in a secondary one, `M` from memory, `I` inferred.
    #[serde(default, deserialize_with = "row::optional_text", skip_serializing_if = "Option::is_none")]
    pub certainty: Option<String>,
    /// What is uncertain, in words.
    #[serde(default, deserialize_with = "row::optional_text", skip_serializing_if = "Option::is_none")]
    pub certainty_note: Option<String>,
    /// *Ngày đối chiếu*: when the content was last compared with its source.
    #[serde(default, deserialize_with = "row::day", skip_serializing_if = "Option::is_none")]
    pub checked: Option<Date>,
    /// Parts of the row that have no place above, kept as they came.
    #[serde(flatten)]
    pub other: BTreeMap<String, Value>,
}

impl Procedure {
    /// The channels of one kind; several where cases differ.
    pub fn channels_of(&self, kind: &ChannelKind) -> impl Iterator<Item = &Channel> {
        self.channels.iter().filter(move |channel| channel.kind == *kind)
    }

    /// Whether one can apply online.
    pub fn is_online(&self) -> bool {
        self.channels_of(&ChannelKind::Online).next().is_some()
    }

    /// All agencies the procedure names, the publishing one first, without repeats.
    pub fn agencies(&self) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        let lists = [&self.executing_agencies, &self.competent, &self.authorised, &self.coordinating];
        let names = std::iter::once(&self.ministry).chain(lists.into_iter().flatten());
        for name in names.map(String::as_str).filter(|name| !name.is_empty()) {
            if !all.contains(&name) {
                all.push(name);
            }
        }
        all
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A small clean procedure to bend in tests.
    pub(crate) fn sample() -> Procedure {
        let text = r#"{"code":"1.001193","name":"Đăng ký khai sinh","ministry":"Bộ Tư pháp","decision":"1/QĐ-BTP",
            "levels":["Cấp xã"],"kind":"Loại khác","field":"Hộ tịch","subjects":["Công dân Việt Nam"],
            "executing_agencies":["Ủy ban nhân dân cấp xã"],"competent":"Chủ tịch Ủy ban nhân dân cấp xã",
            "channels":[
              {"channel":"Trực tiếp","time_value":"1","time_unit":"Ngày làm việc","fee_kind":"amount","fee_vnd":8000,"note":""},
              {"channel":"Trực tuyến","time_value":"1","time_unit":"Ngày làm việc","fee_kind":"amount","fee_vnd":8000}],
            "components":[{"case":"--","name":"Tờ khai đăng ký khai sinh","original":1,"copy":0,"has_form":true}],
            "results":[{"name":"Giấy khai sinh","code":"KQ.G15.000032"}],
            "legal_bases":["60/2014/QH13"],"steps_text":"Bước 1: Nộp hồ sơ.","conditions_text":"",
            "source_url":"https://example.invalid/1"}"#;
        serde_json::from_str(text).expect("the sample is a row")
    }

    #[test]
    fn missing_null_and_empty_parts_are_the_same() {
        let bare: Procedure = serde_json::from_str(r#"{"code":"1.000001","name":"A"}"#).unwrap();
        let nulls = r#"{"code":"1.000001","name":"A","ministry":null,"levels":null,"subjects":null,"competent":"",
            "channels":[],"steps_text":"","form":null,"process":null,"essential":null,"keywords":[""]}"#;
        assert_eq!(serde_json::from_str::<Procedure>(nulls).unwrap(), bare);
        assert_eq!(serde_json::to_string(&bare).unwrap(), r#"{"code":"1.000001","name":"A"}"#);
    }

    #[test]
    fn a_procedure_written_and_read_is_the_same() {
        let mut procedure = sample();
        procedure.process = Some(serde_json::json!({"steps": [{"id": "nhan", "role": "clerk"}]}));
        procedure.other.insert("ghi_chu".into(), Value::from("kept"));
        let text = serde_json::to_string(&procedure).unwrap();
        assert_eq!(serde_json::from_str::<Procedure>(&text).unwrap(), procedure);
    }

    #[test]
    fn agencies_are_named_once() {
        let mut procedure = sample();
        procedure.competent = vec!["Bộ Tư pháp".into()];
        assert_eq!(procedure.agencies(), ["Bộ Tư pháp", "Ủy ban nhân dân cấp xã"]);
    }
}
