"""WSGI entry point of the site that LSC_SITE names."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lsc.settings")
application = get_wsgi_application()
