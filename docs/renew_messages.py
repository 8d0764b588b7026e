"""Gather the texts of the outputs anew, and compile the catalogues of the languages.

    .venv/bin/python docs/renew_messages.py

Writes templates/locale/iso16363.pot and, for every language, the .po file that translators edit and
the .mo file that is read. A text that is new stands in the .po file with an empty translation;
`--missing LANGUAGE` lists those. A new language: an empty folder templates/locale/xx/LC_MESSAGES.
"""

import argparse
import importlib
import io
import pkgutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import iso16363
from iso16363.model.base import Term
from iso16363.workbook.cover_fields import COVER
from iso16363.workbook.tables import TABLES

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = "iso16363"
LOCALE = ROOT / "templates" / "locale"
_KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "say": None,
    "marked": None,
    "told": None,
    "gettext": None,
    "one_or_many": (1, 2),
    "ngettext": (1, 2),
    "counted": (2, 3),
}
_DAY = datetime(2026, 11, 23, tzinfo=UTC)  # else every run would change every file
_TEMPLATES = {"trimmed": "true", "extensions": "jinja2.ext.i18n", "trim_blocks": "true", "lstrip_blocks": "true"}
_WHERE: tuple[tuple[Path, list[tuple[str, str]], dict[str, dict[str, str]]], ...] = (
    (ROOT / "iso16363", [("**.py", "python")], {}),
    (ROOT / "templates" / "report", [("**.html", "jinja2.ext:babel_extract")], {"**.html": _TEMPLATES}),
    (ROOT / "templates" / "package", [("**.html", "jinja2.ext:babel_extract")], {"**.html": _TEMPLATES}),
)


def gathered() -> Catalog:
    """Every text that an output may say, with the file it is used in."""
    catalog = _catalogue(None)
    for folder, methods, options in _WHERE:
        for name, line, text, comments, context in sorted(
            extract_from_dir(str(folder), methods, options, keywords=_KEYWORDS, comment_tags=("Translators:",)),
            key=lambda found: (found[0], found[1], str(found[2])),
        ):
            place = (folder / name).relative_to(ROOT).as_posix()
            catalog.add(text, locations=[(place, line)], auto_comments=comments, context=context)
    for context, text in sorted(set(_vocabulary())):
        catalog.add(text, context=context, locations=[("iso16363/model/base.py", 1)])
    for text in _scale():
        catalog.add(text, locations=[("criteria/rating-scale.yaml", 1)])
    for text in _fields():
        if text not in catalog:
            catalog.add(text, locations=[("iso16363/model/descriptions.py", 1)])
    return catalog


def _catalogue(language: str | None) -> Catalog:
    """An empty catalogue; nobody's name or address stands in it."""
    return Catalog(
        locale=language,
        domain=DOMAIN,
        header_comment="# Texts of the outputs of iso16363. Made by docs/renew_messages.py; edit only msgstr.",
        project="iso16363",
        version="1",
        msgid_bugs_address="CONTRIBUTING.md",
        last_translator="the authors",
        language_team=language or "none",
        creation_date=_DAY,
        revision_date=_DAY,
        charset="utf-8",
        fuzzy=False,
    )


def _vocabulary() -> Iterator[tuple[str, str]]:
    """Words and definitions of every closed list; the name of the list tells words of one spelling apart."""
    for module in pkgutil.walk_packages(iso16363.__path__, "iso16363."):
        if ".cli" not in module.name and "__main__" not in module.name and "_data" not in module.name:
            importlib.import_module(module.name)
    for terms in Term.__subclasses__():
        for term in terms:
            yield terms.__name__, term.label
            yield terms.__name__, term.definition


def _scale() -> Iterator[str]:
    for level in yaml.safe_load((ROOT / "criteria" / "rating-scale.yaml").read_text(encoding="utf-8"))["levels"]:
        yield from (level["label"], level["documented"].strip(), level["implemented"].strip())


def _fields() -> Iterator[str]:
    """What the columns of the workbook say of the fields they stand for: texts of the models."""
    for columns in (COVER, *(filled.table.columns for filled in TABLES)):
        for column in columns:
            yield from filter(None, (column.help,) if isinstance(column.help, str) else column.help)


def as_po(catalog: Catalog) -> str:
    """The text of a .po or .pot file."""
    file = io.BytesIO()
    write_po(file, catalog, width=100, include_lineno=False, ignore_obsolete=True)
    return file.getvalue().decode()


def as_mo(catalog: Catalog) -> bytes:
    """The compiled form of a catalogue."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def read(language: str) -> Catalog:
    """The catalogue of a language as its translators left it; empty where there is none yet."""
    path = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not path.is_file():
        return _catalogue(language)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def languages() -> list[str]:
    """Languages that there is a folder for."""
    return sorted(path.parent.name for path in LOCALE.glob("*/LC_MESSAGES"))


def brought_up_to_date(language: str, template: Catalog) -> Catalog:
    """The texts of today with the translations there are; what is no longer said is dropped."""
    known, catalog = read(language), _catalogue(language)
    for message in template:
        if message.id:
            old = known.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
            kept = old.string if old and not old.fuzzy and old.id == message.id else ""
            catalog.add(
                message.id, kept, message.locations, auto_comments=message.auto_comments, context=message.context
            )
    return catalog


def missing(catalog: Catalog) -> list[str]:
    """Texts without a translation, or with one that nobody confirmed; of a pair the singular."""
    found = [m for m in catalog if m.id]
    bare = [m for m in found if m.fuzzy or not all(m.string if isinstance(m.string, tuple) else (m.string,))]
    return [m.id if isinstance(m.id, str) else m.id[0] for m in bare]


def main() -> int:
    """Write template, catalogues and compiled catalogues."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--missing", choices=languages(), help="only list what has no translation")
    wanted = parser.parse_args().missing
    if wanted:
        sys.stdout.writelines(f"{text}\n" for text in missing(brought_up_to_date(wanted, gathered())))
        return 0
    template = gathered()
    (LOCALE / f"{DOMAIN}.pot").write_text(as_po(template), encoding="utf-8")
    for language in languages():
        catalog = brought_up_to_date(language, template)
        folder = LOCALE / language / "LC_MESSAGES"
        (folder / f"{DOMAIN}.po").write_text(as_po(catalog), encoding="utf-8")
        (folder / f"{DOMAIN}.mo").write_bytes(as_mo(catalog))
        sys.stdout.write(f"{language}: {len(missing(catalog))} of {len(catalog)} texts are not translated\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
