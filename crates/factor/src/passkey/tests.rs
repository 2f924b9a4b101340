//! Good and forged answers of keys, made by an authenticator of software.

use super::*;
use ciborium::{Value, cbor};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};

const NOW: i64 = 1_790_000_000;
const PURPOSE: &str = "register H42 an";

/// A signature of RSA with SHA-256 over «Một Cửa», made by OpenSSL; modulus and signature.
const MODULUS: &str = "\
    c12d092d61fbfcc0ce5e37163c2794baf38146aedaec203612a7f79af496307ae0c7ad5f75670ccf7660f279aad6a6bf\
    fd2e2e14eee4980aee95145b9bbabe2398be616c48d07dd456379ef388b8c858af0f22f77ec6507532a6a76f6a6b1fb8\
    9961d3ed167a2f83c85e42fd4caf1c355e198fe6d03db056dc4246d1eb97ad9378b3e7343f59c21a8abc00fe0d6f32f1\
    78d182ad13506687fbd10a0a312c91b08f492a70ca59d866fd5610aab33df199375c0910ece491691d30d93f2e89ff30\
    5669eb2434ba3c13d285a486d284f8d85d7a4a2d8dd0e32e6b284be38cbc5156a4b5731d3847556c748a7ce048a30438\
    29c4ef65c588cadc886fa7285ca3ab6d";
const SIGNATURE: &str = "\
    208dddf3cb1dd85e365a5dc0949aee518b16216cc15e2e8cce8cb0f672e101277a2013e3be5ce861444fb29da329c92f\
    7bd2fbe57fa8ae7f38ae8ebcbe9dfeea143a946b9db6c983324f3d2b95e69983aefd117f9ae0930a6e23d647134b1a7a\
    ea1724aaacb22488611ab2b5cf3e0dcc3d8cadbedafe25575cc64ed6ec139b239c1fd9c2f7586c6a691a3f792f554504\
    36dee80110dd3172418aaa7c2040078ae359b396fb5fef4f9bac63c4e441c04058324476936bd271cee4694cdacdbd5b\
    d32dbb2a494046e2d5211949f9d736e074c6ffaf25a35209e952e5efde04549cae0df848acaea9b5361af115f00303c8\
    6872d772b432e305cef40a1370f4d7db";

fn site() -> PasskeySite {
    PasskeySite::of("https://motcua.example", "Một Cửa").unwrap()
}

fn vault() -> Vault {
    Vault::of(&[7; 32])
}

enum Pair {
    Es256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl Pair {
    fn es256() -> Pair {
        let chance = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &chance).unwrap();
        Pair::Es256(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &chance).unwrap())
    }

    fn ed25519(seed: u8) -> Pair {
        Pair::Ed25519(Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap())
    }

    fn cose(&self) -> Vec<u8> {
        let value = match self {
            Pair::Es256(pair) => {
                let point = pair.public_key().as_ref();
                let (x, y) = (Value::Bytes(point[1..33].to_vec()), Value::Bytes(point[33..].to_vec()));
                cbor!({ 1 => 2, 3 => -7, -1 => 1, -2 => x, -3 => y })
            }
            Pair::Ed25519(pair) => {
                cbor!({ 1 => 1, 3 => -8, -1 => 6, -2 => Value::Bytes(pair.public_key().as_ref().to_vec()) })
            }
        };
        bytes(&value.unwrap())
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Pair::Es256(pair) => pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec(),
            Pair::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
        }
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::ser::into_writer(value, &mut bytes).unwrap();
    bytes
}

/// What a browser and a key would say, before it is put into bytes: each row of a table changes one thing.
#[derive(Clone)]
struct Said {
    kind: &'static str,
    challenge: String,
    origin: &'static str,
    cross: bool,
    site: &'static str,
    flags: u8,
    counter: u32,
    id: Vec<u8>,
    after: &'static [u8],
    format: &'static str,
    statement: Value,
    spoilt: bool,
}

fn said(kind: &'static str, purpose: &str) -> Said {
    Said {
        kind,
        challenge: Challenge::new(&vault(), purpose, [3; CHANCE], NOW).text().to_owned(),
        origin: "https://motcua.example",
        cross: false,
        site: "motcua.example",
        flags: if kind == "webauthn.create" { 0x45 } else { 0x05 },
        counter: 7,
        id: vec![9; 32],
        after: b"",
        format: "none",
        statement: Value::Map(Vec::new()),
        spoilt: false,
    }
}

impl Said {
    fn client(&self) -> Vec<u8> {
        let Said { kind, challenge, origin, cross, .. } = self;
        format!(
            r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}","crossOrigin":{cross},"new_member":{{}}}}"#
        )
        .into_bytes()
    }

    fn authenticator(&self, pair: &Pair) -> Vec<u8> {
        let mut data = ring::digest::digest(&ring::digest::SHA256, self.site.as_bytes()).as_ref().to_vec();
        data.push(self.flags);
        data.extend(self.counter.to_be_bytes());
        if self.flags & 0x40 != 0 {
            data.extend([0; 16]);
            data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
            data.extend(&self.id);
            data.extend(pair.cose());
        }
        data.extend(self.after);
        data
    }

    fn registers(&self, pair: &Pair) -> Result<Passkey, PasskeyError> {
        let (format, statement) = (self.format, self.statement.clone());
        let data = Value::Bytes(self.authenticator(pair));
        let object = bytes(&cbor!({ "fmt" => format, "attStmt" => statement, "authData" => data }).unwrap());
        let client = self.client();
        let answered = Challenge::answered(&vault(), PURPOSE, &client, NOW + 60)?;
        register(&site(), &answered, &Registration { client_data: &client, attestation: &object })
    }

    fn asserts(&self, pair: &Pair, passkey: &Passkey, verification: Verification) -> Result<u32, PasskeyError> {
        let (client, data) = (self.client(), self.authenticator(pair));
        let hash = ring::digest::digest(&ring::digest::SHA256, &client);
        let mut signature = pair.sign(&[&data[..], hash.as_ref()].concat());
        if self.spoilt {
            let last = signature.len() - 1;
            signature[last] ^= 1;
        }
        let answered = Challenge::answered(&vault(), PURPOSE, &client, NOW + 60)?;
        let sent = Assertion { client_data: &client, authenticator_data: &data, signature: &signature };
        verify(&site(), &answered, passkey, verification, &sent)
    }
}

#[test]
fn a_key_is_registered_and_each_forgery_is_refused_for_its_own_reason() {
    let good = || said("webauthn.create", PURPOSE);
    let foreign = || Challenge::new(&Vault::of(&[8; 32]), PURPOSE, [3; CHANCE], NOW).text().to_owned();
    let late = || Challenge::new(&vault(), PURPOSE, [3; CHANCE], NOW - 600).text().to_owned();
    let far = || Challenge::new(&vault(), PURPOSE, [3; CHANCE], NOW + 9_999).text().to_owned();
    let packed = cbor!({ "alg" => -7, "sig" => Value::Bytes(vec![1; 70]) }).unwrap();
    let rows: Vec<(&str, Said, Result<(), PasskeyError>)> = vec![
        ("as it should be", good(), Ok(())),
        ("without a check of the person", Said { flags: 0x41, ..good() }, Ok(())),
        ("a statement nobody asked for", Said { format: "packed", statement: packed.clone(), ..good() }, Ok(())),
        ("an extension", Said { flags: 0xc5, after: b"\xa1\x61a\x01", ..good() }, Ok(())),
        ("an assertion", Said { kind: "webauthn.get", ..good() }, Err(PasskeyError::Ceremony)),
        ("another ceremony", Said { kind: "payment.get", ..good() }, Err(PasskeyError::Ceremony)),
        ("another office's challenge", Said { challenge: foreign(), ..good() }, Err(PasskeyError::Challenge)),
        ("another purpose", said("webauthn.create", "register H42 binh"), Err(PasskeyError::Challenge)),
        ("too late", Said { challenge: late(), ..good() }, Err(PasskeyError::Challenge)),
        ("from the future", Said { challenge: far(), ..good() }, Err(PasskeyError::Challenge)),
        ("no challenge", Said { challenge: String::new(), ..good() }, Err(PasskeyError::Challenge)),
        ("not base64", Said { challenge: "*".to_owned(), ..good() }, Err(PasskeyError::Challenge)),
        ("another page", Said { origin: "https://motcua.example.evil", ..good() }, Err(PasskeyError::Origin)),
        ("another port", Said { origin: "https://motcua.example:8443", ..good() }, Err(PasskeyError::Origin)),
        ("not encrypted", Said { origin: "http://motcua.example", ..good() }, Err(PasskeyError::Origin)),
        ("inside another page", Said { cross: true, ..good() }, Err(PasskeyError::Origin)),
        ("another site", Said { site: "example", ..good() }, Err(PasskeyError::Site)),
        ("nobody there", Said { flags: 0x44, ..good() }, Err(PasskeyError::Presence)),
        ("no key", Said { flags: 0x05, ..good() }, Err(PasskeyError::Unreadable)),
        ("no id", Said { id: Vec::new(), ..good() }, Err(PasskeyError::Unreadable)),
        ("an endless id", Said { id: vec![1; 1024], ..good() }, Err(PasskeyError::Unreadable)),
        ("bytes left over", Said { after: b"\x00", ..good() }, Err(PasskeyError::Unreadable)),
        ("an extension that is none", Said { flags: 0xc5, after: b"\xa1", ..good() }, Err(PasskeyError::Unreadable)),
        ("none, and a statement", Said { statement: packed, ..good() }, Err(PasskeyError::Unreadable)),
    ];
    for pair in [Pair::es256(), Pair::ed25519(5)] {
        for (what, said, expected) in &rows {
            assert_eq!(said.registers(&pair).map(|_| ()), *expected, "{what}");
        }
        let kept = good().registers(&pair).unwrap();
        assert_eq!((kept.id, kept.counter), (vec![9; 32], 7));
        assert_eq!(kept.key.bytes(), pair.cose());
    }
}

#[test]
fn an_assertion_holds_and_each_forgery_is_refused_for_its_own_reason() {
    let good = || Said { counter: 8, ..said("webauthn.get", PURPOSE) };
    let demanded = Verification::Demanded;
    let rows: Vec<(&str, Said, Result<u32, PasskeyError>)> = vec![
        ("as it should be", good(), Ok(8)),
        ("counted on", Said { counter: 4_000_000_000, ..good() }, Ok(4_000_000_000)),
        ("a registration", Said { kind: "webauthn.create", ..good() }, Err(PasskeyError::Ceremony)),
        ("another purpose", said("webauthn.get", "second"), Err(PasskeyError::Challenge)),
        ("another page", Said { origin: "https://evil.example", ..good() }, Err(PasskeyError::Origin)),
        ("inside another page", Said { cross: true, ..good() }, Err(PasskeyError::Origin)),
        ("another site", Said { site: "evil.example", ..good() }, Err(PasskeyError::Site)),
        ("nobody there", Said { flags: 0x04, ..good() }, Err(PasskeyError::Presence)),
        ("not checked who", Said { flags: 0x01, ..good() }, Err(PasskeyError::Verification)),
        ("a spoilt signature", Said { spoilt: true, ..good() }, Err(PasskeyError::Signature)),
        ("as often as before", Said { counter: 7, ..good() }, Err(PasskeyError::Counter)),
        ("less often", Said { counter: 6, ..good() }, Err(PasskeyError::Counter)),
        ("no longer counted", Said { counter: 0, ..good() }, Err(PasskeyError::Counter)),
    ];
    for pair in [Pair::es256(), Pair::ed25519(5)] {
        let passkey = said("webauthn.create", PURPOSE).registers(&pair).unwrap();
        for (what, said, expected) in &rows {
            assert_eq!(said.asserts(&pair, &passkey, demanded), *expected, "{what}");
        }
        let unchecked = Said { flags: 0x01, ..good() };
        assert_eq!(unchecked.asserts(&pair, &passkey, Verification::Preferred), Ok(8), "beside the password");
        let still = Passkey { counter: 0, ..passkey.clone() };
        assert_eq!(Said { counter: 0, ..good() }.asserts(&pair, &still, demanded), Ok(0), "a key that does not count");
        assert_eq!(good().asserts(&Pair::ed25519(6), &passkey, demanded), Err(PasskeyError::Signature));
        assert_eq!(good().asserts(&Pair::es256(), &passkey, demanded), Err(PasskeyError::Signature));
    }
}

#[test]
fn what_is_cut_off_or_altered_is_refused_and_never_a_fault() {
    let pair = Pair::ed25519(5);
    let passkey = said("webauthn.create", PURPOSE).registers(&pair).unwrap();
    let said = Said { counter: 8, ..said("webauthn.get", PURPOSE) };
    let (client, data) = (said.client(), said.authenticator(&pair));
    let hash = ring::digest::digest(&ring::digest::SHA256, &client);
    let signature = pair.sign(&[&data[..], hash.as_ref()].concat());
    let answered = Challenge::answered(&vault(), PURPOSE, &client, NOW).unwrap();
    let holds = |client: &[u8], data: &[u8], signature: &[u8]| {
        let sent = Assertion { client_data: client, authenticator_data: data, signature };
        verify(&site(), &answered, &passkey, Verification::Demanded, &sent).is_ok()
    };
    assert!(holds(&client, &data, &signature));
    for place in 0..client.len() {
        let mut altered = client.clone();
        altered[place] ^= 1;
        assert!(!holds(&altered, &data, &signature) && !holds(&client[..place], &data, &signature), "{place}");
    }
    for place in 0..data.len() {
        let mut altered = data.clone();
        altered[place] ^= 1;
        assert!(!holds(&client, &altered, &signature) && !holds(&client, &data[..place], &signature), "{place}");
    }
    let object = cbor!({ "fmt" => "none", "attStmt" => Value::Map(Vec::new()), "authData" => Value::Bytes(data) });
    let object = bytes(&object.unwrap());
    for place in 0..object.len() {
        assert!(authenticator::of_attestation(&object[..place]).is_err(), "{place}");
    }
    let deep = [0x81; 100_000];
    assert_eq!(authenticator::of_attestation(&deep), Err(PasskeyError::Unreadable));
}

#[test]
fn keys_of_three_kinds_are_read_and_others_are_not() {
    let point = |x: usize, y: usize| {
        cbor!({ 1 => 2, 3 => -7, -1 => 1, -2 => Value::Bytes(vec![1; x]), -3 => Value::Bytes(vec![1; y]) }).unwrap()
    };
    let rsa = |n: usize| {
        cbor!({ 1 => 3, 3 => -257, -1 => Value::Bytes(vec![0xc1; n]), -2 => Value::Bytes(vec![1, 0, 1]) }).unwrap()
    };
    for (what, value, expected) in [
        ("ES256", point(32, 32), Ok("PublicKey(ES256)")),
        ("a short x", point(31, 32), Err(PasskeyError::Unreadable)),
        ("no y", point(32, 0), Err(PasskeyError::Unreadable)),
        ("RS256", rsa(256), Ok("PublicKey(RS256)")),
        ("a short modulus", rsa(128), Err(PasskeyError::Unreadable)),
        ("ES256 of another curve", cbor!({ 1 => 2, 3 => -7, -1 => 2 }).unwrap(), Err(PasskeyError::Algorithm)),
        ("ES384", cbor!({ 1 => 2, 3 => -35, -1 => 2 }).unwrap(), Err(PasskeyError::Algorithm)),
        ("EdDSA without a key", cbor!({ 1 => 1, 3 => -8, -1 => 6 }).unwrap(), Err(PasskeyError::Unreadable)),
        ("RSA with SHA-1", cbor!({ 1 => 3, 3 => -65_535 }).unwrap(), Err(PasskeyError::Algorithm)),
        ("no map", Value::Null, Err(PasskeyError::Unreadable)),
    ] {
        let read = PublicKey::read(&bytes(&value)).map(|key| format!("{key:?}"));
        assert_eq!(read, expected.map(str::to_owned), "{what}");
    }
}

#[test]
fn a_signature_of_rsa_holds_for_its_message_alone() {
    let hex = |text: &str| -> Vec<u8> {
        (0..text.len()).step_by(2).map(|place| u8::from_str_radix(&text[place..place + 2], 16).unwrap()).collect()
    };
    let (n, e) = (Value::Bytes(hex(MODULUS)), Value::Bytes(vec![1, 0, 1]));
    let key = PublicKey::read(&bytes(&cbor!({ 1 => 3, 3 => -257, -1 => n, -2 => e }).unwrap())).unwrap();
    assert_eq!(key.verify("Một Cửa".as_bytes(), &hex(SIGNATURE)), Ok(()));
    assert_eq!(key.verify("Một cửa".as_bytes(), &hex(SIGNATURE)), Err(PasskeyError::Signature));
    assert_eq!(key.verify("Một Cửa".as_bytes(), &hex(SIGNATURE)[1..]), Err(PasskeyError::Signature));
}

#[test]
fn a_site_has_passkeys_where_browsers_give_them() {
    for (address, id) in [
        ("https://motcua.ninhbinh.gov.vn", Some("motcua.ninhbinh.gov.vn")),
        ("https://Motcua.example:8443", Some("motcua.example")),
        ("http://localhost:8080", Some("localhost")),
        ("http://motcua.example", None),
        ("https://10.0.0.1", None),
        ("http://127.0.0.1:8080", None),
        ("https://[::1]:8080", None),
        ("motcua.example", None),
        ("https://", None),
    ] {
        assert_eq!(PasskeySite::of(address, "x").map(|site| site.id).as_deref(), id, "{address}");
    }
    let origin = PasskeySite::of("https://Motcua.example:8443/", "x").unwrap().origin;
    assert_eq!(origin, "https://motcua.example:8443");
}

#[test]
fn bytes_travel_as_text() {
    assert_eq!(text_of(&[251, 255, 0]), "-_8A");
    assert_eq!(bytes_of("-_8A"), Some(vec![251, 255, 0]));
    assert_eq!(bytes_of("+/8A"), None);
}
