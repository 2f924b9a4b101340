//! *Bộ thành phần giao diện*: every component of the pages on one page, for those who design and write them. It is
//! walked through by the browser's journey like any other page, so a component that loses its contrast is noticed.

use crate::layout::Frame;
use crate::layout::field::{Choice, Field, Mend};
use crate::page;
use crate::pictures::process::Drawing;
use crate::pictures::provinces::{Map, Square};
use crate::problem::Problem;
use crate::visitor::Visitor;
use askama::Template;
use axum::response::Response;
use domain::agency::AgencyCode;
use domain::calendar::Term;
use domain::dossier::event::Reason;
use domain::facility::Coverage;
use domain::process::{PlannedConsultation, Process, Role, Step};

#[derive(Template)]
#[template(path = "gallery.html")]
struct Gallery {
    frame: Frame,
    mend: Mend,
    well: Vec<Field>,
    wrong: Vec<Field>,
    drawing: Drawing,
    verdicts: [(&'static str, &'static str); 4],
    map: Map,
}

/// `GET /bo-thanh-phan`.
pub(crate) async fn show(visitor: Visitor) -> Result<Response, Problem> {
    let wrong: Vec<Field> =
        fields("sai").into_iter().map(|field| field.error("Nói điều phải làm, không nói lỗi")).collect();
    page(Gallery {
        frame: visitor.frame("Bộ thành phần giao diện"),
        mend: Mend::of(&wrong),
        well: fields("dung"),
        wrong,
        drawing: Drawing::of(&process(), Some("tham-dinh"), &unit_name),
        verdicts: [("good", "hợp lệ"), ("bad", "hết hạn"), ("warn", "không khớp"), ("none", "chưa xác nhận")],
        map: Map::of(squares()),
    })
}

/// One field of each kind.
fn fields(prefix: &str) -> Vec<Field> {
    let name = |kind: &str| format!("{prefix}.{kind}");
    let choices = || {
        ["Nam", "Nữ"].into_iter().map(|one| Choice {
            value: one.to_owned(),
            label: one.to_owned(),
            chosen: one == "Nữ",
        })
    };
    vec![
        Field::line(&name("dong"), "Một dòng", "Nguyễn Thị Ước").hint("Một câu gợi ý"),
        Field::line(&name("so"), "Số", "1.250.000").digits().typed("text", "off", "w-12"),
        Field::long(&name("doan"), "Nhiều dòng", "Dòng thứ nhất\nDòng thứ hai").optional(true),
        Field::date(&name("ngay"), "Ngày, tháng, năm", ["2", "9", "1945"]),
        Field::select(&name("chon"), "Chọn trong danh sách", choices().collect()),
        Field::radios(&name("mot"), "Chọn một", choices().collect()),
        Field::ticks(&name("nhieu"), "Chọn nhiều", choices().collect()),
        Field::tick(&name("dong-y"), "Đồng ý hoặc không", true),
        Field::files(&name("tep"), "Tệp", Vec::new()).optional(true),
    ]
}

/// Names of the units the sample asks.
fn unit_name(unit: &AgencyCode) -> String {
    format!("Đơn vị {unit} (mẫu)")
}

/// One province of each band.
fn squares() -> impl Iterator<Item = Square<'static>> {
    let shares = [("01", 100), ("24", 98), ("22", 95), ("37", 90)];
    shares.into_iter().map(|(code, accepting)| Square { code, coverage: Coverage { accepting, total: 100 } })
}

fn process() -> Process {
    let step = |id: &str, name: &str, role, next: &[&str]| Step {
        id: id.to_owned(),
        name: name.to_owned(),
        role,
        term: None,
        next: next.iter().map(|id| (*id).to_owned()).collect(),
        decides: role == Role::Leader,
        asks: Vec::new(),
    };
    let mut steps = vec![
        step("tham-dinh", "Thẩm định hồ sơ", Role::CaseOfficer, &["xac-minh", "ky"]),
        step("xac-minh", "Xác minh thực địa", Role::CaseOfficer, &["ky"]),
        step("ky", "Ký duyệt kết quả", Role::Leader, &["tham-dinh"]),
    ];
    let asked =
        [("H42.12", "2 ngày làm việc"), ("H42.08", "1 ngày làm việc")].into_iter().filter_map(|(unit, term)| {
            let (unit, term) = (unit.parse().ok()?, Term::parse(term).ok()?);
            Some(PlannedConsultation { unit, question: Reason::new("Có vướng gì không?")?, term })
        });
    steps[1].asks = asked.collect();
    Process { steps }
}
