"""How a view that acts once answers: what was done, or why not, and back to the page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.screens import toasts
from core.text.errors import BusinessError


def done_or_refused(request: HttpRequest, act: Callable[[], object], *, back: str) -> HttpResponse:
    """Run ``act``, which returns a sentence; say it, or say the refusal; go back."""
    try:
        toasts.done(request, act())
    except BusinessError as refusal:
        toasts.refused(request, " ".join([str(refusal), *refusal.problems]))
    return redirect(back)
