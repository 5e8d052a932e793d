"""A kind of service is known wherever a kind is asked for: what one forgets of a new one stands here."""

import json
import re
from pathlib import Path

from assessments.engine import terms as clinical
from bookings import labels
from bookings.scheduling.reminders import RULE
from bookings.scheduling.terms import ServiceKind

ROOT = Path(__file__).resolve().parents[2]
KINDS = {kind.value for kind in ServiceKind}


def test_calendar_and_clinic_know_the_same():
    assert {kind.value for kind in clinical.ServiceKind} == KINDS


def test_each_has_its_words_and_its_reminders():
    assert {kind.value for kind in labels.KIND} == KINDS
    assert {kind.value for kind in RULE} == KINDS


def test_each_stands_in_both_copies_of_the_contract():
    for path in ("tests/contract", "hekas/api/documents"):
        contract = json.loads((ROOT / path / "assessment.schema.json").read_text())
        assert json.dumps(sorted(KINDS)) in {json.dumps(sorted(one)) for one in enums(contract)}


def test_the_board_can_show_each_alone():
    style = (ROOT / "static" / "css" / "pages" / "desk.css").read_text()
    assert set(re.findall(r'data-kind="(\w+)"\]:not\(:checked\)\) \.kind-\1\b', style)) == KINDS


def enums(part):
    """Every list of values in a schema."""
    if isinstance(part, dict):
        if isinstance(part.get("enum"), list) and all(isinstance(value, str) for value in part["enum"]):
            yield part["enum"]
        part = list(part.values())
    for each in part if isinstance(part, list) else ():
        yield from enums(each)
