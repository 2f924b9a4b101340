//! *Cổng kiểm soát*: what stands before every handler. Who asks, may he, and does the form come from our own page.

use crate::filled::Filled;
use crate::problem::Problem;
use crate::visitor::{CITIZEN, DRAFTS, DraftKey, HALF, OPENED, Opened, SESSION, Visitor};
use crate::{Portal, cookies, device, english, seal, squeeze, words};
use app::session::Whereabouts;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{CACHE_CONTROL, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::process::Role;
use std::net::{IpAddr, SocketAddr};

/// *Quyền*: who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Permission {
    /// Everyone.
    Public,
    /// Every officer who is signed in, also while he owes a second factor: how he signs in, and signing out.
    Oneself,
    /// Every officer who is signed in and has the second factor his roles ask for.
    Signed,
    /// Officers who hold one of these roles.
    Roles(&'static [Role]),
    /// *Người dân, doanh nghiệp* who are signed in, and no officer.
    Citizen,
}

/// *Phạm vi*: whose matters a route shows; checked where the matter is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Matters of nobody in particular.
    Open,
    /// A dossier of the officer's agency or of one under it.
    Dossier,
    /// An agency which is the officer's own or lies under it.
    Agency,
    /// What its holder opens with a secret: a dossier by its follow key, a password by a link.
    Owner,
    /// A draft opened with its key.
    Draft,
    /// What is the account's that is signed in.
    Account,
    /// What holds for a whole ministry or province, and is kept by its own officers.
    Top,
}

/// The gate of one route.
#[derive(Clone)]
pub(crate) struct Gate {
    pub(crate) portal: Portal,
    pub(crate) permission: Permission,
    pub(crate) scope: Scope,
}

/// Lets a request through to its handler, or says why not.
pub(crate) async fn guard(State(gate): State<Gate>, request: Request, next: Next) -> Result<Response, Problem> {
    let portal = &gate.portal;
    let (parts, body) = request.into_parts();
    let mut visitor = visitor(portal, &parts).await?;
    if gate.permission == Permission::Public && visitor.signed.as_ref().is_some_and(|signed| signed.owes_factor) {
        // Until he has his second factor he is nobody, but on the pages where he gets it.
        visitor.signed = None;
    }
    let posted = parts.method == Method::POST;
    let allowed = may(gate.permission, &visitor);
    if !posted && allowed == Err(Denied::SignIn) {
        let wanted = parts.uri.path_and_query().map_or("/", |it| it.as_str());
        let door = if gate.permission == Permission::Citizen { "/dang-nhap-nguoi-dan" } else { "/dang-nhap" };
        return Ok(Redirect::to(&format!("{door}?tiep={}", words::address_part(wanted))).into_response());
    }
    if !posted && allowed == Err(Denied::Factor) {
        return Ok(Redirect::to("/bao-mat").into_response());
    }
    if !posted && allowed.is_err() {
        return Err(Problem::Forbidden);
    }
    let nobody = visitor.signed.is_none() && visitor.citizen.is_none();
    let page = !posted && gate.permission == Permission::Public && gate.scope == Scope::Open && nobody;
    // A page that is still to be put into English cannot be squeezed yet.
    let squeezed = page && squeeze::wanted(&parts.headers) && !english::wanted(&parts.headers);
    let mut request = Request::from_parts(parts, body);
    if posted {
        request = read_form(portal, request, &visitor, gate.permission, allowed).await?;
    }
    request.extensions_mut().insert(visitor);
    let mut response = next.run(request).await;
    // A page about nobody may be kept, so that going back finds a form as it was left.
    let kept = if page { "private, no-cache" } else { "no-store" };
    response.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static(kept));
    if gate.scope != Scope::Open {
        // Somebody's matters are nothing for search engines.
        response.headers_mut().insert("x-robots-tag", HeaderValue::from_static("noindex"));
    }
    if squeezed { Ok(squeeze::squeeze(response).await) } else { Ok(response) }
}

/// Reads what was posted; refused forms are read too, so that what was typed can be given back.
async fn read_form(
    portal: &Portal,
    request: Request,
    visitor: &Visitor,
    permission: Permission,
    allowed: Result<(), Denied>,
) -> Result<Request, Problem> {
    let (parts, body) = request.into_parts();
    let headers = parts.headers.clone();
    let mut emptied = Request::from_parts(parts.clone(), Body::empty());
    let filled = Filled::read(Request::from_parts(parts, body), portal.settings.max_upload_bytes).await?;
    match allowed {
        Err(Denied::SignIn) if permission == Permission::Citizen => return Err(Problem::CitizenSignedOut(filled)),
        Err(Denied::SignIn) => return Err(Problem::SignedOut(filled)),
        Err(Denied::Factor) => return Err(Problem::Unproven(filled)),
        Err(Denied::Role) => return Err(Problem::Forbidden),
        Ok(()) => {}
    }
    let ours =
        permission == Permission::Public || visitor.csrf().is_some_and(|csrf| seal::same(csrf, filled.text("csrf")));
    if !ours || !from_our_page(&headers, &portal.settings.public_base_url) {
        return Err(Problem::ForeignForm(filled));
    }
    emptied.extensions_mut().insert(filled);
    Ok(emptied)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Denied {
    SignIn,
    Factor,
    Role,
}

fn may(permission: Permission, visitor: &Visitor) -> Result<(), Denied> {
    // Who is signed in as the other kind is not asked to sign in again: it is not for him.
    let other = if visitor.citizen.is_some() { Denied::Role } else { Denied::SignIn };
    let signed = visitor.signed.as_ref().ok_or(other);
    match permission {
        Permission::Public => Ok(()),
        Permission::Citizen if visitor.signed.is_some() => Err(Denied::Role),
        Permission::Citizen => visitor.citizen.as_ref().map(|_| ()).ok_or(Denied::SignIn),
        Permission::Oneself => signed.map(|_| ()),
        Permission::Signed | Permission::Roles(_) if signed?.owes_factor => Err(Denied::Factor),
        Permission::Signed => Ok(()),
        Permission::Roles(roles) => {
            let held = &signed?.officer.roles;
            if roles.iter().any(|role| held.contains(role)) { Ok(()) } else { Err(Denied::Role) }
        }
    }
}

/// Whether a form was sent by a page of this site; a request that does not say is not believed.
fn from_our_page(headers: &HeaderMap, base: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = text(ORIGIN.as_str()) else { return false };
    let host = text(HOST.as_str()).unwrap_or_default();
    origin == base || origin.split_once("://").is_some_and(|(_, authority)| authority == host && !host.is_empty())
}

async fn visitor(portal: &Portal, request: &Parts) -> Result<Visitor, Problem> {
    let now = (portal.settings.clock)();
    let headers = &request.headers;
    let token = cookies::read(headers, SESSION).map(str::to_owned);
    let signed = match &token {
        Some(token) => portal.app.signed_in(token, now).await?,
        None => None,
    };
    let citizen_token = cookies::read(headers, CITIZEN).map(str::to_owned);
    // One browser is an officer's or a citizen's, never both at once.
    let citizen = match &citizen_token {
        Some(token) if signed.is_none() => portal.app.citizen(token, now).await?,
        _ => None,
    };
    let device = device::name(headers);
    let peer = request.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let address = client_address(peer, headers, &portal.settings.trusted_proxies);
    if let Some(signed) = &signed {
        let seen = Whereabouts { browser: device.clone(), address: address.clone() };
        portal.app.seen(signed, &seen, now).await?;
    }
    Ok(Visitor {
        site: portal.site.clone(),
        now,
        address,
        half: cookies::read(headers, HALF).map(str::to_owned),
        token,
        signed,
        citizen_token,
        citizen,
        device,
        opened: cookies::read(headers, OPENED).and_then(Opened::read),
        drafts: cookies::read(headers, DRAFTS).map(DraftKey::read_all).unwrap_or_default(),
    })
}

/// Where a request came from: what a trusted proxy says, else who is connected.
fn client_address(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[IpAddr]) -> String {
    let Some(peer) = peer else { return String::new() };
    if !trusted.contains(&peer) {
        return peer.to_string();
    }
    let lines = headers.get_all("x-forwarded-for").into_iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<IpAddr> = lines.flat_map(|line| line.split(',')).filter_map(|hop| hop.trim().parse().ok()).collect();
    let first_stranger = hops.iter().rev().find(|hop| !trusted.contains(hop));
    first_stranger.unwrap_or(&peer).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn only_our_own_pages_post_forms() {
        let base = "https://motcua.example";
        let rows: [(&[(&str, &str)], bool); 7] = [
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "cross-site"), ("origin", "https://motcua.example")], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("origin", "https://motcua.example")], true),
            (&[("origin", "http://localhost:8080"), ("host", "localhost:8080")], true),
            (&[("origin", "null"), ("host", "")], false),
            (&[], false),
        ];
        for (pairs, ours) in rows {
            let headers: HeaderMap =
                pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
            assert_eq!(from_our_page(&headers, base), ours, "{pairs:?}");
        }
    }

    #[test]
    fn a_forwarded_address_is_believed_from_a_trusted_proxy_only() {
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let stranger: IpAddr = "203.0.113.9".parse().unwrap();
        let forwarded = headers(&[("x-forwarded-for", "198.51.100.7, 203.0.113.5")]);
        assert_eq!(client_address(Some(proxy), &forwarded, &[proxy]), "203.0.113.5");
        assert_eq!(client_address(Some(stranger), &forwarded, &[proxy]), "203.0.113.9");
        assert_eq!(client_address(Some(proxy), &HeaderMap::new(), &[proxy]), "10.0.0.1");
        assert_eq!(client_address(None, &forwarded, &[proxy]), "");
    }
}
