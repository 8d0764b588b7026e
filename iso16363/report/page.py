"""The view as one self-contained HTML page, by the templates under templates/report/."""

import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateSyntaxError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from iso16363.errors import WrongUsage
from iso16363.language import (
    counted,
    definition,
    first_few,
    gettext_of,
    label,
    listed,
    long_date,
    ngettext_of,
    one_or_many,
    say,
    shown_mean,
    shown_number,
    spoken,
)
from iso16363.report.drawings import draw
from iso16363.report.look import PLAIN, Look
from iso16363.report.markdown import UNBROKEN, breakable, to_html
from iso16363.report.overlay import FILTERS, PACKAGED
from iso16363.report.view import ReportView
from iso16363.resources import ENGLISH, templates_folder

PAPER_ENDS = "/* Here the style of paper ends. */"
"""Where screen.css goes in a page for a browser: after our style, before the site's own."""


def report_folder() -> Path:
    """Folder of the report's templates, style sheet and fonts."""
    return templates_folder() / "report"


def package_folder() -> Path:
    """Folder of the template and style sheet of a package's start page."""
    return templates_folder() / "package"


def render_html(view: ReportView, *, look: Look = PLAIN) -> str:
    """Place the view on a page. The page asks for no other file: style and drawings are inside."""
    return render("report.html", {"view": view, "drawings": draw(view.figures)}, look=look)


def render(template: str, values: Mapping[str, object], *, look: Look = PLAIN) -> str:
    """Fill one of the report's templates in the language spoken.

    Beside its values a template has `style` (to be put into `<style>`), `look`, `logo` (an address),
    `language` (a tag), and `english`: the attribute for what is English on a page of another language.
    """
    environment = _environment(report_folder(), look.overlay)
    english = "" if spoken() == ENGLISH else Markup(f' lang="{ENGLISH}"')  # noqa: S704 - a constant
    logo = Markup(escape(look.logo or ""))  # noqa: S704 - escaped; no words that a line could break
    shown = replace(look, overlay=None)  # a path opens, reads and writes files, which no sandbox forbids
    given = {"look": shown, "logo": logo, "style": _style(look), "language": spoken(), "english": english, **values}
    try:
        return environment.get_template(template).render(given)
    except Exception as error:  # a template can raise anything
        if look.overlay is None:
            raise
        raise _in_overlay(error, look.overlay) from error


def _style(look: Look) -> Markup:
    """Our style, the site's colour, and the site's own style: what comes later has the last word."""
    pieces = [(report_folder() / "report.css").read_text(encoding="utf-8"), PAPER_ENDS, "\n"]
    if look.accent:
        pieces.append(f":root {{ --brand: {look.accent}; }}\n")
    for name in ("report.css", "screen.css"):
        own = look.overlay / name if look.overlay else None
        if own and own.is_file():
            pieces.append(own.read_text(encoding="utf-8"))
    return Markup("".join(pieces))  # noqa: S704 - goes into <style>; what a site wrote was checked when it was read


def _in_overlay(error: Exception, overlay: Path) -> WrongUsage:
    """Say which line of a site's template failed; Jinja puts its lines into the traceback."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).is_relative_to(overlay)]
    where = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else str(overlay)
    if isinstance(error, TemplateSyntaxError):
        where = f"{error.filename or overlay}:{error.lineno}"
    return WrongUsage(
        f"a template of the branding cannot be filled ({type(error).__name__}: {error})",
        where=where,
        remedy="Compare it with the template of the report that it stands for.",
    )


@lru_cache(maxsize=8)
def _environment(folder: Path, overlay: Path | None = None) -> Environment:
    """Templates of a site come from whoever may write to its folder: they are filled in a sandbox."""
    ours: BaseLoader = FileSystemLoader([folder, package_folder()])
    loader, kind = ours, Environment
    if overlay is not None:
        loader = ChoiceLoader([FileSystemLoader(overlay), ours, PrefixLoader({PACKAGED: ours})])
        kind = ImmutableSandboxedEnvironment
    environment = kind(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finalize,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.newstyle_gettext = True  # type: ignore[attr-defined] # as install_gettext_callables does
    environment.globals.update(_WORDS)
    environment.filters.update(zip(FILTERS, (to_html,), strict=True))
    return environment


def _gettext(message: str, /, **values: object) -> Markup:
    """Text of a `{% trans %}`. Texts may hold tags and are ours; values are escaped, and broken if long."""
    return _filled(gettext_of(message), values)


def _ngettext(one: str, many: str, num: int, /, **values: object) -> Markup:
    return _filled(ngettext_of(one, many, num), {"num": num, **values})


def _filled(text: str, values: Mapping[str, object]) -> Markup:
    return Markup(text) % {name: _finalize(value) for name, value in values.items()}  # noqa: S704 - ours


def _plainly(spoken_by: Callable[..., str]) -> Callable[..., str]:
    """The function with plain values only: `{value.attribute}` in a text would lead a template out of its sandbox."""

    @wraps(spoken_by)
    def speak(*texts: Any, **values: object) -> str:  # noqa: ANN401 - whatever the function takes
        return spoken_by(*texts, **{k: v if type(v) in (int, float) else str(v) for k, v in values.items()})

    return speak


_WORDS: Mapping[str, Callable[..., object]] = {
    "_": _gettext,
    "gettext": _gettext,
    "ngettext": _ngettext,
    "say": _plainly(say),
    "counted": counted,
    "one_or_many": _plainly(one_or_many),
    "listed": listed,
    "first_few": first_few,
    "label": label,
    "definition": definition,
    "long_date": long_date,
    "shown_mean": shown_mean,
    "shown_number": shown_number,
}
"""What a template calls by name; each looks up the language at that moment, since environments are kept."""


def _finalize(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup) and len(value) > UNBROKEN:
        return Markup(breakable(str(escape(value))))  # noqa: S704 - escaped
    return value
