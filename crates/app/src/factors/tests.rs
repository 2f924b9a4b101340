//! Passkeys over a real store: added, used once, told apart from copies.

use super::{Answer, FactorError, Means, Proof};
use crate::law::Law;
use crate::messages::Ways;
use crate::session::{Entry, SignedIn, Whereabouts};
use crate::{App, Limits, passwords};
use domain::process::Role;
use domain::time::Instant;
use factor::passkey::{PasskeyError, PasskeySite, Registration, bytes_of};
use factor::vault::Vault;
use ring::signature::{Ed25519KeyPair, KeyPair};

const PASSWORD: &str = "mật khẩu dài dài";

fn now() -> Instant {
    Instant::from_unix_seconds(1_790_000_000).unwrap()
}

fn means() -> Means {
    let ways = Ways { channels: Vec::new(), base_url: String::new() };
    Means { vault: Vault::of(&[7; 32]), site: PasskeySite::of("https://motcua.example", "Một Cửa"), ways }
}

async fn office(folder: &std::path::Path) -> App {
    let store = store::Store::open(store::Location::Folder(folder.to_owned())).await.unwrap();
    let app = App::open(store, Law::shipped(), Limits::default()).await.unwrap();
    let officer = store::Officer {
        top: "H42".parse().unwrap(),
        login: "an".to_owned(),
        agency: "H42.191".parse().unwrap(),
        name: "Cán bộ thử".to_owned(),
        roles: vec![Role::Leader],
        password_hash: passwords::hash(PASSWORD),
        active: true,
    };
    app.store().put_officer(&officer).await.unwrap();
    app
}

/// A key of software, which counts.
struct Key {
    pair: Ed25519KeyPair,
    id: Vec<u8>,
}

impl Key {
    fn new(seed: u8) -> Key {
        Key { pair: Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap(), id: vec![seed; 16] }
    }

    fn client(kind: &str, challenge: &str) -> Vec<u8> {
        format!(r#"{{"type":"webauthn.{kind}","challenge":"{challenge}","origin":"https://motcua.example"}}"#)
            .into_bytes()
    }

    fn data(&self, flags: u8, counter: u32) -> Vec<u8> {
        let site = ring::digest::digest(&ring::digest::SHA256, b"motcua.example");
        [site.as_ref(), &[flags], &counter.to_be_bytes()].concat()
    }

    /// Client data and attestation object of a registration.
    fn made(&self, challenge: &str) -> (Vec<u8>, Vec<u8>) {
        let mut data = self.data(0x45, 1);
        data.extend([0; 16]);
        data.extend([0, 16]);
        data.extend(&self.id);
        // COSE: {1: 1, 3: -8, -1: 6, -2: x}
        data.extend(b"\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20");
        data.extend(self.pair.public_key().as_ref());
        let head = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58";
        let length = u8::try_from(data.len()).unwrap();
        (Key::client("create", challenge), [&head[..], &[length], &data].concat())
    }

    fn uses(&self, challenge: &str, flags: u8, counter: u32, user: &str) -> Answer {
        let (client_data, authenticator_data) = (Key::client("get", challenge), self.data(flags, counter));
        let hash = ring::digest::digest(&ring::digest::SHA256, &client_data);
        let signature = self.pair.sign(&[&authenticator_data, hash.as_ref()].concat()).as_ref().to_vec();
        let user = bytes_of(user).unwrap();
        Answer { id: self.id.clone(), client_data, authenticator_data, signature, user }
    }
}

async fn signed(app: &App) -> SignedIn {
    let Entry::Whole(session) = app.sign_in("an", PASSWORD, &Whereabouts::default(), now()).await.unwrap() else {
        panic!("no factor yet")
    };
    app.signed_in(&session.token, now()).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_is_added_signs_in_beside_the_password_and_alone_and_a_copy_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let (app, means, key) = (office(folder.path()).await, means(), Key::new(3));
    let (factors, seen) = (app.factors(&means), Whereabouts::default());
    let signed = signed(&app).await;
    assert!(signed.owes_factor);

    let asked = factors.ask_new(&signed, now()).await.unwrap().unwrap();
    let (client, object) = key.made(&asked.challenge);
    let sent = Registration { client_data: &client, attestation: &object };
    let codes = factors.add_passkey(&signed, &sent, "Khoá USB", now()).await.unwrap();
    assert_eq!(codes.map(|codes| codes.len()), Some(10), "the first factor brings recovery codes");
    let twice = factors.add_passkey(&signed, &sent, "Khoá USB", now()).await;
    assert!(matches!(twice, Err(FactorError::Known)), "the same key again");

    let Entry::Half(half) = app.sign_in("an", PASSWORD, &seen, now()).await.unwrap() else { panic!("he has a factor") };
    let asked = factors.half(&half.token, now()).await.unwrap().unwrap().key.unwrap();
    let answer = key.uses(&asked.challenge, 0x01, 2, &asked.user);
    let foreign = key.uses(&factors.ask_alone(now()).unwrap().challenge, 0x05, 2, &asked.user);
    let refused = factors.finish(&half.token, Proof::Passkey(foreign), &seen, now()).await;
    assert!(matches!(refused, Err(FactorError::Passkey(PasskeyError::Challenge))), "a challenge for something else");
    assert!(factors.finish(&half.token, Proof::Passkey(answer.clone()), &seen, now()).await.is_ok());
    let again = factors.finish(&half.token, Proof::Passkey(answer), &seen, now()).await;
    assert!(matches!(again, Err(FactorError::Half)), "the step is over");

    let alone = factors.ask_alone(now()).unwrap();
    let unchecked = factors.sign_in_alone(key.uses(&alone.challenge, 0x01, 3, &asked.user), &seen, now()).await;
    assert!(
        matches!(unchecked, Err(FactorError::Passkey(PasskeyError::Verification))),
        "alone it checks who touches it"
    );
    let whose = factors.sign_in_alone(key.uses(&alone.challenge, 0x05, 3, "AAAA"), &seen, now()).await;
    assert!(matches!(whose, Err(FactorError::UnknownKey)), "it says it is somebody else's");
    let answer = key.uses(&alone.challenge, 0x05, 3, &asked.user);
    let session = factors.sign_in_alone(answer.clone(), &seen, now()).await.unwrap();
    assert!(!app.signed_in(&session.token, now()).await.unwrap().unwrap().owes_factor);
    let still = Answer { authenticator_data: key.data(0x05, 3), ..answer };
    assert!(factors.sign_in_alone(still, &seen, now()).await.is_err(), "an answer is taken once");
    let unknown = factors.sign_in_alone(Key::new(4).uses(&alone.challenge, 0x05, 9, ""), &seen, now()).await;
    assert!(matches!(unknown, Err(FactorError::UnknownKey)));
    let kept = factors.kept(&signed.officer).await.unwrap();
    assert!(kept.factors[0].suspect_at.is_some(), "a counter that stands still means a copy");
    let alone = factors.ask_alone(now()).unwrap();
    let later = factors.sign_in_alone(key.uses(&alone.challenge, 0x05, 9, ""), &seen, now()).await;
    assert!(matches!(later, Err(FactorError::Suspect)), "and the key is taken no more");
    let told = app.notices(&signed.officer).await.unwrap();
    assert!(told.iter().any(|one| one.text.contains("có thể đã bị sao chép")), "he is told");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_does_not_count_answers_each_challenge_once() {
    let folder = tempfile::tempdir().unwrap();
    let (app, means, key) = (office(folder.path()).await, means(), Key::new(5));
    let (factors, seen) = (app.factors(&means), Whereabouts::default());
    let signed = signed(&app).await;
    let asked = factors.ask_new(&signed, now()).await.unwrap().unwrap();
    let (client, mut object) = key.made(&asked.challenge);
    let place = object.windows(5).position(|part| part == [0x45, 0, 0, 0, 1]).unwrap();
    object[place + 4] = 0;
    let sent = Registration { client_data: &client, attestation: &object };
    factors.add_passkey(&signed, &sent, "Điện thoại", now()).await.unwrap();
    let answer = key.uses(&factors.ask_alone(now()).unwrap().challenge, 0x05, 0, "");
    assert!(factors.sign_in_alone(answer.clone(), &seen, now()).await.is_ok());
    let again = factors.sign_in_alone(answer, &seen, now()).await;
    assert!(matches!(again, Err(FactorError::Passkey(PasskeyError::Challenge))), "spent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_asks_for_a_fresh_proof() {
    let folder = tempfile::tempdir().unwrap();
    let (app, means) = (office(folder.path()).await, means());
    let factors = app.factors(&means);
    let signed = signed(&app).await;
    let late = Instant::from_unix_seconds(now().unix_seconds() + 600).unwrap();
    let new = factors.new_app(&signed.officer);
    let code = new.secret.code(factor::totp::step_of(late.unix_seconds()));
    assert!(matches!(factors.add_app(&signed, &new, "x", &code, late).await, Err(FactorError::Stale)));
    assert!(matches!(factors.new_codes(&signed, late).await, Err(FactorError::Stale)));
    assert!(matches!(factors.remove(&signed, "x", late).await, Err(FactorError::Stale)));
    assert!(matches!(factors.confirm_by_password(&signed, "sai", late).await, Err(FactorError::Password)));
    factors.confirm_by_password(&signed, PASSWORD, late).await.unwrap();
    let found = app.store().sessions(&signed.officer.top, "an", late).await.unwrap();
    assert_eq!(found[0].confirmed_at, late);
    let sure = SignedIn { confirmed_at: late, ..signed };
    assert!(factors.add_app(&sure, &new, "x", &code, late).await.unwrap().is_some());
}
