"""Checks the signature of a package: whether it is of these bytes, by whom, and until when their certificate is valid.

Whether that certificate can be trusted is for the reader to decide: no list of authorities is asked.
"""

import warnings
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from iso16363.infopackage.bag import SIGNATURE, tag_manifest_name
from iso16363.infopackage.bagchecks import Bag, why_unreadable
from iso16363.infopackage.der import NotDer
from iso16363.infopackage.reading import Spoiled, head
from iso16363.infopackage.signedcontent import NO_PARAMETERS, SignerInfo, signed_content
from iso16363.infopackage.verification import CheckName, Finding, FindingKind, Result, judged, passed_over

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hashes import HashAlgorithm
    from cryptography.x509 import Certificate

MAX_SIGNATURE: Final = 1 << 20
MAX_SIGNED: Final = 1 << 24
_SIGNED: Final = tag_manifest_name("sha512")
_HASHES: Final = {f"2.16.840.1.101.3.4.2.{n}": name for n, name in ((1, "SHA256"), (2, "SHA384"), (3, "SHA512"))}
_RSA, _RSA_PSS = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10"
_RSA_WITH: Final = {f"1.2.840.113549.1.1.{n}": name for n, name in ((11, "SHA256"), (12, "SHA384"), (13, "SHA512"))}
_ECDSA_WITH: Final = {f"1.2.840.10045.4.3.{n}": name for n, name in ((2, "SHA256"), (3, "SHA384"), (4, "SHA512"))}
_ASK: Final = "Do not rely on it. Ask the site whether it signed this package, over another channel."


class _Wrong(Exception):
    """The signature does not stand up: why."""


def signature(bag: Bag, *, intact: bool) -> Result:
    """Check the signature, where there is one; `intact` says that all files are as the manifests list them."""
    if SIGNATURE not in bag.package.sizes:
        because = "there is none: checksums show accidents, but whoever changes a file can change its checksums too."
        return passed_over(CheckName.SIGNATURE, because)
    try:
        import cryptography  # noqa: F401 - only whether it is there
    except ImportError:
        because = "the library for it is not installed: pip install 'iso16363[sign]'."
        return passed_over(CheckName.SIGNATURE, because)
    try:
        data, signed = _bytes(bag, SIGNATURE, MAX_SIGNATURE), _bytes(bag, _SIGNED, MAX_SIGNED)
        parsed = signed_content(data)
        certificates = _certificates(parsed.certificates)
        notes = [_verified(certificates, info, signed) for info in parsed.signers]
        _check_chain(certificates)
    except (NotDer, _Wrong) as error:
        kind = FindingKind.MALFORMED if isinstance(error, NotDer) else FindingKind.FORGED
        return judged(CheckName.SIGNATURE, "", [Finding(kind, SIGNATURE, str(error), _ASK)])
    except (OSError, Spoiled) as error:
        found = Finding(FindingKind.UNREADABLE, SIGNATURE, why_unreadable(error), _ASK)
        return judged(CheckName.SIGNATURE, "", [found])
    except Exception as error:  # noqa: BLE001 - what the library raises for a damaged certificate has no common root
        found = Finding(FindingKind.MALFORMED, SIGNATURE, f"cannot be read ({error})", _ASK)
        return judged(CheckName.SIGNATURE, "", [found])
    what = "is right, but it is not of the files that are here: see above which were changed"
    findings = [] if intact else [Finding(FindingKind.CHANGED, SIGNATURE, what, _ASK)]
    says = "Nothing was changed since it was signed."
    return judged(CheckName.SIGNATURE, says, findings, *notes, "Whether you trust the certificate is your decision.")


def _bytes(bag: Bag, path: str, limit: int) -> bytes:
    if path not in bag.package.sizes:
        raise _Wrong(f"signs {path}, which is not there")
    data = head(bag.package, path, limit)
    if data is None:
        raise _Wrong(f"cannot be checked: {path} is larger than {limit >> 20} MB")
    return data


def _verified(certificates: Sequence["Certificate"], info: SignerInfo, content: bytes) -> str:
    """Check one signature; say by whom it is. Raises NotDer, _Wrong."""
    certificate = next((c for c in certificates if _belongs(c, info)), None)
    if certificate is None:
        raise _Wrong("does not bring the certificate of its signer along")
    _check_digest(info, content)
    _check_signature(certificate, info, content if info.signed is None else info.signed)
    issuer_here = any(c.subject == certificate.issuer for c in certificates)
    return _by_whom(certificate, info.signed_at, issuer_here=issuer_here)


def _certificates(raw: Sequence[bytes]) -> list["Certificate"]:
    from cryptography import x509

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what the library only warns of is nothing to rely on
            return [x509.load_der_x509_certificate(one) for one in raw]
    except ValueError as error:
        raise NotDer("it brings a certificate along that is damaged") from error


def _belongs(certificate: "Certificate", info: SignerInfo) -> bool:
    from cryptography import x509

    if info.key_id:
        try:
            found = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
        except (x509.ExtensionNotFound, ValueError):
            return False
        return found.value.digest == info.key_id
    serial = int.from_bytes(info.serial, signed=True)
    return certificate.issuer.public_bytes() == info.issuer and certificate.serial_number == serial


def _hash(number: str) -> "HashAlgorithm":
    from cryptography.hazmat.primitives import hashes

    name = _HASHES.get(number)
    if name is None:
        raise _Wrong("uses a digest that can be deceived, or is not known here")
    found: HashAlgorithm = getattr(hashes, name)()
    return found


def _check_digest(info: SignerInfo, content: bytes) -> None:
    from cryptography.hazmat.primitives.hashes import Hash

    if info.signed is not None:
        digest = Hash(_hash(info.digest.number))
        digest.update(content)
        if digest.finalize() != info.message_digest:
            raise _Wrong(f"is not of the {_SIGNED} that is here")


def _check_signature(certificate: "Certificate", info: SignerInfo, signed: bytes) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    chosen, number, key = _hash(info.digest.number), info.algorithm.number, certificate.public_key()
    plain = info.algorithm.parameters in NO_PARAMETERS
    try:
        if isinstance(key, rsa.RSAPublicKey) and plain and number in (_RSA, *_of(_RSA_WITH, chosen.name)):
            key.verify(info.signature, signed, padding.PKCS1v15(), chosen)
        elif isinstance(key, rsa.RSAPublicKey) and number == _RSA_PSS:
            scheme = padding.PSS(padding.MGF1(chosen), padding.PSS.AUTO)
            key.verify(info.signature, signed, scheme, chosen)
        elif isinstance(key, ec.EllipticCurvePublicKey) and plain and number in _of(_ECDSA_WITH, chosen.name):
            key.verify(info.signature, signed, ec.ECDSA(chosen))
        else:
            raise _Wrong("is made in a way that is not known here, or does not fit its certificate")
    except InvalidSignature as error:
        raise _Wrong("was not made with the key of its certificate, or was changed") from error


def _of(known: dict[str, str], name: str) -> list[str]:
    return [number for number, hashed in known.items() if hashed.lower() == name]


def _check_chain(certificates: Sequence["Certificate"]) -> None:
    """Every certificate whose issuer came along was really issued by it; one that vouches for itself, too."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    for certificate in certificates:
        issuers = [c for c in certificates if c.subject == certificate.issuer]
        for issuer in issuers:
            try:
                certificate.verify_directly_issued_by(issuer)
                break
            except (InvalidSignature, UnsupportedAlgorithm, TypeError, ValueError):
                continue
        else:
            if issuers:
                raise _Wrong("brings a certificate along that was not issued by whom it says")


def _by_whom(certificate: "Certificate", signed_at: datetime | None, *, issuer_here: bool) -> str:
    from cryptography.hazmat.primitives.hashes import SHA256

    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if signed_at and not first <= signed_at <= last:
        valid = f"{first.date()} to {last.date()}"
        raise _Wrong(f"was made on {signed_at.date()}, when its certificate was not valid ({valid})")
    for reason in _uses(certificate):
        raise _Wrong(reason)
    when = f" on {signed_at.date()}, by their own clock" if signed_at else ""
    subject, issuer = certificate.subject.rfc4514_string(), certificate.issuer.rfc4514_string()
    issued = "issued by itself" if subject == issuer else f'issued by "{issuer}"'
    issued += "" if issuer_here else ", which is not here to be asked"
    print_ = certificate.fingerprint(SHA256()).hex()
    return f'By "{subject}"{when}; certificate {issued}, valid until {last.date()}, SHA-256 {print_}.'


def _uses(certificate: "Certificate") -> Iterator[str]:
    from cryptography import x509

    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    except ValueError as error:
        raise NotDer("its certificate is damaged") from error
    if not usage.digital_signature and not usage.content_commitment:
        yield "was made with a certificate that is not for signing"
