"""The door for the web server. All code is read before the first request; the collector leaves it alone."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from hekas import embedded
from hekas.memory import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hekas.settings")
application = get_wsgi_application()
if settings.EMBEDDED_VALKEY:
    embedded.attach(settings.VAR_DIR)
get_resolver().url_patterns  # noqa: B018 - reads the module of every page
settle()
