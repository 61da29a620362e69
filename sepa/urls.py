"""Back-office URLs of this room."""

from django.urls import URLPattern

app_name = "sepa"
urlpatterns: list[URLPattern] = []
