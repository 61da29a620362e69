"""Addresses of this room in the back office."""

from django.urls import path

from receipts.activity.views import day_of_work as activity

urlpatterns = [
    path("guichet/journee/", activity.activity, name="activity"),
]
