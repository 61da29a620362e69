"""Addresses of this room in the back office."""

from django.urls import path

from core.files.views import files, folders

urlpatterns = [
    path("parametres/dossiers/", folders.FolderList.as_view(), name="folders"),
    path("parametres/dossiers/nouveau/", folders.create, name="folder_create"),
    path("parametres/dossiers/<int:pk>/", folders.edit, name="folder"),
    path("parametres/dossiers/<int:pk>/tester/", folders.test, name="folder_test"),
    path("parametres/dossiers/<int:pk>/reconnaitre/", folders.pin, name="folder_pin"),
    path("parametres/dossiers/<int:pk>/supprimer/", folders.delete, name="folder_delete"),
    path("parametres/fichiers/", files.FileList.as_view(), name="files"),
    path("parametres/fichiers/<int:pk>/", files.detail, name="file"),
    path("parametres/fichiers/<int:pk>/historique/", files.history, name="file_history"),
    path("parametres/fichiers/<int:pk>/telecharger/", files.download, name="file_download"),
    path("parametres/fichiers/<int:pk>/rejouer/", files.replay, name="file_replay"),
    path("parametres/fichiers/<int:pk>/deposer/", files.deliver, name="file_deliver"),
]
