//! *Báo cáo tiến độ* (biểu II.06) as JSON.

use domain::report::{Cell, Cells, Progress};
use serde::Serialize;

/// The report: its rows and the whole period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProgressBody {
    /// One per agency, field, procedure, month or channel.
    pub rows: Vec<RowBody>,
    /// The whole period.
    pub total: FiguresBody,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowBody {
    /// Agency code, field, procedure code, month (`2023-10`) or channel.
    pub key: String,
    /// Its figures.
    #[serde(flatten)]
    pub figures: FiguresBody,
}

/// The figures of a row; `received.total = settled.total + open.total + paused`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FiguresBody {
    /// *Nhận giải quyết*.
    pub received: ReceivedBody,
    /// *Đã giải quyết*.
    pub settled: SettledBody,
    /// *Đang giải quyết*.
    pub open: OpenBody,
    /// *Tạm dừng*.
    pub paused: i64,
    /// *Không tiếp nhận*.
    pub not_accepted: i64,
}

/// *Nhận giải quyết*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the cells of `domain::report::Cell`, by their names")]
pub struct ReceivedBody {
    pub total: i64,
    pub carried_over: i64,
    pub online: i64,
    pub other: i64,
}

/// *Đã giải quyết*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the cells of `domain::report::Cell`, by their names")]
pub struct SettledBody {
    pub total: i64,
    pub early: i64,
    pub on_time: i64,
    pub late: i64,
    pub no_deadline: i64,
    pub withdrawn: i64,
    pub stopped: i64,
}

/// *Đang giải quyết*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the cells of `domain::report::Cell`, by their names")]
pub struct OpenBody {
    pub total: i64,
    pub within: i64,
    pub overdue: i64,
    pub no_deadline: i64,
}

impl From<&Progress> for ProgressBody {
    fn from(progress: &Progress) -> ProgressBody {
        let row =
            |row: &domain::report::ProgressRow| RowBody { key: row.key.clone(), figures: FiguresBody::from(row.cells) };
        ProgressBody { rows: progress.rows.iter().map(row).collect(), total: FiguresBody::from(progress.total) }
    }
}

impl From<Cells> for FiguresBody {
    fn from(cells: Cells) -> FiguresBody {
        FiguresBody {
            received: ReceivedBody {
                total: cells.get(Cell::ReceivedTotal),
                carried_over: cells.get(Cell::ReceivedCarriedOver),
                online: cells.get(Cell::ReceivedOnline),
                other: cells.get(Cell::ReceivedOther),
            },
            settled: SettledBody {
                total: cells.get(Cell::SettledTotal),
                early: cells.get(Cell::SettledEarly),
                on_time: cells.get(Cell::SettledOnTime),
                late: cells.get(Cell::SettledLate),
                no_deadline: cells.get(Cell::SettledNoDeadline),
                withdrawn: cells.get(Cell::SettledWithdrawn),
                stopped: cells.get(Cell::SettledStopped),
            },
            open: OpenBody {
                total: cells.get(Cell::OpenTotal),
                within: cells.get(Cell::OpenWithin),
                overdue: cells.get(Cell::OpenOverdue),
                no_deadline: cells.get(Cell::OpenNoDeadline),
            },
            paused: cells.get(Cell::Paused),
            not_accepted: cells.get(Cell::NotAccepted),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::report::{By, Fields, Open, Period, Placing, Received, Stand, Tabulation};
    use jiff::civil::date;

    #[test]
    fn an_empty_report_has_a_total_of_noughts() {
        let period = Period::new(date(2023, 10, 1), date(2023, 10, 31)).unwrap();
        let fields = Fields::new();
        let empty = Tabulation::new(period, By::Agency, &fields).finish();
        let json = serde_json::to_string(&ProgressBody::from(&empty)).unwrap();
        assert_eq!(
            json,
            r#"{"rows":[],"total":{"received":{"total":0,"carried_over":0,"online":0,"other":0},"#.to_owned()
                + r#""settled":{"total":0,"early":0,"on_time":0,"late":0,"no_deadline":0,"withdrawn":0,"stopped":0},"#
                + r#""open":{"total":0,"within":0,"overdue":0,"no_deadline":0},"paused":0,"not_accepted":0}}"#
        );
    }

    #[test]
    fn a_row_begins_with_its_key() {
        let stands = Stand::Open(Open::Overdue);
        let cells = Placing::Counted { received: Received::Online, stands }.cells();
        let row = RowBody { key: "H42.19".to_owned(), figures: cells.into() };
        let json = serde_json::to_string(&row).unwrap();
        let start = r#"{"key":"H42.19","received":{"total":1,"carried_over":0,"online":1,"other":0},"#;
        assert!(json.starts_with(start), "{json}");
        assert!(json.contains(r#""open":{"total":1,"within":0,"overdue":1,"no_deadline":0}"#), "{json}");
    }
}
