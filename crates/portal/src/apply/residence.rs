//! *Lấy nơi thường trú vào tờ khai*: a citizen who is signed in has the register fill in where he lives.

use super::draft::{Way, Writing, open};
use super::pages::Asking;
use crate::Portal;
use crate::filled::Filled;
use crate::problem::Problem;
use crate::visitor::Visitor;
use app::draft::{Filling, Who};
use app::lookups::LookUpError;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::lookup::AnswerGroup;

/// Whether the page of a draft offers it: for oneself, with a number that was proven, where a register is connected.
pub(crate) fn offered(portal: &Portal, visitor: &Visitor, filling: &Filling) -> bool {
    let proven = visitor.citizen.as_ref().and_then(|session| session.citizen.profile.proven_number());
    let own = proven.is_some_and(|number| {
        let typed = &filling.applicant.id_number;
        typed.is_empty() || *typed == number.digits()
    });
    own && portal.app.people().is_some() && filling.who == Some(Who::OneSelf) && filling.agency.is_some()
}

/// What became of it, as the page of the draft says.
pub(crate) fn told(word: &str) -> &'static str {
    match word {
        "xong" => "Đã điền nơi thường trú của bạn. Thông tin này sai thì sửa ở câu hỏi về nơi ở.",
        "khong-khop" => {
            "Dữ liệu dân cư không khớp thông tin tài khoản, nên chưa điền được nơi thường trú. Bạn tự nhập như bình thường."
        }
        "khong-noi" => "Chưa hỏi được dữ liệu dân cư lúc này. Bạn tự nhập như bình thường, hoặc thử lại sau.",
        _ => "",
    }
}

/// `POST /nhap/{id}/cu-tru`.
pub(crate) async fn post(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(id): Path<String>,
    filled: Filled,
) -> Result<Response, Problem> {
    let mut writing = match open(&portal, &visitor, &id, &filled, "").await? {
        Way::On(writing) => *writing,
        Way::Elsewhere(response) => return Ok(response),
    };
    let back = |writing: &Writing<'_>, word: &str| {
        writing.answer(Redirect::to(&format!("{}?cu-tru={word}", writing.address(""))).into_response())
    };
    let agency = writing.draft.filling.agency.clone().filter(|_| offered(&portal, &visitor, &writing.draft.filling));
    let Some(agency) = agency else { return Ok(writing.lead_to("", false)) };
    let citizen = &visitor.citizen()?.citizen;
    let procedure = writing.draft.procedure.clone();
    let answered = match portal.app.look_up_oneself(citizen, &agency, &procedure, visitor.now).await {
        Ok(answered) => answered,
        Err(LookUpError::Store(error)) => return Err(error.into()),
        Err(_) => return Ok(back(&writing, "khong-noi")),
    };
    let Some(residence) = answered.told.residence else {
        let silent = answered.told.answer.group() == AnswerGroup::None;
        return Ok(back(&writing, if silent { "khong-noi" } else { "khong-khop" }));
    };
    let number = citizen.profile.proven_number().map(|number| number.digits()).unwrap_or_default();
    let fill = |_: &Asking, filling: &mut Filling| {
        filling.applicant.id_number.clone_from(&number);
        filling.fill_residence(&residence.address, &answered.id);
    };
    match writing.write(fill).await? {
        Some(elsewhere) => Ok(elsewhere),
        None => Ok(back(&writing, "xong")),
    }
}
