"""Back-office URLs of what an account owes at the counter, and of what is decided of it."""

from django.urls import path

from receipts.views.counter import open_items, outcomes

urlpatterns = [
    path("guichet/lots/<int:pk>/dettes/", open_items.items, name="batch_items"),
    path("guichet/lots/<int:pk>/signaler/<int:account>/", open_items.flag, name="batch_flag"),
    path("guichet/lots/<int:pk>/suites/", outcomes.listed, name="outcomes"),
    path("guichet/lots/<int:pk>/suites/nouvelle/", outcomes.new, name="outcome_new"),
    path("guichet/lots/<int:pk>/suites/noter/", outcomes.note, name="outcome_note"),
    path("guichet/suites/<int:pk>/retirer/", outcomes.remove, name="outcome_remove"),
    path("guichet/suites/<int:pk>/defaire/", outcomes.undo, name="outcome_undo"),
]
