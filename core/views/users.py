"""Users and their rights."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core import rights, toasts
from core.access import right_required
from core.enums import UserKind
from core.errors import BusinessError
from core.forms.screens import UserForm
from core.models import User
from core.selectors import staff_rows
from core.services import users

manages_users = right_required("core.manage_users")


@manages_users
@require_GET
def staff(request: HttpRequest) -> HttpResponse:
    return render(request, "core/users.html", {"people": staff_rows()})


def _refuse(form: UserForm, error: BusinessError) -> None:
    form.add_error(None, ValidationError([str(error), *error.problems]))


@manages_users
def create(request: HttpRequest) -> HttpResponse:
    """A new member of staff; ``?modele=accountant`` ticks the rights of a role."""
    preset = rights.role(request.GET.get("modele", ""))
    form = UserForm(request.POST or None, preset=preset)
    if request.method == "POST" and form.is_valid():
        try:
            user, link = users.create(acting_user=request.user, data=form.data_class())  # type: ignore[arg-type]
        except BusinessError as error:
            _refuse(form, error)
        else:
            return render(request, "core/reset_link.html", {"person": user, "link": link})
    context = {"form": form, "person": None, "roles": rights.ROLES, "preset": preset}
    return render(request, "core/user.html", context)


@manages_users
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk, kind=UserKind.STAFF)
    preset = rights.role(request.GET.get("modele", ""))
    form = UserForm(request.POST or None, person=person, preset=preset)
    if request.method == "POST" and form.is_valid():
        try:
            users.update(acting_user=request.user, user_id=pk, data=form.data_class())  # type: ignore[arg-type]
        except BusinessError as error:
            _refuse(form, error)
        else:
            toasts.done(request, _("Les droits de %(who)s sont à jour.") % {"who": person})
            return redirect("core:users")
    context = {
        "form": form,
        "person": person,
        "roles": rights.ROLES,
        "preset": preset,
    }
    return render(request, "core/user.html", context)


@manages_users
@require_POST
def reset_link(request: HttpRequest, pk: int) -> HttpResponse:
    """The link is shown on this answer only: it is kept nowhere."""
    person = get_object_or_404(User, pk=pk, kind=UserKind.STAFF)
    _person, link = users.reset_password(acting_user=request.user, user_id=person.pk)  # type: ignore[arg-type]
    return render(request, "core/reset_link.html", {"person": person, "link": link})


@manages_users
@require_POST
def reset_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk, kind=UserKind.STAFF)
    users.reset_second_factor(acting_user=request.user, user_id=person.pk)  # type: ignore[arg-type]
    toasts.done(
        request,
        _("Second facteur oublié : %(who)s en activera un autre à sa prochaine visite.")
        % {"who": person},
    )
    return redirect("core:user", pk=pk)
