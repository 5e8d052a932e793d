"""Keeping the questions of this release, each time that a database is brought up to date with it."""

from typing import Any

from django.apps import apps as all_apps
from django.apps.registry import Apps

from assessments.rules.questionnaire import load_questionnaire, texts

FORM = ("assessments", "QuestionnaireForm")


def keep_form(*, using: str = "default", apps: Apps = all_apps, **_: Any) -> None:
    """Write this release's questions down once; a version that is known stays as it was kept.

    Called after migrations; one that went back to before there were forms keeps nothing.
    """
    if FORM[1].lower() not in apps.all_models[FORM[0]]:
        return
    rows = apps.get_model(*FORM)._default_manager.using(using)
    pages, choices = texts()
    rows.get_or_create(version=load_questionnaire().version, defaults={"pages": pages, "choices": choices})
