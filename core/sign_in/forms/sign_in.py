"""The sign-in forms, in the agency's words, with the password rules shown as one types."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.core import context
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.sign_in.auth import belongs_to_this_site, locked_out, opening_time
from core.sign_in.services import password_reset
from core.sign_in.services.count_failures import ThrottledError
from core.sign_in.services.throttle_sign_in import reserve_letter, reserve_password


def _plain(form: forms.Form, labels: dict[str, Any]) -> None:
    """Labels of ours instead of placeholders, which vanish as one types."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label = label
        field.widget.attrs.pop("placeholder", None)


class LoginForm(allauth_forms.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"login": _("Identifiant"), "password": _("Mot de passe")})
        self.fields["password"].help_text = ""
        self.fields["login"].widget.attrs.update(
            {"autofocus": True, "autocapitalize": "none", "spellcheck": "false"}
        )

    @property
    def is_locked(self) -> bool:
        """Whether the way in by mail is to be offered."""
        return getattr(self.request, "locked_until", None) is not None


class _NewPassword:
    """Marks the new password's field for the script that shows the rules as one types."""

    def _dress(self, labels: dict[str, Any]) -> None:
        _plain(self, labels)  # type: ignore[arg-type]
        field = self.fields["password1"]  # type: ignore[attr-defined]
        field.help_text = ""
        field.widget.attrs.update(
            {"data-password-rules": "password-rules", "aria-describedby": "password-rules"}
        )

    @property
    def min_length(self) -> int:
        return int(settings.PASSWORD_MIN_LENGTH)


class ResetPasswordKeyForm(_NewPassword, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._dress({"password1": _("Nouveau mot de passe"), "password2": _("Encore une fois")})


class ChangePasswordForm(_NewPassword, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._dress(
            {
                "oldpassword": _("Mot de passe actuel"),
                "password1": _("Nouveau mot de passe"),
                "password2": _("Encore une fois"),
            }
        )
        self.fields["oldpassword"].help_text = ""

    def clean_oldpassword(self) -> str:
        # Bounded as at sign-in: an open session must not tell the password.
        try:
            attempt = reserve_password(context.request, self.user.get_username())
        except ThrottledError as lock:
            raise ValidationError(locked_out(context.request, lock)) from lock
        old: str = super().clean_oldpassword()
        attempt.succeeded()
        return old


class _LetterForm(forms.Form):
    """Asks for a letter: so many in ten minutes from one address."""

    def clean(self) -> dict[str, Any]:
        try:
            reserve_letter(context.request)
        except ThrottledError as lock:
            raise ValidationError(
                _("Trop de demandes depuis votre connexion : recommencez %(when)s."),
                params={"when": opening_time(lock)},
            ) from lock
        return self.cleaned_data


def _username_field(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class WayInForm(_LetterForm):
    """By username, for who is locked out."""

    login = _username_field(_("Identifiant"))


class ResetPasswordForm(_LetterForm):
    """By username, or by e-mail where the username is forgotten too: a letter with both, the
    identifier and a link, goes to the e-mail that the agency knows, if any.

    The answer is the same, and as quick, whether or not the account exists. Letters are bounded
    by address here, and by account where they are sent: those sent lately are still good.
    """

    #: So named by the library.
    email = _username_field(_("Identifiant ou adresse e-mail"))

    def save(self, request: HttpRequest, **_kwargs: Any) -> str:
        typed: str = self.cleaned_data["email"].strip()
        # One letter for each account: a couple may share an address.
        for user in password_reset.asked_for(typed):
            if user.is_active and user.email and belongs_to_this_site(user):
                password_reset.ask_for_link(user, site=settings.LSC_SITE)
        return typed
