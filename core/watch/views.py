"""What a load balancer, a container and Prometheus ask: alive? ready? how much?"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from core.people.access import public
from core.text.tokens import opens
from core.watch.services import readiness


@public
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@public
def readyz(_request: HttpRequest) -> HttpResponse:
    """Each part by name, with a sentence; 503 where one is not there.

    Anyone may ask: it tells what is missing, and nothing else of the installation.
    """
    there = readiness.parts()
    told = {part: {"ok": ok, "says": readiness.sentence(part, ok=ok)} for part, ok in there.items()}
    ready = all(there.values())
    answer = JsonResponse(
        {"ok": ready, "parts": told},
        status=200 if ready else 503,
        json_dumps_params={"ensure_ascii": False},
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@public
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, to whoever shows the token of the settings; not there without one."""
    if not settings.METRICS_TOKEN:
        return HttpResponse(status=404)
    if not opens(settings.METRICS_TOKEN, request.headers.get("Authorization", "")):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    from core.house.metrics import content_type
    from core.watch.services import figures

    return HttpResponse(figures.written(), content_type=content_type())
