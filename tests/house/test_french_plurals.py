"""In French, zero is singular: « 0 message », not « 0 messages »."""

import pytest
from django.template import engines
from django.utils.translation import ngettext, override


@pytest.mark.parametrize(
    ("count", "read"),
    [(0, "0 message marqué comme lu."), (1, "1 message marqué comme lu.")],
)
def test_zero_and_one_are_singular(count: int, read: str) -> None:
    with override("fr"):
        text = ngettext(
            "%(count)d message marqué comme lu.", "%(count)d messages marqués comme lus.", count
        )
    assert text % {"count": count} == read


def test_a_template_counts_the_same_way() -> None:
    page = engines["django"].from_string(
        "{% load i18n %}{% blocktranslate count counter=n %}{{ counter }} ligne"
        "{% plural %}{{ counter }} lignes{% endblocktranslate %}"
    )
    with override("fr"):
        assert [page.render({"n": n}) for n in (0, 1, 2)] == ["0 ligne", "1 ligne", "2 lignes"]
