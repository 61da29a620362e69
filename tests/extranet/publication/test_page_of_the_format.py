"""``docs/publication.md`` tells whoever writes another sender or receiver all that ours do."""

from __future__ import annotations

import re

from extranet.publication.api import serializers
from extranet.publication.api.urls import urlpatterns
from extranet.publication.formats.refusals import Refusal
from tests.extranet import publication_tables

PAGE = publication_tables.PAGE.read_text()


def test_its_tables_are_those_of_the_published_fields() -> None:
    assert publication_tables.page() == PAGE, "run python -m tests.extranet.publication_tables"


def test_it_names_each_call_and_each_refusal() -> None:
    called = {re.sub(r"<\w+:(\w+)>", r"{\1}", str(url.pattern)) for url in urlpatterns}
    assert called == set(re.findall(r"`(?:GET|PUT|POST) ([^`]+/)`", PAGE)) & called
    codes = set(re.findall(r"^\| 409 \| `(\w+)` \|", PAGE, re.M))
    assert codes == {refusal.value for refusal in Refusal}


def test_it_names_each_field_of_the_envelopes() -> None:
    envelopes = (
        serializers.ShownSerializer,
        serializers.ChunkSerializer,
        serializers.ApplySerializer,
        serializers.AppliedSerializer,
        serializers.RefusalSerializer,
    )
    for envelope in envelopes:
        assert all(f'"{name}"' in PAGE for name in envelope().fields), envelope
    told = set(re.findall(r"^\| `(\w+)` \|", PAGE.partition("## Addresses")[2], re.M))
    assert told == set(serializers.AddressChangeSerializer().fields)
