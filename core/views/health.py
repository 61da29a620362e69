"""What a load balancer and a container ask: alive? ready?"""

from django.http import HttpRequest, HttpResponse, JsonResponse

from core.access import public
from core.services import readiness


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
