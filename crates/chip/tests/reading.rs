//! What a chip says, file by file.

mod files;

use chip::{ChipContents, DataGroup, FaceError, FaceImage, ImageFormat, PersonalData, PersonalField, mrz};
use files::file;

#[test]
fn the_contents_name_the_groups() {
    let contents = ChipContents::of(&file("com.bin")).expect("EF.COM");
    assert_eq!((contents.lds_version.as_str(), contents.to_string().as_str()), ("0107", "DG1, DG2, DG13"));
}

#[test]
fn the_zone_of_a_card_and_of_a_passport_are_read() {
    for (name, number) in [("dg1.bin", "003090001"), ("passport-dg1.bin", "C0300001")] {
        let zone = mrz(&file(name)).expect("DG1");
        assert_eq!((zone.number.as_str(), zone.full_name().as_str()), (number, "NGUYEN VAN MAU"));
        assert_eq!(zone.issuer, "VNM");
    }
}

#[test]
fn the_face_is_the_file_of_its_image() {
    let group = file("dg2.bin");
    let face = FaceImage::of(&group).expect("DG2");
    assert_eq!((face.format, face.width, face.height), (ImageFormat::Jpeg, 1, 1));
    assert!(face.bytes.starts_with(&[0xff, 0xd8]) && face.bytes.ends_with(&[0xff, 0xd9]));
}

#[test]
fn the_format_is_that_of_the_image_not_of_the_header() {
    let start = |group: &[u8]| group.windows(3).position(|three| three == [0xff, 0xd8, 0xff]).expect("an image");
    let rows: [(&[u8], Result<ImageFormat, FaceError>); 4] = [
        (&[0xff, 0xd8, 0xff], Ok(ImageFormat::Jpeg)),
        (&[0, 0, 0, 12, b'j', b'P', b' ', b' '], Ok(ImageFormat::Jpeg2000)),
        (&[0xff, 0x4f, 0xff, 0x51], Ok(ImageFormat::Jpeg2000)),
        (b"GIF89a", Err(FaceError::Format)),
    ];
    for (first, format) in rows {
        let mut group = file("dg2.bin");
        let place = start(&group);
        group[place..place + first.len()].copy_from_slice(first);
        assert_eq!(FaceImage::of(&group).map(|face| face.format), format);
    }
}

#[test]
fn a_record_that_claims_more_than_there_is_has_no_face() {
    let group = file("dg2.bin");
    let record = group.windows(4).position(|four| four == b"FAC\0").expect("a record");
    // Length of the record, count of faces, length of the face, count of points.
    for (place, value) in [(8, 1), (11, 0xff), (12, 0xff), (13, 0), (14, 1), (17, 0xff), (18, 0xff), (19, 0xff)] {
        let mut changed = group.clone();
        changed[record + place] = value;
        let face = FaceImage::of(&changed);
        assert!(place == 12 || face == Err(FaceError::Structure), "{place}: {face:?}");
    }
}

#[test]
fn what_viet_nam_adds_is_read_field_by_field() {
    let data = PersonalData::of(&file("dg13.bin")).expect("DG13");
    let rows = [
        (PersonalField::Number, "003090000001"),
        (PersonalField::FullName, "Nguyễn Văn Mẫu"),
        (PersonalField::Born, "21/03/1990"),
        (PersonalField::Ethnicity, "Kinh"),
        (PersonalField::Residence, "Số 1 Đường Thử Nghiệm, Phường Thử Nghiệm, Tỉnh Mẫu"),
        (PersonalField::Expires, "21/03/2040"),
        (PersonalField::Parents, "Nguyễn Văn Cha Mẫu"),
        (PersonalField::OldNumber, "000000001"),
    ];
    for (field, text) in rows {
        assert_eq!(data.text(field), Some(text), "{field}");
    }
    let parents = data.fields().find(|(field, _)| *field == PersonalField::Parents).map(|(_, texts)| texts.len());
    assert_eq!((parents, data.text(PersonalField::Spouse)), (Some(2), None));
}

#[test]
fn a_group_under_the_tag_of_another_is_refused() {
    let (zone, face, personal) = (file("dg1.bin"), file("dg2.bin"), file("dg13.bin"));
    assert!(mrz(&face).is_err() && mrz(&personal).is_err());
    assert!(FaceImage::of(&zone).is_err() && FaceImage::of(&personal).is_err());
    assert!(PersonalData::of(&zone).is_err() && PersonalData::of(&face).is_err());
    assert!(ChipContents::of(&zone).is_err());
}

#[test]
fn groups_are_numbered_one_to_sixteen() {
    let known = (0..=u8::MAX).filter_map(DataGroup::new).map(DataGroup::number);
    assert!(known.eq(1..=16));
    assert_eq!(DataGroup::PERSONAL.to_string(), "DG13");
}

#[test]
fn nothing_of_a_person_stands_in_a_log() {
    let group = file("dg2.bin");
    let shown = [
        format!("{:?}", PersonalData::of(&file("dg13.bin"))),
        format!("{:?}", FaceImage::of(&group)),
        format!("{:?}", mrz(&file("dg1.bin"))),
    ];
    for text in shown {
        assert!(!["0030900", "Mẫu", "MAU", "216, 255"].iter().any(|part| text.contains(part)), "{text}");
    }
}
