"""Short messages after an action; with an undo where it can be undone."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html

_UNDO = "undo="


def done(request: HttpRequest, text: object, *, undo: str = "") -> None:
    """Say what changed. ``undo`` is a URL that takes it back by POST."""
    messages.success(request, str(text), extra_tags=f"{_UNDO}{undo}" if undo else "")


def warned(request: HttpRequest, text: object) -> None:
    """Say what to look at again, although it was done."""
    messages.warning(request, str(text))


def refused(request: HttpRequest, text: object) -> None:
    """Say why nothing changed."""
    messages.error(request, str(text))


def as_dict(message: object) -> dict[str, str]:
    """What the page's script needs to show a message that came with a partial."""
    extra = getattr(message, "extra_tags", "") or ""
    return {
        "text": format_html("{}", str(message)),
        "level": str(getattr(message, "level_tag", "info")),
        "undo": extra.removeprefix(_UNDO) if extra.startswith(_UNDO) else "",
    }
