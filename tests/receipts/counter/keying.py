"""A cheque keyed on the page of its batch."""

from __future__ import annotations

from uuid import uuid4

from django.test import Client
from django.urls import reverse

from receipts.counter.models import Batch


def line(payer, **fields):
    return {
        "form_id": str(uuid4()),
        "account": [str(payer.pk)],
        "figures": "65,63",
        "words": "65,63",
        "number": "4521007",
        "drawer": "Pierre PROPRIETAIRE",
        "bank": "Crédit Agricole",
        "date": "2026-11-20",
        **fields,
    }


def key(browser: Client, batch: Batch, values) -> tuple[int, str]:
    response = browser.post(
        reverse("receipts:batch_key", args=[batch.pk]), values, headers={"HX-Request": "true"}
    )
    return response.status_code, response.content.decode()
