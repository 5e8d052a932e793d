"""The door for the web server. All code, and what the clinic knows, is read before the first request.

Each worker would else read the rules in its first booking, with the locks of that booking held. The collector
leaves all of it alone.
"""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from assessments.rules import load_rules
from assessments.rules.exercises import load_library
from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.screening import load_screening
from hekas import embedded
from hekas.memory import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hekas.settings")
application = get_wsgi_application()
if settings.EMBEDDED_VALKEY:
    embedded.attach(settings.VAR_DIR)
get_resolver().url_patterns  # noqa: B018 - reads the module of every page
for read in (load_rules, load_questionnaire, load_library, load_screening):
    read()
settle()
