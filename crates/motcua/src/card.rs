//! `motcua card`: the files read from the chip of a card or passport, and whether its state signed them.

use crate::now::now;
use api::card::CardBody;
use chip::{Asked, Authenticity, ChipFiles, DataGroup, FaceImage, PersonalData, TrustStore, check, mrz};
use clap::Subcommand;
use domain::time::Instant;
use jiff::Timestamp;
use jiff::civil::DateTime;
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// No file of a chip is longer: offsets on a chip have three bytes.
const FILE_BYTES: u64 = 1 << 24;

/// What to do with a card.
#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(about = "Đọc các tệp của chip trong một thư mục và xác thực thụ động theo ICAO 9303")]
    Read(Read),
}

/// What `motcua card read` was asked.
#[derive(clap::Args)]
pub(crate) struct Read {
    #[arg(long, value_name = "THƯ_MỤC")]
    #[arg(help = "Thư mục có các tệp đọc từ chip: EF.COM.bin, EF.SOD.bin, DG1.bin, DG2.bin, DG13.bin")]
    folder: PathBuf,
    #[arg(long, value_name = "TỆP")]
    #[arg(help = "Chứng thư CSCA được tin cậy (PEM, nhiều chứng thư cũng được); dùng nhiều lần được")]
    trust: Vec<PathBuf>,
    #[arg(long, value_name = "TỆP", help = "Danh sách thu hồi (CRL, DER) của CSCA; dùng nhiều lần được")]
    crl: Vec<PathBuf>,
    #[arg(long, value_name = "NGÀY")]
    #[arg(help = "Kiểm tra hiệu lực vào 0 giờ ngày này (2026-11-30) hoặc thời điểm này (2026-11-30T14:00), \
                  giờ Việt Nam; không ghi thì là bây giờ")]
    at: Option<String>,
    #[arg(long, help = "In một dòng JSON thay cho lời")]
    json: bool,
}

/// Files as they were read.
struct Folder {
    com: Option<Vec<u8>>,
    sod: Vec<u8>,
    groups: BTreeMap<DataGroup, Vec<u8>>,
}

/// Runs it; an error where the chip is not authentic.
pub(crate) fn run(command: &Command) -> Result<(), Box<dyn Error>> {
    let Command::Read(asked) = command;
    let at = asked.at.as_deref().map_or_else(|| Ok(now()), moment)?;
    let at = Timestamp::from_second(at.unix_seconds())?;
    let trust = trust(&asked.trust, &asked.crl)?;
    let folder = Folder::read(&asked.folder)?;
    let files = folder.files();
    let required = [DataGroup::MRZ, DataGroup::FACE, DataGroup::PERSONAL];
    let found = check(&files, Asked { trust: &trust, at, required: &required });
    if asked.json {
        println!("{}", serde_json::to_string(&CardBody::of(&files, &found))?);
    } else {
        said(&files).into_iter().chain(judged(&found)).for_each(|line| println!("{line}"));
    }
    if found.is_authentic() {
        Ok(())
    } else {
        Err("chip không xác thực được; chưa dùng dữ liệu này".into())
    }
}

fn moment(text: &str) -> Result<Instant, String> {
    let local: Result<DateTime, _> = text.trim().parse();
    local.map(Instant::from_local).map_err(|_| format!("ngày “{text}” chưa đúng: ghi năm-tháng-ngày, ví dụ 2026-11-30"))
}

fn trust(certificates: &[PathBuf], lists: &[PathBuf]) -> Result<TrustStore, Box<dyn Error>> {
    let mut store = TrustStore::default();
    for path in certificates {
        store = store.and(TrustStore::of(&bytes(path)?).map_err(|error| about(path, &error))?);
    }
    for path in lists {
        store = store.with_revocations(&bytes(path)?).map_err(|error| about(path, &error))?;
    }
    Ok(store)
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let length = fs::metadata(path).map(|metadata| metadata.len());
    match length.and_then(|length| if length > FILE_BYTES { Ok(None) } else { fs::read(path).map(Some) }) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(about(path, &"tệp dài hơn 16 MB, không phải tệp của chip hay chứng thư")),
        Err(error) => Err(about(path, &error)),
    }
}

fn about(path: &Path, error: &dyn std::fmt::Display) -> String {
    format!("{}: {error}", path.display())
}

impl Folder {
    /// Reads what is called like a file of a chip: `EF.COM.bin`, `ef_sod.bin`, `DG13.bin`.
    fn read(folder: &Path) -> Result<Folder, String> {
        let (mut com, mut sod, mut groups) = (None, None, BTreeMap::new());
        let entries = fs::read_dir(folder).map_err(|error| about(folder, &error))?;
        for entry in entries {
            let path = entry.map_err(|error| about(folder, &error))?.path();
            let Some(name) = chip_name(&path) else { continue };
            let twice = match (name.as_str(), group(&name)) {
                ("COM", _) => com.replace(bytes(&path)?).is_some(),
                ("SOD", _) => sod.replace(bytes(&path)?).is_some(),
                (_, Some(group)) => groups.insert(group, bytes(&path)?).is_some(),
                _ => false,
            };
            if twice {
                return Err(about(&path, &"thư mục có hai tệp cho cùng một phần của chip; để lại một"));
            }
        }
        let sod = sod.ok_or_else(|| about(folder, &"không có tệp EF.SOD.bin; đọc lại chip, hoặc chọn thư mục khác"))?;
        Ok(Folder { com, sod, groups })
    }

    fn files(&self) -> ChipFiles<'_> {
        let groups = self.groups.iter().map(|(group, bytes)| (*group, &bytes[..])).collect();
        ChipFiles { com: self.com.as_deref(), sod: &self.sod, groups }
    }
}

/// `COM`, `SOD`, `DG1` for `EF.COM.bin`, `ef-sod.bin`, `EF_DG1.BIN`.
fn chip_name(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?.to_ascii_uppercase();
    let stem = name.strip_suffix(".BIN")?;
    Some(stem.strip_prefix("EF").unwrap_or(stem).trim_start_matches(['.', '_', '-']).to_owned())
}

fn group(name: &str) -> Option<DataGroup> {
    name.strip_prefix("DG")?.parse().ok().and_then(DataGroup::new)
}

/// What the chip says, a line for each fact.
fn said(files: &ChipFiles<'_>) -> Vec<String> {
    let group = |group: DataGroup| files.groups.get(&group).copied();
    let mut lines = Vec::new();
    match group(DataGroup::MRZ).map(mrz) {
        Some(Ok(zone)) => {
            lines.push(format!("Số giấy tờ: {}", zone.number));
            lines.push(format!("Họ tên (không dấu): {}", zone.full_name()));
            lines.push(format!("Nước cấp: {}", zone.issuer));
        }
        Some(Err(error)) => lines.push(format!("Vùng đọc máy: {error}")),
        None => {}
    }
    match group(DataGroup::PERSONAL).map(PersonalData::of) {
        Some(Ok(data)) => lines.extend(data.fields().map(|(field, texts)| format!("{field}: {}", texts.join("; ")))),
        Some(Err(error)) => lines.push(format!("Thông tin công dân: {error}")),
        None => {}
    }
    match group(DataGroup::FACE).map(FaceImage::of) {
        Some(Ok(face)) => {
            let (format, bytes) = (face.format.name(), face.bytes.len());
            lines.push(format!("Ảnh: {format}, {} × {} điểm ảnh, {bytes} byte", face.width, face.height));
        }
        Some(Err(error)) => lines.push(format!("Ảnh: {error}")),
        None => {}
    }
    lines
}

/// Whether it is authentic, and why not.
fn judged(found: &Authenticity) -> Vec<String> {
    let list = |groups: &[DataGroup]| groups.iter().map(DataGroup::to_string).collect::<Vec<_>>().join(", ");
    let mut lines = vec![format!("Khớp giá trị băm: {}", or_none(list(&found.unaltered)))];
    if !found.unread.is_empty() {
        lines.push(format!("Đã ký nhưng chưa đọc: {}", list(&found.unread)));
    }
    if let Some(signer) = &found.signer {
        lines.push(format!("Người ký: {}", signer.name));
        lines.push(format!("CSCA: {}", or_none(signer.authority.clone().unwrap_or_default())));
    }
    let revocation = if found.revocation_checked { "chưa bị thu hồi" } else { "chưa kiểm tra được" };
    lines.push(format!("Thu hồi chứng thư: {revocation}"));
    lines.extend(found.problems.iter().map(|problem| format!("Lý do: {problem}")));
    let result = if found.is_authentic() { "XÁC THỰC ĐƯỢC" } else { "KHÔNG XÁC THỰC ĐƯỢC" };
    lines.push(format!("Kết quả: {result}"));
    lines
}

fn or_none(text: String) -> String {
    if text.is_empty() { "không có".to_owned() } else { text }
}
