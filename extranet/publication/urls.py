"""Addresses of this room in the back office."""

from django.urls import path

from extranet.publication.views import accesses, addresses
from extranet.publication.views import publication_pages as publication

urlpatterns = [
    path("extranet/", publication.publications, name="publications"),
    path("extranet/publier/", publication.publish_now, name="publish_now"),
    path("extranet/reglages/", publication.extranet_settings, name="settings"),
    path("extranet/acces/", accesses.AccessList.as_view(), name="accesses"),
    path("extranet/acces/remis/", accesses.handed_over, name="handover"),
    path("extranet/acces/lettres/", accesses.letters, name="letters"),
    path("extranet/acces/<int:pk>/", accesses.access_page, name="access"),
    path("extranet/acces/<int:pk>/mot-de-passe/", accesses.regenerate, name="access_regenerate"),
    path("extranet/acces/<int:pk>/sessions/", addresses.end_sessions, name="access_end_sessions"),
    path("extranet/adresses/", addresses.AddressList.as_view(), name="addresses"),
    path("extranet/adresses/<int:pk>/", addresses.decide, name="address_decide"),
    path("extranet/acces/<int:pk>/suspendre/", accesses.suspend, name="access_suspend"),
    path("extranet/acces/<int:pk>/retablir/", accesses.restore, name="access_restore"),
    path("extranet/comptes/marquer/", accesses.mark, name="mark"),
    path("extranet/comptes/desactiver/", accesses.unmark, name="unmark"),
    path("extranet/comptes/<int:pk>/marquer/", accesses.mark_one, name="mark_one"),
    path("extranet/comptes/<int:pk>/desactiver/", accesses.unmark_one, name="unmark_one"),
    path("extranet/comptes/<int:pk>/acces/", accesses.access_of_account, name="account_access"),
]
