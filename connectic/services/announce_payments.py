"""Tell people what the kiosk brought, did not bring, or brought wrong."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from connectic.models import PaymentsFile
from core.jobs.enums import Level
from core.jobs.services import messages
from core.text.money import format_euros


def summary_of(record: PaymentsFile) -> str:
    """« 12 paiements de l’automate au brouillard : 4 318,20 €. 1 ligne mise de côté. »"""
    parts = [
        ngettext(
            "%(count)d paiement de l’automate au brouillard : %(total)s.",
            "%(count)d paiements de l’automate au brouillard : %(total)s.",
            record.drafted_count,
        )
        % {"count": record.drafted_count, "total": format_euros(record.drafted_total)}
    ]
    aside = record.aside.count()
    if aside:
        parts.append(
            ngettext("%(count)d ligne mise de côté.", "%(count)d lignes mises de côté.", aside)
            % {"count": aside}
        )
    if record.remarks:
        parts.append(record.remarks)
    return " ".join(parts)


def announce_reading(record: PaymentsFile) -> None:
    """Tell every user who receives system messages what was drafted, and what looks wrong."""
    wrong = bool(record.remarks) or record.aside.exists()
    if not (record.drafted_count or wrong):
        return
    messages.notify(
        messages.users_receiving_messages(),
        identity=f"kiosk:{record.pk}:{record.drafted_count}",
        title=_("Automate %(kiosk)s : %(total)s au brouillard")
        % {"kiosk": record.kiosk, "total": format_euros(record.drafted_total)},
        body=summary_of(record),
        link=f"{reverse('receipts:draft')}?canal=kiosk&qui=tous",
        level=Level.WARNING if wrong else Level.INFO,
    )


def announce_refusal(record: PaymentsFile) -> None:
    """A file that cannot be read is an alert."""
    messages.notify(
        messages.users_receiving_messages(),
        identity=f"kiosk:{record.pk}:refused",
        title=_("Fichier de l’automate refusé : %(name)s") % {"name": record.file.name},
        body=_(
            "%(reason)s\n\nRien n’en a été pris et le fichier est conservé. Demandez à Connectic "
            "de le renvoyer : les paiements déjà pris ne le seront pas deux fois."
        )
        % {"reason": record.remarks},
        link=reverse("connectic:nights"),
        level=Level.ERROR,
    )


def announce_silence(day: date) -> None:
    """A night without a file is an alert: the kiosk, the line or the folder is down."""
    messages.notify(
        messages.users_receiving_messages(),
        identity=f"kiosk:silence:{day.isoformat()}",
        title=_("Aucun fichier de l’automate pour le %(day)s") % {"day": f"{day:%d/%m/%Y}"},
        body=_(
            "Les paiements de cette journée, s’il y en a, ne sont pas au brouillard. Vérifiez "
            "que l’automate est allumé et que le dossier d’échange répond."
        ),
        link=reverse("connectic:nights"),
        level=Level.ERROR,
    )
