//! Why a row cannot be brought in, in words for whoever prepares the file.

use crate::agency::{AgencyCode, BadAgencyCode};
use crate::procedure::BadProcedureCode;

/// What is wrong with a row; the first thing found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The row has more or fewer fields than the header.
    #[error("dòng có {has} ô mà tiêu đề có {needs}: kiểm tra dấu phẩy và dấu ngoặc kép")]
    Fields {
        /// Fields found.
        has: usize,
        /// Fields of the header.
        needs: usize,
    },
    /// The bytes are no UTF-8.
    #[error("chữ không phải UTF-8: lưu lại tệp theo UTF-8")]
    NotUtf8,
    /// A field that must be filled is empty.
    #[error("thiếu {0}: điền vào cột này")]
    Empty(&'static str),
    /// No dossier code.
    #[error(
        "mã hồ sơ «{0}» chưa đúng: cần 4 đến 60 chữ không dấu, chữ số, dấu chấm, gạch ngang, ví dụ H42.19-231016-0001"
    )]
    DossierCode(String),
    /// No agency, and none was given for the whole file.
    #[error("thiếu agency_code: điền mã cơ quan, hoặc chạy lại với --agency")]
    NoAgency,
    /// No agency code.
    #[error(transparent)]
    AgencyCode(#[from] BadAgencyCode),
    /// An agency the import was not asked for.
    #[error("cơ quan {agency} không thuộc {within} nên không nhận: bỏ --agency hoặc chọn cơ quan khác")]
    OtherAgency {
        /// Of the row.
        agency: AgencyCode,
        /// Asked for.
        within: AgencyCode,
    },
    /// An agency nobody has entered.
    #[error("chưa có cơ quan {0}: nhập cơ quan này trước, hoặc chạy lại với --create-missing để tạo bản nháp")]
    UnknownAgency(AgencyCode),
    /// No procedure code.
    #[error(transparent)]
    ProcedureCode(#[from] BadProcedureCode),
    /// A procedure that is not in the catalogue.
    #[error(
        "chưa có thủ tục {0} trong danh mục: nhập thủ tục này trước, hoặc chạy lại với --create-missing để tạo bản nháp"
    )]
    UnknownProcedure(String),
    /// None of the three channels.
    #[error("kênh «{0}» không có: ghi counter (trực tiếp), online (trực tuyến) hoặc post (bưu chính)")]
    Channel(String),
    /// None of the four outcomes.
    #[error("kết quả «{0}» không có: ghi approved, refused, withdrawn, stopped, hoặc để trống khi chưa xong")]
    Outcome(String),
    /// No time.
    #[error("{column} «{text}» không phải ngày giờ có thật: ghi dạng 2023-10-16T08:30 hoặc 2023-10-16")]
    Time {
        /// The column.
        column: &'static str,
        /// What stands there.
        text: String,
    },
    /// An outcome, but no time at which it came.
    #[error("có outcome mà thiếu finished_at: ghi thời điểm kết thúc, hoặc bỏ trống cả hai khi chưa xong")]
    OutcomeWithoutFinish,
    /// An end, but not how it ended.
    #[error("có finished_at mà thiếu outcome: ghi kết quả, hoặc bỏ trống cả hai khi chưa xong")]
    FinishWithoutOutcome,
    /// A result handed over that was never reached.
    #[error("có returned_at mà thiếu finished_at: ghi thời điểm kết thúc trước khi trả")]
    ReturnWithoutFinish,
    /// Two times in an order that cannot be.
    #[error("{later} ({later_text}) đứng trước {earlier} ({earlier_text}): kiểm tra hai thời điểm này")]
    Backwards {
        /// The column that must come first.
        earlier: &'static str,
        /// What stands there.
        earlier_text: String,
        /// The column that must come after it.
        later: &'static str,
        /// What stands there.
        later_text: String,
    },
    /// Something past that has not happened yet.
    #[error("{column} ({text}) ở tương lai: lịch sử chỉ gồm việc đã xảy ra")]
    Future {
        /// The column.
        column: &'static str,
        /// What stands there.
        text: String,
    },
    /// The code stands twice in the file.
    #[error("mã hồ sơ đã có ở dòng {line} của tệp này: bỏ dòng trùng")]
    Twice {
        /// Line of the first one.
        line: u64,
    },
    /// The dossier is in the ledger.
    #[error("hồ sơ đã có trong sổ cái: không nhập lại")]
    AlreadyThere,
    /// An activity of a dossier nobody knows.
    #[error("không có hồ sơ {0} trong tệp hồ sơ hay trong sổ cái: kiểm tra mã hồ sơ")]
    UnknownDossier(String),
    /// An activity of a dossier that was handled here.
    #[error("hồ sơ này được tiếp nhận trên hệ thống, không phải hồ sơ chuyển đến: không thêm lịch sử vào được")]
    NotImported,
    /// An activity of a dossier whose own row was rejected.
    #[error("hồ sơ của dòng này bị từ chối ở dòng {line} của tệp hồ sơ: sửa dòng đó rồi nhập lại")]
    DossierRejected {
        /// Line of the dossier.
        line: u64,
    },
    /// An activity from before the dossier was handed in.
    #[error("thời điểm ({text}) đứng trước khi nộp hồ sơ: kiểm tra cột at")]
    BeforeHandedIn {
        /// What stands there.
        text: String,
    },
    /// The same activity is in the ledger.
    #[error("việc này đã có trong sổ cái: không nhập lại")]
    ActivityAlreadyThere,
}

impl Fault {
    /// A text as a reason may show it: short, without line breaks.
    pub(super) fn shown(text: &str) -> String {
        let clean = text.trim().chars().map(|it| if it.is_control() { ' ' } else { it });
        clean.take(40).collect()
    }
}
