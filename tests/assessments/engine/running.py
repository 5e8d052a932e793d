"""How the tests run the engine: in process for speed, and as the command that others rely on."""

import functools
import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

from assessments.engine.answers import event_within, parse_intake, parse_screening
from assessments.engine.assess import assess
from assessments.engine.document import assessment_document
from assessments.rules import load_rules
from tests.assessments.engine.casebook import everyone

ROOT = Path(__file__).parents[3]
SURROUNDINGS: dict[str, str] = {}


def run(intake, screening=None, checked_at=None, rules=None):
    """The result document for one intake."""
    measured = parse_screening(screening) if screening is not None else None
    asked = datetime.fromisoformat(checked_at) if checked_at else None
    return assessment_document(
        assess(parse_intake(intake), rules or load_rules(), measured, checked_at=asked)
    )


def run_case(case, rules=None):
    answers, measured, asked = parsed(case.id)
    return assessment_document(assess(answers, rules or load_rules(), measured, checked_at=asked))


@functools.cache
def parsed(case_id):
    """The inputs of a case of the casebook, read once."""
    case = everyone()[case_id]
    measured = parse_screening(case.screening) if case.screening is not None else None
    asked = datetime.fromisoformat(case.checked_at) if case.checked_at else None
    answers = parse_intake(case.intake)
    if case.event_days:
        answers = event_within(answers, *map(date.fromisoformat, case.event_days))
    return answers, measured, asked


@functools.cache
def result_of(case_id):
    return run_case(everyone()[case_id])


def as_bytes(result):
    return json.dumps(result, ensure_ascii=False, sort_keys=False).encode()


def command(*arguments, stdin=b"", seed="0", seconds=120):
    """`manage.py assess` as another program runs it."""
    environment = {"PATH": "/usr/bin:/bin", "PYTHONHASHSEED": seed, **SURROUNDINGS}
    line = [sys.executable, str(ROOT / "manage.py"), "assess", *map(str, arguments)]
    return subprocess.run(
        line, input=stdin, capture_output=True, env=environment, timeout=seconds, check=False
    )
