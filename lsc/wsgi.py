"""WSGI entry point of the site that LSC_SITE names."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lsc.settings")
application = get_wsgi_application()
# Reads all that answers a page: whoever asks for the first one need not wait for it.
get_resolver().url_patterns  # noqa: B018
