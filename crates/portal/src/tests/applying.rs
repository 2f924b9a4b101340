//! An application as a citizen fills it in: page after page, by the names of the pages.

use super::site::{Answer, Browser};
use axum::http::StatusCode;

/// What is typed into the application for birth registration, by page.
pub(crate) type Typed<'a> = &'a [(&'a str, &'a [(&'a str, &'a str)])];

/// A birth registration that needs no paper.
pub(crate) const BIRTH_TYPED: Typed = &[
    ("agency", &[("agency", super::site::COMMUNE)]),
    ("who", &[("who", "one-self")]),
    ("full_name", &[("full_name", "Nguyễn Văn Mẫu")]),
    ("id_number", &[("id_number", "037 204 000 123")]),
    ("birth_date", &[("birth_date.ngay", "21"), ("birth_date.thang", "3"), ("birth_date.nam", "2004")]),
    ("phone", &[("phone", "0912 345 678")]),
    ("address", &[("address", "Thôn Mẫu, phường Hoa Lư")]),
    ("answer.child_family_name", &[("answer.child_family_name", "NGUYỄN THỊ")]),
    ("answer.child_given_name", &[("answer.child_given_name", "HOA")]),
    (
        "answer.child_birth_date",
        &[
            ("answer.child_birth_date.ngay", "1"),
            ("answer.child_birth_date.thang", "11"),
            ("answer.child_birth_date.nam", "2026"),
        ],
    ),
    ("answer.child_sex", &[("answer.child_sex", "Nữ")]),
    ("answer.child_birth_place", &[("answer.child_birth_place", "Trạm y tế phường")]),
    ("answer.birth_record", &[("answer.birth_record", "Cơ sở y tế đã gửi dữ liệu chứng sinh")]),
    ("answer.child_ethnic_group", &[("answer.child_ethnic_group", "Kinh")]),
    ("answer.parents", &[("answer.parents", "Biết cả cha và mẹ")]),
    ("answer.parents_married", &[("answer.parents_married", "co")]),
    ("answer.mother_id", &[("answer.mother_id", "037190000001")]),
    ("answer.father_id", &[("answer.father_id", "037090000001")]),
    ("answer.copies", &[("answer.copies", "2")]),
];

impl Browser {
    /// Begins an application; gives the address of its draft and the first page.
    pub(crate) async fn begin(&mut self, procedure: &str) -> (String, String) {
        let begun = self.post(&format!("/nop/{procedure}"), &[]).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
        let first = begun.leads_to().to_owned();
        (first.rsplit_once('/').unwrap().0.to_owned(), first)
    }

    /// Answers page after page, from one on, until a page is not answered or everything is; gives where that is.
    pub(crate) async fn fill_in(&mut self, from: &str, typed: Typed<'_>) -> String {
        let mut at = from.to_owned();
        for _ in 0..60 {
            let name = at.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
            if name == "kiem-tra" {
                break;
            }
            let fields = typed.iter().find(|(page, _)| *page == name).map_or(&[][..], |(_, fields)| fields);
            let answer = self.post(&at, fields).await;
            if answer.status != StatusCode::SEE_OTHER {
                break;
            }
            at = answer.leads_to().to_owned();
        }
        at
    }

    /// Everything of a birth registration but handing it in; gives the address of the draft.
    pub(crate) async fn written(&mut self) -> String {
        let (draft, first) = self.begin(super::site::BIRTH).await;
        let end = self.fill_in(&first, BIRTH_TYPED).await;
        assert_eq!(end, format!("{draft}/kiem-tra"), "{}", self.get(&end).await.text);
        draft
    }

    /// A birth registration handed in.
    pub(crate) async fn handed_in(&mut self) -> Answer {
        let draft = self.written().await;
        self.post(&format!("{draft}/nop"), &[]).await
    }
}
