"""What pinning documents came to, for people and for other programs."""

from iso16363.cli.machine import document
from iso16363.cli.terminal import Screen, clean, count, wrapped
from iso16363.model.layout import document_place
from iso16363.workspace.pinning import Pin, Pinning, PinState


def as_text(pinning: Pinning, at: Screen) -> list[str]:
    """What became of each document, what lapses with it, and what was written."""
    lines: list[str] = []
    for pin in pinning.pins:
        lines.extend(_said(pinning, pin, at))
    site = clean(pinning.register.id)
    if pinning.lapsing:
        which = ", ".join(pinning.lapsing)
        lines.extend(wrapped(f"Reviews that lapse with this: {which}. Look at them: iso16363 review {site}", at))
    if pinning.declaration:
        lines.extend(wrapped(f"The declaration {pinning.declaration} lapses with this.", at))
    written = sum(pin.state.is_written for pin in pinning.pins)
    if written:
        lines.append(f"{site}: {count(written, 'checksum')} written to documents.yaml.")
    elif not pinning.pins:
        lines.append(
            f"{site}: every attached file has a checksum already. Verify them: iso16363 documents check {site}"
        )
    else:
        lines.append(f"{site}: nothing was written.")
    return lines


def _said(pinning: Pinning, pin: Pin, at: Screen) -> list[str]:
    register, what = pinning.register, f"{pin.document}: {pin.state.value.replace('-', ' ')}"
    if pin.state is PinState.PINNED:
        return [f"{what}  {pin.sha256}  {clean(pin.path)}"]
    if pin.state is PinState.SAME:
        return [f"{what}  {clean(pin.path)} matches its checksum"]
    if pin.sha256:
        lines = [f"{what}  {clean(pin.path)}", f"    was {pin.before}", f"    now {pin.sha256}"]
        if pin.state is PinState.DIFFERENT:
            remedy = f"Restore the file; or, if the new one is right: {register.command(f'pin {pin.document} --renew')}"
            lines.extend(wrapped(remedy, at, indent="    "))
        return lines
    place = clean(register.place(document_place(pin.document, "path")))
    return [f"{place}: {what}", *wrapped(f"{pin.path or ''}: {pin.reason}".lstrip(": "), at, indent="    ")]


def as_json(pinning: Pinning) -> str:
    """The same for another program."""
    pins = [
        {
            "document": pin.document,
            "path": pin.path,
            "state": pin.state.value,
            "before": pin.before,
            "sha256": pin.sha256,
            "reason": pin.reason or None,
        }
        for pin in pinning.pins
    ]
    lapsed = {"reviews": list(pinning.lapsing), "declaration": pinning.declaration}
    body = {"site": pinning.register.id, "written": bool(pinning.texts), "documents": pins, "lapsed": lapsed}
    return document("iso16363/documents-pin/1", body)
