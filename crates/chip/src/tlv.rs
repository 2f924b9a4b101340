//! Tag, length, value: what every file of a chip, every certificate and every signature is made of.

/// One element, inside the bytes it was read from.
#[derive(Clone, Copy)]
pub(crate) struct Tlv<'a> {
    /// The tag as it stands, at most three bytes: `0x61`, `0x5f1f`.
    pub(crate) tag: u32,
    pub(crate) value: &'a [u8],
    /// Tag and length too.
    pub(crate) whole: &'a [u8],
}

impl<'a> Tlv<'a> {
    /// The elements inside.
    pub(crate) fn inside(&self) -> Elements<'a> {
        Elements { rest: self.value }
    }
}

/// Elements one after the other.
#[derive(Clone, Copy)]
pub(crate) struct Elements<'a> {
    rest: &'a [u8],
}

impl<'a> Elements<'a> {
    pub(crate) fn of(bytes: &'a [u8]) -> Elements<'a> {
        Elements { rest: bytes }
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next element; `None` at the end and where the bytes are none. Lengths are definite, as in every DER.
    pub(crate) fn take(&mut self) -> Option<Tlv<'a>> {
        let (tag, tag_bytes) = tag(self.rest)?;
        let (length, length_bytes) = length(self.rest.get(tag_bytes..)?)?;
        let start = tag_bytes + length_bytes;
        let end = start.checked_add(length)?;
        let whole = self.rest.get(..end)?;
        self.rest = &self.rest[end..];
        Some(Tlv { tag, value: &whole[start..], whole })
    }

    /// The next element, if it has this tag; otherwise it stays.
    pub(crate) fn take_if(&mut self, tag: u32) -> Option<Tlv<'a>> {
        let mut ahead = *self;
        let found = ahead.take().filter(|found| found.tag == tag)?;
        *self = ahead;
        Some(found)
    }
}

/// The one element of a file, nothing behind it.
pub(crate) fn only(bytes: &[u8], tag: u32) -> Option<Tlv<'_>> {
    let mut elements = Elements::of(bytes);
    let found = elements.take_if(tag)?;
    elements.is_finished().then_some(found)
}

/// The number of an unsigned INTEGER without the zero that keeps it positive.
pub(crate) fn bare(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}

fn tag(bytes: &[u8]) -> Option<(u32, usize)> {
    let first = *bytes.first()?;
    if first & 0x1f != 0x1f {
        return Some((u32::from(first), 1));
    }
    let second = *bytes.get(1)?;
    let two = u32::from(first) << 8 | u32::from(second);
    if second & 0x80 == 0 {
        return Some((two, 2));
    }
    let third = *bytes.get(2)?;
    (third & 0x80 == 0).then_some((two << 8 | u32::from(third), 3))
}

fn length(bytes: &[u8]) -> Option<(usize, usize)> {
    let first = *bytes.first()?;
    if first < 0x80 {
        return Some((usize::from(first), 1));
    }
    let count = usize::from(first & 0x7f);
    let digits = bytes.get(1..=count).filter(|_| (1..=4).contains(&count))?;
    Some((digits.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit)), 1 + count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_lengths_of_every_width_are_read() {
        let long = [&[0x7f, 0x61, 0x82, 0x01, 0x00][..], &[7; 256]].concat();
        let rows: [(&[u8], u32, usize); 5] = [
            (&[0x30, 0x00], 0x30, 0),
            (&[0x5f, 0x1f, 0x01, 0xff], 0x5f1f, 1),
            (&[0x61, 0x81, 0x02, 1, 2], 0x61, 2),
            (&long, 0x7f61, 256),
            (&[0x7f, 0x81, 0x01, 0x00], 0x007f_8101, 0),
        ];
        for (bytes, tag, length) in rows {
            let read = only(bytes, tag).expect("an element");
            assert_eq!((read.value.len(), read.whole.len()), (length, bytes.len()));
        }
    }

    #[test]
    fn what_is_cut_off_or_endless_is_no_element() {
        let rows: [&[u8]; 7] = [
            &[],
            &[0x30],
            &[0x30, 0x80, 0, 0],
            &[0x30, 2, 1],
            &[0x1f, 0x81],
            &[0x30, 0x85, 0, 0, 0, 0, 1, 0],
            &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
        ];
        for bytes in rows {
            assert!(Elements::of(bytes).take().is_none(), "{bytes:?}");
        }
    }
}
