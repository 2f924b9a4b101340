//! The files of a chip.

use std::fmt;

/// *Nhóm dữ liệu*: one file of a chip that the issuer signed, DG1 to DG16.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DataGroup(u8);

/// Tags by number, from DG1 (ICAO Doc 9303-10, table of EF.COM).
const TAGS: [u8; 16] = [0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x70];

impl DataGroup {
    /// The machine readable zone.
    pub const MRZ: DataGroup = DataGroup(1);
    /// The face.
    pub const FACE: DataGroup = DataGroup(2);
    /// What Việt Nam adds of its citizens.
    pub const PERSONAL: DataGroup = DataGroup(13);

    /// `None` where no chip has such a group.
    pub fn new(number: u8) -> Option<DataGroup> {
        (1..=16).contains(&number).then_some(DataGroup(number))
    }

    /// 1 to 16.
    pub fn number(self) -> u8 {
        self.0
    }

    pub(crate) fn of_tag(tag: u8) -> Option<DataGroup> {
        let index = TAGS.iter().position(|known| *known == tag)?;
        DataGroup::new(index as u8 + 1)
    }

    pub(crate) fn tag(self) -> u32 {
        u32::from(TAGS[usize::from(self.0) - 1])
    }
}

impl fmt::Display for DataGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DG{}", self.0)
    }
}
