"""Checked at every start: the questionnaire, the clinical rules and the library of plans can be read."""

from typing import Any

from django.core import checks

from assessments.engine.tables import BadRule
from assessments.rules import load_rules
from assessments.rules.exercises import LibraryFault, load_library
from assessments.rules.questionnaire import QuestionnaireFault, load_questionnaire


def questionnaire_can_be_read(**kwargs: Any) -> list[checks.CheckMessage]:
    try:
        load_questionnaire()
    except QuestionnaireFault as fault:
        return [checks.Error(str(fault), id="assessments.E001")]
    return []


def clinical_rules_can_be_read(**kwargs: Any) -> list[checks.CheckMessage]:
    try:
        load_rules()
    except BadRule as fault:
        return [checks.Error(str(fault), id="assessments.E002")]
    return []


def plans_can_be_drafted(**kwargs: Any) -> list[checks.CheckMessage]:
    try:
        load_library()
    except LibraryFault as fault:
        return [checks.Error(str(fault), id="assessments.E003")]
    return []
