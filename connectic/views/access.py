"""Pages that are only there with the subscription."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from connectic.selectors.kiosk_settings import is_subscribed

View = Callable[..., HttpResponseBase]


def with_subscription(view: View) -> View:
    """Show the page, or the one that says how to subscribe. Goes under the right's decorator."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_subscribed():
            return render(request, "connectic/not_subscribed.html", status=404)
        return view(request, *args, **kwargs)

    return guarded
