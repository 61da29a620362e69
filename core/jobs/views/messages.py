"""System messages (« pour info »): the list, and marking them as read."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from core.jobs.selectors.messages import messages_of
from core.jobs.services import messages
from core.people.access import signed_in, user_of
from core.screens import toasts


@signed_in
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The reader's own messages; ``?tous=1`` shows those already read as well."""
    everything = request.GET.get("tous") == "1"
    found = messages_of(user_of(request), unread=not everything)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(request, "core/messages.html", {"page": page, "everything": everything})


@signed_in
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one message as read, then go where it leads."""
    message = get_object_or_404(messages_of(user_of(request)), pk=pk)
    messages.mark_read([message], reader=user_of(request))
    link = message.link
    if request.POST.get("follow") and url_has_allowed_host_and_scheme(link, allowed_hosts=None):
        return redirect(link)
    return redirect("core:messages")


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    count = messages.mark_all_read(reader=user_of(request))
    said = ngettext(
        "%(count)d message marqué comme lu.", "%(count)d messages marqués comme lus.", count
    )
    toasts.done(request, said % {"count": count})
    return redirect("core:messages")
