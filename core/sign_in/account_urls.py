"""The sign-in pages that the library brings and that both sites want; the rest stays shut."""

from allauth.account import views
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path

from core.people.access import public
from core.sign_in.views import sessions, way_in


@public
def closed(request: HttpRequest) -> HttpResponse:
    """Nobody signs up, and the agency keeps the e-mail addresses. The library needs the names."""
    raise Http404(request.path)


urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("deblocage/", way_in.ask, name="account_way_in"),
    path("deblocage/<str:token>/", way_in.link, name="account_way_in_link"),
    path("sessions/", sessions.mine, name="account_sessions"),
    path("sessions/fermer/", sessions.end_my_others, name="account_sessions_end"),
    path("sessions/<int:pk>/fermer/", sessions.end_mine, name="account_session_end"),
    path("inactive/", closed, name="account_inactive"),
    path("signup/", closed, name="account_signup"),
    path("email/", closed, name="account_email"),
    path("confirm-email/", closed, name="account_email_verification_sent"),
    path("password/set/", closed, name="account_set_password"),
    path("login/code/confirm/", closed, name="account_confirm_login_code"),
]
