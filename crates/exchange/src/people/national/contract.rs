//! *Hợp đồng tra cứu dân cư*: the messages of the national database, SOAP 1.1, as public programs that talk to it show
//! them. Elements stand in the documented order; whoever reads them takes no other.

use super::xml::{Document, Element};
use identity::Sex;
use identity::birth::BirthDate;
use identity::name::PersonName;
use identity::number::CitizenNumber;
use std::io;

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const ASKED: &str = "http://dancuquocgia.bca";
const ANSWERED: &str = "http://www.mic.gov.vn/dancu/1.0";
const SEARCH: &str = "TraCuuThongTinCongDan";
const CONFIRM: &str = "XacThucThongTinCongDan";
/// The elements of both requests, in order.
const SEARCH_ORDER: [&str; 10] = [
    "MaYeuCau",
    "MaDVC",
    "MaTichHop",
    "MaCanBo",
    "MaDonVi",
    "TaiKhoan",
    "SoDienThoai",
    "SoDinhDanh",
    "HoVaTen",
    "NgayThangNamSinh",
];
const CONFIRM_ORDER: [&str; 5] = ["MaYeuCau", "MaDichVu", "MaCanBo", "SoDinhDanh", "HoVaTen"];

/// *Yêu cầu gửi cơ sở dữ liệu quốc gia về dân cư*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NationalRequest {
    /// *TraCuuThongTinCongDan*: everything about one person.
    Search {
        /// Who asks, under which number.
        head: RequestHead,
        /// *MaTichHop*.
        integration: String,
        /// *MaDonVi, TaiKhoan, SoDienThoai*, where the agreement asks for them.
        desk: Option<AskingDesk>,
        /// *SoDinhDanh*.
        number: CitizenNumber,
        /// *HoVaTen*; sent in capitals.
        full_name: PersonName,
        /// *NgayThangNamSinh*; a month alone is sent as its year.
        birth_date: BirthDate,
    },
    /// *XacThucThongTinCongDan*: whether number and name belong together.
    Confirm {
        /// Who asks, under which number.
        head: RequestHead,
        /// *SoDinhDanh*.
        number: CitizenNumber,
        /// *HoVaTen*; sent in capitals.
        full_name: PersonName,
    },
}

/// *Phần đầu của yêu cầu*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestHead {
    /// *MaYeuCau*: no two requests share it.
    pub request: String,
    /// *MaDVC*, *MaDichVu*.
    pub service: String,
    /// *MaCanBo*.
    pub officer: String,
}

/// *Đơn vị, tài khoản, số điện thoại của bên tra cứu*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskingDesk {
    /// *MaDonVi*.
    pub agency: String,
    /// *TaiKhoan*.
    pub account: String,
    /// *SoDienThoai* of the desk.
    pub phone: String,
}

/// *Trả lời của cơ sở dữ liệu quốc gia về dân cư*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NationalAnswer {
    /// *CongdanCollection*: the person, if number, name and date of birth are somebody's.
    Found(Option<Citizen>),
    /// *KetQuaXacThucResponse*: whether he is there.
    Exists(bool),
    /// *Fault*: whose fault it is.
    Fault(FaultSide),
}

/// *Bên có lỗi*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultSide {
    /// The request cannot be answered as it is.
    Client,
    /// It may be answered later.
    Server,
}

/// *CongDan*, as much of it as a desk needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citizen {
    /// *SoDinhDanh*.
    pub number: CitizenNumber,
    /// *HoVaTen*.
    pub full_name: PersonName,
    /// *GioiTinh*.
    pub sex: Option<Sex>,
    /// *NgayThangNamSinh*.
    pub birth_date: BirthDate,
    /// *ThuongTru*.
    pub permanent: Option<CitizenPlace>,
    /// *NoiOHienTai*.
    pub current: Option<CitizenPlace>,
}

/// *ThuongTru, NoiOHienTai*.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CitizenPlace {
    /// *MaTinhThanh*.
    pub province: Option<String>,
    /// *MaPhuongXa*.
    pub commune: Option<String>,
    /// *ChiTiet*.
    pub details: Option<String>,
}

/// Where somebody lives stands in no log.
impl std::fmt::Debug for CitizenPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CitizenPlace(*)")
    }
}

/// A text is no message of this contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("không phải bản tin của hợp đồng tra cứu dân cư")]
pub struct NoMessage;

impl NationalRequest {
    /// As it is sent.
    pub fn write(&self) -> Vec<u8> {
        let capitals = |name: &PersonName| name.as_str().to_uppercase();
        envelope(|body| match self {
            NationalRequest::Search { head, integration, desk, number, full_name, birth_date } => {
                body.element(SEARCH, &[("xmlns", ASKED)], |inside| {
                    inside.text("MaYeuCau", &head.request)?;
                    inside.text("MaDVC", &head.service)?;
                    inside.text("MaTichHop", integration)?;
                    inside.text("MaCanBo", &head.officer)?;
                    if let Some(AskingDesk { agency, account, phone }) = desk {
                        inside.text("MaDonVi", agency)?;
                        inside.text("TaiKhoan", account)?;
                        inside.text("SoDienThoai", phone)?;
                    }
                    inside.text("SoDinhDanh", &number.digits())?;
                    inside.text("HoVaTen", &capitals(full_name))?;
                    write_birth(inside, *birth_date)
                })
            }
            NationalRequest::Confirm { head, number, full_name } => {
                body.element(CONFIRM, &[("xmlns", ASKED)], |inside| {
                    inside.text("MaYeuCau", &head.request)?;
                    inside.text("MaDichVu", &head.service)?;
                    inside.text("MaCanBo", &head.officer)?;
                    inside.text("SoDinhDanh", &number.digits())?;
                    inside.text("HoVaTen", &capitals(full_name))
                })
            }
        })
    }

    /// Reads what was sent.
    pub fn read(document: &[u8]) -> Result<NationalRequest, NoMessage> {
        let root = Element::read(document).map_err(|_| NoMessage)?;
        let asked = said(&root).filter(|asked| asked.namespace == ASKED).ok_or(NoMessage)?;
        let text = |name: &str| asked.text_of(name).map(str::to_owned);
        let must = |name: &str| text(name).ok_or(NoMessage);
        let head = |service: &str| -> Result<RequestHead, NoMessage> {
            Ok(RequestHead { request: must("MaYeuCau")?, service: must(service)?, officer: must("MaCanBo")? })
        };
        let number = must("SoDinhDanh")?.parse().map_err(|_| NoMessage)?;
        let full_name = must("HoVaTen")?.parse().map_err(|_| NoMessage)?;
        match asked.name.as_str() {
            SEARCH if in_order(asked, &SEARCH_ORDER) => {
                let desk = match (text("MaDonVi"), text("TaiKhoan"), text("SoDienThoai")) {
                    (Some(agency), Some(account), Some(phone)) => Some(AskingDesk { agency, account, phone }),
                    _ => None,
                };
                let birth_date = asked.child("NgayThangNamSinh").and_then(read_birth).ok_or(NoMessage)?;
                let (head, integration) = (head("MaDVC")?, must("MaTichHop")?);
                Ok(NationalRequest::Search { head, integration, desk, number, full_name, birth_date })
            }
            CONFIRM if in_order(asked, &CONFIRM_ORDER) => {
                Ok(NationalRequest::Confirm { head: head("MaDichVu")?, number, full_name })
            }
            _ => Err(NoMessage),
        }
    }
}

impl NationalAnswer {
    /// As it is sent; `at` is when the data were true, as this contract writes moments.
    pub fn write(&self, at: &str) -> Vec<u8> {
        envelope(|body| match self {
            NationalAnswer::Found(citizen) => {
                let count = if citizen.is_some() { "1" } else { "0" };
                let attributes = [("xmlns", ANSWERED), ("SoCongDan", count), ("GhiChu", ""), ("ThoiDiemDuLieu", at)];
                body.element("CongdanCollection", &attributes, |inside| {
                    citizen.as_ref().map_or(Ok(()), |citizen| citizen.write(inside))
                })
            }
            NationalAnswer::Exists(exists) => body.element("KetQuaXacThucResponse", &[("xmlns", ANSWERED)], |inside| {
                inside.text("TonTai", if *exists { "true" } else { "false" })
            }),
            NationalAnswer::Fault(side) => body.element("soapenv:Fault", &[], |inside| {
                let code = if *side == FaultSide::Client { "soapenv:Client" } else { "soapenv:Server" };
                inside.text("faultcode", code)?;
                inside.text("faultstring", "yêu cầu không được trả lời")
            }),
        })
    }

    /// Reads what was answered. The outer element may stand in one of the request's namespace.
    pub fn read(document: &[u8]) -> Result<NationalAnswer, NoMessage> {
        let root = Element::read(document).map_err(|_| NoMessage)?;
        let mut answered = said(&root).ok_or(NoMessage)?;
        if answered.is(SOAP, "Fault") {
            // What stands in a fault belongs to no namespace.
            let code = answered.children.iter().find(|part| part.name == "faultcode").and_then(Element::text);
            let client = code.is_some_and(|code| code.rsplit(':').next() == Some("Client"));
            return Ok(NationalAnswer::Fault(if client { FaultSide::Client } else { FaultSide::Server }));
        }
        if let ([inner], true) = (&answered.children[..], answered.namespace == ASKED) {
            answered = if inner.namespace == ANSWERED { inner } else { answered };
        }
        match answered.name.as_str() {
            "CongdanCollection" if answered.namespace == ANSWERED => found(answered).map(NationalAnswer::Found),
            "KetQuaXacThucResponse" => match answered.text_of("TonTai") {
                Some("true" | "1") => Ok(NationalAnswer::Exists(true)),
                Some("false" | "0") => Ok(NationalAnswer::Exists(false)),
                _ => Err(NoMessage),
            },
            _ => Err(NoMessage),
        }
    }
}

/// The one person, or nobody; more than one was not asked for.
fn found(collection: &Element) -> Result<Option<Citizen>, NoMessage> {
    let people: Vec<&Element> = collection.children.iter().filter(|child| child.is(ANSWERED, "CongDan")).collect();
    let counted = collection.attribute("SoCongDan").map_or(Ok(people.len()), str::parse).map_err(|_| NoMessage)?;
    match people[..] {
        [] if counted == 0 => Ok(None),
        [person] if counted == 1 => Citizen::read(person).map(Some).ok_or(NoMessage),
        _ => Err(NoMessage),
    }
}

impl Citizen {
    fn write(&self, out: &mut Document) -> io::Result<()> {
        let words: Vec<&str> = self.full_name.as_str().split(' ').collect();
        out.element("CongDan", &[], |person| {
            person.text("SoDinhDanh", &self.number.digits())?;
            person.element("HoVaTen", &[], |name| match &words[..] {
                [only] => name.text("Ten", only),
                [family, middle @ .., given] => {
                    name.text("Ho", family)?;
                    name.text_if("ChuDem", Some(middle.join(" ")).as_deref().filter(|middle| !middle.is_empty()))?;
                    name.text("Ten", given)
                }
                [] => Ok(()),
            })?;
            let sex = self.sex.map(|sex| if sex == Sex::Male { "1" } else { "2" });
            person.text_if("GioiTinh", sex)?;
            write_birth(person, self.birth_date)?;
            for (name, place) in [("ThuongTru", &self.permanent), ("NoiOHienTai", &self.current)] {
                if let Some(place) = place {
                    person.element(name, &[], |inside| place.write(inside))?;
                }
            }
            Ok(())
        })
    }

    fn read(person: &Element) -> Option<Citizen> {
        let number: CitizenNumber = person.text_of("SoDinhDanh")?.parse().ok()?;
        let name = person.child("HoVaTen")?;
        let parts = ["Ho", "ChuDem", "Ten"].map(|part| name.text_of(part).unwrap_or_default());
        let full_name = if name.children.is_empty() { name.text()?.to_owned() } else { parts.join(" ") };
        // A code says little; it counts where the number says the same.
        let sex = match person.text_of("GioiTinh") {
            Some("1" | "Nam") => Some(Sex::Male),
            Some("2" | "Nữ") => Some(Sex::Female),
            _ => None,
        };
        Some(Citizen {
            number,
            full_name: full_name.parse().ok()?,
            sex: sex.filter(|sex| *sex == number.sex()),
            birth_date: person.child("NgayThangNamSinh").and_then(read_birth)?,
            permanent: person.child("ThuongTru").map(CitizenPlace::read),
            current: person.child("NoiOHienTai").map(CitizenPlace::read),
        })
    }
}

impl CitizenPlace {
    fn write(&self, out: &mut Document) -> io::Result<()> {
        out.text_if("MaTinhThanh", self.province.as_deref())?;
        out.text_if("MaPhuongXa", self.commune.as_deref())?;
        out.text_if("ChiTiet", self.details.as_deref())?;
        out.text("QuocGia", "VN")
    }

    fn read(place: &Element) -> CitizenPlace {
        let text = |name: &str| place.text_of(name).map(str::to_owned);
        CitizenPlace { province: text("MaTinhThanh"), commune: text("MaPhuongXa"), details: text("ChiTiet") }
    }
}

fn write_birth(out: &mut Document, birth: BirthDate) -> io::Result<()> {
    out.element("NgayThangNamSinh", &[], |inside| match birth {
        BirthDate::Day(date) => {
            let (year, month, day) = (date.year(), date.month(), date.day());
            inside.text("NgayThangNam", &format!("{year:04}{month:02}{day:02}"))
        }
        BirthDate::Year(year) | BirthDate::YearMonth(year, _) => inside.text("Nam", &format!("{year:04}")),
    })
}

/// Day or year, in elements of their own or as the text itself.
fn read_birth(element: &Element) -> Option<BirthDate> {
    let text = element.text_of("NgayThangNam").or_else(|| element.text_of("Nam")).or_else(|| element.text())?;
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = |digits: &str| digits.parse::<i16>().ok();
    match text.len() {
        8 if digits => BirthDate::new(number(&text[..4])?, number(&text[4..6])?, number(&text[6..])?).ok(),
        4 if digits => BirthDate::new(number(text)?, 0, 0).ok(),
        _ => None,
    }
}

fn envelope(content: impl FnOnce(&mut Document) -> io::Result<()>) -> Vec<u8> {
    Document::of(|document| {
        document.element("soapenv:Envelope", &[("xmlns:soapenv", SOAP)], |inside| {
            inside.element("soapenv:Header", &[], |_| Ok(()))?;
            inside.element("soapenv:Body", &[], content)
        })
    })
}

/// What stands in the body of an envelope.
fn said(root: &Element) -> Option<&Element> {
    let body = Some(root).filter(|root| root.is(SOAP, "Envelope"))?.child("Body")?;
    match &body.children[..] {
        [only] => Some(only),
        _ => None,
    }
}

/// Whether the elements are those of a request, each at most once, in order.
fn in_order(asked: &Element, order: &[&str]) -> bool {
    let mut rest = order.iter();
    asked.children.iter().all(|child| child.namespace == ASKED && rest.any(|name| *name == child.name))
}

#[cfg(test)]
mod tests;
