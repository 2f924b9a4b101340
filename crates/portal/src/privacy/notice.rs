//! *Thông báo xử lý dữ liệu cá nhân*: what is held, why, on which ground, for how long, and what one may ask, made of
//! the rows of `data/`.

use crate::layout::Frame;
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{page, words};
use app::privacy::{purposes, retention, rights_on};
use askama::Template;
use axum::response::Response;
use domain::calendar::Certainty;
use domain::privacy::{Basis, PurposeRow, RequestKind, RetentionRule, RightsTerm};

#[derive(Template)]
#[template(path = "privacy/notice.html")]
struct Notice {
    frame: Frame,
    rules: Vec<Kind>,
    lawful: Vec<Use>,
    asked: Vec<Use>,
    terms: Vec<Term>,
    answer: Option<RightsTerm>,
    extension: Option<RightsTerm>,
}

/// A kind of data that is kept.
struct Kind {
    rule: &'static RetentionRule,
    sure: &'static str,
}

/// What data are used for.
struct Use {
    row: &'static PurposeRow,
    sure: &'static str,
}

/// By when a right is carried out.
struct Term {
    right: String,
    time: String,
    article: String,
    sure: &'static str,
}

/// `GET /du-lieu-ca-nhan`.
pub(crate) async fn show(visitor: Visitor) -> Result<Response, Problem> {
    let rules = rights_on(visitor.now);
    let term = |kind: RequestKind| {
        let row = rules.as_ref()?.finish(kind);
        Some(Term {
            right: words::capital(kind.name()),
            time: row.words(),
            article: row.article.clone(),
            sure: sure(row.certainty),
        })
    };
    let of = |basis| {
        let rows = purposes().purposes.iter().filter(move |row| row.basis == basis);
        rows.map(|row| Use { row, sure: sure(row.certainty) }).collect()
    };
    page(Notice {
        frame: visitor.frame("Dữ liệu cá nhân của bạn ở đây"),
        rules: retention().rules.iter().map(|rule| Kind { rule, sure: sure(rule.certainty) }).collect(),
        lawful: of(Basis::Law),
        asked: of(Basis::Consent),
        terms: RequestKind::ALL.into_iter().filter_map(term).collect(),
        answer: rules.as_ref().map(|rules| rules.answer.clone()),
        extension: rules.as_ref().map(|rules| rules.extension.clone()),
    })
}

/// How sure a row is, for people.
fn sure(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::V => "đã đối chiếu văn bản",
        Certainty::V2 => "theo nguồn thứ cấp",
        Certainty::M | Certainty::I => "chưa đối chiếu văn bản",
    }
}
