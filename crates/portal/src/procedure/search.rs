//! *Tìm thủ tục*: what a query finds, what it can be narrowed by, page by page.

use crate::Portal;
use crate::layout::Frame;
use crate::layout::field::{Choice, Field};
use crate::page;
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::words;
use app::catalogue::Catalogue;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::procedure::search::{Facet, Filters, SearchResults};
use serde::Deserialize;

/// Procedures a browser completes a query with.
const SUGGESTED: u32 = 30;

/// What a search asks, as its address says it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Asked {
    tu: String,
    linh_vuc: String,
    cap: String,
    co_quan: String,
    doi_tuong: String,
    su_kien: String,
    trang: String,
}

#[derive(Template)]
#[template(path = "procedure/search.html")]
struct SearchPage {
    frame: Frame,
    words: String,
    found: String,
    relaxed: bool,
    meant: Option<(String, String)>,
    suggestions: Vec<String>,
    filters: Vec<Field>,
    filtered: bool,
    unfiltered: String,
    hits: Vec<Hit>,
    earlier: Option<String>,
    later: Option<String>,
    place: String,
}

struct Hit {
    code: String,
    name: String,
    about: String,
    online: bool,
}

/// `GET /thu-tuc`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let title = if asked.tu.trim().is_empty() { "Thủ tục hành chính" } else { "Thủ tục tìm thấy" };
    page(fill(visitor.frame(title).at("/thu-tuc"), &portal.app.catalogue(), &asked))
}

fn fill(frame: Frame, catalogue: &Catalogue, asked: &Asked) -> SearchPage {
    let some = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
    let filters = Filters {
        agency: some(&asked.co_quan),
        field: some(&asked.linh_vuc),
        level: some(&asked.cap),
        subject: some(&asked.doi_tuong),
        life_event: some(&asked.su_kien),
        page: asked.trang.parse().unwrap_or(1),
        page_size: 20,
    };
    let found = catalogue.index().search(&asked.tu, &filters);
    let hits = found.hits.iter().map(|hit| Hit {
        code: hit.entry.code.to_string(),
        name: hit.entry.name.clone(),
        about: about(&hit.entry.field, &hit.entry.levels),
        online: hit.entry.online && !catalogue.agencies_settling(hit.entry.code.as_str()).is_empty(),
    });
    let to_page = |number: u32| asked.address(number);
    let unsure = found.relaxed || found.total == 0;
    let meant = if unsure { catalogue.index().nearest(&asked.tu) } else { None };
    SearchPage {
        frame,
        words: asked.tu.trim().to_owned(),
        found: words::grouped(i64::from(found.total)),
        relaxed: found.relaxed,
        meant: meant.map(|text| (format!("/thu-tuc{}", words::query(&[("tu", &text)])), text)),
        suggestions: suggestions(catalogue),
        filters: filter_fields(&found, asked),
        filtered: asked.is_narrowed(),
        unfiltered: format!("/thu-tuc{}", words::query(&[("tu", &asked.tu)])),
        hits: hits.collect(),
        earlier: (found.page > 1).then(|| to_page(found.page - 1)),
        later: (found.page < found.pages).then(|| to_page(found.page + 1)),
        place: format!("Trang {} trên {}", found.page, found.pages),
    }
}

/// What a browser may complete a query with: life events, then the procedures people look for most.
pub(crate) fn suggestions(catalogue: &Catalogue) -> Vec<String> {
    let events = app::life::shipped_events().iter().map(|event| event.name.clone());
    let all = catalogue.index().search("", &Filters { page_size: SUGGESTED, ..Filters::default() });
    let names = all.hits.iter().map(|hit| hit.entry.name.clone()).filter(|name| name.chars().count() < 80);
    events.chain(names).collect()
}

fn about(field: &str, levels: &[String]) -> String {
    let parts = std::iter::once(field).chain(levels.iter().map(String::as_str));
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

impl Asked {
    fn is_narrowed(&self) -> bool {
        [&self.linh_vuc, &self.cap, &self.co_quan, &self.doi_tuong, &self.su_kien].iter().any(|text| !text.is_empty())
    }

    fn address(&self, page: u32) -> String {
        let page = page.to_string();
        let pairs = [
            ("tu", self.tu.as_str()),
            ("linh-vuc", &self.linh_vuc),
            ("cap", &self.cap),
            ("co-quan", &self.co_quan),
            ("doi-tuong", &self.doi_tuong),
            ("su-kien", &self.su_kien),
            ("trang", &page),
        ];
        format!("/thu-tuc{}", words::query(&pairs))
    }
}

/// Values on offer in one list: the commonest; the one chosen is always among them.
const MOST_CHOICES: usize = 60;

fn filter_fields(found: &SearchResults, asked: &Asked) -> Vec<Field> {
    let facets = &found.facets;
    let one = |name: &str, label: &str, values: &[Facet], chosen: &str| {
        let all = Choice { value: String::new(), label: "Tất cả".to_owned(), chosen: chosen.is_empty() };
        let mut choices = vec![all];
        choices.extend(values.iter().take(MOST_CHOICES).map(|facet| Choice {
            value: facet.value.to_owned(),
            label: format!("{} ({})", facet.value, facet.count),
            chosen: facet.value == chosen,
        }));
        if !chosen.is_empty() && choices.iter().all(|choice| !choice.chosen) {
            choices.push(Choice { value: chosen.to_owned(), label: chosen.to_owned(), chosen: true });
        }
        Field::select(name, label, choices).foreign_choices()
    };
    vec![
        one("linh-vuc", "Lĩnh vực", &facets.fields, &asked.linh_vuc),
        one("cap", "Cấp thực hiện", &facets.levels, &asked.cap),
        one("co-quan", "Cơ quan", &facets.agencies, &asked.co_quan),
        one("doi-tuong", "Ai làm", &facets.subjects, &asked.doi_tuong),
        one("su-kien", "Sự kiện đời sống", &facets.life_events, &asked.su_kien),
    ]
}
