//! *Mã QR* as a picture inside the page.

use askama::Template;
use qrcodegen::{QrCode, QrCodeEcc};

/// *Mã QR* of an address.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<svg class="qr" viewBox="0 0 {{ side }} {{ side }}" width="180" height="180" role="img" aria-label="{{ label }}" shape-rendering="crispEdges"><path d="{{ path }}"/></svg>"#,
    ext = "svg"
)]
pub(crate) struct Qr {
    side: i32,
    path: String,
    label: &'static str,
}

/// Light modules that stand around the code, as readers need them.
const QUIET: i32 = 4;

impl Qr {
    /// The code of a text; `None` if it is too long for one.
    pub(crate) fn of(text: &str) -> Option<Qr> {
        Qr::labelled(text, "Mã QR mở trang theo dõi hồ sơ")
    }

    /// The same, called something else by screen readers.
    pub(crate) fn labelled(text: &str, label: &'static str) -> Option<Qr> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
        let mut path = String::new();
        for y in 0..code.size() {
            let mut x = 0;
            while x < code.size() {
                let run = (x..code.size()).take_while(|x| code.get_module(*x, y)).count();
                let run = i32::try_from(run).unwrap_or(0);
                if run > 0 {
                    path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET));
                }
                x += run.max(1);
            }
        }
        Some(Qr { side: code.size() + 2 * QUIET, path, label })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_a_picture() {
        let qr = Qr::of("https://motcua.example/tra-cuu?ma=H42.19-231016-0001").unwrap();
        assert!(qr.side > 21 + 8 && qr.path.starts_with("M4 4h7"), "the finder pattern stands in the corner");
        assert!(qr.render().unwrap().len() < 12_000);
        assert!(Qr::of(&"x".repeat(5_000)).is_none());
    }
}
