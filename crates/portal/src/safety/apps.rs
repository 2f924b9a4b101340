//! *Thêm ứng dụng xác thực*: by QR code or by typing its key, confirmed by a first code.

use super::{Asked, added, confirm_first, signed};
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Field, Mend};
use crate::pictures::qr::Qr;
use crate::problem::Problem;
use crate::second::code_field;
use crate::visitor::Visitor;
use crate::{Portal, page_with, words};
use app::factors::{FactorError, NewApp};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;

const ADDRESS: &str = "/bao-mat/ung-dung";

#[derive(Template)]
#[template(path = "safety/apps.html")]
struct AppPage {
    frame: Frame,
    mend: Mend,
    qr: Option<Qr>,
    secret: String,
    sealed: String,
    fields: [Field; 2],
}

/// `GET /bao-mat/ung-dung`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(_): Query<Asked>,
) -> Result<Response, Problem> {
    let signed = signed(&visitor)?;
    if !signed.is_fresh(visitor.now) {
        return Ok(confirm_first(ADDRESS));
    }
    let app = portal.app.factors(&portal.means).new_app(&signed.officer);
    ask(&portal, &visitor, StatusCode::OK, &app, "Điện thoại của tôi", None)
}

/// `POST /bao-mat/ung-dung`: the first code.
pub(crate) async fn post(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let signed = signed(&visitor)?;
    let factors = portal.app.factors(&portal.means);
    let app = factors.app_of(&signed.officer, filled.text("bi-mat")).ok_or(Problem::Overtaken)?;
    if !portal.limits.sign_in(&visitor.address, &format!("{} {}", signed.officer.top, signed.officer.login)) {
        return Err(Problem::TooMany);
    }
    let name = filled.text("ten");
    match factors.add_app(signed, &app, name, filled.text("ma"), visitor.now).await {
        Ok(codes) => added(&visitor, codes),
        Err(FactorError::Store(error)) => Err(error.into()),
        Err(FactorError::Stale) => Ok(confirm_first(ADDRESS)),
        Err(error) => ask(&portal, &visitor, StatusCode::UNPROCESSABLE_ENTITY, &app, name, Some(&error)),
    }
}

fn ask(
    portal: &Portal,
    visitor: &Visitor,
    status: StatusCode,
    app: &NewApp,
    name: &str,
    error: Option<&FactorError>,
) -> Result<Response, Problem> {
    let about = |wrong: fn(&FactorError) -> bool| {
        error.filter(|error| wrong(error)).map_or_else(String::new, |error| words::capital(&error.to_string()))
    };
    let fields = [
        Field::line("ten", "Tên, để bạn nhận ra", name)
            .typed("text", "off", "w-20")
            .error(about(|error| matches!(error, FactorError::Name))),
        code_field().hint("Mã ứng dụng hiện sau khi quét").error(about(|error| !matches!(error, FactorError::Name))),
    ];
    let mend = Mend::of(&fields);
    let login = &signed(visitor)?.officer.login;
    let letters = app.secret.text();
    let spaced: Vec<&str> = (0..letters.len()).step_by(4).map(|from| &letters[from..from + 4]).collect();
    let issuer = format!("Một Cửa {}", portal.settings.site.agency);
    page_with(
        status,
        AppPage {
            frame: visitor.frame("Thêm ứng dụng xác thực").at("/bao-mat").wrong(!mend.is_empty()),
            mend,
            qr: Qr::labelled(&app.secret.address(&issuer, login), "Mã QR để ứng dụng xác thực quét"),
            secret: spaced.join(" "),
            sealed: app.sealed.clone(),
            fields,
        },
    )
}
