"""Back office: publications, and what the agency allows on its clients' site."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.database.portfolio import in_force
from core.jobs import workers
from core.jobs.models import Job
from core.jobs.services import due_times, schedule
from core.jobs.tasks import run_asked_service
from core.people.access import right_required
from core.screens import toasts
from extranet.publication.enums import PublicationState
from extranet.publication.forms import SettingsForm
from extranet.publication.models import ExtranetSettings, Publication
from extranet.publication.services.change_settings import change_settings
from ledger.books.models import Account
from ledger.books.selectors.bank_details_changes import applied_since

SERVICE = "extranet.publish"


@right_required("extranet_publication.publish")
@require_GET
def publications(request: HttpRequest) -> HttpResponse:
    """The last runs, what waits for the next one, and publishing now."""
    service = schedule.get(SERVICE)
    chosen = Account.objects.filter(published=True)
    last = Publication.objects.filter(state=PublicationState.DONE).first()
    context = {
        "bank_details": applied_since(last.started_at if last else None)[:20],
        "publications": Publication.objects.all()[:30],
        "may_publish": in_force().is_whole,
        "job": Job.objects.filter(kind=service.job_kind).first() if in_force().is_whole else None,
        "next_at": due_times.next_due(schedule.row_of(service), timezone.now()),
        "chosen": chosen.filter(party__isnull=False).count(),
        "without_party": chosen.filter(party__isnull=True).count(),
        "site": settings.SEPA_PLATFORM_URL or settings.EXTRANET_URL,
    }
    return render(request, "extranet/publications.html", context)


@right_required("extranet_publication.publish")
@require_POST
def publish_now(request: HttpRequest) -> HttpResponse:
    """Start a publication, of every entity at once. Answers with its progress, which refreshes
    itself until it is over."""
    if not in_force().is_whole:
        raise PermissionDenied("extranet_publication.publish")
    job = schedule.ask_now(code=SERVICE, acting_user=request.user)  # type: ignore[arg-type]
    workers.start(run_asked_service, job)
    return render(request, "core/partials/job.html", {"job": job})


@right_required("core_people.manage_settings")
@require_http_methods(["GET", "POST"])
def extranet_settings(request: HttpRequest) -> HttpResponse:
    current = ExtranetSettings.objects.get_or_create(pk=1)[0]
    form = SettingsForm(request.POST or None, instance=current)
    if request.method == "POST" and form.is_valid():
        change_settings(acting_user=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        toasts.done(
            request,
            _("Les réglages sont enregistrés ; ils valent dès la prochaine publication."),
        )
        return redirect("extranet:settings")
    context = {"form": form, "record": current}
    return render(request, "extranet/settings.html", context, status=422 if form.errors else 200)
