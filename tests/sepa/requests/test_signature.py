"""The signature: the code, its tries and its time, the proof that is kept."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.test.signals import template_rendered
from django.utils import timezone
from pypdf import PdfReader

from core.database.crypto import seal
from core.database.models import AuditEvent
from core.files.services import archive
from core.jobs.models import OutboxMessage
from core.jobs.services import outbox
from core.text.errors import BusinessError
from sepa.mandates.rules.mandate_text import mandate_text
from sepa.requests.models import OneOffRequest
from sepa.requests.services.signing import send_code, sign_request
from tests import factories
from tests.sepa import factories as make

pytestmark = pytest.mark.django_db


def try_code(house: make.House, request: OneOffRequest, code: str) -> OneOffRequest:
    return sign_request(
        request,
        acting_user=house.client,
        accepted=True,
        code=code,
        context=make.CONTEXT,
        now=timezone.now(),
    )


def another(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_right_code_signs_and_everything_is_kept() -> None:
    house = make.make_house()
    request = make.sign(house, make.start(house))
    assert request.state == "pending"
    assert request.pdf is not None
    content = archive.read(request.pdf)
    proof = request.evidence
    assert proof["pdf_sha256"] == hashlib.sha256(content).hexdigest()
    assert proof["text_sha256"] == mandate_text("Syndicat Gilbert").sha256
    assert (proof["ip_address"], proof["user_agent"]) == ("192.0.2.7", "Firefox")
    assert proof["session_sha256"] == hashlib.sha256(b"s3ss10n").hexdigest()
    assert (proof["channel"], proof["channel_result"]) == ("email_code", "verified")
    assert factories.IBAN not in json.dumps(proof)
    assert [step.state for step in request.steps.all()] == ["pending"]


def test_the_pdf_says_what_the_mandate_must_say() -> None:
    house = make.make_house()
    request = make.sign(house, make.start(house))
    assert request.pdf is not None
    pages = PdfReader(BytesIO(archive.read(request.pdf))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    words = mandate_text("Syndicat Gilbert")
    for wanted in (
        words.authorisation,
        words.refund,
        words.signature,
        "FR76 3000 6000 0112 3456 7890 189",
        factories.ICS,
        request.mandate_reference,
        "Paiement unique",
        "PROPRIÉTAIRE Pierre",
    ):
        assert " ".join(wanted.split()) in text


def test_the_mandate_is_mailed_as_the_very_pdf() -> None:
    house = make.make_house()
    request = make.sign(house, make.start(house))
    outbox.deliver()
    letter = mail.outbox[-1]
    assert letter.to == ["pierre@example.org"]
    assert request.mandate_reference in str(letter.body)
    ((_name, content, kind),) = letter.attachments
    assert kind == "application/pdf"
    assert hashlib.sha256(content).hexdigest() == request.evidence["pdf_sha256"]
    assert factories.IBAN not in str(letter.body)


def test_the_code_is_in_no_table_once_sent() -> None:
    house = make.make_house()
    request = make.start(house)
    send_code(request, acting_user=house.client, now=timezone.now())
    waiting = OutboxMessage.objects.get(kind="sepa.code_mail")
    code = make.last_code()
    assert code not in json.dumps(waiting.payload)
    request.refresh_from_db()
    assert code not in request.code_hash
    assert OutboxMessage.objects.get(pk=waiting.pk).payload == {}


def test_the_box_must_be_ticked() -> None:
    house = make.make_house()
    request = make.start(house)
    with pytest.raises(BusinessError, match="case"):
        sign_request(
            request,
            acting_user=house.client,
            accepted=False,
            context=make.CONTEXT,
            now=timezone.now(),
        )


def test_five_wrong_codes_are_the_end_of_a_code() -> None:
    house = make.make_house()
    request = make.start(house)
    send_code(request, acting_user=house.client, now=timezone.now())
    code = make.last_code()
    for left in (4, 3, 2, 1):
        with pytest.raises(BusinessError, match=f"reste {left}"):
            try_code(house, request, another(code))
    with pytest.raises(BusinessError, match="Trop d’essais"):
        try_code(house, request, another(code))
    with pytest.raises(BusinessError, match="Trop d’essais"):
        try_code(house, request, code)
    request.refresh_from_db()
    assert request.state == "draft"


@pytest.mark.dated(
    "sepa.requests.services.signing.send_code",
    "sepa.requests.services.signing.sign_request",
    "sepa.requests.services.signing.start_request",
)
def test_a_code_lives_ten_minutes() -> None:
    house = make.make_house()
    request = make.start(house)
    send_code(request, acting_user=house.client, now=timezone.now())
    code = make.last_code()
    OneOffRequest.objects.update(code_sent_at=timezone.now() - timedelta(minutes=10, seconds=1))
    with pytest.raises(BusinessError, match="plus valable"):
        try_code(house, request, code)


def test_a_new_code_makes_the_former_worthless() -> None:
    house = make.make_house()
    request = make.start(house)
    send_code(request, acting_user=house.client, now=timezone.now())
    former = make.last_code()
    OneOffRequest.objects.update(code_sent_at=timezone.now() - timedelta(minutes=1))
    send_code(request, acting_user=house.client, now=timezone.now())
    newest = make.last_code()
    if former != newest:
        with pytest.raises(BusinessError, match="pas le bon"):
            try_code(house, request, former)
    assert try_code(house, request, newest).state == "pending"


def test_codes_cannot_be_asked_for_without_end() -> None:
    house = make.make_house()
    request = make.start(house)
    send_code(request, acting_user=house.client, now=timezone.now())
    with pytest.raises(BusinessError, match="30 secondes"):
        send_code(request, acting_user=house.client, now=timezone.now())
    for _turn in range(4):
        OneOffRequest.objects.update(code_sent_at=timezone.now() - timedelta(minutes=1))
        send_code(request, acting_user=house.client, now=timezone.now())
    OneOffRequest.objects.update(code_sent_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(BusinessError, match="recommencez dans 59 minutes"):
        send_code(request, acting_user=house.client, now=timezone.now())
    OneOffRequest.objects.update(code_sent_at=timezone.now() - timedelta(hours=1))
    assert send_code(request, acting_user=house.client, now=timezone.now()).codes_sent == 6


def test_another_client_neither_asks_nor_signs() -> None:
    house = make.make_house()
    request = make.start(house)
    stranger = factories.make_client()
    with pytest.raises(OneOffRequest.DoesNotExist):
        send_code(request, acting_user=stranger, now=timezone.now())
    with pytest.raises(OneOffRequest.DoesNotExist):
        sign_request(
            request,
            acting_user=stranger,
            accepted=True,
            code="000000",
            context=make.CONTEXT,
            now=timezone.now(),
        )


def test_signing_twice_signs_once() -> None:
    house = make.make_house()
    request = make.sign(house, make.start(house))
    again = try_code(house, request, "000000")
    assert again.pdf_id == request.pdf_id
    assert AuditEvent.objects.filter(action="request.sign").count() == 1


def test_a_code_does_not_sign_another_amount() -> None:
    house = make.make_house()
    request = make.start(house, key="form")
    send_code(request, acting_user=house.client, now=timezone.now())
    code = make.last_code()
    make.start(house, key="form", amount="650.63")
    with pytest.raises(BusinessError, match="Demandez d’abord un code"):
        try_code(house, request, code)


def test_without_email_the_password_signs() -> None:
    house = make.make_house()
    request = make.start(house)
    OneOffRequest.objects.update(email="")
    with pytest.raises(BusinessError, match="mot de passe"):
        sign_request(
            request,
            acting_user=house.client,
            accepted=True,
            context=make.CONTEXT,
            now=timezone.now(),
        )
    request.refresh_from_db()
    signed = sign_request(
        request,
        acting_user=house.client,
        accepted=True,
        password_checked=True,
        context=make.CONTEXT,
        now=timezone.now(),
    )
    assert signed.evidence["channel"] == "password"


def test_with_an_email_the_password_does_not_sign() -> None:
    house = make.make_house()
    request = make.start(house)
    with pytest.raises(BusinessError, match="code"):
        sign_request(
            request,
            acting_user=house.client,
            accepted=True,
            password_checked=True,
            context=make.CONTEXT,
            now=timezone.now(),
        )


@pytest.mark.parametrize(
    "change",
    [
        {"amount": "650.63"},
        {"iban_masked": "kept", "iban": "FR1420041010050500013M02606"},
        {"bic": "PSSTFRPPXXX"},
        {"last_name": "Autre"},
        {"first_name": "Paul"},
        {"company": "SCI Gilbert"},
        {"email": "paul@example.org"},
        {"creditor_name": "Syndicat Paul"},
        {"creditor_address": "1 rue Neuve, 54000 NANCY"},
        {"text_version": "2027-01"},
    ],
)
def test_what_is_corrected_while_the_pdf_is_made_is_not_signed(change: dict[str, Any]) -> None:
    house = make.make_house()
    request = make.start(house)
    send_code(request, acting_user=house.client, now=timezone.now())
    code = make.last_code()
    stored = dict(change)
    if "iban" in change:
        stored["iban"] = seal(OneOffRequest, "iban", change["iban"], request.uid)

    def correct(template: Any, **_others: Any) -> None:
        if template.name == "sepa/pdf/mandate.html":
            OneOffRequest.objects.filter(pk=request.pk).update(**stored)

    template_rendered.connect(correct)
    try:
        with pytest.raises(BusinessError, match="relisez le mandat"):
            try_code(house, request, code)
    finally:
        template_rendered.disconnect(correct)
    request.refresh_from_db()
    assert (request.state, request.pdf) == ("draft", None)
