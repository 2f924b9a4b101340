//! What can go wrong with the memory, said to the one who can put it right. No message holds data of a person.

use std::path::{Path, PathBuf};

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder or the database cannot be written.
    #[error("không ghi được vào «{0}»: cấp quyền ghi cho tài khoản chạy chương trình hoặc chọn thư mục khác")]
    ReadOnly(PathBuf),
    /// The folder cannot be made or opened for another reason.
    #[error("không dùng được thư mục «{folder}» ({reason}): kiểm tra đường dẫn và quyền truy cập")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the operating system says.
        reason: String,
    },
    /// No room is left; nothing of the act was kept.
    #[error("ổ đĩa chứa dữ liệu đã đầy, việc vừa rồi chưa được ghi: giải phóng dung lượng rồi làm lại")]
    Full,
    /// Another program holds the database for too long.
    #[error("cơ sở dữ liệu đang bị chương trình khác giữ: đóng chương trình đó rồi làm lại")]
    Busy,
    /// The file is no database of ours or its pages are damaged.
    #[error("tệp cơ sở dữ liệu bị hỏng hoặc không phải của chương trình: khôi phục từ bản sao lưu gần nhất")]
    Damaged,
    /// A newer program wrote the database.
    #[error(
        "cơ sở dữ liệu do bản chương trình mới hơn tạo ra (bước {found}, bản này biết đến bước {known}): cập nhật chương trình"
    )]
    Newer {
        /// Number of its last migration.
        found: i64,
        /// Number of the last migration this program knows.
        known: i64,
    },
    /// The database server does not answer or refuses.
    #[error(
        "không kết nối được máy chủ PostgreSQL ({0}): kiểm tra máy chủ đang chạy, địa chỉ, tên và mật khẩu trong cấu hình"
    )]
    Unreachable(String),
    /// The address of the database server is no address.
    #[error("địa chỉ PostgreSQL trong cấu hình chưa đúng: cần dạng postgres://tên:mật-khẩu@máy-chủ:5432/cơ-sở-dữ-liệu")]
    BadAddress,
    /// The connection was lost before the outcome was known: the act may or may not be kept.
    #[error(
        "mất kết nối cơ sở dữ liệu khi đang ghi, chưa rõ đã ghi hay chưa: gửi lại đúng việc này, chương trình sẽ không ghi trùng"
    )]
    Unknown,
    /// The store was closed.
    #[error("kho dữ liệu đã đóng: khởi động lại chương trình")]
    Closed,
    /// A stored value is not what it should be.
    #[error("dữ liệu đã lưu không đọc được (câu hỏi «{question}», cột thứ {column}): chạy lệnh kiểm tra sổ cái")]
    Unreadable {
        /// Name of the question.
        question: &'static str,
        /// Place of the column, from 1.
        column: usize,
    },
    /// A version of a procedure was to be written with other content than it has.
    #[error("phiên bản {version} của thủ tục {code} đã có nội dung khác: công bố phiên bản mới thay vì sửa bản cũ")]
    VersionFixed {
        /// *Mã thủ tục*.
        code: String,
        /// The version.
        version: u32,
    },
    /// A backup is not whole.
    #[error("bản sao lưu không nguyên vẹn ({0}): dùng bản sao lưu khác")]
    BadBackup(String),
    /// A backup is to be restored into a store that is not empty.
    #[error("kho dữ liệu đích đã có dữ liệu: khôi phục vào thư mục hoặc cơ sở dữ liệu còn trống")]
    NotEmpty,
    /// A restore was cut off.
    #[error("lần khôi phục trước chưa xong nên dữ liệu chưa đủ: xoá kho này và khôi phục lại từ đầu")]
    HalfRestored,
    /// A paper is not there or its bytes are not those of its name.
    #[error("tệp {0} không có trong kho hoặc đã bị thay đổi: khôi phục tệp từ bản sao lưu")]
    Paper(domain::ledger::Digest),
    /// Anything else, with the engine's own code.
    #[error("lỗi cơ sở dữ liệu (mã {0}): báo cho người quản trị kèm mã này")]
    Engine(String),
}

/// What the store says.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why an act was not kept.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Another act on the dossier came first; load it again and decide again.
    #[error("hồ sơ vừa được người khác xử lý: tải lại hồ sơ rồi thực hiện lại")]
    Conflict,
    /// The entries do not belong together; the caller is wrong.
    #[error("các dòng sổ cái không nối nhau ({0}): báo cho người phát triển")]
    Malformed(&'static str),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl StoreError {
    /// What a failed file operation means.
    pub(crate) fn of_io(error: &std::io::Error, path: &Path) -> StoreError {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly(path.to_owned()),
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::Full,
            _ => StoreError::Folder { folder: path.to_owned(), reason: error.to_string() },
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        use rusqlite::ErrorCode;
        let Some(code) = error.sqlite_error().copied() else {
            return StoreError::Engine("SQLite".to_owned());
        };
        match code.code {
            ErrorCode::DiskFull => StoreError::Full,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Damaged,
            _ => StoreError::Engine(format!("SQLite {}", code.extended_code)),
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> StoreError {
        let Some(state) = error.code() else {
            return StoreError::Unreachable("mất kết nối".to_owned());
        };
        match state.code() {
            "53100" => StoreError::Full,
            "40P01" | "55P03" | "40001" => StoreError::Busy,
            "XX001" | "XX002" => StoreError::Damaged,
            code if code.starts_with("08") || code.starts_with("57P") || code.starts_with("28") || code == "3D000" => {
                StoreError::Unreachable(format!("mã {code}"))
            }
            code => StoreError::Engine(format!("PostgreSQL {code}")),
        }
    }
}

impl From<deadpool_postgres::PoolError> for StoreError {
    fn from(error: deadpool_postgres::PoolError) -> StoreError {
        match error {
            deadpool_postgres::PoolError::Backend(error) => error.into(),
            deadpool_postgres::PoolError::Timeout(_) => StoreError::Unreachable("quá thời gian chờ".to_owned()),
            deadpool_postgres::PoolError::Closed => StoreError::Closed,
            _ => StoreError::Unreachable("không tạo được kết nối".to_owned()),
        }
    }
}
