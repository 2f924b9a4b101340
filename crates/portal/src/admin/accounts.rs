//! *Tài khoản cán bộ*: who may sign in, in which roles; a new password is set by a link that works once.

use super::{agency_field, agency_in, mark, mendable, typed};
use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Choice, Field, Mend};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page, page_with, words};
use app::admin::{Account, AdminError};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::dossier::decide::role_label;
use domain::process::Role;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "admin/accounts.html")]
struct Accounts {
    frame: Frame,
    mend: Mend,
    choose: Field,
    agency: String,
    rows: Vec<Row>,
    fields: Vec<Field>,
}

struct Row {
    login: String,
    address: String,
    name: String,
    roles: String,
    active: bool,
}

#[derive(Template)]
#[template(path = "admin/account.html")]
struct AccountPage {
    frame: Frame,
    mend: Mend,
    done: bool,
    login: String,
    agency: String,
    address: String,
    fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "admin/link.html")]
struct LinkPage {
    frame: Frame,
    name: String,
    login: String,
    link: String,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Asked {
    co_quan: String,
    xong: String,
}

/// `GET /quan-tri/can-bo`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    list(&portal, &visitor, StatusCode::OK, &asked.co_quan, &Filled::default(), &[]).await
}

/// `POST /quan-tri/can-bo`: a new account.
pub(crate) async fn add(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let agency = agency_in(officer, filled.text("co-quan"))?;
    let (login, name) = (filled.text("ten-dang-nhap"), filled.text("ho-ten"));
    let made = portal.app.add_account(officer, login, name, &agency, roles(&filled), visitor.now).await;
    match made {
        Ok(token) => link_page(&portal, &visitor, &login.to_lowercase(), name, &token),
        Err(error) => {
            let field = field_of(&error);
            let errors = [(field, mendable(error)?)];
            list(&portal, &visitor, StatusCode::UNPROCESSABLE_ENTITY, agency.as_str(), &filled, &errors).await
        }
    }
}

/// `GET /quan-tri/can-bo/{login}`.
pub(crate) async fn one(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(login): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let account = portal.app.account(visitor.officer()?, &login).await?;
    account_page(&visitor, StatusCode::OK, &account, &Filled::default(), &[], asked.xong == "1")
}

/// `POST /quan-tri/can-bo/{login}`: name, roles, in or out of service; or a new link.
pub(crate) async fn change(
    State(portal): State<Portal>,
    visitor: Visitor,
    Path(login): Path<String>,
    filled: Filled,
) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let account = portal.app.account(officer, &login).await?;
    if filled.has("duong-dan") {
        let token = portal.app.password_link(officer, &login, visitor.now).await?;
        return link_page(&portal, &visitor, &login, &account.officer.name, &token);
    }
    if filled.has("dat-lai") {
        return match portal.app.factors(&portal.means).reset(officer, &login, visitor.now).await {
            Ok(token) => link_page(&portal, &visitor, &login, &account.officer.name, &token),
            Err(error) => {
                let errors = [("ho-ten", mendable(error)?)];
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                account_page(&visitor, status, &account, &Filled::default(), &errors, false)
            }
        };
    }
    let active = !filled.has("ngung");
    let name = filled.text("ho-ten");
    match portal.app.change_account(officer, &login, name, roles(&filled), active, visitor.now).await {
        Ok(()) => {
            let address = format!("/quan-tri/can-bo/{}?xong=1", words::address_part(&login));
            Ok(Redirect::to(&address).into_response())
        }
        Err(error) => {
            let errors = [(field_of(&error), mendable(error)?)];
            account_page(&visitor, StatusCode::UNPROCESSABLE_ENTITY, &account, &filled, &errors, false)
        }
    }
}

fn field_of(error: &AdminError) -> &'static str {
    match error {
        AdminError::Name => "ho-ten",
        AdminError::NoRole => "vai-tro",
        AdminError::Oneself => "ngung",
        AdminError::NoAgency => "co-quan",
        _ => "ten-dang-nhap",
    }
}

fn roles(filled: &Filled) -> Vec<Role> {
    Role::ALL.into_iter().filter(|role| filled.texts("vai-tro").any(|key| key == role.key())).collect()
}

fn roles_field(chosen: &[Role]) -> Field {
    let choice = |role: Role| Choice {
        value: role.key().to_owned(),
        label: words::capital(role_label(role)),
        chosen: chosen.contains(&role),
    };
    Field::ticks("vai-tro", "Vai trò", Role::ALL.into_iter().map(choice).collect())
}

async fn list(
    portal: &Portal,
    visitor: &Visitor,
    status: StatusCode,
    typed_agency: &str,
    filled: &Filled,
    errors: &[(&str, String)],
) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let agency = agency_in(officer, typed_agency)?;
    let accounts = portal.app.accounts(officer, Some(&agency)).await?;
    let row = |account: Account| Row {
        address: format!("/quan-tri/can-bo/{}", words::address_part(&account.officer.login)),
        roles: account.officer.roles.iter().map(|role| role_label(*role)).collect::<Vec<_>>().join(", "),
        login: account.officer.login,
        name: account.officer.name,
        active: account.active,
    };
    let login = Field::line("ten-dang-nhap", "Tên đăng nhập", filled.text("ten-dang-nhap"))
        .hint("Chữ thường không dấu, chữ số, dấu chấm; ví dụ thuly.an")
        .typed("text", "off", "w-20");
    let mut fields = vec![
        login,
        Field::line("ho-ten", "Họ tên", filled.text("ho-ten")).typed("text", "off", ""),
        roles_field(&roles(filled)),
    ];
    mark(&mut fields, errors);
    let mend = Mend::of(&fields);
    page_with(
        status,
        Accounts {
            frame: visitor.frame("Tài khoản cán bộ").at("/quan-tri").wrong(!mend.is_empty()),
            mend,
            choose: agency_field(portal, officer, &agency),
            agency: agency.to_string(),
            rows: accounts.into_iter().map(row).collect(),
            fields,
        },
    )
}

fn account_page(
    visitor: &Visitor,
    status: StatusCode,
    account: &Account,
    filled: &Filled,
    errors: &[(&str, String)],
    done: bool,
) -> Result<Response, Problem> {
    let sent = filled.has("ho-ten");
    let chosen = if sent { roles(filled) } else { account.officer.roles.clone() };
    let stopped = if sent { filled.has("ngung") } else { !account.active };
    let mut fields = vec![
        Field::line("ho-ten", "Họ tên", typed(filled, "ho-ten", &account.officer.name)).typed("text", "off", ""),
        roles_field(&chosen),
        Field::tick("ngung", "Ngừng tài khoản: không đăng nhập được nữa", stopped),
    ];
    mark(&mut fields, errors);
    let mend = Mend::of(&fields);
    let login = account.officer.login.clone();
    page_with(
        status,
        AccountPage {
            frame: visitor.frame(format!("Tài khoản {login}")).at("/quan-tri").wrong(!mend.is_empty()),
            mend,
            done,
            agency: account.officer.agency_name.clone(),
            address: format!("/quan-tri/can-bo/{}", words::address_part(&login)),
            login,
            fields,
        },
    )
}

/// The link is shown once; who loses it asks for another.
fn link_page(portal: &Portal, visitor: &Visitor, login: &str, name: &str, token: &str) -> Result<Response, Problem> {
    page(LinkPage {
        frame: visitor.frame("Đường dẫn đặt mật khẩu").at("/quan-tri"),
        name: name.to_owned(),
        login: login.to_owned(),
        link: format!("{}/dat-mat-khau/{token}", portal.settings.public_base_url),
    })
}
