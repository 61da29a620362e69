"""Make today's line and send it on its way: to the file, to the folder, to the accountant."""

import hashlib
from datetime import UTC
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.database import locks
from core.database.models import RecordVersion, TrailSeal
from core.database.moment import moment_of_writing
from core.database.services import audit
from core.database.services.trail import seal_trail
from core.files.enums import Direction
from core.files.services import archive
from core.files.services.exchange.delivering import deliver_file
from core.jobs.services import outbox
from core.people.models import User
from core.people.selectors.agency import agency
from ledger.books.models import Anchor, AnchorSettings, JournalSequence
from ledger.books.services.anchoring.anchor_lines import (
    AnchorContents,
    ChainKey,
    digest,
    read,
    write,
)

FILE, FOLDER, MAIL = "ledger.anchor_file", "ledger.anchor_folder", "ledger.anchor_mail"


def anchor_books(*, acting_user: User | None) -> Anchor:
    """Sign the heads of all chains as they are now; the line leaves once this has committed.

    Raises BusinessError where the audit trail cannot be sealed just now.
    """
    seal_trail()
    with transaction.atomic():
        before = Anchor.objects.select_for_update().order_by("-number").first()
        at = moment_of_writing()
        number = before.number + 1 if before else 1
        contents = AnchorContents(
            number=number,
            at=at.astimezone(UTC).isoformat(timespec="seconds"),
            previous=digest(before.line) if before else "",
            heads=_moved_heads(),
            trail=_trail(),
            versions=versions_upto(None),
        )
        anchor = Anchor.objects.create(number=number, at=at, line=write(contents))
        audit.record("books.anchor", acting_user=acting_user, on=anchor, heads=len(contents.heads))
        for kind in (FILE, FOLDER, MAIL):
            outbox.enqueue(kind, identity=f"{kind}:{number}", payload={"number": number})
    return anchor


def _moved_heads() -> list[tuple[str, str, str, int, int, int, str]]:
    known = told_heads()
    rows = (
        JournalSequence.objects.filter(last_number__gt=0)
        .order_by("journal__entity__code", "journal__code", "fiscal_year__start")
        .values_list(
            "journal__entity__code",
            "journal__code",
            "fiscal_year__start",
            "journal_id",
            "fiscal_year_id",
            "last_number",
            "last_hash",
        )
    )
    return [
        (entity, journal, f"{start}", journal_id, year_id, number, last)
        for entity, journal, start, journal_id, year_id, number, last in rows
        if known.get((journal_id, year_id)) != (number, last)
    ]


def told_heads() -> dict[ChainKey, tuple[int, str]]:
    """The last head that our lines tell of each chain."""
    last_heads: dict[ChainKey, tuple[int, str]] = {}
    for line in Anchor.objects.order_by("number").values_list("line", flat=True).iterator():
        contents = read(line)
        for _entity, _journal, _start, journal_id, year_id, number, last in (
            contents.heads if contents else ()
        ):
            last_heads[journal_id, year_id] = (number, last)
    return last_heads


def _trail() -> list[Any]:
    seal = TrailSeal.objects.order_by("-id").first()
    return [seal.upto, seal.signature] if seal else [0, ""]


def versions_upto(last: int | None) -> list[Any]:
    """Last id, number and digest of the changes of names, up to one of them."""
    rows = RecordVersion.objects.order_by("id")
    if last is not None:
        rows = rows.filter(pk__lte=last)
    hashed, count, newest = hashlib.sha256(), 0, 0
    for pk, signature in rows.values_list("pk", "signature").iterator(chunk_size=5000):
        hashed.update(signature.encode())
        count, newest = count + 1, pk
    return [newest, count, hashed.hexdigest()]


def append_to_file(_payload: dict[str, Any]) -> None:
    """Add to the file the lines that it lacks, in order; nothing in it is ever rewritten."""
    path = Path(settings.ANCHOR_FILE)
    with locks.exclusive(FILE) as free:
        if not free:
            raise BlockingIOError(f"{path} is being written")
        there = set(path.read_text().splitlines()) if path.exists() else set()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a") as handle:
            for line in Anchor.objects.order_by("number").values_list("line", flat=True):
                if line not in there:
                    handle.write(f"{line}\n")


def leave_in_folder(payload: dict[str, Any]) -> None:
    """Leave the line in the exchange folder, as a file of its own."""
    chosen = AnchorSettings.objects.filter(pk=1).select_related("folder").first()
    anchor = Anchor.objects.get(number=payload["number"])
    if chosen is None or chosen.folder is None:
        return
    name = f"ancrage-{anchor.number:06}-{timezone.localtime(anchor.at):%Y%m%d}.txt"
    content = f"{anchor.line}\n".encode()
    file = archive.archive(content, name=name, kind="anchor", direction=Direction.OUT)
    deliver_file(file, chosen.folder)


def mail_to_accountant(payload: dict[str, Any]) -> None:
    """Send the line to the accountant of record, who keeps it where we cannot reach it."""
    chosen = AnchorSettings.objects.filter(pk=1).first()
    if chosen is None or not chosen.email:
        return
    anchor = Anchor.objects.get(number=payload["number"])
    firm = agency()
    day = date_format(timezone.localtime(anchor.at), "DATE_FORMAT")
    send_mail(
        subject=_("Ancrage n° %(number)s des comptes — %(agency)s")
        % {"number": anchor.number, "agency": firm.name},
        message=_(
            "Bonjour,\n\nVoici la ligne signée qui scelle les comptes au %(day)s. Conservez ce "
            "message tel quel : si les comptes étaient réécrits, il le prouverait.\n\n%(line)s\n"
        )
        % {"day": day, "line": anchor.line},
        from_email=None,
        recipient_list=[chosen.email],
    )
