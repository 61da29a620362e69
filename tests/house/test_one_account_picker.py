"""An account is chosen in one way: the field whose suggestions come as one types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module

from django import forms
from django.urls import URLPattern, URLResolver

from ledger.books.forms.widgets import AccountField
from ledger.books.models import Account
from lsc.urls import backoffice

#: Chosen otherwise, with the reason.
OTHERWISE = {
    ("BounceForm", "fee_account"): "a list of the entity's few accounts 62 and 66",
    ("DifferenceForm", "account"): "a list of the entity's few accounts that may take it",
    ("DayForm", "caisse"): "a list of the entity's few tills",
}


def _forms(parent: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for child in parent.__subclasses__():
        yield child
        yield from _forms(child)


def _load(patterns: Sequence[URLPattern | URLResolver]) -> None:
    """Every view's module, and with it its forms."""
    for each in patterns:
        if isinstance(each, URLResolver):
            _load(each.url_patterns)
        elif each.callback is not None:
            import_module(each.callback.__module__)


def _chooses_an_account(name: str, field: forms.Field) -> bool:
    if isinstance(field, forms.ModelChoiceField):
        return field.queryset is not None and field.queryset.model is Account
    named = name == "account" or name.endswith("_account")
    return named and not isinstance(field, forms.IntegerField | forms.BooleanField)


def test_each_field_that_chooses_an_account_is_the_one_picker() -> None:
    _load(backoffice.urlpatterns)
    ours = [each for each in _forms() if not each.__module__.startswith("django")]
    chosen = {
        (form.__name__, name): field
        for form in ours
        for name, field in getattr(form, "base_fields", {}).items()
        if _chooses_an_account(name, field)
    }
    assert len(chosen) > 8
    found = {key for key, field in chosen.items() if not isinstance(field, AccountField)}
    assert found == set(OTHERWISE)
