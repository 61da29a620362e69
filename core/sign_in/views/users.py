"""Users and their rights."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.people import rights
from core.people.access import right_required
from core.people.enums import UserKind
from core.people.models import User
from core.people.user_links import links_for, said_of
from core.screens import toasts
from core.sign_in.forms.user import UserForm
from core.sign_in.selectors.staff import staff_rows
from core.sign_in.services import password_reset, users
from core.sign_in.services.end_sessions import open_sessions
from core.text.errors import BusinessError

manages_users = right_required("core_people.manage_users")


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
            user = users.create(acting_user=request.user, data=form.data_class())  # type: ignore[arg-type]
        except BusinessError as error:
            _refuse(form, error)
        else:
            _tell_of_link(request, user)
            return redirect("core:user", pk=user.pk)
    context: dict[str, Any] = {
        "form": form,
        "person": None,
        "roles": rights.ROLES,
        "preset": preset,
        "out_of_reach": "",
        "links": [],
        "set_of_person": [],
    }
    return render(request, "core/user.html", context)


def _tell_of_link(request: HttpRequest, person: User) -> None:
    if password_reset.can_mail(person):
        toasts.done(
            request,
            _("Un lien pour choisir son mot de passe part à %(email)s.") % {"email": person.email},
        )
    else:
        toasts.refused(
            request,
            _(
                "Compte créé, mais aucun e-mail ne peut partir : sur le serveur, « manage.py "
                "reset_link %(username)s » donne le lien à remettre."
            )
            % {"username": person.username},
        )


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
        "out_of_reach": _out_of_reach(request, person),
        "sessions": open_sessions(person),
        "links": links_for(request.user),  # type: ignore[arg-type]
        "set_of_person": said_of(person),
    }
    return render(request, "core/user.html", context)


def _out_of_reach(request: HttpRequest, person: User) -> str:
    """Why this account may only be looked at; empty where it may be changed."""
    try:
        users.check_reach(request.user, person)  # type: ignore[arg-type]
    except BusinessError as error:
        return " ".join([str(error), ", ".join(error.problems)]).strip()
    return ""


@manages_users
@require_POST
def reset_link(request: HttpRequest, pk: int) -> HttpResponse:
    """The link is mailed to the person, and shown to nobody."""
    person = get_object_or_404(User, pk=pk, kind=UserKind.STAFF)
    users.reset_password(acting_user=request.user, user_id=person.pk)  # type: ignore[arg-type]
    _tell_of_link(request, person)
    return redirect("core:user", pk=pk)


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
