//! *Trang giấy tờ*: the files of one paper. What is good is kept at once; what is not is told, file by file.

use super::draft::Writing;
use super::pages::Asking;
use super::question::{Around, Step};
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Field, Kept, Mend};
use crate::papers;
use crate::problem::Problem;
use crate::{page_with, words};
use app::draft::Filed;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::dossier::event::Paper;

/// More files than this in one place are somebody's mistake.
const MOST_FILES: usize = 30;

#[derive(Template)]
#[template(path = "apply/files.html")]
struct FilesPage {
    frame: Frame,
    around: Around,
    mend: Mend,
    field: Field,
}

/// The page of a paper with what was sent so far and what could not be taken.
pub(super) fn page(writing: &Writing, step: &Step, wrong: &[String]) -> Result<Response, Problem> {
    let (asking, filling) = (writing.asking(), &writing.draft.filling);
    let name = step.page.name.as_str();
    let shown = |paper: &Paper| Kept {
        name: paper.name.clone(),
        size: words::size(paper.bytes),
        token: paper.sha256.to_string(),
    };
    let kept: Vec<Kept> = filling.in_slot(name).map(shown).collect();
    let field = Field::files(name, &step.page.title, kept)
        .note(asking.remark(filling, name))
        .hint(asking.taken())
        .optional(asking.is_optional(filling, name))
        .error(wrong.join(". "))
        .heading();
    let field = if Asking::is_foreign(name) { field.foreign_label() } else { field };
    let mend = Mend { lines: wrong.iter().map(|message| (name.to_owned(), message.clone())).collect() };
    let status = if mend.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let frame = writing.frame(&step.page.title).wrong(!mend.is_empty());
    page_with(status, FilesPage { frame, around: step.around(writing), mend, field })
}

/// Takes in what came, takes out what shall go, and moves on where nothing is wrong.
pub(super) async fn post(writing: &mut Writing<'_>, step: &Step, filled: &Filled) -> Result<Response, Problem> {
    let name = step.page.name.clone();
    let component = name.strip_prefix("paper.").and_then(|place| place.parse().ok());
    let (mut taken, mut wrong) = (Vec::new(), Vec::new());
    for upload in filled.uploads().iter().filter(|upload| upload.field == name) {
        match papers::take(writing.portal, upload, component, writing.visitor.now).await {
            Ok(paper) => taken.push(paper),
            Err(message) => wrong.push(message),
        }
    }
    let dropped: Vec<&str> = filled.texts("bo-tep").collect();
    let stays = !dropped.is_empty() || filled.text("buoc") == "tai";
    let elsewhere = writing
        .write(|_, filling| {
            let gone = |file: &Filed| file.slot == name && dropped.contains(&file.paper.sha256.to_string().as_str());
            filling.files.retain(|file| !gone(file));
            for paper in &taken {
                let there = filling.in_slot(&name).any(|known| known.sha256 == paper.sha256);
                if !there && filling.in_slot(&name).count() < MOST_FILES {
                    filling.files.push(Filed { slot: name.clone(), paper: paper.clone() });
                }
            }
        })
        .await?;
    if let Some(response) = elsewhere {
        return Ok(response);
    }
    let filling = &writing.draft.filling;
    let required = !writing.asking().is_optional(filling, &name);
    if !stays && wrong.is_empty() && required && filling.in_slot(&name).next().is_none() {
        wrong.push("Chọn ảnh chụp hoặc bản quét của giấy tờ này".to_owned());
    }
    if stays || !wrong.is_empty() {
        return page(writing, step, &wrong).map(|page| writing.answer(page));
    }
    let done = writing.write(|_, filling| filling.finish(&name)).await?;
    Ok(done.unwrap_or_else(|| step.next(writing)))
}
