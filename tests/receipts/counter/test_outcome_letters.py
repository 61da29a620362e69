"""A letter opens one outcome’s form on an item: no two rooms may bring the same letter."""

from __future__ import annotations

import pytest

from core.house.registry import AlreadyBroughtError, Registry
from receipts.counter.outcomes import OUTCOMES, Outcome, OutcomeRegistry


class Refusal(Outcome):
    code, label, key = "refusal", "Refus", "R"


class Reminder(Outcome):
    code, label, key = "reminder", "Relance", "R"


class Card(Outcome):
    code, label, key = "card", "Carte", "C"


@pytest.fixture
def outcomes(monkeypatch: pytest.MonkeyPatch) -> OutcomeRegistry:
    monkeypatch.setattr(Registry, "all", {})
    return OutcomeRegistry("outcome", key=lambda outcome: outcome.code)


def test_a_letter_that_is_taken_is_refused(outcomes: OutcomeRegistry) -> None:
    outcomes.add(Refusal(), Card())
    with pytest.raises(AlreadyBroughtError, match="'refusal' and 'reminder' have the letter 'R'"):
        outcomes.add(Reminder())
    assert outcomes.names() == ["refusal", "card"]


def test_the_same_outcome_twice_is_one(outcomes: OutcomeRegistry) -> None:
    card = Card()
    outcomes.add(card, card)
    assert list(outcomes) == [card]


def test_the_rooms_of_this_installation_have_a_letter_each() -> None:
    letters = [outcome.key for outcome in OUTCOMES]
    assert len(letters) > 3
    assert len(set(letters)) == len(letters)
