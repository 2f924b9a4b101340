//! *Nút khoá truy cập*: a form the browser fills in from a passkey. The one place with a script: browsers give passkeys
//! to scripts alone. Everything else on its page works without.

use super::field::Field;
use crate::filled::Filled;
use crate::{assets, headers};
use app::factors::{Answer, AskedKey};
use askama::Template;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::Response;

/// Fields the script fills in.
const PARTS: [&str; 5] = ["khoa-id", "khoa-client", "khoa-data", "khoa-signature", "khoa-user"];
/// Longest such field: a key of RSA with its wrapping is under 4 KB.
const LONGEST: usize = 16_000;

/// *Nút khoá truy cập*.
#[derive(Debug, Clone, Template)]
#[template(path = "layout/passkey.html")]
pub(crate) struct PasskeyForm {
    asked: AskedKey,
    kind: &'static str,
    check: &'static str,
    action: &'static str,
    user_name: String,
    keys: String,
    parts: [&'static str; 5],
    carried: Vec<(&'static str, String)>,
    fields: Vec<Field>,
    button: &'static str,
    quiet: bool,
    /// Whether to say where it works, on a page about nothing else.
    elsewhere: bool,
    here: &'static str,
    script: String,
}

impl PasskeyForm {
    /// Uses a passkey there is.
    pub(crate) fn uses(asked: AskedKey, action: &'static str, button: &'static str) -> PasskeyForm {
        // A key on its own must check who touches it; beside a password it may.
        let check = if asked.keys.is_empty() { "required" } else { "preferred" };
        PasskeyForm {
            keys: asked.keys.join(" "),
            asked,
            kind: "use",
            check,
            action,
            user_name: String::new(),
            parts: PARTS,
            carried: Vec::new(),
            fields: Vec::new(),
            button,
            quiet: true,
            elsewhere: false,
            here: "",
            script: assets::script_address(),
        }
    }

    /// Makes a new one.
    pub(crate) fn makes(asked: AskedKey, action: &'static str, user_name: &str) -> PasskeyForm {
        let button = "Thêm khoá truy cập";
        let form = PasskeyForm::uses(asked, action, button);
        PasskeyForm {
            kind: "make",
            user_name: user_name.to_owned(),
            quiet: false,
            elsewhere: true,
            here: action,
            ..form
        }
    }

    /// The same, with a question of its own.
    pub(crate) fn asking(self, field: Field) -> PasskeyForm {
        PasskeyForm { fields: vec![field], ..self }
    }

    /// The same, carrying what the page knows.
    pub(crate) fn carrying(self, carried: Vec<(&'static str, String)>) -> PasskeyForm {
        PasskeyForm { carried, ..self }
    }
}

/// Whether the script sent anything.
pub(crate) fn sent(filled: &Filled) -> bool {
    !filled.is_blank("khoa-client")
}

/// What a passkey answered.
pub(crate) fn answer(filled: &Filled) -> Option<Answer> {
    let parts = PARTS.map(|part| filled.text(part));
    if parts.iter().any(|part| part.len() > LONGEST) { None } else { Answer::of(parts) }
}

/// What a new passkey is registered with: JSON of the browser, CBOR of the key.
pub(crate) fn registration(filled: &Filled) -> Option<(Vec<u8>, Vec<u8>)> {
    let (client, data) = (filled.text("khoa-client"), filled.text("khoa-data"));
    if client.len().max(data.len()) > LONGEST {
        return None;
    }
    Some((factor::passkey::bytes_of(client)?, factor::passkey::bytes_of(data)?))
}

/// The same page, allowed to run our one script.
pub(crate) fn scripted(mut response: Response) -> Response {
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, headers::with_script());
    response
}
