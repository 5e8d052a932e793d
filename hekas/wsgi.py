"""The door for the web server."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from hekas import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hekas.settings")
application = get_wsgi_application()
if settings.EMBEDDED_VALKEY:
    embedded.attach(settings.VAR_DIR)
