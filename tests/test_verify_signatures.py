"""Signatures of packages: made by us and by openssl, by the wrong one, of other bytes, and made to break us."""

import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from demands import demanded
from hypothesis import given, settings
from hypothesis import strategies as st
from packages import SIGNATURE, Files, InMemory, resealed, signer_called
from signingkeys import NOW, certificate, new_key

from iso16363.infopackage.bag import DECLARED
from iso16363.infopackage.bagchecks import Bag
from iso16363.infopackage.der import NotDer, only, values, wrapped
from iso16363.infopackage.signaturecheck import signature as checked
from iso16363.infopackage.signedcontent import signed_content
from iso16363.infopackage.signing import Signer, signature
from iso16363.infopackage.verification import Outcome, Result

FILES: Files = resealed({"bagit.txt": DECLARED.encode(), "bag-info.txt": b"Payload-Oxum: \n", "data/a.txt": b"a"})
SIGNED = FILES["tagmanifest-sha512.txt"]
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def result(data: bytes, signed: bytes = SIGNED) -> Result:
    return checked(Bag(InMemory({**FILES, "tagmanifest-sha512.txt": signed, SIGNATURE: data})), intact=True)


def refusal(data: bytes, signed: bytes = SIGNED) -> str:
    found = result(data, signed)
    assert found.outcome is Outcome.FAILS
    return found.findings[0].what


def issued(key: Key, by: Key, *, usage: bool = True, ca: bool = False) -> x509.Certificate:
    """A certificate of a key, signed by another one."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority" if ca else "Director")])
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority")])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(NOW - timedelta(days=1))
    builder = builder.not_valid_after(NOW + timedelta(days=30))
    builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    if not ca:
        others = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign"), False)
        others |= dict.fromkeys(("crl_sign", "encipher_only", "decipher_only"), False)
        allowed = x509.KeyUsage(digital_signature=usage, content_commitment=False, **others)
        builder = builder.add_extension(allowed, critical=True)
    return builder.sign(by, hashes.SHA256())


def plain_key() -> Key:
    key = new_key("ec")
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_our_own_signature_holds(kind: str) -> None:
    key = new_key(kind)
    signer = Signer(key, certificate(key), ())  # type: ignore[arg-type]
    found = result(signature(signer, SIGNED))
    assert found.outcome is Outcome.HOLDS
    assert found.notes[0].startswith('By "CN=Director of the Example" on ')
    assert "issued by itself, valid until" in found.notes[0]
    assert "your decision" in found.notes[-1]


def test_a_signature_that_is_right_does_not_help_files_that_were_changed() -> None:
    bag = Bag(InMemory({**FILES, SIGNATURE: signature(signer_called("Director"), SIGNED)}))
    found = checked(bag, intact=False)
    assert found.outcome is Outcome.FAILS
    assert "see above" in found.findings[0].what


def test_a_signature_of_other_bytes_does_not_hold() -> None:
    data = signature(signer_called("Director"), SIGNED)
    assert "is not of the tagmanifest-sha512.txt that is here" in refusal(data, SIGNED + b"\n")


def test_a_signature_under_another_certificate_does_not_hold() -> None:
    """Same name, same serial number, another key."""
    key, other = plain_key(), plain_key()
    own = certificate(key)
    subject = own.subject
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(other.public_key())
    builder = builder.serial_number(own.serial_number).not_valid_before(NOW).not_valid_after(NOW + timedelta(days=1))
    data = signature(Signer(key, own, ()), SIGNED)
    wrong = builder.sign(other, hashes.SHA256()).public_bytes(Encoding.DER)
    assert "was not made with the key of its certificate" in refusal(_with(data, certificates=wrong))


def test_a_signature_whose_certificate_is_not_here_does_not_hold() -> None:
    data = signature(signer_called("Director"), SIGNED)
    other = signer_called("Somebody else").certificate.public_bytes(Encoding.DER)
    assert "does not bring the certificate" in refusal(_with(data, certificates=other))


def _with(data: bytes, *, certificates: bytes) -> bytes:
    """The signature with other certificates inside."""
    kind, content = only(data, 0x30).parts()
    parts = only(content.content, 0x30).parts()
    inside = b"".join(wrapped(0xA0, certificates) if part.tag == 0xA0 else part.raw for part in parts)
    return wrapped(0x30, kind.raw + wrapped(0xA0, wrapped(0x30, inside)))


def test_who_issued_the_certificate_is_named_and_asked_where_it_is_here() -> None:
    authority, key = plain_key(), plain_key()
    root = issued(authority, authority, ca=True)
    chain = Signer(key, issued(key, authority), (root,))
    found = result(signature(chain, SIGNED))
    assert found.outcome is Outcome.HOLDS
    assert 'issued by "CN=Authority", valid until' in found.notes[0]
    alone = result(signature(Signer(key, issued(key, authority), ()), SIGNED))
    assert 'issued by "CN=Authority", which is not here to be asked' in alone.notes[0]
    forged = Signer(key, issued(key, plain_key()), (root,))
    assert "was not issued by whom it says" in refusal(signature(forged, SIGNED))


def test_a_certificate_that_is_not_for_signing_does_not_hold() -> None:
    authority, key = plain_key(), plain_key()
    signer = Signer(key, issued(key, authority, usage=False), ())
    assert "not for signing" in refusal(signature(signer, SIGNED))


def test_a_signature_made_when_its_certificate_was_not_valid_does_not_hold() -> None:
    signer = signer_called("Director", days=(-30, -1))
    assert "when its certificate was not valid" in refusal(signature(signer, SIGNED))


def test_without_the_library_it_says_that_it_did_not_look(monkeypatch: pytest.MonkeyPatch) -> None:
    data = signature(signer_called("Director"), SIGNED)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    found = result(data)
    assert found.outcome is Outcome.NOT_LOOKED
    assert "pip install 'iso16363[sign]'" in found.says


@pytest.mark.parametrize("data", [b"", b"\x00", b"-----BEGIN CMS-----\n", b"\x30\x80\x00\x00", b"\x30" * 4000])
def test_what_is_no_signature_is_told(data: bytes) -> None:
    assert refusal(data)


def test_a_signature_of_a_megabyte_is_not_read() -> None:
    assert "larger than 1 MB" in refusal(b"\x30" * (2 << 20))


def test_a_signature_without_what_it_signs_does_not_hold() -> None:
    files = {path: data for path, data in FILES.items() if path != "tagmanifest-sha512.txt"}
    bag = Bag(InMemory({**files, SIGNATURE: signature(signer_called("Director"), SIGNED)}))
    found = checked(bag, intact=True)
    assert found.outcome is Outcome.FAILS


OPENSSL = [
    ([], Outcome.HOLDS, ""),
    (["-md", "sha256"], Outcome.HOLDS, ""),
    (["-md", "sha384"], Outcome.HOLDS, ""),
    (["-keyid"], Outcome.HOLDS, ""),
    (["-noattr"], Outcome.HOLDS, ""),
    (["-keyopt", "rsa_padding_mode:pss"], Outcome.HOLDS, ""),
    (["-md", "sha1"], Outcome.FAILS, "can be deceived"),
    (["-nocerts"], Outcome.FAILS, "does not bring the certificate"),
    (["-nodetach"], Outcome.FAILS, "is not detached"),
]


@pytest.mark.parametrize(("options", "outcome", "why"), OPENSSL, ids=[" ".join(case[0]) for case in OPENSSL])
def test_signatures_of_openssl_are_understood(options: list[str], outcome: Outcome, why: str, tmp_path: Path) -> None:
    demanded("signatures of openssl were NOT verified: it is missing", there=bool(shutil.which("openssl")))
    key = new_key("rsa")
    own = certificate(key)
    keyed = _with_key_id(key, own)  # type: ignore[arg-type]
    (tmp_path / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (tmp_path / "own.pem").write_bytes(keyed.public_bytes(Encoding.PEM))
    (tmp_path / "signed.txt").write_bytes(SIGNED)
    command = ["openssl", "cms", "-sign", "-binary", "-in", "signed.txt", "-signer", "own.pem", "-inkey", "key.pem"]
    command += ["-outform", "DER", "-out", "out.p7s", *options]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    data = (tmp_path / "out.p7s").read_bytes()
    found = result(data)
    assert found.outcome is outcome, found
    assert why in (found.findings[0].what if found.findings else "")
    if outcome is Outcome.HOLDS:
        assert result(data, SIGNED[1:]).outcome is Outcome.FAILS


def _with_key_id(key: rsa.RSAPrivateKey, own: x509.Certificate) -> x509.Certificate:
    builder = x509.CertificateBuilder().subject_name(own.subject).issuer_name(own.subject).public_key(key.public_key())
    builder = builder.serial_number(own.serial_number).not_valid_before(own.not_valid_before_utc)
    builder = builder.not_valid_after(own.not_valid_after_utc)
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return builder.add_extension(identifier, critical=False).sign(key, hashes.SHA256())


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_taking_bytes_apart_ends_in_values_or_a_refusal(data: bytes) -> None:
    try:
        found = values(data)
    except NotDer:
        return
    assert b"".join(value.raw for value in found) == data
    assert b"".join(wrapped(value.tag, value.content) for value in found) == data


@settings(deadline=None)
@given(st.data())
def test_a_damaged_signature_is_no_fault_of_ours(data: st.DataObject) -> None:
    damaged = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(1, 3))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        signed_content(bytes(damaged))
    except NotDer:
        assert refusal(bytes(damaged))


SAMPLE = signature(signer_called("Director"), SIGNED)
