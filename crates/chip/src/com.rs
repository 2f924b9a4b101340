//! EF.COM: what a chip says it holds. Nobody signed it.

use crate::DataGroup;
use crate::tlv::only;
use std::fmt;

/// *Mục lục chip* (EF.COM): version of the structure and the groups there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChipContents {
    /// `0107`.
    pub lds_version: String,
    /// In the order of the file.
    pub groups: Vec<DataGroup>,
}

/// Why a file is no table of contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("EF.COM không đúng cấu trúc; đọc lại chip")]
pub struct ComError;

impl ChipContents {
    /// Reads EF.COM.
    pub fn of(file: &[u8]) -> Result<ChipContents, ComError> {
        read(file).ok_or(ComError)
    }
}

fn read(file: &[u8]) -> Option<ChipContents> {
    let mut elements = only(file, 0x60)?.inside();
    let version = elements.take_if(0x5f01)?;
    let _unicode_version = elements.take_if(0x5f36)?;
    let groups = elements.take_if(0x5c)?;
    let digits = version.value.iter().all(u8::is_ascii_digit) && version.value.len() == 4;
    let tags = groups.value.iter().map(|tag| DataGroup::of_tag(*tag));
    Some(ChipContents {
        lds_version: digits.then(|| version.value.iter().map(|digit| char::from(*digit)).collect())?,
        groups: tags.collect::<Option<_>>().filter(|_| elements.is_finished())?,
    })
}

impl fmt::Display for ChipContents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups: Vec<String> = self.groups.iter().map(DataGroup::to_string).collect();
        f.write_str(&groups.join(", "))
    }
}
