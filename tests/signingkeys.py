"""Self-made certificates with their keys, as PKCS#12 files."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID

NOW = datetime.now(UTC)
PASSWORD = "correct horse"  # noqa: S105 - of a key made for a test
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


def new_key(kind: str = "rsa") -> Key:
    """A private key of a kind."""
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())


def certificate(
    key: Key, *, days: tuple[int, int] = (-1, 30), name: str = "Director of the Example"
) -> x509.Certificate:
    """A certificate signed with its own key, valid between two days from now."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    first, last = (NOW + timedelta(days=n) for n in days)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(first).not_valid_after(last)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return builder.sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256())


def pkcs12_file(
    path: Path, *, kind: str = "rsa", days: tuple[int, int] = (-1, 30), password: str | None = PASSWORD
) -> Path:
    """Write key and certificate, the latter also as PEM beside it."""
    key = new_key(kind)
    own = certificate(key, days=days)
    guard = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"a", key, own, None, guard))
    path.with_suffix(".pem").write_bytes(own.public_bytes(Encoding.PEM))
    return path
