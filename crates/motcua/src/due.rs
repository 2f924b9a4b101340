//! `motcua due`: the due moment of one dossier, or of every row of a CSV file.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use csv::ByteRecord;
use domain::calendar::{BadPolicy, BadTerm, Calendar, Coverage, Due, Policy, Term};
use jiff::civil::{Date, DateTime};

/// Holidays, swaps and working hours, part of the program; each row has its source.
const CALENDAR: &str = include_str!("../../../data/calendar.json");

/// Years in which a dossier can have been received; anything else is a slip of the pen.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// Big enough that a file of a million rows costs few system calls.
const BUFFER_BYTES: usize = 1 << 18;

/// What `motcua due` was asked.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "THỜI_ĐIỂM", required_unless_present = "batch")]
    #[arg(conflicts_with = "batch", requires = "term")]
    #[arg(help = "Thời điểm tiếp nhận, giờ Việt Nam, ví dụ 2023-10-16T16:50")]
    received: Option<String>,
    #[arg(long, value_name = "THỜI_HẠN", conflicts_with = "batch", requires = "received")]
    #[arg(allow_hyphen_values = true)]
    #[arg(help = "Thời hạn, ví dụ “7 giờ”, “1,5 ngày làm việc”, “3 ngày”, “2 tháng”")]
    term: Option<String>,
    #[arg(long, value_name = "CÁCH_TÍNH", default_value = "")]
    #[arg(help = "Cách tính ngày làm việc: civil-code (mặc định) hoặc same-time; \
                  với --batch, dùng cho dòng để trống cột policy")]
    policy: String,
    #[arg(long, value_name = "TỆP")]
    #[arg(help = "Tệp CSV có cột received_at, amount, unit và có thể có policy; - là đầu vào chuẩn")]
    batch: Option<PathBuf>,
    #[arg(long, value_name = "TỆP", requires = "batch")]
    #[arg(help = "Ghi kết quả của --batch vào tệp này thay vì in ra màn hình")]
    out: Option<PathBuf>,
}

/// Why no due moment could be given; shown to whoever ran the command.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The moment of receipt.
    Received(String),
    /// The term.
    Term(BadTerm),
    /// The policy.
    Policy(BadPolicy),
    /// A file that cannot be opened.
    Open(PathBuf, io::Error),
    /// The result would be written over the file being read.
    SameFile(PathBuf),
    /// Reading or writing stopped midway.
    Csv(csv::Error),
    /// A column the file must have.
    NoColumn(&'static str),
    /// Rows that were written without a due moment; each was reported by itself.
    BadRows(u64),
}

impl std::error::Error for Failure {}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failure::Received(text) => write!(
                f,
                "thời điểm tiếp nhận “{text}” chưa đúng: ghi năm-tháng-ngày và giờ:phút, \
                 ví dụ 2023-10-16T16:50"
            ),
            Failure::Term(error) => error.fmt(f),
            Failure::Policy(error) => error.fmt(f),
            Failure::Open(path, error) => {
                write!(f, "không mở được tệp {}: {error}; kiểm tra đường dẫn và quyền", path.display())
            }
            Failure::SameFile(path) => {
                write!(f, "{} vừa là tệp đọc vừa là tệp ghi; chọn một tên khác cho --out", path.display())
            }
            Failure::Csv(error) => write!(f, "không đọc hoặc ghi hết được tệp CSV: {error}"),
            Failure::NoColumn(name) => {
                write!(f, "tệp CSV thiếu cột {name}: dòng đầu cần có received_at,amount,unit và có thể có policy")
            }
            Failure::BadRows(count) => {
                write!(f, "{count} dòng chưa tính được hạn, cột due_at của các dòng đó để trống")
            }
        }
    }
}

impl From<csv::Error> for Failure {
    fn from(error: csv::Error) -> Failure {
        Failure::Csv(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Csv(error.into())
    }
}

/// Prints the due moment asked for, or copies a file with its due moments.
pub(crate) fn run(args: Args) -> Result<(), Failure> {
    let calendar = Calendar::from_json(CALENDAR).expect("the calendar of the program is tested");
    let policy: Policy = args.policy.parse().map_err(Failure::Policy)?;
    let mut doubts = Doubts::default();
    let done = match (args.batch, args.received, args.term) {
        (Some(batch), _, _) => {
            refuse_same_file(&batch, args.out.as_deref())?;
            let input = open(&batch)?;
            let output = create(args.out.as_deref())?;
            copy_with_due(&calendar, policy, input, output, &mut doubts)
        }
        (None, Some(received), Some(term)) => {
            let received = parse_received(&received)?;
            let term = Term::parse(&term).map_err(Failure::Term)?;
            let due = calendar.due(received, term, policy);
            doubts.note(&calendar, received, due);
            let mut line = written(due.at).to_vec();
            line.push(b'\n');
            io::stdout().write_all(&line).map_err(Failure::from)
        }
        (None, _, _) => {
            unreachable!("the command line asks for --batch or for --received with --term")
        }
    };
    doubts.warn();
    done
}

/// Writing begins before reading ends, so a file written over itself would be lost.
fn refuse_same_file(input: &Path, output: Option<&Path>) -> Result<(), Failure> {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    match output {
        Some(output) if real(output).is_some_and(|output| real(input) == Some(output)) => {
            Err(Failure::SameFile(output.to_owned()))
        }
        _ => Ok(()),
    }
}

fn open(path: &Path) -> Result<Box<dyn Read>, Failure> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(|error| Failure::Open(path.to_owned(), error))?;
    Ok(Box::new(file))
}

fn create(path: Option<&Path>) -> Result<Box<dyn Write>, Failure> {
    let Some(path) = path.filter(|path| *path != Path::new("-")) else {
        return Ok(Box::new(io::stdout().lock()));
    };
    let file = File::create(path).map_err(|error| Failure::Open(path.to_owned(), error))?;
    Ok(Box::new(file))
}

/// Copies every row with its due moment appended; a row that has none is reported and kept.
fn copy_with_due(
    calendar: &Calendar,
    policy: Policy,
    input: impl Read,
    output: impl Write,
    doubts: &mut Doubts,
) -> Result<(), Failure> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).buffer_capacity(BUFFER_BYTES).from_reader(input);
    let mut writer = csv::WriterBuilder::new().flexible(true).buffer_capacity(BUFFER_BYTES).from_writer(output);
    let mut row = reader.byte_headers()?.clone();
    let columns = Columns::find(&row)?;
    row.push_field(b"due_at");
    writer.write_byte_record(&row)?;
    let mut bad_rows = 0;
    while reader.read_byte_record(&mut row)? {
        let due = columns.due(&row, calendar, policy, doubts);
        while row.len() < columns.count {
            row.push_field(b"");
        }
        match due {
            Ok(due) => row.push_field(&written(due.at)),
            Err(reason) => {
                row.push_field(b"");
                bad_rows += 1;
                let line = row.position().map_or(0, csv::Position::line);
                eprintln!("dòng {line}: {reason}");
            }
        }
        writer.write_byte_record(&row)?;
    }
    writer.flush()?;
    if bad_rows > 0 { Err(Failure::BadRows(bad_rows)) } else { Ok(()) }
}

/// Where the columns stand in a file.
struct Columns {
    received_at: usize,
    amount: usize,
    unit: usize,
    policy: Option<usize>,
    count: usize,
}

impl Columns {
    fn find(headers: &ByteRecord) -> Result<Columns, Failure> {
        let find = |name: &str| headers.iter().position(|head| head.trim_ascii() == name.as_bytes());
        let must = |name| find(name).ok_or(Failure::NoColumn(name));
        Ok(Columns {
            received_at: must("received_at")?,
            amount: must("amount")?,
            unit: must("unit")?,
            policy: find("policy"),
            count: headers.len(),
        })
    }

    fn due(&self, row: &ByteRecord, calendar: &Calendar, policy: Policy, doubts: &mut Doubts) -> Result<Due, String> {
        if row.len() > self.count {
            let (has, needs) = (row.len(), self.count);
            return Err(format!(
                "có {has} ô mà tiêu đề chỉ có {needs}; số lẻ viết với dấu phẩy phải đặt trong ngoặc kép, ví dụ \"1,5\""
            ));
        }
        let text = |column: usize| {
            let field = row.get(column).unwrap_or_default();
            std::str::from_utf8(field).map_err(|_| "chữ không phải UTF-8; lưu lại tệp theo UTF-8")
        };
        let received = parse_received(text(self.received_at)?).map_err(|error| error.to_string())?;
        let term = Term::from_parts(text(self.amount)?, text(self.unit)?).map_err(|error| error.to_string())?;
        let policy = match self.policy.map(text).transpose()?.map(str::trim) {
            None | Some("") => policy,
            Some(code) => code.parse().map_err(|error: BadPolicy| error.to_string())?,
        };
        let due = calendar.due(received, term, policy);
        doubts.note(calendar, received, due);
        Ok(due)
    }
}

/// Years whose rest days are not surely known, said once each when all is done.
#[derive(Default)]
struct Doubts {
    sure: Option<i16>,
    estimated: BTreeSet<i16>,
    weekends_only: BTreeSet<i16>,
}

impl Doubts {
    fn note(&mut self, calendar: &Calendar, received: DateTime, due: Due) {
        for year in received.year()..=due.at.year() {
            if self.sure == Some(year) {
                continue;
            }
            match calendar.coverage(year) {
                Coverage::Decided => self.sure = Some(year),
                Coverage::Estimated => _ = self.estimated.insert(year),
                Coverage::WeekendsOnly => _ = self.weekends_only.insert(year),
            }
        }
    }

    fn warn(&self) {
        if !self.estimated.is_empty() {
            let years = list(&self.estimated);
            eprintln!("Lưu ý: ngày nghỉ năm {years} là dự kiến; tính lại khi có quyết định chính thức");
        }
        if !self.weekends_only.is_empty() {
            let years = list(&self.weekends_only);
            eprintln!("Lưu ý: chưa có ngày nghỉ lễ năm {years}; chỉ trừ thứ Bảy và Chủ nhật");
        }
    }
}

fn list(years: &BTreeSet<i16>) -> String {
    years.iter().map(i16::to_string).collect::<Vec<_>>().join(", ")
}

/// Reads `2023-10-16T16:50`, with a space for T, with seconds, or a date alone (00:00).
fn parse_received(text: &str) -> Result<DateTime, Failure> {
    let trimmed = text.trim();
    civil(trimmed.as_bytes())
        .filter(|received| YEARS.contains(&received.year()))
        .ok_or_else(|| Failure::Received(trimmed.chars().take(40).collect()))
}

fn civil(text: &[u8]) -> Option<DateTime> {
    let digits = |from: usize, to: usize| {
        let part = text.get(from..to)?;
        part.iter().try_fold(0_i16, |sum, b| b.is_ascii_digit().then(|| sum * 10 + i16::from(b - b'0')))
    };
    let two = |from: usize| digits(from, from + 2).map(|number| number as i8);
    let dashed = text.get(4) == Some(&b'-') && text.get(7) == Some(&b'-');
    let timed = matches!(text.get(10), Some(b'T' | b't' | b' ')) && text.get(13) == Some(&b':');
    let seconded = text.get(16) == Some(&b':');
    let day = Date::new(digits(0, 4)?, two(5)?, two(8)?).ok().filter(|_| dashed)?;
    let (hour, minute, second) = match text.len() {
        10 => (0, 0, 0),
        16 if timed => (two(11)?, two(14)?, 0),
        19 if timed && seconded => (two(11)?, two(14)?, two(17)?),
        _ => return None,
    };
    let time = jiff::civil::Time::new(hour, minute, second, 0).ok()?;
    Some(day.to_datetime(time))
}

/// `2023-10-17T15:50`; by hand, for a file of a million rows spends most of its time here otherwise.
fn written(at: DateTime) -> [u8; 16] {
    let mut text = *b"0000-00-00T00:00";
    let mut put = |end: usize, mut number: i16| {
        for place in (0..end).rev() {
            if !text[place].is_ascii_digit() {
                break;
            }
            text[place] = b'0' + (number % 10) as u8;
            number /= 10;
        }
    };
    put(4, at.year());
    put(7, i16::from(at.month()));
    put(10, i16::from(at.day()));
    put(13, i16::from(at.hour()));
    put(16, i16::from(at.minute()));
    text
}
