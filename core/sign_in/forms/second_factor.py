"""The forms that take a second factor's code: bounded, and each code serves once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.internal.flows.add import validate_can_add_authenticator
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as LibraryActivateForm
from allauth.mfa.webauthn import forms as passkey_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.sign_in.auth import locked_out
from core.sign_in.services.count_failures import Attempt, ThrottledError
from core.sign_in.services.spend_code import spend, spend_app_code
from core.sign_in.services.throttle_sign_in import reserve_factor


def _reserve(form: "base_forms.BaseAuthenticateForm | LibraryActivateForm") -> Attempt:
    try:
        return reserve_factor(context.request, form.user)
    except ThrottledError as lock:
        raise ValidationError(locked_out(context.request, lock)) from lock


class _CodeField:
    """The code's field, in our words and with the keys that one needs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.label = _("Code")
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs.update({"autocomplete": "one-time-code", "autofocus": True})


class _SpendingForm(_CodeField, base_forms.BaseAuthenticateForm):  # type: ignore[misc]
    def clean_code(self) -> str:
        attempt, code = _reserve(self), str(self.cleaned_data["code"])
        typed = Authenticator.objects.filter(user=self.user).exclude(
            type=Authenticator.Type.WEBAUTHN
        )
        for authenticator in typed.order_by("-type"):
            authenticator.user = self.user
            if spend(authenticator, code):
                self.authenticator = authenticator
                attempt.succeeded()
                return code
        main = typed.order_by("-type").first()
        if main is not None:
            context.request.failed_attempt = attempt
            self._emit_authentication_failed(main)
        raise get_adapter().validation_error("incorrect_code")


class AuthenticateForm(_SpendingForm, base_forms.AuthenticateForm):  # type: ignore[misc]
    """At sign-in."""


class ReauthenticateForm(_SpendingForm, base_forms.ReauthenticateForm):  # type: ignore[misc]
    """Before an act that asks again who one is."""


class ActivateTOTPForm(_CodeField, LibraryActivateForm):  # type: ignore[misc]
    """The first code of a new app: it serves here, not at a sign-in as well."""

    def clean_code(self) -> str:
        validate_can_add_authenticator(self.user)
        attempt, code = _reserve(self), str(self.cleaned_data["code"])
        if not spend_app_code(self.user, self.secret, code):
            raise get_adapter().validation_error("incorrect_code")
        attempt.succeeded()
        return code


#: What the library ends in where a browser sends something else than a device's answer.
_MALFORMED = (AttributeError, LookupError, TypeError, ValueError)


@contextmanager
def _told_of_passkeys(text: str) -> Iterator[None]:
    """The library says « code » of a passkey that it refuses: say ``text`` instead."""
    try:
        yield
    except ValidationError as refusal:
        if refusal.code != "incorrect_code":
            raise
        raise ValidationError(text, code=refusal.code) from refusal
    except _MALFORMED as error:
        raise ValidationError(text, code="incorrect_code") from error


class _ShowingForm:
    """A passkey that is shown, to come in or before an act that asks again who one is."""

    def clean_credential(self) -> Authenticator:
        with _told_of_passkeys(
            gettext(
                "Cette clé d’accès n’est pas reconnue ici : réessayez, ou entrez d’une autre façon."
            )
        ):
            shown: Authenticator = super().clean_credential()  # type: ignore[misc]
        return shown


class LoginWebAuthnForm(_ShowingForm, passkey_forms.LoginWebAuthnForm):  # type: ignore[misc]
    """At sign-in, in the place of the password."""


class AuthenticateWebAuthnForm(_ShowingForm, passkey_forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """At sign-in, after the password."""


class ReauthenticateWebAuthnForm(_ShowingForm, passkey_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Before an act that asks again who one is."""


class AddWebAuthnForm(passkey_forms.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Nom de cette clé")
        self.fields["passwordless"].label = _("M’identifier sans mot de passe")
        self.fields["passwordless"].help_text = _(
            "L’appareil demande alors votre empreinte, votre visage ou son code."
        )

    def clean(self) -> dict[str, Any]:
        with _told_of_passkeys(gettext("Cette clé d’accès n’a pas pu être ajoutée : réessayez.")):
            given: dict[str, Any] = super().clean()
        return given
