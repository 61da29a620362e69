"""Back office: which accounts are published, and how their clients sign in."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.people.access import right_required, user_of
from core.screens import toasts
from core.screens.lists import Column, ListPage
from core.screens.pdf import pdf_response, render_pdf
from core.sign_in.services.end_sessions import open_sessions
from core.text.errors import BusinessError
from extranet.publication.enums import AddressState
from extranet.publication.models import ClientAccess
from extranet.publication.rules.references import party_reference
from extranet.publication.selectors.client_accesses import accounts_behind
from extranet.publication.services import hand_passwords as handover
from extranet.publication.services.give_access import regenerate_password, set_active
from extranet.publication.services.mark_accounts import mark_accounts, unmark_accounts
from ledger.accounts.views.account_list import AccountList
from ledger.books.models import Account
from ledger.books.views.book_links import account_url

PUBLISH, MANAGE = (
    "extranet_publication.publish",
    "extranet_publication.manage_access",
)


class AccessList(ListPage[ClientAccess]):
    key = "extranet.accesses"
    title = gettext_lazy("Accès des clients")
    url_name = "extranet:accesses"
    access = MANAGE
    search_fields = ("user__last_name", "user__first_name", "user__username", "user__email")
    default_sort = "client"
    empty_text = gettext_lazy(
        "Aucun accès pour l’instant : publiez un compte, son tiers reçoit un identifiant."
    )
    columns = (
        Column("client", gettext_lazy("Client"), "user", sort=("user__last_name",), link=True),
        Column("username", gettext_lazy("Identifiant"), "user.username"),
        Column("email", gettext_lazy("E-mail"), "user.email"),
        Column(
            "state",
            gettext_lazy("Mot de passe"),
            lambda access: access.state_at(timezone.now()),
            sort=None,
            width=34,
        ),
        Column("active", gettext_lazy("Connexion autorisée"), "user.is_active", kind="bool"),
        Column("last_login", gettext_lazy("Dernière visite"), "user.last_login", kind="datetime"),
        Column("issued_at", gettext_lazy("Remis le"), kind="datetime", visible=False),
    )

    def queryset(self) -> QuerySet[ClientAccess]:
        return ClientAccess.objects.select_related("user")

    def row_url(self, row: ClientAccess) -> str:
        return reverse("extranet:access", args=[row.pk])

    def row_css(self, row: ClientAccess) -> str:
        return "" if row.user.is_active else "list-muted"


def _access(pk: int) -> ClientAccess:
    return get_object_or_404(ClientAccess.objects.select_related("user"), pk=pk)


@right_required(MANAGE)
@require_GET
def access_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One client's way in, and the accounts that it opens."""
    access = _access(pk)
    context = {
        "access": access,
        "password_state": access.state_at(timezone.now()),
        "accounts": accounts_behind(access),
        "asked": access.address_changes.filter(state=AddressState.ASKED).first(),
        "sessions": open_sessions(access.user),
    }
    return render(request, "extranet/access.html", context)


@right_required(MANAGE)
@require_GET
def access_of_account(request: HttpRequest, pk: int) -> HttpResponse:
    """From an account to the sign-in of its party."""
    account = get_object_or_404(Account, pk=pk, party__isnull=False)
    accesses = ClientAccess.objects.filter(party_reference=party_reference(account.party_id or 0))
    return redirect("extranet:access", pk=get_object_or_404(accesses).pk)


@right_required(MANAGE)
@require_POST
def regenerate(request: HttpRequest, pk: int) -> HttpResponse:
    issued = regenerate_password(_access(pk), acting_user=user_of(request), now=timezone.now())
    handover.keep(request, [issued], now=timezone.now())
    return redirect("extranet:handover")


@right_required(MANAGE)
@require_POST
def suspend(request: HttpRequest, pk: int) -> HttpResponse:
    set_active(_access(pk), active=False, acting_user=user_of(request))
    toasts.done(
        request,
        _("Cet accès est suspendu : le client ne peut plus se connecter."),
        undo=reverse("extranet:access_restore", args=[pk]),
    )
    return redirect("extranet:access", pk=pk)


@right_required(MANAGE)
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    set_active(_access(pk), active=True, acting_user=user_of(request))
    toasts.done(request, _("Cet accès est rétabli."))
    return redirect("extranet:access", pk=pk)


@right_required(PUBLISH)
@never_cache
@require_GET
def handed_over(request: HttpRequest) -> HttpResponse:
    """The sign-ins just made, once: a second look finds them gone."""
    issued, sealed = handover.take(request, now=timezone.now())
    context = {"issued": issued, "sealed": sealed, "site": settings.EXTRANET_URL}
    return render(request, "extranet/handover.html", context)


@right_required(PUBLISH)
@require_POST
def letters(request: HttpRequest) -> HttpResponse:
    """The letters that carry them, to print: one page each."""
    title = _("Votre accès à l’espace client")
    context = {
        "issued": handover.open_sealed(request.POST.get("sealed", ""), now=timezone.now()),
        "site": settings.EXTRANET_URL,
    }
    response = pdf_response(
        render_pdf("extranet/pdf/letters.html", context, title=title), title=title
    )
    response["Cache-Control"] = "no-store"
    return response


@right_required(PUBLISH)
@require_POST
def mark(request: HttpRequest) -> HttpResponse:
    """Choose the accounts selected in the list."""
    page = AccountList.of_selection(request)
    back = page.address(page.query_string())
    return _mark(request, list(page.selected().values_list("pk", flat=True)), back=back)


@right_required(PUBLISH)
@require_POST
def unmark(request: HttpRequest) -> HttpResponse:
    page = AccountList.of_selection(request)
    back = page.address(page.query_string())
    return _unmark(request, list(page.selected().values_list("pk", flat=True)), back=back)


@right_required(PUBLISH)
@require_POST
def mark_one(request: HttpRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(Account, pk=pk)
    undo = reverse("extranet:unmark_one", args=[pk])
    return _mark(request, [pk], back=account_url(account), undo=undo)


@right_required(PUBLISH)
@require_POST
def unmark_one(request: HttpRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(Account, pk=pk)
    undo = reverse("extranet:mark_one", args=[pk])
    return _unmark(request, [pk], back=account_url(account), undo=undo)


def _mark(request: HttpRequest, ids: list[int], *, back: str, undo: str = "") -> HttpResponse:
    def act() -> str:
        now = timezone.now()
        marked = mark_accounts(ids, acting_user=user_of(request), now=now)
        handover.keep(request, marked.issued, now=now)
        return _(
            "Comptes choisis pour l’extranet : %(count)d. Ils paraîtront à la prochaine "
            "publication."
        ) % {"count": marked.count}

    done = _done_or_refused(request, act, undo=undo)
    return redirect("extranet:handover" if done and handover.waits(request) else back)


def _unmark(request: HttpRequest, ids: list[int], *, back: str, undo: str = "") -> HttpResponse:
    def act() -> str:
        count = unmark_accounts(ids, acting_user=user_of(request))
        return _(
            "Comptes désactivés : %(count)d. Ce qui a été publié sera retiré à la prochaine "
            "publication."
        ) % {"count": count}

    _done_or_refused(request, act, undo=undo)
    return redirect(back)


def _done_or_refused(request: HttpRequest, act: Callable[[], Any], *, undo: str) -> bool:
    try:
        toasts.done(request, act(), undo=undo)
    except BusinessError as refusal:
        toasts.refused(request, " ".join([str(refusal), *refusal.problems[:5]]))
        return False
    return True
