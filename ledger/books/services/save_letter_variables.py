"""The words that an entity's letters take."""

from collections.abc import Mapping

from django.db import transaction

from core.database.services import audit
from core.people.models import User
from ledger.books.models import Entity, LetterVariable


@transaction.atomic
def save_letter_variables(
    *, entity: Entity, variables: Mapping[str, str], acting_user: User | None
) -> None:
    """Make ``variables`` (text by name) the entity's letter variables, and no others."""
    Entity.objects.select_for_update(no_key=True).get(pk=entity.pk)
    known = {each.name: each for each in LetterVariable.objects.filter(entity=entity)}
    changes = {
        name: [known[name].value if name in known else "", variables.get(name, "")]
        for name in sorted(known.keys() | variables.keys())
        if name not in known or name not in variables or known[name].value != variables[name]
    }
    LetterVariable.objects.filter(entity=entity, name__in=known.keys() - variables.keys()).delete()
    LetterVariable.objects.bulk_create(
        [LetterVariable(entity=entity, name=name, value=text) for name, text in variables.items()],
        update_conflicts=True,
        unique_fields=["entity", "name"],
        update_fields=["value"],
    )
    if changes:
        audit.record("entity.letter_variables", acting_user=acting_user, on=entity, **changes)
