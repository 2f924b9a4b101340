//! Tokens that are forged in every way we know, and providers that are down, slow or talk nonsense.

use super::*;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::json;
use std::collections::HashMap;
use std::sync::Mutex as Shared;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const NOW: i64 = 1_795_000_000;

/// A key of a provider, made for one test.
struct Signer {
    pair: EcdsaKeyPair,
    id: &'static str,
}

impl Signer {
    fn new(id: &'static str) -> Signer {
        let chance = SystemRandom::new();
        let secret = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &chance).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, secret.as_ref(), &chance).unwrap();
        Signer { pair, id }
    }

    fn jwk(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        let part = |from: usize| URL_SAFE_NO_PAD.encode(&point[from..from + 32]);
        json!({"kty": "EC", "crv": "P-256", "kid": self.id, "use": "sig", "x": part(1), "y": part(33)})
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", encoded(header), encoded(claims));
        let signature = self.pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn token(&self, claims: &Value) -> String {
        self.sign(&json!({"alg": "ES256", "kid": self.id}), claims)
    }
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn keys(signers: &[&Signer]) -> Keys {
    let all: Vec<Value> = signers.iter().map(|signer| signer.jwk()).collect();
    Keys::read(json!({ "keys": all }).to_string().as_bytes()).unwrap()
}

fn claims(issuer: &str) -> Value {
    json!({"iss": issuer, "aud": "motcua", "sub": "an", "nonce": "nonce", "exp": NOW + 300, "iat": NOW - 1})
}

/// The claims with one of them another, or gone.
fn but(name: &str, value: Value) -> Value {
    let mut claims = claims("https://idp.example");
    match value {
        Value::Null => claims.as_object_mut().unwrap().remove(name),
        value => claims.as_object_mut().unwrap().insert(name.to_owned(), value),
    };
    claims
}

fn judged(token: &str, keys: &Keys) -> Result<Value, LoginError> {
    let expected = Expected {
        issuer: "https://idp.example",
        audience: "motcua",
        nonce: "nonce",
        access_token: "access",
        now: NOW,
    };
    token::verified(token, keys, &expected)
}

#[test]
fn a_sound_token_is_believed() {
    let signer = Signer::new("k1");
    let keys = keys(&[&Signer::new("k0"), &signer]);
    let hash = URL_SAFE_NO_PAD.encode(&Sha256::digest(b"access")[..16]);
    for claims in [
        claims("https://idp.example"),
        but("aud", json!(["motcua"])),
        {
            let mut claims = but("aud", json!(["motcua", "other"]));
            claims["azp"] = json!("motcua");
            claims
        },
        but("exp", json!(NOW - 59)),
        but("iat", json!(NOW + 60)),
        but("at_hash", json!(hash)),
    ] {
        assert_eq!(judged(&signer.token(&claims), &keys).unwrap()["sub"], "an", "{claims}");
    }
    let nameless = signer.sign(&json!({"alg": "ES256"}), &claims("https://idp.example"));
    assert!(judged(&nameless, &keys).is_ok(), "without a name each fitting key is tried");
}

#[test]
fn a_token_with_anything_wrong_is_refused() {
    let signer = Signer::new("k1");
    let keys = keys(&[&signer]);
    let rows: [(&str, Value, &str); 21] = [
        ("iss", json!("https://evil.example"), "issuer"),
        ("iss", json!("https://idp.example/"), "issuer"),
        ("iss", Value::Null, "issuer"),
        ("aud", json!("other"), "audience"),
        ("aud", json!(["other"]), "audience"),
        ("aud", json!([]), "audience"),
        ("aud", json!(["motcua", "other"]), "audience"),
        ("aud", Value::Null, "audience"),
        ("azp", json!("other"), "audience"),
        ("nonce", json!("of-yesterday"), "nonce"),
        ("nonce", Value::Null, "nonce"),
        ("exp", json!(NOW - 60), "expired"),
        ("exp", json!("later"), "expired"),
        ("exp", Value::Null, "expired"),
        ("iat", json!(NOW + 61), "issued at"),
        ("iat", json!(NOW - 601), "issued at"),
        ("iat", Value::Null, "issued at"),
        ("nbf", json!(NOW + 61), "not before"),
        ("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA"), "access token"),
        ("sub", json!(""), "subject"),
        ("sub", json!("x".repeat(256)), "subject"),
    ];
    for (name, value, why) in rows {
        let claims = but(name, value);
        assert_eq!(judged(&signer.token(&claims), &keys), Err(LoginError::Forged(why)), "{claims}");
    }
}

#[test]
fn a_token_that_is_not_signed_by_the_provider_is_refused() {
    let (signer, stranger) = (Signer::new("k1"), Signer::new("k1"));
    let keys = keys(&[&signer]);
    let claims = claims("https://idp.example");
    let body = encoded(&claims);
    let unsigned = |header: Value| format!("{}.{body}.", encoded(&header));
    // HS256 with the public key as the secret: the classic confusion.
    let confused = {
        use hmac::{Hmac, KeyInit, Mac};
        let message = format!("{}.{body}", encoded(&json!({"alg": "HS256", "kid": "k1"})));
        let mut mac = Hmac::<Sha256>::new_from_slice(signer.pair.public_key().as_ref()).unwrap();
        mac.update(message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    };
    let sound = signer.token(&claims);
    let (head, signature) = sound.rsplit_once('.').unwrap();
    let altered = format!("{}.{}.{signature}", head.split('.').next().unwrap(), encoded(&but("sub", json!("binh"))));
    let rows = [
        (unsigned(json!({"alg": "none"})), "algorithm"),
        (unsigned(json!({"alg": "None"})), "algorithm"),
        (unsigned(json!({"alg": "ES256", "kid": "k1"})), "signature"),
        (confused, "algorithm"),
        (stranger.token(&claims), "signature"),
        (signer.sign(&json!({"alg": "RS256", "kid": "k1"}), &claims), "signature"),
        (signer.sign(&json!({"alg": "ES256", "kid": "k2"}), &claims), "signature"),
        (signer.sign(&json!({"alg": "ES256", "kid": "k1", "crit": ["x"]}), &claims), "crit"),
        (signer.sign(&json!({"kid": "k1"}), &claims), "form"),
        (altered, "signature"),
        (head.to_owned(), "form"),
        ("a.b".to_owned(), "form"),
        (String::new(), "form"),
    ];
    for (token, why) in rows {
        assert_eq!(judged(&token, &keys), Err(LoginError::Forged(why)), "{token}");
    }
}

#[test]
fn keys_of_other_kinds_and_purposes_are_passed_over() {
    let signer = Signer::new("k1");
    let mut for_secrets = signer.jwk();
    for_secrets["use"] = json!("enc");
    let mut of_another_way = signer.jwk();
    of_another_way["alg"] = json!("ES384");
    let short = json!({"kty": "EC", "crv": "P-256", "kid": "k1", "x": "AA", "y": "AA"});
    for key in [for_secrets, short, json!({"kty": "oct", "k": "c2VjcmV0"})] {
        assert!(Keys::read(json!({"keys": [key]}).to_string().as_bytes()).is_err(), "{key}");
    }
    let keys = Keys::read(json!({"keys": [of_another_way]}).to_string().as_bytes()).unwrap();
    let token = signer.token(&claims("https://idp.example"));
    assert_eq!(judged(&token, &keys), Err(LoginError::Forged("signature")));
}

/// A whole request: its head, and as much of a body as the head says.
async fn request(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let length = text
            .to_lowercase()
            .split("content-length: ")
            .nth(1)
            .and_then(|rest| rest.split("\r\n").next().and_then(|number| number.parse::<usize>().ok()));
        let body = text.split_once("\r\n\r\n").map(|(_, body)| body.len());
        if body.is_some_and(|body| body >= length.unwrap_or(0)) {
            return text;
        }
        match stream.read(&mut buffer).await {
            Ok(read) if read > 0 => text.push_str(&String::from_utf8_lossy(&buffer[..read])),
            _ => return text,
        }
    }
}

/// A provider on this machine that answers what a test tells it to.
struct Fake {
    issuer: String,
    answers: Arc<Shared<HashMap<&'static str, (u16, String)>>>,
    asked: Arc<Shared<Vec<String>>>,
}

impl Fake {
    async fn start() -> Fake {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let fake = Fake { issuer, answers: Arc::default(), asked: Arc::default() };
        let (answers, asked) = (fake.answers.clone(), fake.asked.clone());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (answers, asked) = (answers.clone(), asked.clone());
                tokio::spawn(async move {
                    let text = request(&mut stream).await;
                    let path = text.split(' ').nth(1).unwrap_or_default().to_owned();
                    asked.lock().unwrap().push(text);
                    let (status, body) =
                        answers.lock().unwrap().get(path.as_str()).cloned().unwrap_or((404, String::new()));
                    if status == 0 {
                        std::future::pending::<()>().await;
                    }
                    let head =
                        format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
                    let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
                });
            }
        });
        fake
    }

    fn says(&self, path: &'static str, status: u16, body: impl ToString) {
        self.answers.lock().unwrap().insert(path, (status, body.to_string()));
    }

    fn asked_for(&self, path: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|text| text.split(' ').nth(1) == Some(path)).count()
    }

    /// All that a way in needs, with these keys and this token.
    fn is_well(&self, signers: &[&Signer], token: &str) {
        let at = |path: &str| format!("{}{path}", self.issuer);
        self.says(
            DISCOVERY,
            200,
            json!({"issuer": self.issuer, "authorization_endpoint": at("/auth"), "token_endpoint": at("/token"),
                "jwks_uri": at("/keys"), "userinfo_endpoint": at("/me"), "end_session_endpoint": at("/out"),
                "authorization_response_iss_parameter_supported": true}),
        );
        let keys: Vec<Value> = signers.iter().map(|signer| signer.jwk()).collect();
        self.says("/keys", 200, json!({ "keys": keys }));
        self.says("/token", 200, json!({"access_token": "access", "token_type": "Bearer", "id_token": token}));
        self.says("/me", 200, json!({"sub": "an", "LoaiTaiKhoan": "1", "HoVaTen": "Người Mẫu", "loAs": "2"}));
    }

    fn provider(&self) -> Provider {
        Provider::open(Client {
            issuer: self.issuer.clone(),
            id: "motcua".to_owned(),
            secret: Some("0123456789abcdef".to_owned()),
            back: "https://motcua.example/tro-ve".to_owned(),
            scope: "openid".to_owned(),
            levels: String::new(),
        })
        .unwrap()
    }

    fn back(&self) -> Back {
        Back { code: "code".into(), state: "state".into(), issuer: Some(self.issuer.clone()), error: String::new() }
    }
}

const DISCOVERY: &str = "/.well-known/openid-configuration";

fn attempt() -> Attempt {
    Attempt { state: "state".into(), nonce: "nonce".into(), verifier: "v".repeat(43) }
}

#[tokio::test]
async fn a_way_in_is_walked_to_its_end() {
    let (fake, signer) = (Fake::start().await, Signer::new("k1"));
    fake.is_well(&[&signer], &signer.token(&claims(&fake.issuer)));
    let provider = fake.provider();
    let address = provider.begin(&attempt(), NOW).await.unwrap();
    // RFC 7636: BASE64URL(SHA256(verifier)).
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest("v".repeat(43)));
    for part in ["response_type=code", "state=state", "nonce=nonce", "code_challenge_method=S256", challenge.as_str()] {
        assert!(address.contains(part), "{address}");
    }
    assert!(!address.contains("vvvv"), "the verifier stays here");
    let told = provider.finish(&fake.back(), &attempt(), NOW).await.unwrap();
    assert_eq!((told.subject.as_str(), told.full_name.as_str(), told.level), ("an", "Người Mẫu", Some(2)));
    let asked = fake.asked.lock().unwrap().join("\n");
    assert!(
        asked.contains("code_verifier=vvv") && asked.contains("authorization: Basic bW90Y3VhOjAxMjM0NTY3ODlhYmNkZWY=")
    );
    assert!(provider.sign_out("https://motcua.example/").await.unwrap().starts_with(&format!("{}/out?", fake.issuer)));
}

#[tokio::test]
async fn what_belongs_to_another_browser_or_provider_is_refused() {
    let (fake, signer) = (Fake::start().await, Signer::new("k1"));
    fake.is_well(&[&signer], &signer.token(&claims(&fake.issuer)));
    let provider = fake.provider();
    let good = fake.back();
    let rows = [
        (Back { state: "other".into(), ..good.clone() }, LoginError::Foreign("state")),
        (Back { state: String::new(), ..good.clone() }, LoginError::Foreign("state")),
        (Back { issuer: Some("https://evil.example".into()), ..good.clone() }, LoginError::Foreign("iss")),
        (Back { issuer: None, ..good.clone() }, LoginError::Foreign("iss")),
        (Back { error: "access_denied".into(), ..good.clone() }, LoginError::Denied),
        (Back { code: String::new(), ..good.clone() }, LoginError::Denied),
    ];
    for (back, why) in rows {
        assert_eq!(provider.finish(&back, &attempt(), NOW).await, Err(why));
    }
    assert_eq!(fake.asked_for("/token"), 0, "no code of another is ever shown to the provider");
    fake.says("/token", 400, json!({"error": "invalid_grant"}));
    assert_eq!(provider.finish(&good, &attempt(), NOW).await, Err(LoginError::Foreign("code")));
}

#[tokio::test]
async fn who_somebody_is_comes_from_the_provider_and_from_nobody_else() {
    let (fake, signer) = (Fake::start().await, Signer::new("k1"));
    fake.is_well(&[&signer], &signer.token(&claims(&fake.issuer)));
    fake.says("/me", 200, json!({"sub": "binh", "HoVaTen": "Người Khác"}));
    let answer = fake.provider().finish(&fake.back(), &attempt(), NOW).await;
    assert_eq!(answer, Err(LoginError::Forged("userinfo subject")));
}

#[tokio::test]
async fn a_provider_changes_its_keys() {
    let (fake, old, new) = (Fake::start().await, Signer::new("k1"), Signer::new("k2"));
    fake.is_well(&[&old], &old.token(&claims(&fake.issuer)));
    let provider = fake.provider();
    provider.finish(&fake.back(), &attempt(), NOW).await.unwrap();
    fake.is_well(&[&new], &new.token(&claims(&fake.issuer)));
    let at_once = provider.finish(&fake.back(), &attempt(), NOW + 29).await;
    assert_eq!(at_once, Err(LoginError::Forged("signature")), "keys are not asked for again by whoever wants");
    assert_eq!(fake.asked_for("/keys"), 1);
    provider.finish(&fake.back(), &attempt(), NOW + 30).await.unwrap();
    assert_eq!(fake.asked_for("/keys"), 2);
}

#[tokio::test]
async fn a_provider_that_is_down_or_talks_nonsense_is_told_apart() {
    let (fake, signer) = (Fake::start().await, Signer::new("k1"));
    let token = signer.token(&claims(&fake.issuer));
    let rows: [(&str, u16, &str, LoginError); 9] = [
        (DISCOVERY, 503, "", LoginError::Unreachable("server error")),
        (DISCOVERY, 404, "", LoginError::Nonsense("status")),
        (DISCOVERY, 302, "", LoginError::Nonsense("status")),
        (DISCOVERY, 200, "<html>", LoginError::Nonsense("discovery")),
        ("/keys", 200, "{\"keys\":[]}", LoginError::Nonsense("no key")),
        ("/token", 500, "", LoginError::Unreachable("server error")),
        ("/token", 401, "", LoginError::Nonsense("client")),
        ("/token", 200, "{\"id_token\":1}", LoginError::Nonsense("tokens")),
        ("/me", 200, "[", LoginError::Nonsense("userinfo")),
    ];
    for (path, status, body, why) in rows {
        fake.is_well(&[&signer], &token);
        fake.says(path, status, body);
        assert_eq!(fake.provider().finish(&fake.back(), &attempt(), NOW).await, Err(why), "{path} {status}");
    }
    fake.is_well(&[&signer], &token);
    fake.says("/me", 200, "x".repeat(300_000));
    assert_eq!(fake.provider().finish(&fake.back(), &attempt(), NOW).await, Err(LoginError::Nonsense("body")));
    let nobody = Provider::open(Client { issuer: "http://127.0.0.1:9".into(), ..fake.provider().client }).unwrap();
    assert_eq!(nobody.begin(&attempt(), NOW).await, Err(LoginError::Unreachable("connection")));
}

#[tokio::test]
async fn a_provider_that_names_another_is_not_believed() {
    let (fake, signer) = (Fake::start().await, Signer::new("k1"));
    fake.is_well(&[&signer], "");
    let well: Value = serde_json::from_str(&fake.answers.lock().unwrap()[DISCOVERY].1).unwrap();
    for (name, value, why) in [
        ("issuer", "https://evil.example", "issuer"),
        ("token_endpoint", "http://evil.example/token", "addresses"),
        ("jwks_uri", "file:///etc/passwd", "addresses"),
    ] {
        let mut told = well.clone();
        told[name] = json!(value);
        fake.says(DISCOVERY, 200, told);
        assert_eq!(fake.provider().begin(&attempt(), NOW).await, Err(LoginError::Nonsense(why)));
    }
}

#[tokio::test]
async fn a_provider_that_is_silent_is_not_waited_for_for_ever() {
    let fake = Fake::start().await;
    fake.says(DISCOVERY, 0, "");
    assert_eq!(fake.provider().begin(&attempt(), NOW).await, Err(LoginError::Unreachable("too slow")));
}

#[tokio::test]
async fn a_provider_that_was_down_a_moment_ago_is_not_waited_for_again() {
    let (fake, signer) = (Fake::start().await, Signer::new("k1"));
    fake.says(DISCOVERY, 503, "");
    let provider = fake.provider();
    let down = Err(LoginError::Unreachable("server error"));
    assert_eq!(provider.begin(&attempt(), NOW).await, down);
    fake.is_well(&[&signer], "");
    assert_eq!(provider.begin(&attempt(), NOW + 9).await, down);
    assert_eq!(fake.asked_for(DISCOVERY), 1);
    assert!(provider.begin(&attempt(), NOW + 10).await.is_ok());
}

#[test]
fn a_setting_that_cannot_be_safe_is_refused() {
    let good = Client {
        issuer: "https://idp.example".into(),
        id: "motcua".into(),
        secret: None,
        back: String::new(),
        scope: "openid".into(),
        levels: String::new(),
    };
    assert!(Provider::open(good.clone()).is_ok());
    for wrong in [
        Client { issuer: "http://idp.example".into(), ..good.clone() },
        Client { issuer: "idp.example".into(), ..good.clone() },
        Client { id: String::new(), ..good.clone() },
        Client { secret: Some("123456".into()), ..good.clone() },
        Client { scope: "profile".into(), ..good.clone() },
    ] {
        assert!(Provider::open(wrong.clone()).is_err(), "{wrong:?}");
    }
}
