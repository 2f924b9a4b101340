//! *Nơi cư trú*: in which commune a person lives, in 21 bits beside his entry; what confirms it in place of the
//! household book and the book of temporary residence.

const UNIT_BITS: u32 = 17;
/// So many bits say where somebody lives: three people to a word.
pub(crate) const HOME_BITS: u32 = 21;
/// Codes of communes have five digits at most.
const MOST_DIGITS: usize = 5;

/// *Loại cư trú*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResidenceKind {
    /// *Thường trú*.
    Permanent,
    /// *Tạm trú*.
    Temporary,
}

impl ResidenceKind {
    /// As files of people write it.
    pub fn code(self) -> &'static str {
        match self {
            ResidenceKind::Permanent => "permanent",
            ResidenceKind::Temporary => "temporary",
        }
    }

    /// Reads what files of people write; `None` inside where they do not say.
    fn of_code(code: &[u8]) -> Option<Option<ResidenceKind>> {
        match code {
            b"" => Some(None),
            b"permanent" => Some(Some(ResidenceKind::Permanent)),
            b"temporary" => Some(Some(ResidenceKind::Temporary)),
            _ => None,
        }
    }
}

/// *Nơi cư trú*: a commune, and whether for good or for a time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Residence {
    unit: u32,
    kind: Option<ResidenceKind>,
}

impl Residence {
    /// Code of the commune: five digits.
    pub fn unit(self) -> String {
        format!("{:05}", self.unit)
    }

    /// Whether for good or for a time, where the register says it.
    pub fn kind(self) -> Option<ResidenceKind> {
        self.kind
    }
}

/// Where somebody lives stands in no log.
impl std::fmt::Debug for Residence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Residence(*)")
    }
}

/// *Nơi cư trú theo dữ liệu*: what a row or a change says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whereabouts {
    /// Nothing: what was known stays.
    Unsaid,
    /// That it is not known.
    Unknown,
    /// Where it is.
    At(Residence),
}

/// A cell holds no code of a commune.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "cột residence_unit cần mã xã, phường gồm 5 chữ số; cột residence_kind chỉ nhận permanent, temporary hoặc để trống"
)]
pub struct NoUnit;

impl Whereabouts {
    /// Reads the code of a commune and the kind of residence; an empty code says that it is not known.
    pub fn of_cells(unit: &[u8], kind: &[u8]) -> Result<Whereabouts, NoUnit> {
        let kind = ResidenceKind::of_code(kind.trim_ascii()).ok_or(NoUnit)?;
        match unit.trim_ascii() {
            b"" => Ok(Whereabouts::Unknown),
            b"-" => Ok(Whereabouts::Unsaid),
            digits if digits.len() <= MOST_DIGITS => {
                let unit = crate::feed::whole_number(digits).filter(|unit| *unit > 0).ok_or(NoUnit)?;
                Ok(Whereabouts::At(Residence { unit: unit as u32, kind }))
            }
            _ => Err(NoUnit),
        }
    }

    /// The two cells that say it.
    pub(crate) fn cells(self) -> (String, &'static str) {
        match self {
            Whereabouts::Unsaid => ("-".to_owned(), ""),
            Whereabouts::Unknown => (String::new(), ""),
            Whereabouts::At(residence) => (residence.unit(), residence.kind.map_or("", ResidenceKind::code)),
        }
    }
}

/// A residence in 21 bits: kind 4 | unit 17.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Home(u32);

impl Home {
    pub(crate) const UNKNOWN: Home = Home(0);
    /// Keeps what is there; never in the table itself.
    pub(crate) const UNSAID: Home = Home((1 << HOME_BITS) - 1);

    pub(crate) fn of(whereabouts: Whereabouts) -> Home {
        match whereabouts {
            Whereabouts::Unsaid => Home::UNSAID,
            Whereabouts::Unknown => Home::UNKNOWN,
            Whereabouts::At(Residence { unit, kind }) => {
                let kind = match kind {
                    None => 0,
                    Some(ResidenceKind::Permanent) => 1,
                    Some(ResidenceKind::Temporary) => 2,
                };
                Home(kind << UNIT_BITS | unit)
            }
        }
    }

    /// The lowest bits of a word.
    pub(crate) fn of_bits(bits: u64) -> Home {
        Home((bits & ((1 << HOME_BITS) - 1)) as u32)
    }

    pub(crate) fn bits(self) -> u64 {
        u64::from(self.0)
    }

    pub(crate) fn residence(self) -> Option<Residence> {
        let unit = self.0 & ((1 << UNIT_BITS) - 1);
        let kind = match self.0 >> UNIT_BITS {
            1 => Some(ResidenceKind::Permanent),
            2 => Some(ResidenceKind::Temporary),
            _ => None,
        };
        (unit > 0 && self != Home::UNSAID).then_some(Residence { unit, kind })
    }

    /// What holds after `later` was said.
    pub(crate) fn then(self, later: Home) -> Home {
        if later == Home::UNSAID { self } else { later }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_residence_is_read_packed_and_written_as_it_was() {
        let rows = [
            ("14527", "permanent", ("14527", "permanent")),
            (" 14527 ", "temporary", ("14527", "temporary")),
            ("1", "", ("00001", "")),
            ("99999", "temporary", ("99999", "temporary")),
            ("", "", ("", "")),
            ("-", "", ("-", "")),
        ];
        for (unit, kind, written) in rows {
            let read = Whereabouts::of_cells(unit.as_bytes(), kind.as_bytes()).unwrap();
            let (unit, kind) = read.cells();
            assert_eq!((&unit[..], kind), written);
            let home = Home::of(read);
            assert_eq!(Home::of_bits(home.bits() | 1 << HOME_BITS), home);
            assert_eq!(home.residence(), if let Whereabouts::At(there) = read { Some(there) } else { None });
            let kept = if read == Whereabouts::Unsaid { Home::UNKNOWN } else { home };
            assert_eq!(Home::UNKNOWN.then(home), kept);
        }
    }

    #[test]
    fn what_is_no_commune_is_refused() {
        for (unit, kind) in [("0", ""), ("123456", ""), ("x", ""), ("14527", "forever"), ("-1", "")] {
            assert_eq!(Whereabouts::of_cells(unit.as_bytes(), kind.as_bytes()), Err(NoUnit), "{unit} {kind}");
        }
    }

    #[test]
    fn nobody_reads_in_a_log_where_somebody_lives() {
        let there = Whereabouts::of_cells(b"14527", b"permanent").unwrap();
        assert_eq!(format!("{there:?}"), "At(Residence(*))");
    }
}
