"""One publication, from the books to what clients see."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from core.database import locks
from core.database.services import audit
from core.jobs.enums import Level
from core.jobs.services import jobs, messages
from core.people.models import User
from core.text.errors import BusinessError
from extranet.publication.enums import PublicationState
from extranet.publication.formats.refusals import (
    Refusal,
    check_version,
)
from extranet.publication.models import Publication, SentAccount
from extranet.publication.selectors.published import WITHDRAWN
from extranet.publication.services.exchange_addresses import exchange_addresses
from extranet.publication.services.publishing.chunks import ChunkWriter
from extranet.publication.services.publishing.take_snapshot import Snapshot, take_snapshot
from extranet.publication.services.publishing.transport import Target, open_target
from ledger.books.models import Entity
from sepa.requests.platform import books_are_elsewhere

_MARK_FIELDS = ["publication", "line_count", "line_id_sum", "last_line_id"]


def publish(*, acting_user: User | None, now: datetime) -> Publication:
    """Bring the extranet up to date. What clients see changes at once, or not at all.

    Raises BusinessError where a publication is already running, or where the installation that
    carries the extranet refuses or does not answer, or where this one receives its publications.
    """
    if books_are_elsewhere():
        raise BusinessError(
            _(
                "Cette installation porte l’extranet d’une autre : c’est elle qui publie. Rien n’a "
                "été changé."
            )
        )
    with locks.exclusive("extranet.publish") as got:
        if not got:
            raise BusinessError(_("Une publication est déjà en cours : laissez-la se terminer."))
        _close_killed_runs()
        publication = Publication.objects.create()
        try:
            exchange_addresses(now=now)
            with open_target() as target:
                _run(publication, target, acting_user, now=now)
        except Exception as error:
            _fail(publication, error)
            raise
    _report(publication)
    return publication


def summary(publication: Publication) -> str:
    """One sentence for the person who asked, or for the morning's list of jobs."""
    return _(
        "Comptes publiés : %(accounts)d. Lignes nouvelles : %(lines)d. "
        "Comptes retirés : %(withdrawn)d."
    ) % {
        "accounts": publication.account_count,
        "lines": publication.line_count,
        "withdrawn": publication.withdrawn_count,
    }


def run_scheduled(*, now: datetime) -> str:
    """The scheduled service: publishes, and says what came of it."""
    if books_are_elsewhere():
        return _("Rien à publier d’ici : les livres sont sur une autre installation.")
    return summary(publish(acting_user=None, now=now))


def _close_killed_runs() -> None:
    """The lock is ours: a run that still says it is running was killed. Its parts are worthless."""
    killed = Publication.objects.filter(state=PublicationState.RUNNING)
    for publication in killed:
        publication.chunks.all().delete()
    killed.update(
        state=PublicationState.FAILED,
        finished_at=Now(),
        error=_("Interrompue avant la fin : les clients ont gardé la publication précédente."),
    )


def _run(
    publication: Publication, target: Target, acting_user: User | None, *, now: datetime
) -> None:
    base = Publication.objects.filter(state=PublicationState.DONE).first()
    shown = target.shown()
    check_version(receiver=shown.format_version)
    if base is not None and shown.uid != base.uid:
        base = None
    publication.base_uid = base.uid if base else None
    publication.save(update_fields=["base_uid"])
    writer = ChunkWriter(publication)
    snapshot = take_snapshot(writer, base=base, now=now, logo_sha256=shown.logo_sha256)
    for done, chunk in enumerate(publication.chunks.order_by("number").iterator(chunk_size=10)):
        jobs.progress(done, writer.count + 1)
        target.send(publication, chunk.number, chunk.payload)
    publication.account_count, publication.withdrawn_count = target.apply(
        publication, writer.count, now=now
    )
    # A kill here costs a full sending next time: marks of another run are not believed.
    with transaction.atomic():
        _remember_marks(publication, snapshot, acting_user)
        _finish(publication, snapshot.line_count, acting_user)
    jobs.progress(writer.count + 1, writer.count + 1)


def _finish(publication: Publication, line_count: int, acting_user: User | None) -> None:
    Publication.objects.filter(pk=publication.pk).update(
        state=PublicationState.DONE,
        # A run lasts: its end is the database's to say.
        finished_at=Now(),
        account_count=publication.account_count,
        line_count=line_count,
        withdrawn_count=publication.withdrawn_count,
    )
    publication.refresh_from_db()
    audit.record(
        "extranet.publish",
        acting_user=acting_user,
        on=publication,
        accounts=publication.account_count,
        lines=line_count,
        withdrawn=publication.withdrawn_count,
    )


def _remember_marks(publication: Publication, snapshot: Snapshot, acting_user: User | None) -> None:
    """Write down what the extranet now holds, in the transaction that says it holds it."""
    for mark in snapshot.marks:
        mark.publication = publication
    SentAccount.objects.bulk_create(
        snapshot.marks,
        update_conflicts=True,
        unique_fields=["account"],
        update_fields=_MARK_FIELDS,
        batch_size=1000,
    )
    _forget(SentAccount.objects.exclude(publication=publication), acting_user)
    publication.chunks.all().delete()


def _forget(withdrawn: "QuerySet[SentAccount]", acting_user: User | None) -> None:
    """The trail keeps which entities clients saw: they have those bank details on paper."""
    entities = Entity.objects.filter(pk__in=withdrawn.values("account__entity"))
    audit.record_many(
        WITHDRAWN, acting_user=acting_user, items=[(entity, {}) for entity in entities]
    )
    withdrawn.delete()


def _fail(publication: Publication, error: Exception) -> None:
    text = str(error) if isinstance(error, BusinessError) else _("Erreur inattendue.")
    publication.chunks.all().delete()
    Publication.objects.filter(pk=publication.pk).update(
        state=PublicationState.FAILED, finished_at=Now(), error=text
    )
    readers = set(messages.users_receiving_messages())
    if isinstance(error, BusinessError) and error.code == Refusal.FORMAT_VERSION:
        readers.update(messages.administrators())
    messages.notify(
        readers,
        identity=f"publication:{publication.pk}",
        title=_("La publication vers l’extranet n’a pas abouti"),
        body=_("%(error)s Les clients voient toujours la publication précédente.")
        % {"error": text},
        link="/extranet/",
        level=Level.ERROR,
    )


def _report(publication: Publication) -> None:
    messages.notify(
        messages.users_receiving_messages(),
        identity=f"publication:{publication.pk}",
        title=_("Publication vers l’extranet terminée"),
        body=summary(publication),
        link="/extranet/",
    )
