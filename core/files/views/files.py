"""Every file that left or arrived: list, look at, download, replay."""

import django_filters
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from core.files.enums import Direction, FileOutcome
from core.files.exchange.consumers import label_of
from core.files.models import ArchivedFile, ExchangeFolder
from core.files.services.exchange import consuming, delivering, downloading
from core.files.tasks import replay_file
from core.jobs import workers
from core.jobs.models import Job
from core.people.access import right_required, user_of
from core.screens import toasts
from core.screens.answers import done_or_refused
from core.screens.lists import Column, ListPage, state_column
from core.screens.lists.filters import DayFilter, ListFilter
from core.screens.lists.records import HISTORY, GoTo, RecordAction, RecordPage, RecordTab
from core.text.errors import BusinessError

sees = right_required("core_people.see_files")

_COLOURS = {
    FileOutcome.STORED: "secondary",
    FileOutcome.DELIVERED: "green",
    FileOutcome.PROCESSED: "green",
    FileOutcome.FAILED: "red",
}


class FileFilter(ListFilter):
    sens = django_filters.ChoiceFilter(
        label=gettext_lazy("Sens"),
        field_name="direction",
        choices=Direction.choices,
        empty_label=gettext_lazy("Tous"),
    )
    suite = django_filters.ChoiceFilter(
        label=gettext_lazy("Suite"),
        field_name="outcome",
        choices=FileOutcome.choices,
        empty_label=gettext_lazy("Toutes"),
    )
    dossier = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Dossier"),
        field_name="folder",
        queryset=ExchangeFolder.objects.all(),
        empty_label=gettext_lazy("Tous"),
    )
    du = DayFilter(label=gettext_lazy("Du"), field_name="created_at", lookup_expr="date__gte")
    au = DayFilter(label=gettext_lazy("Au"), field_name="created_at", lookup_expr="date__lte")


class FileList(ListPage[ArchivedFile]):
    key = "core.files"
    title = gettext_lazy("Fichiers échangés")
    url_name = "core:files"
    access = "core_people.see_files"
    search_fields = ("name", "sha256")
    filterset_class = FileFilter
    default_sort = "-created_at"
    empty_text = gettext_lazy(
        "Aucun fichier pour l’instant : tout ce qui part ou arrive est gardé ici, octet pour octet."
    )
    columns = (
        Column("created_at", gettext_lazy("Archivé le"), kind="datetime"),
        Column("direction", gettext_lazy("Sens"), "get_direction_display", sort="direction"),
        Column("name", gettext_lazy("Nom"), link=True, width=40),
        Column("kind", gettext_lazy("Nature"), lambda file: label_of(file.kind), sort="kind"),
        Column(
            "size",
            gettext_lazy("Taille"),
            lambda file: filesizeformat(file.size),
            kind="number",
            sort="size",
        ),
        Column("folder", gettext_lazy("Dossier"), "folder", sort="folder__label"),
        state_column("outcome", gettext_lazy("Suite"), _COLOURS),
        Column(
            "flag",
            gettext_lazy("Remarque"),
            lambda file: _("même nom, autre contenu") if file.namesake_id else "",
            sort=None,
        ),
        Column("sha256", gettext_lazy("SHA-256"), visible=False),
    )

    def queryset(self) -> QuerySet[ArchivedFile]:
        return ArchivedFile.objects.select_related("folder").defer(
            "folder__password", "folder__private_key", "folder__passphrase"
        )

    def row_url(self, row: ArchivedFile) -> str:
        return reverse("core:file", args=[row.pk])


def _links(file: ArchivedFile) -> list[GoTo]:
    links = []
    if file.namesake_id:
        address = reverse("core:file", args=[file.namesake_id])
        links.append(GoTo(_("Fichier précédent du même nom"), address, "files"))
    same = ArchivedFile.objects.filter(sha256=file.sha256).exclude(pk=file.pk)
    if same.exists():
        address = f"{reverse('core:files')}?q={file.sha256}"
        links.append(GoTo(_("Même contenu"), address, "copy"))
    return links


RECORD = RecordPage(
    kind="core.file",
    list_page=FileList,
    tabs=(
        RecordTab("file", gettext_lazy("Fichier"), "core:file"),
        RecordTab(HISTORY, gettext_lazy("Historique"), "core:file_history"),
    ),
    actions=(
        RecordAction(
            "download",
            gettext_lazy("Télécharger"),
            "core:file_download",
            "download",
            is_link=True,
            available=lambda file: file.erased_at is None,
        ),
        RecordAction(
            "replay",
            gettext_lazy("Rejouer"),
            "core:file_replay",
            "repeat",
            right="core_people.manage_settings",
            confirm=gettext_lazy(
                "Le fichier est relu comme s’il arrivait : ce qui est déjà enregistré ne l’est pas "
                "deux fois."
            ),
            available=consuming.can_replay,
        ),
        RecordAction(
            "deliver",
            gettext_lazy("Déposer à nouveau"),
            "core:file_deliver",
            "upload",
            right="core_people.manage_settings",
            confirm=gettext_lazy("Le même fichier est déposé une fois de plus dans son dossier."),
            available=delivering.is_ours,
        ),
    ),
    links=_links,
)


def _file(pk: int) -> ArchivedFile:
    return get_object_or_404(ArchivedFile.objects.select_related("folder", "namesake"), pk=pk)


@sees
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    file = _file(pk)
    replays = Job.objects.filter(kind=consuming.REPLAY, parameters__file=pk)[:5]
    return RECORD.render(
        request,
        file,
        tab="file",
        template="core/exchange_file.html",
        kind_label=label_of(file.kind),
        replays=replays,
    )


@sees
@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    return RECORD.history(request, _file(pk))


@sees
@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The exact bytes, in chunks, never shown in place: who made them is not us."""
    file = _file(pk)
    try:
        content = downloading.open_for(file=file, acting_user=request.user)  # type: ignore[arg-type]
    except BusinessError as error:
        toasts.refused(request, error)
        return redirect("core:file", pk=pk)
    return FileResponse(
        content,
        as_attachment=True,
        filename=file.name,
        content_type="application/octet-stream",
        headers={"Cache-Control": "no-store"},
    )


@right_required("core_people.manage_settings")
@require_POST
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        job = consuming.ask_replay(file=_file(pk), acting_user=request.user)  # type: ignore[arg-type]
    except BusinessError as error:
        toasts.refused(request, error)
    else:
        workers.start(replay_file, job)
    return redirect("core:file", pk=pk)


@right_required("core_people.manage_settings")
@require_POST
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    file = _file(pk)

    def act() -> str:
        delivering.deliver_again(file=file, acting_user=user_of(request))
        return _("Le fichier repart vers son dossier.")

    return done_or_refused(request, act, back=reverse("core:file", args=[pk]))
