"""Fields that choose a party or an account by typing a few of its letters."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from ledger.models import Account, Party


class PickInput(forms.TextInput):
    """A text box whose suggestions come from the server as one types."""

    template_name = "ledger/widgets/pick.html"

    def __init__(self, url_name: str) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.url_name = url_name

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["url_name"] = self.url_name
        return context


class JournalsInput(forms.CheckboxSelectMultiple):
    """Journals ticked in a menu, whose button tells those that are: one line high in a filter."""

    template_name = "ledger/widgets/journals.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["chosen"] = ", ".join(str(each) for each in value or ())
        return context


class PartyField(forms.CharField):
    """A party, typed as ``12 · Pierre PROPRIETAIRE``."""

    widget = PickInput("ledger:pick_party")

    @staticmethod
    def text_of(party: Party) -> str:
        return f"{party.pk} · {party.name}"

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = Party.objects.filter(pk=value).first()
        return self.text_of(value) if isinstance(value, Party) else value

    def clean(self, value: Any) -> Any:
        number = str(super().clean(value)).partition("·")[0].strip()
        if not number:
            return None
        found = number.isdecimal() and len(number) < 19
        party = Party.objects.filter(pk=int(number)).first() if found else None
        if party is None:
            raise ValidationError(_("Choisissez un tiers dans la liste qui s’ouvre en tapant."))
        return party

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data)


class AccountField(forms.CharField):
    """An account, typed as ``S001 450PIERREP``, with anything after it."""

    widget = PickInput("ledger:pick_account")

    @staticmethod
    def text_of(account: Account) -> str:
        return f"{account.entity.code} {account.code} {account.label}"

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = Account.objects.select_related("entity").filter(pk=value).first()
        return self.text_of(value) if isinstance(value, Account) else value

    def clean(self, value: Any) -> Any:
        words = str(super().clean(value)).split()
        if not words:
            return None
        account: Model | None = None
        if len(words) > 1:
            named = Account.objects.select_related("entity").filter(entity__code=words[0].upper())
            account = named.filter(code=words[1].upper()).first()
        if account is None:
            raise ValidationError(
                _("Choisissez un compte dans la liste qui s’ouvre en tapant : S001 450PIERREP.")
            )
        return account

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data)
