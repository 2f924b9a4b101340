#!/usr/bin/env python3
"""Makes the chips of the tests anew: invented people and states, keys that are thrown away.

Needs Python 3 and the `openssl` program, which makes every key and every signature, so that the tests compare our
arithmetic with somebody else's. Writes beside itself. Run: python3 make.py
"""
import hashlib
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
WORK = Path(tempfile.mkdtemp())

# --- DER ---


def tlv(tag, *parts):
    value = b"".join(parts)
    tag = bytes.fromhex(tag)
    if len(value) < 128:
        return tag + bytes([len(value)]) + value
    size = (len(value).bit_length() + 7) // 8
    return tag + bytes([0x80 | size]) + len(value).to_bytes(size, "big") + value


def seq(*parts):
    return tlv("30", *parts)


def integer(number):
    return tlv("02", number.to_bytes(number.bit_length() // 8 + 1, "big"))


def octets(value):
    return tlv("04", value)


def oid(text):
    first, second, *rest = [int(part) for part in text.split(".")]
    out = bytearray([first * 40 + second])
    for part in rest:
        digits = [part & 0x7F]
        while part := part >> 7:
            digits.insert(0, 0x80 | part & 0x7F)
        out += bytes(digits)
    return tlv("06", bytes(out))


NULL = tlv("05")
HASHES = {
    "sha1": "1.3.14.3.2.26",
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
}
PKCS1 = {"sha1": 5, "sha256": 11, "sha384": 12, "sha512": 13}
ECDSA = {"sha1": "1", "sha256": "3.2", "sha384": "3.3", "sha512": "3.4"}
DATA, SIGNED_DATA, SECURITY_OBJECT = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2", "2.23.136.1.1.1"

# --- keys and signatures, by openssl ---


def openssl(*args, data=None):
    return subprocess.run(["openssl", *map(str, args)], input=data, capture_output=True, check=True).stdout


class Key:
    """`curve`: a name of openssl, or None for RSA; `scheme`: how it signs."""

    count = 0

    def __init__(self, curve=None, explicit=False, digest="sha256", pss=False, bits=2048):
        Key.count += 1
        self.file = WORK / f"key{Key.count}.pem"
        self.digest, self.pss, self.curve = digest, pss, curve
        if curve:
            form = ["-pkeyopt", "ec_param_enc:" + ("explicit" if explicit else "named_curve")]
            openssl("genpkey", "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{curve}", *form, "-out", self.file)
        else:
            openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{bits}", "-out", self.file)
        self.spki = openssl("pkey", "-in", self.file, "-pubout", "-outform", "DER")
        self.identifier = hashlib.sha1(self.spki).digest()

    def sign(self, message):
        pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"] if self.pss else []
        return openssl("dgst", f"-{self.digest}", "-sign", self.file, *pss, data=message)

    def algorithm(self):
        if self.curve:
            return seq(oid("1.2.840.10045.4." + ECDSA[self.digest]))
        if not self.pss:
            return seq(oid(f"1.2.840.113549.1.1.{PKCS1[self.digest]}"), NULL)
        digest = seq(oid(HASHES[self.digest]), NULL)
        mask = seq(oid("1.2.840.113549.1.1.8"), digest)
        salt = integer(hashlib.new(self.digest).digest_size)
        return seq(oid("1.2.840.113549.1.1.10"), seq(tlv("a0", digest), tlv("a1", mask), tlv("a2", salt)))


# --- certificates ---


def name(country, common, kind="0c"):
    def part(type_, value, kind):
        return tlv("31", seq(oid(type_), tlv(kind, value.encode())))

    return seq(part("2.5.4.6", country, "13"), part("2.5.4.10", "Thu nghiem", kind), part("2.5.4.3", common, kind))


def extension(number, value, critical=False):
    return seq(oid(number), *([tlv("01", b"\xff")] if critical else []), octets(value))


def usage(*bits):
    value = sum(0x80 >> bit for bit in bits)
    return extension("2.5.29.15", tlv("03", bytes([max(0, 7 - max(bits)), value])), True)


SERIAL = 1000


def certificate(subject, key, issuer, issuer_key, extensions, valid=("200101000000Z", "351231235959Z"), spki=None):
    global SERIAL
    SERIAL += 1
    tbs = seq(
        tlv("a0", integer(2)),
        integer(SERIAL),
        issuer_key.algorithm(),
        issuer,
        seq(*(tlv("17", moment.encode()) for moment in valid)),
        subject,
        spki or key.spki,
        tlv("a3", seq(*extensions)),
    )
    return seq(tbs, issuer_key.algorithm(), tlv("03", b"\0", issuer_key.sign(tbs)))


def altname(state):
    locality = seq(tlv("31", seq(oid("2.5.4.7"), tlv("13", state.encode()))))
    return extension("2.5.29.17", seq(tlv("81", b"csca@example.vn"), tlv("a4", locality)))


class Authority:
    def __init__(self, common, key, country="VN", state="VNM", spki=None, with_key=True, valid=None):
        self.key, self.name = key, name(country, common)
        self.country, self.with_key = country, with_key
        extensions = [
            extension("2.5.29.19", seq(tlv("01", b"\xff"), integer(0)), True),
            usage(5, 6),
            altname(state),
            *([extension("2.5.29.14", octets(key.identifier))] if with_key else []),
        ]
        more = {"valid": valid} if valid else {}
        self.der = certificate(self.name, key, self.name, key, extensions, spki=spki, **more)
        self.serial = SERIAL

    def signer(self, key, extra=(), uses=(0,), **more):
        """A document signer, whose certificate writes the name of its issuer in another kind of string and case."""
        common = self.name[self.name.rindex(b"CSCA") :].decode()
        issuer = name(self.country, common.upper(), "13") if common.isascii() else self.name
        known = [extension("2.5.29.35", seq(tlv("80", self.key.identifier)))] if self.with_key else []
        extensions = [usage(*uses), extension("2.5.29.14", octets(key.identifier)), *known, *extra]
        subject = name(more.pop("country", self.country), "Nguoi ky du lieu")
        der = certificate(subject, key, issuer, self.key, extensions, **more)
        return Signer(key, der, issuer, SERIAL)

    def revocations(self, *serials, next_update="351231235959Z", key=None):
        key = key or self.key
        rows = [seq(integer(serial), tlv("17", b"260101000000Z")) for serial in serials]
        tbs = seq(
            integer(1),
            key.algorithm(),
            self.name,
            tlv("17", b"260101000000Z"),
            tlv("17", next_update.encode()),
            *([seq(*rows)] if rows else []),
            tlv("a0", seq(extension("2.5.29.20", integer(7)))),
        )
        return seq(tbs, key.algorithm(), tlv("03", b"\0", key.sign(tbs)))


class Signer:
    def __init__(self, key, der, issuer, serial):
        self.key, self.der, self.issuer, self.serial = key, der, issuer, serial


# --- the files of a chip ---


def check_digit(field):
    def value(letter):
        return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".find(letter) if letter != "<" else 0

    return str(sum(value(letter) * (7, 3, 1)[place % 3] for place, letter in enumerate(field)) % 10)


def card_zone():
    number, born, expires = "003090001", "900321", "400321"
    first = "IDVNM" + number + check_digit(number) + "003090000001<<8"
    second = born + check_digit(born) + "M" + expires + check_digit(expires) + "VNM" + "<" * 11
    whole = first[5:30] + second[:7] + second[8:15] + second[18:29]
    return first + second + check_digit(whole) + "NGUYEN<<VAN<MAU".ljust(30, "<")


def passport_zone():
    number, born, expires, extra = "C0300001<", "900321", "330101", "003090000001<<"
    second = number + check_digit(number) + "VNM" + born + check_digit(born) + "M" + expires + check_digit(expires)
    second += extra + check_digit(extra)
    whole = second[:10] + second[13:20] + second[21:43]
    return "P<VNMNGUYEN<<VAN<MAU".ljust(44, "<") + second + check_digit(whole)


JPEG = bytes.fromhex(
    "ffd8ffdb004300030202020202030202020303030304060404040404080606050609080a0a090809090a0c0f0c0a0b0e0b09090d110d0e0f"
    "101011100a0c12131210130f101010ffc9000b080001000101011100ffcc000600101005ffda0008010100003f00d2cf20ffd9"
)


def face(image):
    points = bytes(8) * 2
    length = 20 + len(points) + 12 + len(image)
    head = length.to_bytes(4, "big") + (2).to_bytes(2, "big") + bytes(14)
    picture = bytes([1, 0]) + (1).to_bytes(2, "big") + (1).to_bytes(2, "big") + bytes(6)
    record = b"FAC\x00010\x00" + (14 + length).to_bytes(4, "big") + b"\x00\x01" + head + points + picture + image
    header = tlv("a1", tlv("80", b"\x01\x01"), tlv("81", b"\x02"), tlv("87", b"\x01\x01"), tlv("88", b"\x00\x08"))
    return tlv("75", tlv("7f61", integer(1), tlv("7f60", header, tlv("5f2e", record))))


PERSON = {
    1: "003090000001",
    2: "Nguyễn Văn Mẫu",
    3: "21/03/1990",
    4: "Nam",
    5: "Việt Nam",
    6: "Kinh",
    7: "Không",
    8: "Phường Thử Nghiệm, Tỉnh Mẫu",
    9: "Số 1 Đường Thử Nghiệm, Phường Thử Nghiệm, Tỉnh Mẫu",
    10: "Nốt ruồi mẫu",
    11: "21/03/2024",
    12: "21/03/2040",
    13: ("Nguyễn Văn Cha Mẫu", "Trần Thị Mẹ Mẫu"),
    16: "000000001",
}


def personal():
    def text(value):
        return tlv("0c", value.encode())

    def field(number, value):
        return seq(integer(number), text(value) if isinstance(value, str) else seq(*(seq(text(one)) for one in value)))

    return tlv("6d", seq(tlv("31", *(field(number, value) for number, value in PERSON.items()))))


GROUPS = {1: tlv("61", tlv("5f1f", card_zone().encode())), 2: face(JPEG), 13: personal()}
COM = tlv("60", tlv("5f01", b"0107"), tlv("5f36", b"040000"), tlv("5c", bytes.fromhex("61756d")))


def sod(
    signer,
    digest="sha256",
    groups=GROUPS,
    certificates=None,
    content_type=SECURITY_OBJECT,
    message_digest=None,
    by_key=False,
    wrapped=True,
    signers=1,
    algorithm=None,
):
    rows = [seq(integer(number), octets(hashlib.new(digest, group).digest())) for number, group in groups.items()]
    content = seq(integer(0), seq(oid(HASHES[digest]), NULL), seq(*rows))
    own = signer.key.digest
    attributes = [
        seq(oid("1.2.840.113549.1.9.3"), tlv("31", oid(content_type))),
        seq(oid("1.2.840.113549.1.9.4"), tlv("31", octets(message_digest or hashlib.new(own, content).digest()))),
    ]
    signature = signer.key.sign(tlv("31", *attributes))
    identifier = tlv("80", signer.key.identifier) if by_key else seq(signer.issuer, integer(signer.serial))
    info = seq(
        integer(3 if by_key else 1),
        identifier,
        seq(oid(HASHES[own])),
        tlv("a0", *attributes),
        algorithm or signer.key.algorithm(),
        octets(signature),
    )
    found = [signer.der] if certificates is None else certificates
    data = seq(
        integer(3),
        tlv("31", seq(oid(HASHES[own]))),
        seq(oid(SECURITY_OBJECT), tlv("a0", octets(content))),
        *([tlv("a0", *found)] if found else []),
        tlv("31", *[info] * signers),
    )
    signed = seq(oid(SIGNED_DATA), tlv("a0", data))
    return tlv("77", signed) if wrapped else signed


# --- what is written ---


def write(file, content):
    (HERE / file).write_bytes(content)


def write_pem(file, *ders):
    write(file, b"".join(openssl("x509", "-inform", "DER", data=der) for der in ders))


def other_base_point(key):
    """The numbers of the curve with the public key as base point: whoever claims them knows the private key, 1."""
    text = openssl("ecparam", "-name", key.curve, "-param_enc", "explicit", "-outform", "DER")
    point = key.spki[-65:]
    base = text.index(b"\x04\x41\x04") + 2
    forged = text[:base] + point + text[base + 65 :]
    return seq(seq(oid("1.2.840.10045.2.1"), forged), tlv("03", b"\0", point))


ALGORITHMS = {
    "rsa-sha256": dict(),
    "rsa-sha384": dict(digest="sha384"),
    "rsa-sha512": dict(digest="sha512"),
    "rsa-pss-sha256": dict(pss=True),
    "rsa-pss-sha384": dict(pss=True, digest="sha384"),
    "rsa-pss-sha512": dict(pss=True, digest="sha512"),
    "p256-sha256": dict(curve="prime256v1"),
    "p256-explicit": dict(curve="prime256v1", explicit=True),
    "p256-sha512": dict(curve="prime256v1", digest="sha512"),
    "p384-sha384": dict(curve="secp384r1", digest="sha384"),
    "p384-explicit": dict(curve="secp384r1", digest="sha384", explicit=True),
    "p521-sha512": dict(curve="secp521r1", digest="sha512"),
    "p521-sha256": dict(curve="secp521r1", digest="sha256"),
    "p521-explicit": dict(curve="secp521r1", digest="sha512", explicit=True),
    "bp256-sha256": dict(curve="brainpoolP256r1"),
    "bp256-explicit": dict(curve="brainpoolP256r1", explicit=True),
    "bp384-sha384": dict(curve="brainpoolP384r1", digest="sha384"),
    "bp384-explicit": dict(curve="brainpoolP384r1", digest="sha384", explicit=True),
    "bp512-sha512": dict(curve="brainpoolP512r1", digest="sha512"),
    "bp512-sha256": dict(curve="brainpoolP512r1", digest="sha256"),
    "bp512-explicit": dict(curve="brainpoolP512r1", digest="sha512", explicit=True),
}


def every_algorithm():
    authorities = []
    for label, kind in ALGORITHMS.items():
        authority = Authority(f"CSCA {label}", Key(**kind))
        authorities.append(authority.der)
        digest = kind.get("digest", "sha256")
        write(f"algorithm-{label}.sod", sod(authority.signer(Key(**kind)), digest=digest))
    write_pem("algorithms.pem", *authorities)


def every_case():
    def key(**kind):
        return Key(**{"curve": "prime256v1", **kind})

    main = Authority("CSCA chinh", key())
    signer = main.signer(key())
    cases = {
        "good": sod(signer),
        "by-key-unwrapped": sod(signer, by_key=True, wrapped=False),
        "expired-signer": sod(main.signer(key(), valid=("160101000000Z", "201231235959Z"))),
        "future-signer": sod(main.signer(key(), valid=("300101000000Z", "351231235959Z"))),
        "wrong-use": sod(main.signer(key(), uses=(2,))),
        "critical": sod(main.signer(key(), extra=[extension("1.2.3.4", NULL, True)])),
        "no-certificate": sod(signer, certificates=[]),
        "two-signers": sod(signer, signers=2),
        "other-content": sod(signer, content_type=DATA),
        "wrong-digest": sod(signer, message_digest=bytes(32)),
        "without-dg13": sod(signer, groups={1: GROUPS[1], 2: GROUPS[2]}),
        "sha1-groups": sod(signer, digest="sha1"),
        "sha1-signature": sod(main.signer(key(digest="sha1"))),
        "short-key": sod(main.signer(Key(bits=1024))),
        "other-country": sod(main.signer(key(), country="UT")),
    }
    revoked = main.signer(key())
    cases["revoked-signer"] = sod(revoked)
    forged = key()
    cases["other-base-point"] = sod(main.signer(forged, spki=other_base_point(forged)))
    cases["authority-signs"] = sod(Signer(main.key, main.der, main.name, main.serial))
    pss = Key(pss=True)
    bare_pss = seq(oid("1.2.840.113549.1.1.10"), seq())
    cases["pss-of-sha1"] = sod(main.signer(pss), algorithm=bare_pss)

    cases["unknown-authority"] = sod(Authority("CSCA la", key()).signer(key()))
    nameless = Authority("CSCA trung ten", key(), with_key=False)
    cases["impostor"] = sod(Authority("CSCA trung ten", key(), with_key=False).signer(key()))
    other = Authority("CSCA nuoc khac", key(), country="UT", state="UTO")
    cases["other-state"] = sod(other.signer(key()))
    old = Authority("CSCA cu", key(), valid=("100101000000Z", "241231235959Z"))
    cases["expired-authority"] = sod(old.signer(key()))

    for label, content in cases.items():
        write(f"{label}.sod", content)
    write_pem("csca.pem", main.der, nameless.der, other.der, old.der)
    write("revoked.crl", main.revocations(revoked.serial))
    write("outdated.crl", main.revocations(next_update="260201000000Z"))
    write("forged.crl", main.revocations(signer.serial, key=key()))
    write_pem("no-authority.pem", signer.der)
    unknown = key()
    write_pem("other-base-point.pem", Authority("CSCA gia", unknown, spki=other_base_point(unknown)).der)


write("com.bin", COM)
for number, group in GROUPS.items():
    write(f"dg{number}.bin", group)
write("passport-dg1.bin", tlv("61", tlv("5f1f", passport_zone().encode())))
every_algorithm()
every_case()
