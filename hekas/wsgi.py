"""The door for the web server. All code is read before the first request, and the collector leaves it alone.

A large search took 160 ms of processor time, half of it in the collector's walk over what had been imported.
"""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from hekas import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hekas.settings")
application = get_wsgi_application()
if settings.EMBEDDED_VALKEY:
    embedded.attach(settings.VAR_DIR)
get_resolver().url_patterns  # noqa: B018 - reads the module of every page
gc.collect()
gc.freeze()
