"""What each field is for, from the docstring under it: read from the source only when asked for.

pydantic can do this at import (`use_attribute_docstrings`), which costs every command 30 ms.
"""

import ast
import inspect
import sys
from functools import cache

from pydantic import BaseModel


@cache
def _of_module(module: str) -> dict[str, dict[str, str]]:
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: _of_class(node) for node in tree.body if isinstance(node, ast.ClassDef)}


def _of_class(node: ast.ClassDef) -> dict[str, str]:
    found = {}
    for field, below in zip(node.body, node.body[1:], strict=False):
        text = below.value if isinstance(below, ast.Expr) else None
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(text, ast.Constant)
            and isinstance(text.value, str)
        ):
            found[field.target.id] = inspect.cleandoc(text.value)
    return found


def describe(model: type[BaseModel]) -> dict[str, str]:
    """Texts of the fields that have one, by field name."""
    return _of_module(model.__module__).get(model.__name__, {})
