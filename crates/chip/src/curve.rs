//! Elliptic curves: those that chips are signed on, by name or by numbers that are exactly those of the name.

use crate::bp512::BrainpoolP512r1;
use crate::tlv::{Elements, Tlv, bare, only};
use der::asn1::ObjectIdentifier;
use ecdsa::signature::hazmat::PrehashVerifier;

/// A curve whose signatures are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Curve {
    P256,
    P384,
    P521,
    BrainpoolP256,
    BrainpoolP384,
    BrainpoolP512,
}

/// What defines a curve; numbers as hexadecimal digits. The cofactor of each is 1.
struct Parameters {
    curve: Curve,
    oid: ObjectIdentifier,
    p: &'static str,
    a: &'static str,
    b: &'static str,
    x: &'static str,
    y: &'static str,
    n: &'static str,
}

const PRIME_FIELD: ObjectIdentifier = oid("1.2.840.10045.1.1");

impl Curve {
    /// The curve of a public key: named, or with explicit numbers every one of which is that of a known curve. A
    /// single other number, the base point above all, makes it a curve anybody may forge on (CVE-2020-0601).
    pub(crate) fn of(parameters: &[u8]) -> Option<Curve> {
        let mut elements = Elements::of(parameters);
        let element = elements.take().filter(|_| elements.is_finished())?;
        let is_it = |known: &&Parameters| match element.tag {
            0x06 => known.oid.as_bytes() == element.value,
            _ => known.are(&element) == Some(true),
        };
        CURVES.iter().find(is_it).map(|known| known.curve)
    }

    /// Whether a signature (DER) is that of a key (SEC 1) over a hash.
    pub(crate) fn verifies(self, key: &[u8], hash: &[u8], signature: &[u8]) -> bool {
        macro_rules! on {
            ($curve:ty) => {{
                let key = ecdsa::VerifyingKey::<$curve>::from_sec1_bytes(key);
                let signature = ecdsa::Signature::<$curve>::from_der(signature);
                key.and_then(|key| key.verify_prehash(hash, &signature?)).is_ok()
            }};
        }
        match self {
            Curve::P256 => on!(p256::NistP256),
            Curve::P384 => on!(p384::NistP384),
            Curve::P521 => on!(p521::NistP521),
            Curve::BrainpoolP256 => on!(bp256::BrainpoolP256r1),
            Curve::BrainpoolP384 => on!(bp384::BrainpoolP384r1),
            Curve::BrainpoolP512 => on!(BrainpoolP512r1),
        }
    }
}

impl Parameters {
    /// Whether explicit parameters (`ECParameters`, SEC 1) are those of this curve; `None` if they are none.
    fn are(&self, parameters: &Tlv<'_>) -> Option<bool> {
        let mut parts = only(parameters.whole, 0x30)?.inside();
        let version = parts.take_if(0x02)?;
        let mut field = parts.take_if(0x30)?.inside();
        let (kind, p) = (field.take_if(0x06)?, field.take_if(0x02)?);
        let mut equation = parts.take_if(0x30)?.inside();
        let (a, b) = (equation.take_if(0x04)?, equation.take_if(0x04)?);
        // A seed says where the numbers come from and changes nothing.
        let _seed = equation.take_if(0x03);
        let (base, order, cofactor) = (parts.take_if(0x04)?, parts.take_if(0x02)?, parts.take_if(0x02)?);
        let whole = field.is_finished() && equation.is_finished() && parts.is_finished();
        let shape = version.value == [1] && kind.value == PRIME_FIELD.as_bytes() && cofactor.value == [1];
        let numbers = [(p, self.p), (a, self.a), (b, self.b), (order, self.n)];
        let same = numbers.iter().all(|(found, known)| is_number(found.value, known));
        let point = [&[4][..], &bytes(self.x), &bytes(self.y)].concat();
        Some(whole && shape && same && base.value == point)
    }
}

fn is_number(found: &[u8], known: &str) -> bool {
    bare(found) == bare(&bytes(known))
}

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).expect("hexadecimal digits") as u8;
    hex.as_bytes().chunks(2).map(|pair| pair.iter().fold(0, |sum, byte| sum << 4 | digit(*byte))).collect()
}

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

const CURVES: [Parameters; 6] = [
    Parameters {
        curve: Curve::P256,
        oid: oid("1.2.840.10045.3.1.7"),
        p: "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
        a: "ffffffff00000001000000000000000000000000fffffffffffffffffffffffc",
        b: "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
        x: "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
        y: "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
        n: "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
    },
    Parameters {
        curve: Curve::P384,
        oid: oid("1.3.132.0.34"),
        p: "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
        a: "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000fffffffc",
        b: "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
        x: "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
        y: "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
        n: "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
    },
    Parameters {
        curve: Curve::P521,
        oid: oid("1.3.132.0.35"),
        p: "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        a: "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc",
        b: "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
        x: "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66",
        y: "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650",
        n: "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
    },
    Parameters {
        curve: Curve::BrainpoolP256,
        oid: oid("1.3.36.3.3.2.8.1.1.7"),
        p: "a9fb57dba1eea9bc3e660a909d838d726e3bf623d52620282013481d1f6e5377",
        a: "7d5a0975fc2c3057eef67530417affe7fb8055c126dc5c6ce94a4b44f330b5d9",
        b: "26dc5c6ce94a4b44f330b5d9bbd77cbf958416295cf7e1ce6bccdc18ff8c07b6",
        x: "8bd2aeb9cb7e57cb2c4b482ffc81b7afb9de27e1e3bd23c23a4453bd9ace3262",
        y: "547ef835c3dac4fd97f8461a14611dc9c27745132ded8e545c1d54c72f046997",
        n: "a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7",
    },
    Parameters {
        curve: Curve::BrainpoolP384,
        oid: oid("1.3.36.3.3.2.8.1.1.11"),
        p: "8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b412b1da197fb71123acd3a729901d1a71874700133107ec53",
        a: "7bc382c63d8c150c3c72080ace05afa0c2bea28e4fb22787139165efba91f90f8aa5814a503ad4eb04a8c7dd22ce2826",
        b: "04a8c7dd22ce28268b39b55416f0447c2fb77de107dcd2a62e880ea53eeb62d57cb4390295dbc9943ab78696fa504c11",
        x: "1d1c64f068cf45ffa2a63a81b7c13f6b8847a3e77ef14fe3db7fcafe0cbd10e8e826e03436d646aaef87b2e247d4af1e",
        y: "8abe1d7520f9c2a45cb1eb8e95cfd55262b70b29feec5864e19c054ff99129280e4646217791811142820341263c5315",
        n: "8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b31f166e6cac0425a7cf3ab6af6b7fc3103b883202e9046565",
    },
    Parameters {
        curve: Curve::BrainpoolP512,
        oid: oid("1.3.36.3.3.2.8.1.1.13"),
        p: "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca703308717d4d9b009bc66842aecda12ae6a380e62881ff2f2d82c68528aa6056583a48f3",
        a: "7830a3318b603b89e2327145ac234cc594cbdd8d3df91610a83441caea9863bc2ded5d5aa8253aa10a2ef1c98b9ac8b57f1117a72bf2c7b9e7c1ac4d77fc94ca",
        b: "3df91610a83441caea9863bc2ded5d5aa8253aa10a2ef1c98b9ac8b57f1117a72bf2c7b9e7c1ac4d77fc94cadc083e67984050b75ebae5dd2809bd638016f723",
        x: "81aee4bdd82ed9645a21322e9c4c6a9385ed9f70b5d916c1b43b62eef4d0098eff3b1f78e2d0d48d50d1687b93b97d5f7c6d5047406a5e688b352209bcb9f822",
        y: "7dde385d566332ecc0eabfa9cf7822fdf209f70024a57b1aa000c55b881f8111b2dcde494a5f485e5bca4bd88a2763aed1ca2b2fa8f0540678cd1e0f3ad80892",
        n: "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330870553e5c414ca92619418661197fac10471db1d381085ddaddb58796829ca90069",
    },
];
