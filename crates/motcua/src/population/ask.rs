//! `motcua population ask`: one question to the register an agency is connected to, so that whoever sets the connection
//! up sees whether it works.

use crate::now::now_in_millis;
use exchange::people::{PersonAnswer, PersonQuestion, Register, RegisterSettings, RegisteredResidence};
use identity::birth::BirthDate;
use identity::name::PersonName;
use identity::number::CitizenNumber;
use std::error::Error;
use std::path::{Path, PathBuf};

/// What `motcua population ask` was asked.
#[derive(clap::Args)]
pub(crate) struct Ask {
    #[arg(long, value_name = "TỆP", help = "Tệp kết nối dân cư (JSON), chỉ chủ tệp được đọc")]
    connection: PathBuf,
    #[arg(long, value_name = "SỐ", help = "Số định danh gồm 12 chữ số")]
    number: CitizenNumber,
    #[arg(long, value_name = "HỌ_TÊN")]
    name: PersonName,
    #[arg(long, value_name = "NGÀY", help = "Ngày sinh, ví dụ 21/3/1990")]
    birth_date: BirthDate,
    #[arg(long, value_name = "MÃ", help = "Mã mục đích đã thoả thuận")]
    purpose: String,
    #[arg(long, value_name = "TÀI_KHOẢN", help = "Tài khoản cán bộ tra cứu")]
    officer: String,
    #[arg(long, value_name = "MÃ", help = "Mã cơ quan của cán bộ")]
    agency: String,
    #[arg(long, value_name = "MÃ", help = "Mã hồ sơ là căn cứ tra cứu")]
    dossier: String,
    #[arg(long, help = "Chỉ hỏi có khớp hay không, không nhận thông tin nào khác")]
    verdict_only: bool,
}

/// What a file of settings says.
pub(super) fn settings(path: &Path) -> Result<RegisterSettings, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("không đọc được tệp kết nối dân cư «{}»: {error}", path.display()))?;
    Ok(RegisterSettings::from_json(&text)?)
}

/// The register a file of settings names.
pub(crate) fn connected(path: &Path) -> Result<Register, Box<dyn Error>> {
    Ok(Register::open(settings(path)?, now_in_millis)?)
}

/// Asks, and prints what was answered.
pub(super) async fn ask(asked: Ask) -> Result<(), Box<dyn Error>> {
    let register = connected(&asked.connection)?;
    let verdict_only = asked.verdict_only;
    let Ask { number, name, birth_date, purpose, officer, agency, dossier, .. } = asked;
    let question = PersonQuestion { number, full_name: name, birth_date, purpose, officer, agency, dossier };
    match verdict_only {
        true => println!("{}", register.confirm(&question).await?),
        false => print!("{}", told(&register.ask(&question).await?)),
    }
    Ok(())
}

/// Only what the register said, a line each.
fn told(answer: &PersonAnswer) -> String {
    let mut lines = vec![answer.verdict.to_string()];
    if let Some(particulars) = &answer.particulars {
        let name = particulars.full_name.as_ref().map(|name| name.as_str().to_owned());
        let birth = particulars.birth_date.map(|birth| birth.to_string());
        let sex = particulars.sex.map(|sex| sex.to_string());
        let rows = [("Họ tên", name), ("Ngày sinh", birth), ("Giới tính", sex)];
        lines.extend(rows.into_iter().filter_map(|(label, text)| Some(format!("{label}: {}", text?))));
        lines.extend(particulars.residence.as_ref().map(place));
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

fn place(residence: &RegisteredResidence) -> String {
    let RegisteredResidence { kind, unit, unit_name, province, province_name, details } = residence;
    let kind = kind.map_or("Nơi cư trú", |kind| kind.label());
    let named = |name: &Option<String>, code: &Option<String>| name.as_ref().or(code.as_ref()).cloned();
    let parts = [details.clone(), named(unit_name, unit), named(province_name, province)];
    format!("{kind}: {}", parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}
