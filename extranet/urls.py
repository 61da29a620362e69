"""Back-office URLs of this room."""

from django.urls import URLPattern

app_name = "extranet"
urlpatterns: list[URLPattern] = []
