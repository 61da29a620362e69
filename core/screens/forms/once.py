"""Forms that make a record: each page shown makes one, however often it is sent."""

from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


class OnceForm(forms.Form):
    """Bears, hidden, the identity of the page that shows it; not where it changes a record."""

    page = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if getattr(getattr(self, "instance", None), "pk", None):
            del self.fields["page"]
        self.initial["page"] = uuid4()


def key_of_form(request: HttpRequest) -> str:
    """What tells a form that was sent: its page and all that was typed; empty without a page.

    Keyed, since what is typed may be an IBAN. Sent again with other words, it is another form.
    """
    if not request.POST.get("page"):
        return ""
    typed = sorted(
        (name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"
    )
    return salted_hmac("core.sent_form", repr(typed), algorithm="sha256").hexdigest()
