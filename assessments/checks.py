"""Checked at every start: the questionnaire can be read."""

from typing import Any

from django.core import checks

from assessments.rules.questionnaire import QuestionnaireFault, load_questionnaire


def questionnaire_can_be_read(**kwargs: Any) -> list[checks.CheckMessage]:
    try:
        load_questionnaire()
    except QuestionnaireFault as fault:
        return [checks.Error(str(fault), id="assessments.E001")]
    return []
