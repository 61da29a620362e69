"""« Importer… »: fetch what the kiosk left, or take in a file that a person holds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from connectic.services.import_upload import keep_upload
from connectic.services.scan_folder import scan as scan_folder
from core.files.services.exchange import consume
from core.files.services.exchange.consuming import ask_replay
from core.files.tasks import replay_file
from core.jobs import workers
from core.people.access import right_required
from core.text.errors import BusinessError
from receipts.draft.views.answers import changed, refusals_shown, staff

RUN = "connectic.run_kiosk"
#: A larger file is read by a worker, and its progress shown.
_AT_ONCE_BYTES = 1 << 20


@right_required(RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def dialog(request: HttpRequest) -> HttpResponse:
    """The two ways in; the draft's button posts its selection, which does not matter here."""
    return render(request, "connectic/partials/import_dialog.html")


@right_required(RUN)
@require_POST
@refusals_shown
def scan(request: HttpRequest) -> HttpResponse:
    return changed(request, scan_folder(acting_user=staff(request)))


@right_required(RUN)
@require_POST
@refusals_shown
def upload(request: HttpRequest) -> HttpResponse:
    chosen = request.FILES.get("file")
    if chosen is None or not chosen.size:
        raise BusinessError(_("Choisissez le fichier de l’automate."))
    user = staff(request)
    file = keep_upload(chosen.file, name=chosen.name or "paiements.csv", acting_user=user)  # type: ignore[arg-type]
    if file.size <= _AT_ONCE_BYTES or file.report:
        return changed(request, consume(file, acting_user=user))
    job = ask_replay(file=file, acting_user=user)
    workers.start(replay_file, job)
    return render(request, "connectic/partials/import_progress.html", {"job": job})
