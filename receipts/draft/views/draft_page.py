"""The draft: the page and the parts that it loads by itself."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.people.access import right_required
from core.people.models import User
from core.screens.lists import views as lists
from core.screens.lists.table import headings
from core.text.money import ZERO, to_cents
from receipts.draft.channels import CHANNELS, ChannelAction
from receipts.draft.selectors import draft_lines as selectors
from receipts.draft.selectors import draft_totals as sums
from receipts.draft.views.draft_list import DraftList
from receipts.draft.views.rows import render_rows

EDIT, POST = "receipts_draft.edit_draft", "receipts_draft.post_receipts"


@dataclass(frozen=True)
class Button:
    """An action of a channel, as the bar shows it."""

    action: ChannelAction
    channel: str
    url: str


@right_required("receipts_draft.see_draft")
def draft(request: HttpRequest) -> Any:
    """The page; the part that HTMX swaps; XLSX, CSV and PDF with ``format``."""
    page = DraftList(request)
    if request.method == "POST" or request.GET.get("format"):
        return lists.answer(page)
    partial = lists.wants_part(request)
    template = "receipts/partials/region.html" if partial else "receipts/draft.html"
    response = render(request, template, _context(page, partial=partial))
    if partial:
        url = page.link(page=page.draft.page)
        here = request.headers.get("HX-Current-URL", "").endswith(url)
        response.headers["HX-Replace-Url" if here else "HX-Push-Url"] = url
    patch_vary_headers(response, ["HX-Target"])
    return response


def _context(page: DraftList, *, partial: bool) -> dict[str, Any]:
    query, user = page.draft, page.user
    rows, has_more = selectors.page_of(query, user)
    first = (query.page - 1) * page.page_size
    return {
        "seen_at": timezone.now().isoformat(),
        "here_url": page.link(page=query.page),
        "query": query,
        "query_string": query.query_string(),
        "rows": render_rows(rows, page.shown, reader=page.user),
        "headings": headings(page),
        "first": first + 1,
        "last": first + len(rows),
        "count": len(rows),
        "previous_url": page.link(page=query.page - 1) if query.page > 1 else "",
        "next_url": page.link(page=query.page + 1) if has_more else "",
        "filtered": bool(query.text or query.entity or query.batch or query.late),
        "reset_url": page.link(text="", batch="", late=False, page=1),
        "all_batches_url": page.link(batch="", page=1),
        "everyone_url": page.link(everyone=True, page=1),
        "may_see_others": user.has_perm("receipts_draft.see_others"),
        "may_edit": user.has_perm(EDIT),
        "may_post": user.has_perm(POST),
        "buttons": _buttons(user, query.channel),
        "list": page,
        "arranged": []
        if partial
        else [(column, page.preference.is_shown(column)) for column in page.arranged],
    }


def _buttons(user: User, channel_code: str) -> list[Button]:
    return [
        Button(action, each.code, reverse(action.url_name))
        for each in CHANNELS
        if channel_code in ("", each.code)
        for action in each.actions
        if user.has_perm(action.right)
    ]


@right_required("receipts_draft.see_draft")
@require_GET
def tabs(request: HttpRequest) -> HttpResponse:
    """The channels, with how many lines wait in each and what they come to."""
    page = DraftList(request)
    query = page.draft
    by_channel = sums.totals_by_channel(page.user, everyone=query.everyone, entity=query.entity)
    items = [
        (each.code, str(each.label), each.icon, by_channel.get(each.code)) for each in CHANNELS
    ]
    everything = sums.Totals(
        sum(each.count for each in by_channel.values()),
        sum((each.total for each in by_channel.values()), ZERO),
    )
    shown = [("", _("Tous"), "stack-2", everything), *items]
    context = {
        "tabs": [
            (code, label, icon, total, page.link(channel=code, page=1))
            for code, label, icon, total in shown
        ],
        "query": query,
    }
    return render(request, "receipts/partials/tabs.html", context)


@right_required("receipts_draft.see_draft")
@require_GET
def totals(request: HttpRequest) -> JsonResponse:
    """Count and sum of everything that the filter lets through, for « select all »."""
    page = DraftList(request)
    whole = sums.totals(page.draft, page.user)
    return JsonResponse({"count": whole.count, "cents": to_cents(whole.total)})
