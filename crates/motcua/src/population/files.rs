//! `motcua population generate|build|verify`: files in, files out.

use crate::progress;
use api::population::{BuildBody, VerifyBody};
use indicatif::ProgressBar;
use population::build::{Built, Progress, RejectedRow, build};
use population::queries::verify;
use population::synthetic::{Nation, write_changes, write_people, write_questions};
use population::{Register, Verdict};
use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// How many threads answer.
const THREADS: usize = 2;
/// Rejected rows shown to people; `--rejects` has them all.
const SHOWN: u64 = 20;

/// What `motcua population generate` was asked.
#[derive(clap::Args)]
pub(crate) struct Generate {
    #[arg(long, value_name = "SỐ", help = "Bao nhiêu người")]
    people: u64,
    #[arg(long, value_name = "SỐ", default_value_t = 42, help = "Cùng số này thì cùng dữ liệu")]
    seed: u64,
    #[arg(long, value_name = "TỆP", required_unless_present_any = ["queries", "changes"], help = "Ghi tệp dân cư CSV vào đây")]
    out: Option<PathBuf>,
    #[arg(long, value_name = "SỐ", requires = "queries_out")]
    #[arg(help = "Tạo thêm bấy nhiêu câu hỏi, đúng và sai đủ kiểu, về những người này")]
    queries: Option<u64>,
    #[arg(long, value_name = "TỆP", requires = "queries", help = "Ghi câu hỏi vào đây")]
    queries_out: Option<PathBuf>,
    #[arg(long, value_name = "SỐ", requires = "changes_out")]
    #[arg(help = "Tạo thêm bấy nhiêu biến động: khai sinh, khai tử, chuyển đi, cải chính, đổi số")]
    changes: Option<u64>,
    #[arg(long, value_name = "TỆP", requires = "changes", help = "Ghi biến động vào đây, để công bố bằng publish")]
    changes_out: Option<PathBuf>,
}

/// What `motcua population build` was asked.
#[derive(clap::Args)]
pub(crate) struct Build {
    #[arg(long, value_name = "TỆP")]
    #[arg(help = "Tệp CSV có dòng đầu number,full_name,birth_date,sex,residence_unit,status[,replaced_by]")]
    people: PathBuf,
    #[arg(long, value_name = "THƯ_MỤC", help = "Nơi đặt sổ")]
    out: PathBuf,
    #[arg(long, value_name = "SỐ", default_value_t = 0)]
    #[arg(help = "Dành chỗ cho bấy nhiêu người; nếu không, dành thêm khoảng một phần năm")]
    room: u64,
    #[arg(long, value_name = "TỆP", help = "Ghi mọi dòng không nhận và lý do vào đây")]
    rejects: Option<PathBuf>,
    #[arg(long, help = "In kết quả dạng JSON cho chương trình khác đọc")]
    json: bool,
}

/// What `motcua population verify` was asked.
#[derive(clap::Args)]
pub(crate) struct Verify {
    #[arg(long, value_name = "THƯ_MỤC", help = "Nơi đặt sổ")]
    register: PathBuf,
    #[arg(
        long,
        value_name = "TỆP",
        help = "Mỗi dòng: số định danh, họ tên, ngày sinh cách nhau bằng dấu tab; - là đầu vào chuẩn"
    )]
    queries: PathBuf,
    #[arg(long, value_name = "TỆP", help = "Ghi mỗi dòng một mã kết quả, đúng thứ tự; - là đầu ra chuẩn")]
    out: PathBuf,
    #[arg(long, help = "In tổng hợp dạng JSON cho chương trình khác đọc")]
    json: bool,
}

pub(super) fn generate(asked: &Generate) -> Result<(), Box<dyn Error>> {
    let nation = Nation::new(asked.people, asked.seed)?;
    if let Some(path) = &asked.out {
        made(path, asked.people, "người", |file, told| write_people(&nation, file, told))?;
    }
    if let (Some(count), Some(path)) = (asked.queries, &asked.queries_out) {
        made(path, count, "câu hỏi", |file, told| write_questions(&nation, count, file, told))?;
    }
    if let (Some(count), Some(path)) = (asked.changes, &asked.changes_out) {
        made(path, count, "biến động", |file, told| write_changes(&nation, count, file, told))?;
    }
    Ok(())
}

/// Makes a file, with a counter.
fn made(
    path: &Path,
    count: u64,
    what: &str,
    write: impl FnOnce(File, &(dyn Fn(u64) + Sync)) -> io::Result<()>,
) -> Result<(), Box<dyn Error>> {
    let bar = progress::counter(false, what);
    write(create(path)?, &|rows| bar.inc(rows)).map_err(|error| unwritable(path, &error))?;
    bar.finish_and_clear();
    println!("Đã tạo {count} {what} trong {}", path.display());
    Ok(())
}

/// Tells people what a build does.
pub(super) struct Telling {
    bar: ProgressBar,
    rejects: Option<BufWriter<File>>,
    told: u64,
    failed: io::Result<()>,
}

impl Telling {
    /// Of a file of so many bytes, to nobody where a program reads.
    pub(super) fn of(people: &Path, silent: bool, rejects: Option<File>) -> Telling {
        let bytes = fs::metadata(people).map_or(0, |file| file.len());
        Telling { bar: progress::bytes(silent, bytes), rejects: rejects.map(BufWriter::new), told: 0, failed: Ok(()) }
    }
}

impl Progress for Telling {
    fn read(&mut self, bytes: u64) {
        self.bar.inc(bytes);
    }

    fn rejected(&mut self, row: RejectedRow) {
        self.told += 1;
        if self.told <= SHOWN {
            self.bar.suspend(|| eprintln!("dòng {}: {}", row.line, row.reason));
        }
        if let (Some(file), Ok(())) = (&mut self.rejects, &self.failed) {
            self.failed = writeln!(file, "dòng {}: {}", row.line, row.reason);
        }
    }
}

pub(super) fn build_register(asked: &Build) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let rejects = asked.rejects.as_deref().map(create).transpose()?;
    let mut telling = Telling::of(&asked.people, asked.json, rejects);
    let built = build(&asked.people, &asked.out, asked.room, &mut telling)?;
    telling.bar.finish_and_clear();
    if let Some(path) = &asked.rejects {
        let flushed = telling.rejects.as_mut().map_or(Ok(()), Write::flush);
        telling.failed.and(flushed).map_err(|error| unwritable(path, &error))?;
    }
    let milliseconds = millis(start);
    if asked.json {
        println!("{}", serde_json::to_string(&BuildBody::new(built, milliseconds))?);
        return Ok(());
    }
    let Built { read, people, deceased, replaced, unplaced, rejected } = built;
    println!("Đọc {read} dòng, nhận {people} người ({deceased} đã mất, {replaced} đã đổi số), từ chối {rejected} dòng");
    if unplaced > 0 {
        println!(
            "Trong đó {unplaced} người không có mã xã, phường nơi cư trú đọc được (cột residence_unit gồm 5 chữ số)"
        );
    }
    if rejected > SHOWN {
        println!("Trên đây là {SHOWN} dòng đầu; ghi đủ ra tệp bằng --rejects");
    }
    println!("Sổ ở {} · {milliseconds} ms · {} người/giây", asked.out.display(), people * 1000 / milliseconds.max(1));
    Ok(())
}

pub(super) fn verify_file(asked: &Verify) -> Result<(), Box<dyn Error>> {
    if same_file(&asked.queries, &asked.out) {
        let path = asked.out.display();
        return Err(format!("{path} vừa là tệp đọc vừa là tệp ghi; chọn một tên khác cho --out").into());
    }
    let register = Register::open(&asked.register)?;
    let (questions, bytes) = open(&asked.queries)?;
    let answers: Box<dyn Write + Send> = match asked.out == Path::new("-") {
        true => Box::new(io::stdout()),
        false => Box::new(create(&asked.out)?),
    };
    if bytes > 1 << 26 {
        register.read_ahead();
    }
    let bar = progress::bytes(asked.json, bytes);
    let start = Instant::now();
    let counts = verify(&register, questions, answers, THREADS, |read| bar.inc(read))?;
    let milliseconds = millis(start);
    bar.finish_and_clear();
    let body = VerifyBody::new(&counts, milliseconds);
    // Where the answers go to standard output, the summary does not mix with them.
    let mut summary: Box<dyn Write> = match asked.out == Path::new("-") {
        true => Box::new(io::stderr()),
        false => Box::new(io::stdout()),
    };
    if asked.json {
        writeln!(summary, "{}", serde_json::to_string(&body)?)?;
        return Ok(());
    }
    for verdict in Verdict::ALL.into_iter().filter(|verdict| counts.of(*verdict) > 0) {
        writeln!(summary, "{:<26}{:>14}", verdict.code(), counts.of(verdict))?;
    }
    writeln!(summary, "{} câu hỏi · {milliseconds} ms · {} câu/giây", body.queries, body.per_second)?;
    Ok(())
}

fn millis(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// A file to read with its length; `-` is standard input, whose length nobody knows.
fn open(path: &Path) -> Result<(Box<dyn Read + Send>, u64), Box<dyn Error>> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin()), 0));
    }
    let read = || {
        let file = File::open(path)?;
        let bytes = file.metadata()?.len();
        Ok((file, bytes))
    };
    let unreadable =
        |error: io::Error| format!("không mở được tệp «{}»: {error}; kiểm tra đường dẫn và quyền đọc", path.display());
    let (file, bytes) = read().map_err(unreadable)?;
    Ok((Box::new(file), bytes))
}

fn create(path: &Path) -> Result<File, Box<dyn Error>> {
    File::create(path).map_err(|error| unwritable(path, &error).into())
}

pub(super) fn unwritable(path: &Path, error: &io::Error) -> String {
    format!("không ghi được tệp «{}»: {error}; kiểm tra đường dẫn, quyền ghi và chỗ trống", path.display())
}

fn same_file(input: &Path, output: &Path) -> bool {
    fs::canonicalize(input).is_ok_and(|input| fs::canonicalize(output).is_ok_and(|output| input == output))
}
