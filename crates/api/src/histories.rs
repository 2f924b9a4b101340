//! What an import of histories did, as JSON.

use domain::histories::{Account, Counts, Rejection};
use serde::Serialize;

/// The account of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportBody {
    /// Rows of the file of dossiers.
    pub dossiers: CountsBody,
    /// Rows of the file of events.
    pub events: CountsBody,
    /// Rows that did not come in.
    pub rejections: Vec<RejectionBody>,
}

/// `read = imported + rejected`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the fields of `domain::histories::Counts`, by their names")]
pub struct CountsBody {
    pub read: u64,
    pub imported: u64,
    pub rejected: u64,
}

/// A row that did not come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RejectionBody {
    /// The file, as it was named.
    pub file: String,
    /// The line on which the row begins, from 1.
    pub line: u64,
    /// Why, in Vietnamese.
    pub reason: String,
}

impl From<Account> for ImportBody {
    fn from(account: Account) -> ImportBody {
        ImportBody {
            dossiers: account.dossiers.into(),
            events: account.activities.into(),
            rejections: account.rejections.into_iter().map(RejectionBody::from).collect(),
        }
    }
}

impl From<Counts> for CountsBody {
    fn from(counts: Counts) -> CountsBody {
        CountsBody { read: counts.read, imported: counts.imported, rejected: counts.rejected }
    }
}

impl From<Rejection> for RejectionBody {
    fn from(rejection: Rejection) -> RejectionBody {
        RejectionBody { file: rejection.file, line: rejection.line, reason: rejection.reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_is_written_by_these_names() {
        let rejection = Rejection { file: "e.csv".to_owned(), line: 7, reason: "thiếu at".to_owned() };
        let account = Account {
            dossiers: Counts { read: 3, imported: 2, rejected: 1 },
            rejections: vec![rejection],
            ..Account::default()
        };
        assert_eq!(
            serde_json::to_string(&ImportBody::from(account)).unwrap(),
            r#"{"dossiers":{"read":3,"imported":2,"rejected":1},"events":{"read":0,"imported":0,"rejected":0},"#
                .to_owned()
                + r#""rejections":[{"file":"e.csv","line":7,"reason":"thiếu at"}]}"#
        );
    }
}
