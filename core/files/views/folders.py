"""Exchange folders: describe, test, recognise the server's key."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from core.files.enums import FolderKind
from core.files.exchange.fingerprints import fingerprint
from core.files.forms import FolderForm
from core.files.models import ExchangeFolder
from core.files.services.exchange import folders
from core.files.services.exchange.checking import check_folder
from core.people.access import right_required
from core.screens import toasts
from core.screens.lists import Column, CreateLink, ListPage
from core.text.errors import BusinessError

manages = right_required("core_people.manage_settings")


def _state(folder: ExchangeFolder) -> str:
    if folder.last_error:
        return _("En échec")
    return _("Répond") if folder.last_contact_at else _("Jamais testé")


class FolderList(ListPage[ExchangeFolder]):
    key = "core.folders"
    title = gettext_lazy("Dossiers d’échange")
    url_name = "core:folders"
    access = "core_people.manage_settings"
    search_fields = ("label", "code", "host")
    default_sort = "label"
    create = CreateLink(gettext_lazy("Nouveau dossier"), "core:folder_create")
    empty_text = gettext_lazy(
        "Aucun dossier d’échange : décrivez celui où la banque, l’automate ou un partenaire "
        "dépose ou reçoit des fichiers."
    )
    columns = (
        Column("label", gettext_lazy("Libellé"), link=True, width=30),
        Column("code", gettext_lazy("Code")),
        Column("kind", gettext_lazy("Protocole"), "get_kind_display", sort="kind"),
        Column("host", gettext_lazy("Serveur")),
        Column("path", gettext_lazy("Chemin")),
        Column("last_contact_at", gettext_lazy("Dernier contact"), kind="datetime"),
        Column(
            "state",
            gettext_lazy("État"),
            _state,
            kind="pill",
            sort=None,
            pill=lambda folder: (
                "red" if folder.last_error else "green" if folder.last_contact_at else "secondary"
            ),
        ),
    )

    def queryset(self) -> QuerySet[ExchangeFolder]:
        return ExchangeFolder.objects.defer("password", "private_key", "passphrase")

    def row_url(self, row: ExchangeFolder) -> str:
        return reverse("core:folder", args=[row.pk])


def _keys(folder: ExchangeFolder) -> dict[str, str]:
    return {
        "known": fingerprint(folder.host_key),
        "offered": fingerprint(folder.offered_host_key),
    }


@manages
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@manages
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(ExchangeFolder, pk=pk))


def _edit(request: HttpRequest, folder: ExchangeFolder | None) -> HttpResponse:
    form = FolderForm(request.POST or None, instance=folder)
    if request.method == "POST" and form.is_valid():
        try:
            saved = folders.save_folder(
                folder=folder,
                values=form.cleaned_data,
                acting_user=request.user,  # type: ignore[arg-type]
            )
        except BusinessError as error:
            form.add_error(None, " ".join([str(error), *error.problems]))
        else:
            toasts.done(request, _("Le dossier est enregistré : testez la connexion."))
            return redirect("core:folder", pk=saved.pk)
    # The form works on the instance: what the page says of the folder is what is stored.
    stored = ExchangeFolder.objects.get(pk=folder.pk) if folder else None
    context = {
        "form": form,
        "folder": stored,
        "keys": _keys(stored) if stored else None,
        "files": stored.files.all()[:8] if stored else (),
        "is_plain": stored is not None and stored.kind == FolderKind.FTP,
    }
    return render(request, "core/exchange_folder.html", context)


@manages
@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """*Tester la connexion*: what was tried and what happened, in words."""
    folder = get_object_or_404(ExchangeFolder, pk=pk)
    steps = check_folder(folder=folder)
    folder.refresh_from_db()
    context = {"folder": folder, "steps": steps, "keys": _keys(folder)}
    return render(request, "core/partials/exchange_connection.html", context)


@manages
@require_POST
def pin(request: HttpRequest, pk: int) -> HttpResponse:
    """A person recognises the key whose fingerprint the page showed."""
    folder = get_object_or_404(ExchangeFolder, pk=pk)
    try:
        folders.pin_host_key(
            folder=folder,
            shown=request.POST.get("fingerprint", ""),
            acting_user=request.user,  # type: ignore[arg-type]
        )
    except BusinessError as error:
        toasts.refused(request, error)
    else:
        toasts.done(request, _("La clé du serveur est reconnue : testez la connexion à nouveau."))
    return redirect("core:folder", pk=pk)


@manages
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    folder = get_object_or_404(ExchangeFolder, pk=pk)
    try:
        folders.delete_folder(folder=folder, acting_user=request.user)  # type: ignore[arg-type]
    except BusinessError as error:
        toasts.refused(request, error)
        return redirect("core:folder", pk=pk)
    toasts.done(request, _("Le dossier « %(label)s » est supprimé.") % {"label": folder.label})
    return redirect("core:folders")
