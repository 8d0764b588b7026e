"""VERIFY.txt: how anybody verifies a package with what their system has."""

import textwrap
from typing import Final

from iso16363.infopackage.bag import SIGNATURE
from iso16363.infopackage.baginfo import declaration_of, status_of
from iso16363.infopackage.contents import package_name
from iso16363.judgement import Judgement
from iso16363.language import label, say

_WIDTH: Final = 88


def verify_text(shown: Judgement) -> str:
    """The whole text, in the language spoken."""
    paragraphs = (*_head(shown), *_checksums(), *_signature(), *_tools())
    return "\n\n".join(p if "\n" in p or p.startswith(" ") else textwrap.fill(p, _WIDTH) for p in paragraphs) + "\n"


def _head(shown: Judgement) -> list[str]:
    name = package_name(shown)
    lines = [
        say("How to verify the package {name}", name=name),
        say("Status: {status}", status=status_of(shown)),
        say("Made for: {variant}", variant=label(shown.variant)),
        say("Signed by the accountable role: {declaration}", declaration=declaration_of(shown)),
    ]
    return [f"{lines[0]}\n{'=' * len(lines[0])}", *(_draft(shown) if shown.draft else ()), "\n".join(lines[1:])]


def _draft(shown: Judgement) -> list[str]:
    if not shown.readiness.failing:
        return [say("DRAFT. This is not a hand-over: it was made as a draft on request.")]
    return [say("DRAFT. This is not a hand-over: not all gates hold. data/checks.json lists what is missing.")]


def _checksums() -> list[str]:
    linux = (
        "    sha256sum --check --quiet tagmanifest-sha256.txt && sha256sum --check --quiet manifest-sha256.txt\n"
        "    find data -type f | wc -l; wc -l < manifest-sha256.txt"
    )
    windows = (
        "    Get-Content -Encoding utf8 tagmanifest-sha256.txt, manifest-sha256.txt | ForEach-Object {\n"
        "      $sum, $file = $_ -split '  ', 2\n"
        "      if ((Get-FileHash -LiteralPath $file).Hash -ne $sum) { $file }\n"
        "    }\n"
        "    (Get-ChildItem data -Recurse -File).Count; (Get-Content manifest-sha256.txt).Count"
    )
    return [
        say(
            "1. Is it complete, and as it was made? Open a terminal in the folder that holds bagit.txt. On Linux; on a "
            "Mac, with “shasum -a 256” in place of “sha256sum”:"
        ),
        linux,
        say("In the PowerShell of Windows:"),
        windows,
        say(
            "Nothing is said of files that are right; one that is named was changed or is missing. The two numbers at "
            "the end have to be equal; if the first one is larger, files were added."
        ),
    ]


def _signature() -> list[str]:
    signed = SIGNATURE.removesuffix(".p7s")
    command = (
        f"    openssl cms -verify -binary -inform DER -in {SIGNATURE} \\\n"
        f"      -content {signed} -purpose any -CAfile ROOT.pem -out signed.txt"
    )
    return [
        say(
            "2. Who made it? Checksums alone do not say: whoever changes a file can change them too. Where the package "
            "has the file {file}, that is a signature of {signed}, which stands for every byte of the package. "
            "ROOT.pem is the certificate of an authority that you trust:",
            file=SIGNATURE,
            signed=signed,
        ),
        command,
        say(
            "“CMS Verification successful” means that nothing was changed since it was signed; whom you trust is your "
            "decision. With -noverify in place of -CAfile ROOT.pem, the certificate is not looked at."
        ),
        say(
            "Without a signature, have the site read you the SHA-256 of tagmanifest-sha256.txt over another channel; "
            "it is in the site's handoffs.yaml."
        ),
    ]


def _tools() -> list[str]:
    commands = "    bagit.py --validate .\n    iso16363 verify ."
    return [
        say("3. With a tool: this is a BagIt 1.0 bag (RFC 8493), which many archives can verify."),
        commands,
        say("Nothing in the package has to be executed, and nothing in it asks the network."),
    ]
