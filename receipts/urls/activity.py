"""URLs of a day's work."""

from django.urls import path

from receipts.views import activity

urlpatterns = [
    path("guichet/journee/", activity.activity, name="activity"),
]
