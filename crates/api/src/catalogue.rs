//! *Kết quả nhập danh mục thủ tục*: what an import of the catalogue did or would do.

use domain::procedure::ImportPlan;
use serde::Serialize;
use std::collections::BTreeMap;

/// Counts of an import, as `--json` prints them. Keys never change; kinds of findings may be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// Lines read that are not blank: the sum of the next four.
    pub read: u32,
    /// Procedures not known before.
    pub added: u32,
    /// Procedures whose content differs.
    pub changed: u32,
    /// Procedures that are as they were.
    pub unchanged: u32,
    /// Lines that do not go in.
    pub rejected: u32,
    /// How often each kind of oddity was found, by its key; kinds not met are left out.
    pub findings: BTreeMap<&'static str, u32>,
}

impl From<&ImportPlan> for ImportReport {
    fn from(plan: &ImportPlan) -> ImportReport {
        let count = |length: usize| u32::try_from(length).expect("fewer than the lines read");
        ImportReport {
            read: plan.read,
            added: count(plan.added.len()),
            changed: count(plan.changed.len()),
            unchanged: plan.unchanged,
            rejected: count(plan.rejected.len()),
            findings: plan.findings().into_iter().map(|(finding, count)| (finding.key(), count)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::procedure::{plan, read_catalogue};

    #[test]
    fn the_shape_of_an_import_report() {
        let row = r#"{"code":"1.000001","name":"A","decision":"1/QĐ","levels":["Cấp xã"],"kind":"K","field":"F",
            "ministry":"B","subjects":["S"],"executing_agencies":["E"],"competent":"C","steps_text":"T",
            "channels":[{"channel":"Trực tuyến","time_value":"1","fee_kind":"free","fee_vnd":0}],
            "components":[{"name":"G"}],"results":[{"name":"R","code":"KQ.G01.000001"}],"legal_bases":["1/2020/QH14"]}"#;
        let plan = plan(&BTreeMap::new(), read_catalogue([row.replace('\n', " ").as_str(), "{"]));
        let json = serde_json::to_string(&ImportReport::from(&plan)).unwrap();
        let expected = concat!(
            r#"{"read":2,"added":1,"changed":0,"unchanged":0,"rejected":1,"#,
            r#""findings":{"component-with-neither-original-nor-copy":1,"term-without-unit":1}}"#
        );
        assert_eq!(json, expected);
    }
}
