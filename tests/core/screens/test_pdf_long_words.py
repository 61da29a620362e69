"""A word of 80 letters breaks in its column: every amount of the table stays on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from pypdf import PdfReader

from core.people.models import Agency
from core.screens.pdf import render_pdf

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
TABLE = """{% extends "core/pdf/base.html" %}{% block content %}<table><thead><tr><th>Date</th>
<th>Libellé</th><th class="amount">Débit</th><th class="amount">Crédit</th></tr></thead><tbody>
{% for label in labels %}<tr><td>26/11/2026</td><td>{{ label }}</td><td class="amount">1 234,56</td>
<td class="amount">6 543,21</td></tr>{% endfor %}</tbody></table>{% endblock content %}"""


def right_edges(content: bytes) -> list[float]:
    """Where on the page each amount begins, as a part of its width."""
    found: list[float] = []
    for page in PdfReader(BytesIO(content)).pages:
        begins: list[float] = []

        def visit(text: str, cm: list[float], tm: list[float], *_font: object) -> None:
            if re.search(r"\d{3},\d{2}", text):
                begins.append(tm[4] * cm[0] + cm[4])  # noqa: B023 - called before the next page

        page.extract_text(visitor_text=visit)
        found += [begin / float(page.mediabox.width) for begin in begins]
    return found


@pytest.fixture
def table(tmp_path: Path, db: None) -> Iterator[Any]:
    Agency.objects.get_or_create(pk=1, defaults={"name": "Agence Crypto"})
    (tmp_path / "table.html").write_text(TABLE)
    engine: dict[str, Any] = settings.TEMPLATES[0]
    templates = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]
    with override_settings(TEMPLATES=templates):
        yield lambda *labels: render_pdf("table.html", {"labels": labels}, title="Compte")


@pytest.mark.parametrize("word", ["Eau", WORD, "A" * 400, "https://" + "x" * 200])
def test_amounts_stay_where_they_are(table, word: str) -> None:
    usual = right_edges(table("Appel de fonds"))
    edges = right_edges(table("Appel de fonds", word))
    assert len(edges) == 4
    assert max(edges) < 1
    # No further than where they begin without the word.
    assert max(edges) == pytest.approx(max(usual), abs=0.02)
