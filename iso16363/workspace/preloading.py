"""What every build needs, imported by the process that workers are forked from, so that none has to import it again."""

import gc
import importlib
from contextlib import suppress
from typing import Final

_NEEDED: Final = (
    "iso16363.cli.main",
    "iso16363.workspace.building",
    "babel.dates",
    "jinja2",
    "PIL.Image",
    "pydyf",
    "weasyprint",
    "xlsxwriter",
)

for _name in _NEEDED:
    # what is missing is told by the worker that misses it, with its remedy
    with suppress(ImportError, OSError):
        importlib.import_module(_name)
gc.freeze()  # what is shared stays shared: the collector of a worker would write to it
