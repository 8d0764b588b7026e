"""A site's branding folder on disk: logo, colour, words, templates; faults with their lines."""

from collections.abc import Iterator
from pathlib import Path

from iso16363.diagnostics import Diagnostic, Place, Severity
from iso16363.errors import WrongUsage
from iso16363.model.branding import LEAST_CONTRAST, Branding, contrast
from iso16363.model.layout import BRANDING_FILE, BRANDING_FOLDER
from iso16363.parsing import from_faults, parse_record
from iso16363.plaintext import TextFault
from iso16363.report.logo import MAX_BYTES, BadLogo, data_uri
from iso16363.report.look import PLAIN, Look
from iso16363.report.overlay import STYLES, OverlayFault, style_faults, template_faults
from iso16363.resources import templates_folder
from iso16363.spelling import clipped, escaped, nearest
from iso16363.workspace.reading import names_in, read_text, unreadable
from iso16363.yamltext import spots

OVERLAY = "report"
_KNOWN = ("branding.yaml", OVERLAY)


def look_of(folder: Path) -> Look:
    """The looks of a site's outputs. Raises WrongUsage with the first fault, were there one."""
    look, found = read_branding(folder)
    for fault in found:
        if fault.severity is Severity.ERROR:
            place = folder / fault.place.file
            raise WrongUsage(f"{fault.message} ({fault.code})", where=str(place), remedy=fault.hint)
    return look


def read_branding(folder: Path) -> tuple[Look, list[Diagnostic]]:
    """Read branding/ of a site's folder; what is wrong has places relative to the site's folder.

    A site need not have one: the look then is the plain one.
    """
    here = folder / BRANDING_FOLDER
    if not here.is_dir():
        return PLAIN, []
    reader = _BrandingReader(here)
    branding = reader.branding()
    logo = reader.logo(branding)
    overlay = reader.overlay()
    reader.look_for_strays(branding)
    look = Look(
        accent=branding.accent,
        logo=logo,
        logo_alt=branding.logo_alt or "",
        cover_text=branding.cover_text or "",
        footer=branding.footer or "",
        overlay=overlay,
    )
    return look, reader.diagnostics


class _BrandingReader:
    """Collects what the files of the folder say, and what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.diagnostics: list[Diagnostic] = []
        self.text = ""

    def _fault(self, code: str, key: str, message: str, hint: str) -> None:
        spot = spots(self.text).get((key,))
        place = Place(BRANDING_FILE, spot.line if spot else 0, spot.column if spot else 0, (key,))
        self.diagnostics.append(Diagnostic(code, place, message, hint))

    def _read(self, name: str) -> str | None:
        """Text of a file of the folder; None, and a diagnostic, where it is none."""
        found = read_text(self.folder / name)
        if isinstance(found, TextFault):
            self.diagnostics.extend(from_faults([found], f"{BRANDING_FOLDER}/{escaped(name)}"))
            return None
        return found[0]

    def branding(self) -> Branding:
        if not (self.folder / "branding.yaml").exists():
            return Branding()
        self.text = self._read("branding.yaml") or ""
        if not self.text:
            if not self.diagnostics:
                hint = "Write a key, such as accent, or remove the file."
                self.diagnostics.append(Diagnostic("T110", Place(BRANDING_FILE), "the file is empty", hint))
            return Branding()
        parsed = parse_record(self.text, BRANDING_FILE, Branding)
        self.diagnostics.extend(parsed.diagnostics)
        branding = parsed.value or Branding()
        if branding.accent and (ratio := contrast(branding.accent)) < LEAST_CONTRAST:
            message = f"{branding.accent} has a contrast of {ratio:.1f} to 1 on white; text needs {LEAST_CONTRAST}"
            self._fault("B801", "accent", message, "Choose a darker shade: headings and links are set in it.")
        return branding

    def logo(self, branding: Branding) -> str | None:
        if branding.logo is None:
            return None
        if not branding.logo_alt:
            hint = "Add logo_alt: with the words of the logo, such as the name of the site."
            self._fault("B804", "logo", "the logo has no logo_alt", hint)
        data = self._bytes_of(branding.logo)
        if data is None:
            return None
        try:
            return data_uri(branding.logo, data)
        except BadLogo as error:
            self._fault("B803", "logo", error.what, error.remedy)
            return None

    def _bytes_of(self, name: str) -> bytes | None:
        path = self.folder / name
        try:
            inside = path.resolve().is_relative_to(self.folder.resolve())
            there = inside and path.is_file()
        except (OSError, RuntimeError, ValueError):  # a loop of links, a name that no file can have
            inside, there = True, False
        if not there:
            message = f'"{clipped(name)}" is not there' if inside else f'"{clipped(name)}" leaves the folder branding'
            close = nearest(name, names_in(self.folder)) if inside else None
            hint = f'Did you mean "{close}"?' if close else "Put the logo into the folder branding, beside this file."
            self._fault("B802", "logo", message, hint)
            return None
        try:
            with path.open("rb") as file:
                return file.read(MAX_BYTES + 1)
        except OSError as error:
            raise unreadable(path, error) from error

    def overlay(self) -> Path | None:
        """The folder of templates and style, if there is one and it can be used."""
        here = self.folder / OVERLAY
        if not here.is_dir():
            return None
        templates, before = {}, len(self.diagnostics)
        for name in self._files(here):
            suffix = Path(name).suffix
            text = self._read(f"{OVERLAY}/{name}") if suffix == ".html" or name in STYLES else None
            if text is None:
                continue
            if suffix == ".html":
                templates[name] = text
            else:
                self._overlaid(style_faults(name, text))
        if templates:
            ours = templates_folder() / "report"
            packaged = frozenset(path.relative_to(ours).as_posix() for path in ours.rglob("*.html"))
            self._overlaid(template_faults(templates, packaged))
        found = self.diagnostics[before:]
        return None if any(d.severity is Severity.ERROR for d in found) else here

    def _overlaid(self, faults: Iterator[OverlayFault]) -> None:
        for fault in faults:
            place = Place(f"{BRANDING_FOLDER}/{OVERLAY}/{escaped(fault.file)}", fault.line)
            self.diagnostics.append(Diagnostic(fault.code, place, fault.message, fault.remedy))

    def _files(self, folder: Path) -> Iterator[str]:
        root = self.folder.resolve()
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            place = Place(f"{BRANDING_FOLDER}/{OVERLAY}/{escaped(name)}")
            if not _within(path, root):
                message = f'"{clipped(name)}" leads out of the folder branding'
                self.diagnostics.append(Diagnostic("B805", place, message, "Put the file itself there, not a link."))
            elif path.is_file() and path.suffix != ".html" and name not in STYLES and path.name != "README.md":
                message = f'"{clipped(name)}" is not used'
                hint = f"Here are templates (.html) and the style sheets {' and '.join(sorted(STYLES))}."
                self.diagnostics.append(Diagnostic("B806", place, message, hint))
            elif path.is_file():
                yield name

    def look_for_strays(self, branding: Branding) -> None:
        """Report what nothing refers to: it may be misspelt, and would be missed without a word."""
        for name in names_in(self.folder):
            known = name in _KNOWN or (branding.logo and Path(branding.logo).parts[:1] == (name,))
            pictures = Path(name).suffix.lower() in {".svg", ".png", ".jpg", ".jpeg"}
            if known or (pictures and branding.logo) or self._faulty():
                continue
            close = nearest(name, _KNOWN)
            hint = f'Did you mean "{close}"?' if close else "Name it in branding.yaml, or remove it."
            place = Place(f"{BRANDING_FOLDER}/{escaped(name)}")
            self.diagnostics.append(Diagnostic("B806", place, f'"{clipped(name)}" is not used', hint))

    def _faulty(self) -> bool:
        """Whether branding.yaml could not be read, so that nobody knows what it names."""
        return any(d.place.file == BRANDING_FILE for d in self.diagnostics)


def _within(path: Path, root: Path) -> bool:
    """Whether a path leads to something in a folder; a loop of links, or a name no file can have, leads nowhere."""
    try:
        return path.resolve().is_relative_to(root)
    except (OSError, RuntimeError, ValueError):
        return False
