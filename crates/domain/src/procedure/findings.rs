//! *Điểm cần rà soát*: what is odd in a procedure's content. The content itself stays as it came.

use super::ProcedureCode;
use serde::{Deserialize, Serialize};
use std::fmt;

/// *Đơn vị đếm*: what a finding is counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// At most once per procedure, however many of its channels or texts show it.
    Procedure,
    /// Once per component.
    Component,
    /// Once per result.
    Result,
}

/// Names each finding once: variant, key, grain, and what it says.
macro_rules! findings {
    ($($name:ident $key:literal $grain:ident $says:literal;)*) => {
        /// *Điểm cần rà soát*: a kind of oddity, as data found in the national catalogue shows them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Finding {
            $(#[doc = $says] #[serde(rename = $key)] $name,)*
        }

        impl Finding {
            /// All kinds, in the order in which they are listed to people.
            pub const ALL: &[Finding] = &[$(Finding::$name),*];

            /// The key outsiders know it by; it never changes.
            pub fn key(self) -> &'static str {
                match self { $(Finding::$name => $key),* }
            }

            /// What it says, to the officer who keeps the catalogue.
            pub fn describe(self) -> &'static str {
                match self { $(Finding::$name => $says),* }
            }

            /// What it is counted by.
            pub fn grain(self) -> Grain {
                match self { $(Finding::$name => Grain::$grain),* }
            }
        }
    };
}

findings! {
    NoTerm "no-term" Procedure "Không cách thức nào ghi thời hạn giải quyết";
    ChannelWithoutTerm "channel-without-term" Procedure "Có cách thức ghi thời hạn, có cách thức không";
    TermWithoutUnit "term-without-unit" Procedure "Thời hạn chỉ có số, không có đơn vị (ngày, ngày làm việc, giờ, tháng)";
    TermUnitUnknown "term-unit-unknown" Procedure "Đơn vị thời hạn không phải giờ, ngày làm việc, ngày hay tháng";
    TermUnreadable "term-unreadable" Procedure "Thời hạn không đọc được, đọc được theo hai cách (như 140,000), hoặc chia lẻ ngày, tháng";
    TermZero "term-zero" Procedure "Thời hạn ghi bằng 0";
    TermUnlikely "term-unlikely" Procedure "Thời hạn từ 1.000 trở lên, có thể là mức phí ghi nhầm chỗ";
    TermDiffersByChannel "term-differs-by-channel" Procedure "Thời hạn khác nhau giữa các cách thức thực hiện";
    SeveralTermsInOneChannel "several-terms-in-one-channel" Procedure "Một cách thức ghi nhiều thời hạn, cần biết áp dụng khi nào";
    FeeUnknown "fee-unknown" Procedure "Có cách thức chưa rõ mức phí, lệ phí";
    FeeWithoutAmount "fee-without-amount" Procedure "Ghi có thu phí nhưng không ghi số tiền, hoặc ghi không thu mà có số tiền";
    FeeUnlikely "fee-unlikely" Procedure "Mức phí dưới 1.000 đồng hoặc số âm, có thể là ngoại tệ hay tỷ lệ";
    FeeDiffersByChannel "fee-differs-by-channel" Procedure "Phí, lệ phí khác nhau giữa các cách thức thực hiện";
    NoChannel "no-channel" Procedure "Không ghi cách thức thực hiện";
    ChannelUnknown "channel-unknown" Procedure "Cách thức không phải trực tiếp, trực tuyến hay dịch vụ bưu chính";
    NoOnlineChannel "no-online-channel" Procedure "Không nộp trực tuyến được";
    NoComponent "no-component" Procedure "Không ghi thành phần hồ sơ";
    ComponentWithNeither "component-with-neither-original-nor-copy" Component "Giấy tờ không cần bản chính, cũng không cần bản sao";
    ComponentWithoutName "component-without-name" Component "Giấy tờ không có tên";
    ComponentCountUnlikely "component-count-unlikely" Component "Số bản trên 10, có thể là năm hay số điều khoản ghi nhầm chỗ";
    ComponentRepeated "component-repeated" Component "Giấy tờ ghi lặp trong cùng một trường hợp";
    NoResult "no-result" Procedure "Không ghi kết quả thực hiện";
    ResultWithoutCode "result-without-code" Result "Kết quả chưa có mã";
    CodeInsideResultName "code-inside-result-name" Result "Mã kết quả nằm lẫn trong tên kết quả";
    NoLegalBasis "no-legal-basis" Procedure "Không ghi căn cứ pháp lý";
    NoExecutingAgency "no-executing-agency" Procedure "Không ghi cơ quan thực hiện";
    ExecutingAgencyRepeated "executing-agency-repeated" Procedure "Một cơ quan thực hiện được ghi nhiều lần";
    NoCompetentAgency "no-competent-agency" Procedure "Không ghi cơ quan có thẩm quyền";
    NoMinistry "no-ministry" Procedure "Không ghi cơ quan công bố";
    NoLevel "no-level" Procedure "Không ghi cấp thực hiện";
    LevelUnknown "level-unknown" Procedure "Cấp thực hiện không phải bộ, tỉnh, huyện, xã hay cơ quan khác";
    NoKind "no-kind" Procedure "Không ghi loại thủ tục";
    NoField "no-field" Procedure "Không ghi lĩnh vực";
    NoSubject "no-subject" Procedure "Không ghi đối tượng thực hiện";
    NoSteps "no-steps" Procedure "Không ghi trình tự thực hiện";
    NoDecision "no-decision" Procedure "Không ghi quyết định công bố";
    DecisionWithoutNumber "decision-without-number" Procedure "Quyết định công bố không có số";
    NameShared "name-shared" Procedure "Trùng tên với thủ tục khác trong tệp";
    NameWithLineBreak "name-with-line-break" Procedure "Tên thủ tục bị ngắt dòng";
    WrongLetter "name-has-wrong-letter" Procedure "Có chữ Ð (U+00D0) thay cho Đ (U+0110); máy coi là hai chữ khác nhau";
    StrangeCharacter "strange-character" Procedure "Có ký tự không in được hoặc ký tự riêng của phông chữ";
    DecomposedText "decomposed-text" Procedure "Chữ gõ theo kiểu tổ hợp (NFD), đã chuyển sang dựng sẵn (NFC)";
    FormFaulty "form-faulty" Procedure "Mẫu đơn điện tử có lỗi";
    NotVerified "not-verified" Procedure "Nội dung ghi theo trí nhớ hoặc suy ra, chưa đối chiếu với nguồn";
    UnknownPart "unknown-part" Procedure "Có phần dữ liệu chưa biết dùng vào đâu, được giữ nguyên";
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.describe())
    }
}

/// *Điểm cần rà soát* in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Line of the file, from 1.
    pub line: u32,
    /// In which procedure.
    pub code: ProcedureCode,
    /// What.
    pub finding: Finding,
    /// Where in it and how it reads there; may be empty.
    pub place: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_key_is_kebab_case_and_unique() {
        let keys: BTreeSet<&str> = Finding::ALL.iter().map(|finding| finding.key()).collect();
        assert_eq!(keys.len(), Finding::ALL.len());
        for key in keys {
            assert!(key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{key}");
        }
    }

    #[test]
    fn json_knows_a_finding_by_its_key() {
        for finding in Finding::ALL {
            assert_eq!(serde_json::to_value(finding).unwrap(), finding.key());
        }
    }
}
