"""A day's work at the counter and in the draft: who brought what, and where it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.people.access import right_required
from core.people.models import User
from core.screens.exports import ExportColumn, csv_response, xlsx_response
from core.screens.pdf import pdf_response, render_pdf
from receipts.activity.selectors.money import Figures, Table, money, table_of
from receipts.activity.selectors.period import KINDS, Period
from receipts.activity.selectors.tills import till_figures
from receipts.activity.selectors.work import CORRECTIONS, Work, total_of, work
from receipts.activity.views.activity_links import Links
from receipts.draft.selectors.draft_lines import SEE_OTHERS
from receipts.draft.views.answers import staff

SEE = "receipts_draft.see_draft"
FILES = {"xlsx": xlsx_response, "csv": csv_response}


@dataclass(frozen=True)
class Activity:
    """All figures of a period, and the names of those they are about."""

    period: Period
    table: Table
    work: Mapping[int | None, Work]
    names: Mapping[int | None, str]

    @classmethod
    def read(cls, user: User, period: Period) -> "Activity":
        figures, done = money(user, period), work(user, period)
        ids = {who for who, _code in figures} | set(done)
        found = User.objects.filter(pk__in=[pk for pk in ids if pk])
        names: dict[int | None, str] = {each.pk: str(each) for each in found}
        names[None] = _("Sources automatiques")
        return cls(period, table_of(figures, names), done, names)

    @property
    def workers(self) -> list[int | None]:
        return sorted(self.work, key=lambda who: (who is None, self.names[who]))

    @property
    def is_empty(self) -> bool:
        return not self.table.rows and not self.work


@right_required(SEE)
@require_GET
def activity(request: HttpRequest) -> HttpResponseBase:
    """On screen, as PDF (``format=pdf``), XLSX or CSV."""
    user = staff(request)
    period = Period.read(request.GET, today=timezone.localdate())
    shown = Activity.read(user, period)
    file_kind = request.GET.get("format", "")
    title = _("Journée du guichet %(days)s") % {"days": days_of(period)}
    if file_kind in FILES:
        name = title.replace("/", "-")
        return FILES[file_kind](_rows(shown), _columns(shown), title=name)
    context = _context(user, shown)
    if file_kind == "pdf":
        content = render_pdf("receipts/pdf/activity.html", context, title=title)
        return pdf_response(content, title=title.replace("/", "-"))
    return render(request, "receipts/activity.html", {**context, "title": title})


def days_of(period: Period) -> str:
    """« du 20/11/2026 », « du 16/11/2026 au 22/11/2026 »."""
    if period.first == period.last:
        return _("du %(day)s") % {"day": f"{period.first:%d/%m/%Y}"}
    return _("du %(first)s au %(last)s") % {
        "first": f"{period.first:%d/%m/%Y}",
        "last": f"{period.last:%d/%m/%Y}",
    }


def _context(user: User, shown: Activity) -> dict[str, Any]:
    links, today = Links(user, shown.period), timezone.localdate()
    return {
        "period": shown.period,
        "kinds": list(zip(KINDS, (_("Jour"), _("Semaine"), _("Mois")), strict=True)),
        "today": today,
        "is_now": shown.period.holds(today),
        "sees_others": user.has_perm(SEE_OTHERS),
        "table": shown.table,
        "people": list(_people(shown.table, links)),
        "columns": [
            (label, sums, links.money(code)) for code, label, sums in shown.table.by_channel
        ],
        "places": list(_places(shown.table, links)),
        "agrees": all(sums.agrees for sums in shown.table.columns),
        "work": [
            (shown.names[who], worked, _work_links(links, who))
            for who in shown.workers
            for worked in [shown.work[who]]
        ],
        "work_total": total_of(shown.work.values()),
        "tills": till_figures(shown.period),
        "chart": _chart(shown.table),
        "is_empty": shown.is_empty,
    }


def _people(table: Table, links: Links) -> Iterator[tuple[str, list[tuple[Figures, str]], Figures]]:
    """Each row with the address of each of its figures."""
    for row in table.rows:
        cells = [
            (figures, links.money(code, person=row.user_id) if figures.count else "")
            for (code, _label), figures in zip(table.channels, row.cells, strict=True)
        ]
        yield row.name, cells, row.total


#: Column of « Où est cet argent » → state that its list is filtered by.
STATES = ("pending", "prepared", "posted", "cancelled")


def _places(table: Table, links: Links) -> Iterator[dict[str, Any]]:
    """By channel, where its money is, with the address of each amount."""
    for code, label, sums in table.by_channel:
        amounts = [(sums.in_batch, links.in_batch() if sums.in_batch else "")]
        for state in STATES:
            amount = getattr(sums, state)
            amounts.append((amount, links.money(code, state=state) if amount else ""))
        yield {"label": label, "sums": sums, "amounts": amounts}


def _work_links(links: Links, who: int | None) -> dict[str, str]:
    """A correction made by several verbs leads to the first, which is by far the most usual."""
    if who is None:
        return {}
    trail = {name: links.trail(who, verbs[0]) for name, verbs in CORRECTIONS.items()}
    return {
        "opened": links.opened(who),
        "closed": links.closed(who),
        "deposits": links.deposits(who),
        **{name: trail[name] for name, verbs in CORRECTIONS.items() if len(verbs) == 1},
    }


def _chart(table: Table) -> dict[str, Any]:
    """Persons, each a bar of channels: the table's own figures."""
    return {
        "type": "bar",
        "stacked": True,
        "unit": "€",
        "labels": [row.name for row in table.rows],
        "datasets": [
            {"label": label, "data": [float(row.cells[at].total) for row in table.rows]}
            for at, (_code, label) in enumerate(table.channels)
        ],
    }


def _columns(shown: Activity) -> Sequence[ExportColumn]:
    columns = [ExportColumn(_("Personne"), width=26)]
    for _code, label in shown.table.channels:
        columns += [
            ExportColumn(_("%(channel)s, nombre") % {"channel": label}, "number"),
            ExportColumn(label, "amount"),
        ]
    columns += [ExportColumn(_("Nombre"), "number"), ExportColumn(_("Total"), "amount")]
    counted = (
        *(_("Lots ouverts"), _("Lots clos"), _("Remises"), _("Chèques remis")),
        *(_("Corrigés au lot"), _("Retirés"), _("Contre-passés"), _("Impayés")),
        _("Secondes par chèque"),
    )
    columns += [ExportColumn(label, "number") for label in counted]
    return [*columns, ExportColumn(_("Montant remis"), "amount")]


def _rows(shown: Activity) -> Iterator[list[Any]]:
    """A row per person, then the totals."""
    table, rows = shown.table, {row.user_id: row for row in shown.table.rows}
    people = sorted({*rows, *shown.work}, key=lambda who: (who is None, shown.names[who]))
    empty = [Figures()] * len(table.channels)
    for who in people:
        row = rows.get(who)
        cells, total = (row.cells, row.total) if row else (empty, Figures())
        yield _row(shown.names[who], cells, total, shown.work.get(who, Work()))
    yield _row(_("Total"), table.columns, table.total, total_of(shown.work.values()))


def _row(name: str, cells: Sequence[Figures], total: Figures, worked: Work) -> list[Any]:
    money_cells = [value for each in cells for value in (each.count, each.total)]
    return [
        *(name, *money_cells, total.count, total.total),
        *(worked.opened, worked.closed, worked.slips, worked.cheques),
        *(
            worked.changed,
            worked.cancelled,
            worked.reversed,
            worked.bounced,
            worked.pace,
            worked.deposited,
        ),
    ]
