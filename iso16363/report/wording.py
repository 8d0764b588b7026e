"""Texts cut or begun as their place in the report asks for; words and numbers come from the language."""


def capital(text: str) -> str:
    """Begin a sentence; unlike str.capitalize it leaves the other letters alone."""
    return text[:1].upper() + text[1:]


def shortened(text: str, most: int) -> str:
    """Cut for a running head, a chart label or a page that must stay one; the full text stands elsewhere."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1].rstrip()}…"
