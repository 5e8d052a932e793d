"""What a result promised its client that somebody of the clinic has to keep."""

from collections.abc import Mapping
from typing import Any

from assessments.rules import load_rules


def is_call_within_the_hour(said: Mapping[str, Any]) -> bool:
    """A therapist rings within the working hour: an urgent sign was not sure. Source: safety 3.7, rule 2"""
    return load_rules().safety.sentences["call_back"] in said["triage"].get("held_because", ())
