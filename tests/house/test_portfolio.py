"""What hangs on an entity is read within a portfolio; what is not says why."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps
from django.db.models import Model

from core.database.portfolio import EntityBound, bound_models
from tests.house.checks import WINGS

#: Models with a key to something of an entity that are not of it.
OF_NO_ENTITY = {
    "ledger_books.PortfolioEntity": "says what a portfolio is: read before there is one",
}
#: Files that read past the portfolio (``everywhere``, ``_base_manager``).
READ_PAST_IT = {
    "core/database/portfolio.py": "is the portfolio",
    "core/screens/selectors/audit.py": "events by what they are of, within it",
    "core/database/crypto/fields.py": "seals values, whoever asked",
    "core/sign_in/services/rotate_keys.py": "turns every key, whoever asked",
    "core/database/services/versions.py": "verifies what was signed of every record",
    "extranet/publication/services/publishing/read_own_ibans.py": "none pays from our account",
    "ledger/books/selectors/own_ibans.py": "the same, at the desk",
    "ledger/books/selectors/known_outside.py": "whether anybody at all knows the bank details",
    "ledger/people/models/party.py": "a party is of whom it has accounts with",
    "ledger/books/models/portfolio.py": "binds what knows its entity by code",
    "ledger/people/selectors/held_on_party.py": "who manages an entity is not erased, whoever asks",
    "ledger/people/services/erase_departed_parties.py": "an account open anywhere keeps it",
    "receipts/coupons/views.py": "refuses coupons of which one is outside it",
    "ledger/people/services/edit_party.py": "refuses whoever follows a part of the person",
    "ledger/people/selectors/legal_holds.py": "what is in dispute is kept, whoever erases",
    "ledger/books/services/set_portfolio.py": "names in the audit trail what was given",
    "receipts/counter/models/batch.py": "a batch with a foreign cheque is not seen",
    "receipts/counter/models/transfer.py": "a case of an account, or of nobody",
    "receipts/counter/services/transfer_case.py": "a slip leaves with all that is on it",
    "sepa/collections/selectors/under_way.py": "whether a bank was ever given a file",
    "extranet/publication/models/access.py": "knows its party by reference",
    "extranet/publication/selectors/published.py": "whether clients were ever shown an account",
}
_PAST = re.compile(r"\.everywhere\b|\b_base_manager\b")


def _leads_to_an_entity(model: type[Model]) -> bool:
    targets = (field.related_model for field in model._meta.concrete_fields if field.is_relation)
    return any(isinstance(target, type) and issubclass(target, EntityBound) for target in targets)


def test_every_model_with_a_key_to_an_entity_s_is_bound_to_it() -> None:
    unbound = {
        model._meta.label
        for model in apps.get_models()
        if _leads_to_an_entity(model) and not issubclass(model, EntityBound)
    }
    assert unbound == set(OF_NO_ENTITY)


def test_each_is_bound_by_a_key_that_is_there() -> None:
    for model in bound_models():
        says_how = any(
            "bound_to" in vars(each) for each in model.__mro__ if each is not EntityBound
        )
        if not says_how and model.bound_by != "pk":
            target = model._meta.get_field(model.bound_by).related_model
            assert isinstance(target, type), model
            assert issubclass(target, EntityBound), model


def test_each_reads_within_the_portfolio_by_default() -> None:
    for model in bound_models():
        assert model._default_manager.name == "objects", model
        assert type(model._default_manager).__name__ == "PortfolioManager", model


def test_whatever_reads_past_the_portfolio_says_why(repository: Path) -> None:
    found = {
        str(path.relative_to(repository))
        for room in (*WINGS, "lsc")
        for path in (repository / room).rglob("*.py")
        if "migrations" not in path.parts and _PAST.search(path.read_text())
    }
    assert found == set(READ_PAST_IT)
