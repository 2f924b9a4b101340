//! What tests of pages stand on.

use crate::settings::{CitizenSignIn, Settings, Site};
use app::people::Officer;
use domain::procedure::Procedure;
use domain::process::{Process, Role};
use domain::time::Instant;
use jiff::civil::date;

/// The moment of the tests: a Monday morning.
pub(crate) fn now() -> Instant {
    Instant::from_local(date(2026, 11, 23).at(9, 0, 0, 0))
}

/// Settings of a site that is reached at `http://localhost`.
pub(crate) fn settings() -> Settings {
    let site = Site::new("Uỷ ban nhân dân tỉnh Mẫu", "Gọi 0229 000 000, giờ hành chính.");
    Settings { citizens: CitizenSignIn::Chooser, ..Settings::new(site, "http://localhost", [7; 32], now) }
}

/// The first procedure of the sample catalogue: birth registration.
pub(crate) fn procedure() -> Procedure {
    let line = include_str!("../../../../data/procedures.jsonl").lines().next().expect("the sample is not empty");
    serde_json::from_str(line).expect("the sample is sound")
}

/// A process with a shortcut.
pub(crate) fn process() -> Process {
    let text = r#"{"steps": [
        {"id": "xem", "name": "Lãnh đạo xem và phân công", "role": "leader", "term": "0,5 ngày làm việc", "next": ["tham-dinh", "ky"]},
        {"id": "tham-dinh", "name": "Thẩm định hồ sơ, lấy ý kiến các đơn vị có liên quan", "role": "case-officer", "term": "2 ngày làm việc", "next": ["ky"],
         "asks": [{"unit": "H42.08", "question": "Có vướng quy hoạch không?", "term": "1 ngày làm việc"},
                  {"unit": "H42.12", "question": "Có vướng hạ tầng không?", "term": "2 ngày làm việc"}]},
        {"id": "ky", "name": "Ký duyệt", "role": "leader", "next": [], "decides": true}]}"#;
    serde_json::from_str(text).expect("a process")
}

/// An officer of a province.
pub(crate) fn officer() -> Officer {
    Officer {
        top: "H42".parse().expect("a code"),
        login: "lanhdao.h42".to_owned(),
        name: "Lãnh đạo (mẫu)".to_owned(),
        agency: "H42".parse().expect("a code"),
        agency_name: "Uỷ ban nhân dân tỉnh Mẫu".to_owned(),
        roles: vec![Role::Leader],
    }
}
