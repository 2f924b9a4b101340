//! Progress bars for people; nothing where a program reads.

use indicatif::{ProgressBar, ProgressStyle};

/// Counts things whose number is not known before.
pub(crate) fn counter(silent: bool, what: &str) -> ProgressBar {
    if silent {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(&format!("{{spinner}} {{human_pos}} {what} ({{per_sec}})"));
    ProgressBar::new_spinner().with_style(style.expect("the template is fixed"))
}

/// Counts bytes of a file whose length is known.
pub(crate) fn bytes(silent: bool, total: u64) -> ProgressBar {
    if silent {
        return ProgressBar::hidden();
    }
    let template = "{bar:40} {percent} % · {bytes}/{total_bytes} · còn {eta}";
    ProgressBar::new(total).with_style(ProgressStyle::with_template(template).expect("the template is fixed"))
}
