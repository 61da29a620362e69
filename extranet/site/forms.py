"""What clients type, and what the agency settles for them."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.database.iban import clean_bic, clean_iban
from core.people.models import User
from core.sign_in.forms.sign_in import LoginForm
from core.text.money import MoneyFormField
from extranet.site.selectors.own_ibans import AGENCY_IBAN, is_agency_iban
from ledger.people.enums import PartyTitle
from sepa.requests.services.signing import name_refusals

_SPELLED = {"autocapitalize": "characters", "autocorrect": "off", "spellcheck": "false"}


class SignInForm(LoginForm):
    """The sign-in of both sites; tells when an initial password is over."""

    def clean(self) -> Any:
        try:
            return super().clean()
        except ValidationError:
            if getattr(self.request, "initial_password_is_over", False):
                raise ValidationError(
                    _(
                        "Ce mot de passe initial a déjà servi, ou a plus de 14 jours. Choisissez "
                        "« Mot de passe oublié », ou demandez-en un autre à l’agence."
                    )
                ) from None
            raise


class ChoosePasswordForm(forms.Form):
    """A password of one's own, typed twice."""

    password = forms.CharField(
        label=gettext_lazy("Nouveau mot de passe"),
        strip=False,
        widget=forms.PasswordInput(
            attrs={
                "autocomplete": "new-password",
                "autofocus": True,
                "data-password-rules": "password-rules",
                "aria-describedby": "password-rules",
            }
        ),
    )
    again = forms.CharField(
        label=gettext_lazy("Encore une fois"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if self._user.check_password(password):
            raise ValidationError(
                _("Choisissez un autre mot de passe que celui qui vous a été donné.")
            )
        validate_password(password, self._user)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("password") and cleaned.get("again") not in (None, cleaned["password"]):
            self.add_error("again", _("Les deux mots de passe ne sont pas les mêmes."))
        return cleaned


class PeriodForm(forms.Form):
    """Two dates; the current year where they are not given."""

    du = forms.DateField(
        label=gettext_lazy("Du"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    au = forms.DateField(
        label=gettext_lazy("Au"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        start, end = cleaned.get("du"), cleaned.get("au")
        if start and end and end < start:
            self.add_error("au", _("La fin de la période est avant son début."))
        return cleaned

    @classmethod
    def of(cls, query: Any) -> "PeriodForm":
        """The period that the URL asks for, or the current year."""
        year = timezone.localdate().year
        given = {name: query[name] for name in ("du", "au") if query.get(name)}
        return cls({"du": date(year, 1, 1), "au": date(year, 12, 31), **given})

    @property
    def period(self) -> tuple[date, date]:
        """Both dates; the current year where what was typed makes no period."""
        year = timezone.localdate().year
        if self.is_valid():
            return self.cleaned_data["du"], self.cleaned_data["au"]
        return date(year, 1, 1), date(year, 12, 31)


class PaymentForm(forms.Form):
    """Step 1 of a one-off debit. What it means is checked by ``sepa.requests.services.signing``."""

    amount = MoneyFormField(
        label=gettext_lazy("Montant à payer"),
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "data-amount": ""}
        ),
    )
    title = forms.ChoiceField(
        label=gettext_lazy("Civilité"), choices=PartyTitle.choices, required=False
    )
    last_name = forms.CharField(
        label=gettext_lazy("Nom"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    first_name = forms.CharField(
        label=gettext_lazy("Prénom"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    company = forms.CharField(
        label=gettext_lazy("Raison sociale"),
        max_length=120,
        required=False,
        help_text=gettext_lazy(
            "Si le compte bancaire est celui d’une société : elle suffit, sans nom ni prénom."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    iban = forms.CharField(
        label="IBAN",
        max_length=120,
        widget=forms.TextInput(attrs={**_SPELLED, "autocomplete": "off", "data-iban": ""}),
    )
    bic = forms.CharField(
        label="BIC",
        max_length=40,
        required=False,
        help_text=gettext_lazy("Rempli tout seul pour une banque française."),
        widget=forms.TextInput(attrs={**_SPELLED, "autocomplete": "off", "data-bic": ""}),
    )
    submission_key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    #: When the form was shown: what is signed since is told before this payment is.
    opened_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        names = {
            name: self.cleaned_data.get(name, "") for name in ("company", "last_name", "first_name")
        }
        self.add_refusals(name_refusals(**names))
        return self.cleaned_data

    def clean_iban(self) -> str:
        iban = clean_iban(self.cleaned_data["iban"])
        if is_agency_iban(iban):
            raise ValidationError(AGENCY_IBAN)
        return iban

    def clean_bic(self) -> str:
        typed: str = self.cleaned_data["bic"]
        return clean_bic(typed) if typed.strip() else ""

    def add_refusals(self, errors: dict[str, str]) -> None:
        """Tell what the service says of the fields, beside each."""
        for name, text in errors.items():
            self.add_error(name if name in self.fields else None, text)


class AddressForm(forms.Form):
    """Another e-mail address, for which the password is asked again."""

    email = forms.EmailField(
        label=gettext_lazy("Nouvelle adresse e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Votre mot de passe"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
