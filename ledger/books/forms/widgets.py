"""Fields that choose a record by typing a few of its letters: an account, here."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from ledger.books.models import Account


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


class AccountField(forms.CharField):
    """An account, typed as ``S001 450PIERREP``, with anything after it; or its number alone, where
    one entity has it.

    ``source`` names the address of its suggestions, whose own right opens it; ``open_only``
    refuses what is closed.
    """

    def __init__(
        self, *, source: str = "ledger:pick_account", open_only: bool = False, **options: Any
    ) -> None:
        super().__init__(widget=PickInput(source), **options)
        self.open_only = open_only

    @staticmethod
    def text_of(account: Account) -> str:
        return f"{account.entity.code} {account.code} {account.label}"

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = Account.objects.select_related("entity").filter(pk=value).first()
        return self.text_of(value) if isinstance(value, Account) else value

    def clean(self, value: Any) -> Any:
        first, *others = str(super().clean(value)).split() or [""]
        if not first:
            return None
        entity, slash, code = first.partition("/")
        known = Account.objects.select_related("entity")
        if slash or others:
            code = code or others[0]
            named = known.filter(entity__code=entity.upper(), code=code.upper())
        else:
            named = known.filter(code=first.upper())
        accounts = list(named.filter(closed_on=None)[:2] or ([] if self.open_only else named[:2]))
        if len(accounts) == 1:
            return accounts[0]
        raise ValidationError(_AMBIGUOUS if accounts else _UNKNOWN, params={"code": first})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data)


_UNKNOWN = gettext_lazy(
    "Choisissez un compte dans la liste qui s’ouvre en tapant : S001 450PIERREP."
)
_AMBIGUOUS = gettext_lazy(
    "Plusieurs entités ont ce compte : tapez l’entité devant, comme S001 %(code)s."
)
