"""URLs of exchange folders and of the files that travelled."""

from django.urls import path

from core.views import files, folders

urlpatterns = [
    path("dossiers/", folders.FolderList.as_view(), name="folders"),
    path("dossiers/nouveau/", folders.create, name="folder_create"),
    path("dossiers/<int:pk>/", folders.edit, name="folder"),
    path("dossiers/<int:pk>/tester/", folders.test, name="folder_test"),
    path("dossiers/<int:pk>/reconnaitre/", folders.pin, name="folder_pin"),
    path("dossiers/<int:pk>/supprimer/", folders.delete, name="folder_delete"),
    path("fichiers/", files.FileList.as_view(), name="files"),
    path("fichiers/<int:pk>/", files.detail, name="file"),
    path("fichiers/<int:pk>/historique/", files.history, name="file_history"),
    path("fichiers/<int:pk>/telecharger/", files.download, name="file_download"),
    path("fichiers/<int:pk>/rejouer/", files.replay, name="file_replay"),
    path("fichiers/<int:pk>/deposer/", files.deliver, name="file_deliver"),
]
