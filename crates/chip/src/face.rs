//! DG2: the face, as ISO/IEC 19794-5 wraps it.

use crate::DataGroup;
use crate::tlv::{Elements, only};
use std::fmt;

/// *Ảnh chân dung trên chip*: the first image of DG2.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FaceImage<'a> {
    /// How the image is encoded.
    pub format: ImageFormat,
    /// Width in pixels as the header says; 0 where it does not.
    pub width: u16,
    /// Height in pixels as the header says; 0 where it does not.
    pub height: u16,
    /// The file of the image.
    pub bytes: &'a [u8],
}

/// *Định dạng ảnh*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageFormat {
    /// JPEG.
    Jpeg,
    /// JPEG 2000, as a file or as a bare stream.
    Jpeg2000,
}

/// Why DG2 gives no face.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FaceError {
    /// Tags or lengths are wrong.
    #[error("DG2 không đúng cấu trúc; đọc lại chip")]
    Structure,
    /// Neither JPEG nor JPEG 2000, or a template of another standard.
    #[error("ảnh trong DG2 không phải JPEG hoặc JPEG 2000 theo ISO/IEC 19794-5")]
    Format,
}

impl FaceImage<'_> {
    /// Reads DG2.
    pub fn of(file: &[u8]) -> Result<FaceImage<'_>, FaceError> {
        let record = biometric_data(file).ok_or(FaceError::Structure)?;
        face(record)
    }
}

impl ImageFormat {
    /// `JPEG`, `JPEG 2000`.
    pub fn name(self) -> &'static str {
        match self {
            ImageFormat::Jpeg => "JPEG",
            ImageFormat::Jpeg2000 => "JPEG 2000",
        }
    }

    /// By the first bytes: headers of real chips name the wrong one.
    fn of(image: &[u8]) -> Option<ImageFormat> {
        const JP2: &[u8] = &[0, 0, 0, 12, b'j', b'P', b' ', b' '];
        match image {
            [0xff, 0xd8, 0xff, ..] => Some(ImageFormat::Jpeg),
            [0xff, 0x4f, 0xff, 0x51, ..] => Some(ImageFormat::Jpeg2000),
            other if other.starts_with(JP2) => Some(ImageFormat::Jpeg2000),
            _ => None,
        }
    }
}

/// The first biometric data block of the group template.
fn biometric_data(file: &[u8]) -> Option<&[u8]> {
    let mut templates = only(only(file, DataGroup::FACE.tag())?.value, 0x7f61)?.inside();
    let count = templates.take_if(0x02)?;
    if count.value.iter().all(|digit| *digit == 0) {
        return None;
    }
    let mut template = templates.take_if(0x7f60)?.inside();
    template.take_if(0xa1)?;
    let block = template.take_if(0x5f2e).or_else(|| template.take_if(0x7f2e))?;
    (template.is_finished() && only_templates(templates)).then_some(block.value)
}

fn only_templates(mut rest: Elements<'_>) -> bool {
    while rest.take_if(0x7f60).is_some() {}
    rest.is_finished()
}

/// Bytes of the header of the whole record, of a face, of its image.
const HEAD: usize = 14;
const FACE_HEAD: usize = 20;
const POINT: usize = 8;
const IMAGE_HEAD: usize = 12;

/// The first face of a record.
fn face(record: &[u8]) -> Result<FaceImage<'_>, FaceError> {
    let head = record.get(..HEAD).ok_or(FaceError::Structure)?;
    if !head.starts_with(b"FAC\x00") {
        return Err(FaceError::Format);
    }
    let stated = number(record, 8, 4).ok_or(FaceError::Structure)?;
    if stated != record.len() || number(record, 12, 2) == Some(0) {
        return Err(FaceError::Structure);
    }
    let (image_head, bytes) = first_face(record).ok_or(FaceError::Structure)?;
    Ok(FaceImage {
        format: ImageFormat::of(bytes).ok_or(FaceError::Format)?,
        width: pixels(image_head, 2),
        height: pixels(image_head, 4),
        bytes,
    })
}

/// Header and bytes of the first image; every length is checked against what is there.
fn first_face(record: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = number(record, HEAD, 4)?;
    let points = number(record, HEAD + 4, 2)?;
    let face = record.get(HEAD..HEAD.checked_add(length)?)?;
    face.get(FACE_HEAD + points * POINT..)?.split_at_checked(IMAGE_HEAD)
}

fn number(bytes: &[u8], place: usize, width: usize) -> Option<usize> {
    let digits = bytes.get(place..place + width)?;
    Some(digits.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit)))
}

fn pixels(image_head: &[u8], place: usize) -> u16 {
    u16::from_be_bytes([image_head[place], image_head[place + 1]])
}

/// A face is personal data: only its size is shown.
impl fmt::Debug for FaceImage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaceImage")
            .field("format", &self.format)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}
