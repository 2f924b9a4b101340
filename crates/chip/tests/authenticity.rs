//! Passive authentication: what is believed, and by which name the rest is refused.

mod files;

use chip::{
    Asked, Authenticity, ChipFiles, DataGroup, Problem, SignatureError, SodError, TrustError, TrustStore, check,
};
use files::file;
use std::collections::BTreeMap;

const NUMBERS: [u8; 3] = [1, 2, 13];
const NOW: &str = "2026-06-01T00:00:00Z";

/// The files of the one person all test chips are of.
fn groups() -> BTreeMap<DataGroup, Vec<u8>> {
    NUMBERS.into_iter().map(|number| (group(number), file(&format!("dg{number}.bin")))).collect()
}

fn group(number: u8) -> DataGroup {
    DataGroup::new(number).expect("a group")
}

fn trusted(name: &str) -> TrustStore {
    TrustStore::of(&file(name)).expect("certificates of authorities")
}

fn ask(sod: &[u8], groups: &BTreeMap<DataGroup, Vec<u8>>, trust: &TrustStore, at: &str) -> Authenticity {
    let com = file("com.bin");
    let groups = groups.iter().map(|(group, bytes)| (*group, &bytes[..])).collect();
    let files = ChipFiles { com: Some(&com), sod, groups };
    check(&files, Asked { trust, at: at.parse().expect("a moment"), required: &NUMBERS.map(group) })
}

#[track_caller]
fn check_case(sod: &str, at: &str, problems: &[Problem]) {
    let found = ask(&file(&format!("{sod}.sod")), &groups(), &trusted("csca.pem"), at);
    assert_eq!(found.problems, problems, "{sod}");
}

#[test]
fn a_chip_as_it_was_signed_is_authentic() {
    for sod in ["good", "by-key-unwrapped"] {
        let found = ask(&file(&format!("{sod}.sod")), &groups(), &trusted("csca.pem"), NOW);
        assert!(found.is_authentic(), "{sod}: {:?}", found.problems);
        assert_eq!((found.unaltered, found.unread), (NUMBERS.map(group).to_vec(), Vec::new()));
        let signer = found.signer.expect("a signer");
        assert!(signer.name.contains("Nguoi ky du lieu") && signer.authority.is_some_and(|name| name.contains("CSCA")));
        assert!(!found.revocation_checked);
    }
}

#[test]
fn every_algorithm_in_use_is_believed() {
    let trust = trusted("algorithms.pem");
    let labels = [
        "rsa-sha256",
        "rsa-sha384",
        "rsa-sha512",
        "rsa-pss-sha256",
        "rsa-pss-sha384",
        "rsa-pss-sha512",
        "p256-sha256",
        "p256-explicit",
        "p256-sha512",
        "p384-sha384",
        "p384-explicit",
        "p521-sha512",
        "p521-sha256",
        "p521-explicit",
        "bp256-sha256",
        "bp256-explicit",
        "bp384-sha384",
        "bp384-explicit",
        "bp512-sha512",
        "bp512-sha256",
        "bp512-explicit",
    ];
    assert_eq!(trust.authorities().count(), labels.len());
    for label in labels {
        let sod = file(&format!("algorithm-{label}.sod"));
        let found = ask(&sod, &groups(), &trust, NOW);
        assert_eq!(found.problems, [], "{label}");
        // The last byte of the file is the last of the signature.
        let mut wrong = sod;
        *wrong.last_mut().expect("bytes") ^= 1;
        let found = ask(&wrong, &groups(), &trust, NOW);
        assert_eq!(found.problems, [Problem::SecurityObject(SignatureError::Wrong.into())], "{label}");
    }
}

#[test]
fn one_byte_altered_names_the_group() {
    let (sod, trust) = (file("good.sod"), trusted("csca.pem"));
    for number in NUMBERS {
        let length = groups()[&group(number)].len();
        for place in [0, 1, length / 2, length - 1] {
            let mut changed = groups();
            changed.get_mut(&group(number)).expect("the group")[place] ^= 1;
            let found = ask(&sod, &changed, &trust, NOW);
            assert_eq!(found.problems[0], Problem::Altered(group(number)), "DG{number} at {place}");
            assert!(!found.unaltered.contains(&group(number)));
        }
    }
}

#[test]
fn a_chip_that_does_not_hold_is_refused_by_name() {
    let object = |error: SodError| Problem::SecurityObject(error);
    let signature = |error: SignatureError| Problem::SecurityObject(SodError::Signature(error));
    let rows = [
        ("expired-signer", vec![Problem::SignerExpired]),
        ("future-signer", vec![Problem::SignerNotYetValid]),
        ("expired-authority", vec![Problem::AuthorityNotValid]),
        ("wrong-use", vec![Problem::Usage]),
        ("critical", vec![Problem::Usage]),
        ("authority-signs", vec![Problem::Usage]),
        ("unknown-authority", vec![Problem::UnknownAuthority]),
        ("impostor", vec![Problem::Certificate(SignatureError::Wrong)]),
        ("no-certificate", vec![object(SodError::NoCertificate)]),
        ("two-signers", vec![object(SodError::Signers)]),
        ("other-content", vec![object(SodError::OtherContent)]),
        ("wrong-digest", vec![object(SodError::Content)]),
        ("without-dg13", vec![Problem::Unsigned(DataGroup::PERSONAL)]),
        ("sha1-groups", vec![signature(SignatureError::WeakHash)]),
        ("sha1-signature", vec![signature(SignatureError::WeakHash)]),
        ("pss-of-sha1", vec![signature(SignatureError::WeakHash)]),
        ("short-key", vec![signature(SignatureError::WeakKey)]),
        ("other-base-point", vec![signature(SignatureError::UnknownCurve)]),
        ("other-state", vec![Problem::OtherState { document: "VNM".to_owned(), signer: "UTO".to_owned() }]),
        ("other-country", vec![Problem::OtherState { document: "VNM".to_owned(), signer: "UT".to_owned() }]),
    ];
    for (sod, problems) in rows {
        check_case(sod, NOW, &problems);
    }
}

#[test]
fn validity_is_asked_for_a_moment() {
    check_case("expired-signer", "2020-12-31T23:59:59Z", &[]);
    check_case("expired-signer", "2021-01-01T00:00:00Z", &[Problem::SignerExpired]);
    check_case("future-signer", "2030-01-01T00:00:00Z", &[]);
    check_case("good", "2019-12-31T23:59:59Z", &[Problem::SignerNotYetValid, Problem::AuthorityNotValid]);
    check_case("good", "2036-01-01T00:00:00Z", &[Problem::SignerExpired, Problem::AuthorityNotValid]);
}

#[test]
fn a_revoked_signer_is_refused_and_another_is_not() {
    let rows = [
        ("revoked-signer", "revoked.crl", vec![Problem::Revoked], false),
        ("good", "revoked.crl", vec![], true),
        ("good", "outdated.crl", vec![Problem::RevocationsOutdated], false),
        (
            "other-state",
            "revoked.crl",
            vec![Problem::OtherState { document: "VNM".into(), signer: "UTO".into() }],
            false,
        ),
    ];
    for (sod, list, problems, checked) in rows {
        let trust = trusted("csca.pem").with_revocations(&file(list)).expect("a list");
        let found = ask(&file(&format!("{sod}.sod")), &groups(), &trust, NOW);
        assert_eq!((found.problems, found.revocation_checked), (problems, checked), "{sod} {list}");
    }
}

#[test]
fn a_list_that_nobody_trusted_signed_is_no_list() {
    let wrong = TrustError::RevocationSigner(SignatureError::Wrong);
    assert_eq!(trusted("csca.pem").with_revocations(&file("forged.crl")).err(), Some(wrong));
    assert_eq!(trusted("algorithms.pem").with_revocations(&file("revoked.crl")).err(), Some(wrong));
    let garbage = trusted("csca.pem").with_revocations(&file("good.sod")).err();
    assert_eq!(garbage, Some(TrustError::RevocationList));
}

#[test]
fn groups_that_lack_are_missed_and_those_that_were_not_signed_refused() {
    let (sod, trust) = (file("good.sod"), trusted("csca.pem"));
    for number in NUMBERS {
        let mut fewer = groups();
        fewer.remove(&group(number));
        let found = ask(&sod, &fewer, &trust, NOW);
        assert_eq!((found.problems, found.unread), (vec![Problem::Missing(group(number))], vec![group(number)]));
    }
    let mut more = groups();
    more.insert(group(11), vec![0x6b, 0]);
    assert_eq!(ask(&sod, &more, &trust, NOW).problems, [Problem::Unsigned(group(11))]);
}

#[test]
fn nobody_is_trusted_unless_told() {
    let found = ask(&file("good.sod"), &groups(), &TrustStore::default(), NOW);
    assert_eq!(found.problems, [Problem::UnknownAuthority]);
}

#[test]
fn only_authorities_with_believed_keys_are_trusted() {
    let curve = TrustError::Key { number: 1, reason: SignatureError::UnknownCurve };
    let rows = [
        ("no-authority.pem", TrustError::NoAuthority { number: 1 }),
        ("other-base-point.pem", curve),
        ("dg1.bin", TrustError::Empty),
        ("good.sod", TrustError::Empty),
    ];
    for (name, error) in rows {
        assert_eq!(TrustStore::of(&file(name)).err(), Some(error), "{name}");
    }
}

#[test]
fn no_byte_of_a_signed_security_object_can_be_changed_unseen() {
    let (sod, trust) = (file("good.sod"), trusted("csca.pem"));
    let unseen = (0..sod.len()).filter(|place| {
        let mut changed = sod.clone();
        changed[*place] ^= 1;
        ask(&changed, &groups(), &trust, NOW).is_authentic()
    });
    // What CMS leaves unsigned, and is not believed: two versions, the hash announced in front, and in which kind of
    // string the name of the issuer is written.
    let announced = 32..45;
    let unsigned: Vec<usize> = unseen.filter(|place| !announced.contains(place)).collect();
    let is_version = |place: usize| sod[place - 2..place] == [0x02, 0x01];
    let is_kind_of_string = |place: usize| sod[place] == 0x13;
    assert!(unsigned.iter().all(|place| is_version(*place) || is_kind_of_string(*place)), "{unsigned:?}");
    assert!(unsigned.len() <= 5, "{unsigned:?}");
}

/// The real authority of Việt Nam, where the reference data lie beside the repository.
#[test]
fn the_authority_of_viet_nam_is_read_and_signed_itself() {
    let above = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let found = above.filter_map(|folder| std::fs::read(folder.join("shared/data/vn_csca_epassport.pem")).ok()).next();
    let Some(pem) = found else {
        eprintln!("skipped: there is no shared/data/vn_csca_epassport.pem above the repository");
        return;
    };
    let trust = TrustStore::of(&pem).expect("explicit brainpoolP512r1, signed by itself");
    assert!(trust.authorities().next().is_some_and(|name| name.contains("CSCA ePassport Vietnam")));
    let text = String::from_utf8(pem).expect("PEM");
    // One letter inside the signature: it is the last thing in the file.
    let place = text.rfind("-----END").expect("an end") - 12;
    let other = if text.as_bytes()[place] == b'A' { "B" } else { "A" };
    let changed = format!("{}{other}{}", &text[..place], &text[place + 1..]);
    let wrong = TrustError::Key { number: 1, reason: SignatureError::Wrong };
    assert_eq!(TrustStore::of(changed.as_bytes()).err(), Some(wrong));
}
