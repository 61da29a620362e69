"""*Services système*: what runs at which hours, what ran, and running one now."""

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.jobs import processes, workers
from core.jobs.forms import ServiceForm
from core.jobs.models import Job
from core.jobs.processes import RUN_SERVICES, SERVICES_SINCE
from core.jobs.selectors.services import service_rows, services_since
from core.jobs.services import schedule
from core.jobs.tasks import run_asked_service
from core.people.access import background, right_required, signed_in
from core.screens import toasts
from core.text.errors import BusinessError


def _service(code: str) -> schedule.Service:
    try:
        return schedule.get(code)
    except KeyError:
        raise Http404 from None


@right_required("core_people.manage_settings")
@require_GET
def services(request: HttpRequest) -> HttpResponse:
    return render(request, "core/services.html", {"rows": service_rows(timezone.now())})


@right_required("core_people.manage_settings")
def service(request: HttpRequest, code: str) -> HttpResponse:
    """Days and hours of one service, and its last runs."""
    found = _service(code)
    row = schedule.row_of(found)
    form = ServiceForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            schedule.configure(acting_user=request.user, code=code, **form.choices())  # type: ignore[arg-type]
        except BusinessError as error:
            form.add_error(None, str(error))
        else:
            toasts.done(request, _("Les horaires sont enregistrés."))
            return redirect("core:services")
    jobs = Job.objects.filter(kind=found.job_kind)[:30]
    context = {"service": found, "row": row, "form": form, "jobs": jobs}
    return render(request, "core/service.html", context)


@right_required("core_people.manage_settings")
@require_POST
def run(request: HttpRequest, code: str) -> HttpResponse:
    """Run one now. Answers with its progress, which refreshes itself until it is over."""
    found = _service(code)
    job = schedule.ask_now(code=found.code, acting_user=request.user)  # type: ignore[arg-type]
    workers.start(run_asked_service, job)
    return render(request, "core/partials/job.html", {"job": job})


@background
@signed_in
@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a job is. To whoever asked for it, and to those who manage the settings."""
    found = get_object_or_404(Job, pk=pk)
    mine = found.requested_by_id == request.user.pk
    if not mine and not request.user.has_perm("core_people.manage_settings"):
        raise Http404
    return render(request, "core/partials/job.html", {"job": found})


@signed_in
@require_POST
def at_sign_in(request: HttpRequest) -> HttpResponse:
    """Single-user edition: start what is due, in a process of its own, and answer at once."""
    if settings.MULTI_USER or not request.session.pop(RUN_SERVICES, False):
        return HttpResponse()
    now = timezone.now()
    request.session[SERVICES_SINCE] = now.isoformat()
    processes.start_manage("run_services", "--signing-in")
    return _services_since(request, now)


@background
@signed_in
@require_GET
def since_sign_in(request: HttpRequest) -> HttpResponse:
    """What the services started at sign-in are doing; the part asks again until they are done."""
    since = request.session.get(SERVICES_SINCE)
    return _services_since(request, datetime.fromisoformat(since)) if since else HttpResponse()


def _services_since(request: HttpRequest, since: datetime) -> HttpResponse:
    context = {"night": services_since(since, now=timezone.now())}
    return render(request, "core/partials/signed_in_services.html", context)
