"""Signs a package: a detached CMS signature with a certificate that the site brings along as PKCS#12."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from iso16363.errors import MissingLibrary, UnreadableInput, WrongUsage

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate

LARGEST: Final = 1 << 20
"""Bytes that a PKCS#12 file has at most; a key with its chain has a few thousand."""


class WrongPassword(WrongUsage):
    """The password does not open the file."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A key with its certificate, and the certificates between it and its authority."""

    key: "RSAPrivateKey | EllipticCurvePrivateKey"
    certificate: "Certificate"
    chain: "Sequence[Certificate]"

    @property
    def name(self) -> str:
        """Whom the certificate names."""
        return self.certificate.subject.rfc4514_string()


def signer_from(data: bytes, password: str | None, now: datetime, where: str) -> Signer:
    """Read a PKCS#12 file. Raises MissingLibrary, WrongPassword, WrongUsage where it cannot sign at this moment."""
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.serialization import pkcs12
    except ImportError as error:
        remedy = "Install it with `pip install 'iso16363[sign]'`, or leave --sign-with out."
        raise MissingLibrary("signing needs the library cryptography, which is not here", remedy=remedy) from error
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(
            data, None if password is None else password.encode()
        )
    except (TypeError, ValueError) as error:
        if _is_pkcs12(data):
            raise _not_opened(password, where) from error
        remedy = "Name a file with key and certificate (.p12 or .pfx)."
        raise UnreadableInput("is not a PKCS#12 file", where=where, remedy=remedy) from error
    except UnsupportedAlgorithm as error:
        remedy = "Write it again with today's algorithms: `openssl pkcs12 -export`."
        raise WrongUsage(
            f"is encrypted in a way that is not supported ({error})", where=where, remedy=remedy
        ) from error
    if certificate is None or key is None:
        lacking = "certificate" if certificate is None else "private key"
        remedy = "Export key and certificate together into one PKCS#12 file."
        raise WrongUsage(f"holds no {lacking}", where=where, remedy=remedy)
    _refuse_out_of_time(certificate, now, where)
    return Signer(_usable(key, where), certificate, tuple(chain))


def signature(signer: Signer, data: bytes) -> bytes:
    """The detached signature of data, as DER; it carries the time of signing and the certificates."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

    builder = pkcs7.PKCS7SignatureBuilder().set_data(data)
    builder = builder.add_signer(signer.certificate, signer.key, hashes.SHA512())
    for certificate in signer.chain:
        builder = builder.add_certificate(certificate)
    return builder.sign(Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary])


def _is_pkcs12(data: bytes) -> bool:
    """Whether it begins as PKCS#12 does: a sequence of DER or BER, then version 3."""
    return data[:1] == b"\x30" and b"\x02\x01\x03" in data[:12]


def _not_opened(password: str | None, where: str) -> WrongPassword:
    what = "needs a password" if password is None else "cannot be opened: the password is wrong, or the file damaged"
    return WrongPassword(
        what, where=where, remedy="Give the password in ISO16363_SIGN_PASSWORD, or type it when asked."
    )


def _refuse_out_of_time(certificate: "Certificate", now: datetime, where: str) -> None:
    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if first <= now <= last:
        return
    what = f"expired on {last.date()}" if now > last else f"is valid from {first.date()} on only"
    remedy = "Sign with a certificate that is valid today; is the clock right?"
    raise WrongUsage(f"its certificate {what}", where=where, remedy=remedy)


def _usable(key: object, where: str) -> "RSAPrivateKey | EllipticCurvePrivateKey":
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        return key
    remedy = "Sign with an RSA or elliptic curve (ECDSA) key."
    raise WrongUsage("its key is of a kind that such a signature cannot be made with", where=where, remedy=remedy)
