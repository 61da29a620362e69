"""Back-office URLs of this room."""

from django.urls import path

from connectic.views import aside, nights
from connectic.views import import_dialog as importing
from connectic.views import settings_page as settings

app_name = "connectic"
urlpatterns = [
    path("automate/", nights.nights, name="nights"),
    path("automate/mises-de-cote/", aside.AsideList.as_view(), name="aside"),
    path("automate/mises-de-cote/<int:pk>/", aside.take, name="take_aside"),
    path("automate/mises-de-cote/<int:pk>/classer/", aside.set_down, name="set_down"),
    path("automate/importer/", importing.dialog, name="import"),
    path("automate/importer/dossier/", importing.scan, name="scan"),
    path("automate/importer/fichier/", importing.upload, name="upload"),
    path("automate/reglages/", settings.settings, name="settings"),
]
