//! `motcua population stand-in`: answers the SOAP contract of the national database from a register of one's own, so
//! that an agency sees its connection work before it points it to the real one. It writes no log of look-ups, so it
//! listens on this machine alone.

use crate::now::{now, now_in_millis};
use api::population::ResidenceBody;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use domain::agency::AdministrativeUnit;
use exchange::people::RegisterSettings;
use exchange::people::national::contract::{Citizen, CitizenPlace, FaultSide, NationalAnswer, NationalRequest};
use exchange::people::national::{NationalAuth, XML};
use identity::name::{NameMatch, PersonName};
use identity::number::CitizenNumber;
use population::fingerprint::NameReader;
use population::people::Columns;
use population::queries::{Question, confirm_residence};
use population::{Register, ResidenceKind};
use std::collections::HashMap;
use std::error::Error;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const REQUEST_BYTES: usize = 64 << 10;

/// What `motcua population stand-in` was asked.
#[derive(clap::Args)]
pub(crate) struct StandIn {
    #[arg(long, value_name = "THƯ_MỤC", help = "Nơi đặt sổ")]
    register: PathBuf,
    #[arg(long, value_name = "TỆP", help = "Tệp dân cư đã dùng để dựng sổ")]
    people: PathBuf,
    #[arg(long, value_name = "TỆP", help = "Tệp kết nối dân cư loại national: tài khoản nào được hỏi")]
    connection: PathBuf,
    #[arg(long, value_name = "ĐỊA_CHỈ:CỔNG", default_value = "127.0.0.1:8091", help = "Chỉ nghe trên máy này")]
    listen: SocketAddr,
}

/// What stands in.
struct Desk {
    auth: NationalAuth,
    register: Register,
    rows: Rows,
    units: Vec<AdministrativeUnit>,
}

/// A file of people, and where the row of each begins.
struct Rows {
    path: PathBuf,
    columns: Columns,
    starts: HashMap<CitizenNumber, u64>,
}

/// Answers until it is told to stop.
pub(super) async fn stand_in(asked: StandIn) -> Result<(), Box<dyn Error>> {
    if !asked.listen.ip().is_loopback() {
        return Err("dịch vụ thử chỉ nghe trên máy này: dùng --listen 127.0.0.1:8091".into());
    }
    let RegisterSettings::National(settings) = super::ask::settings(&asked.connection)? else {
        return Err("tệp kết nối của dịch vụ thử phải có \"kind\": \"national\"".into());
    };
    let register = Register::open(&asked.register)?;
    let rows = Rows::of(&asked.people)?;
    let desk = Arc::new(Desk { auth: settings.auth, register, rows, units: app::law::shipped_units() });
    let listener = crate::serve::bind(asked.listen).await?;
    println!("Dịch vụ thử thay cơ sở dữ liệu quốc gia tại http://{} (Ctrl-C để dừng)", listener.local_addr()?);
    let router = Router::new().fallback(answer).layer(DefaultBodyLimit::max(REQUEST_BYTES)).with_state(desk);
    axum::serve(listener, router).with_graceful_shutdown(crate::serve::told_to_stop()).await?;
    Ok(())
}

async fn answer(State(desk): State<Arc<Desk>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let url = format!("http://{host}{}", uri.path());
    if !desk.auth.admits(&url, &headers, now_in_millis()) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let answered = tokio::task::spawn_blocking(move || match NationalRequest::read(&body) {
        Ok(request) => desk.answer(&request).unwrap_or(NationalAnswer::Fault(FaultSide::Server)),
        Err(_) => NationalAnswer::Fault(FaultSide::Client),
    });
    let answered = answered.await.unwrap_or(NationalAnswer::Fault(FaultSide::Server));
    let status = match answered {
        NationalAnswer::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::OK,
    };
    let at = now().local().strftime("%Y%m%d%H%M%S").to_string();
    (status, [(CONTENT_TYPE, XML)], answered.write(&at)).into_response()
}

impl Desk {
    fn answer(&self, request: &NationalRequest) -> io::Result<NationalAnswer> {
        let reader = &mut NameReader::default();
        match request {
            NationalRequest::Confirm { number, full_name, .. } => {
                let exists = self.register.is_called(reader, *number, full_name.as_str().as_bytes());
                Ok(NationalAnswer::Exists(exists))
            }
            NationalRequest::Search { number, full_name, birth_date, .. } => {
                let (digits, birth) = (number.digits(), birth_date.to_string());
                let name = full_name.as_str().as_bytes();
                let question = Question { number: digits.as_bytes(), name, birth: birth.as_bytes() };
                let confirmed = confirm_residence(&self.register, reader, question);
                if confirmed.verdict != population::Verdict::Match {
                    return Ok(NationalAnswer::Found(None));
                }
                let mut citizen = Citizen {
                    number: *number,
                    full_name: full_name.clone(),
                    sex: Some(number.sex()),
                    birth_date: *birth_date,
                    permanent: None,
                    current: None,
                };
                self.rows.complete(&mut citizen)?;
                if let Some(residence) = confirmed.residence {
                    let body = ResidenceBody::on(now().day(), residence, &self.units);
                    let place = CitizenPlace { province: body.province, commune: Some(body.unit), details: None };
                    let temporary = residence.kind() == Some(ResidenceKind::Temporary);
                    *(if temporary { &mut citizen.current } else { &mut citizen.permanent }) = Some(place);
                }
                Ok(NationalAnswer::Found(Some(citizen)))
            }
        }
    }
}

impl Rows {
    fn of(path: &Path) -> Result<Rows, Box<dyn Error>> {
        let unreadable = |error| format!("không đọc được tệp dân cư «{}»: {error}", path.display());
        let mut input = BufReader::with_capacity(1 << 20, File::open(path).map_err(unreadable)?);
        let (mut line, mut unquoted) = (Vec::new(), Vec::new());
        let mut start = input.read_until(b'\n', &mut line).map_err(unreadable)? as u64;
        let columns = Columns::of(line.trim_ascii_end())?;
        let mut starts = HashMap::new();
        loop {
            line.clear();
            let bytes = input.read_until(b'\n', &mut line).map_err(unreadable)? as u64;
            if bytes == 0 {
                return Ok(Rows { path: path.to_owned(), columns, starts });
            }
            if let Ok(person) = columns.person(line.trim_ascii_end(), &mut unquoted) {
                starts.entry(person.number).or_insert(start);
            }
            start += bytes;
        }
    }

    /// Name and date of birth as they are registered, where the file says the same as the register.
    fn complete(&self, citizen: &mut Citizen) -> io::Result<()> {
        let Some(start) = self.starts.get(&citizen.number) else { return Ok(()) };
        let mut input = BufReader::new(File::open(&self.path)?);
        input.seek(SeekFrom::Start(*start))?;
        let (mut line, mut unquoted) = (Vec::new(), Vec::new());
        input.read_until(b'\n', &mut line)?;
        let Ok(person) = self.columns.person(line.trim_ascii_end(), &mut unquoted) else { return Ok(()) };
        let name: Option<PersonName> = std::str::from_utf8(person.name).ok().and_then(|name| name.parse().ok());
        if let Some(name) = name.filter(|name| citizen.full_name.compare(name) == NameMatch::Equal) {
            citizen.full_name = name;
        }
        if citizen.birth_date.agrees(&person.birth) {
            citizen.birth_date = person.birth;
        }
        Ok(())
    }
}
