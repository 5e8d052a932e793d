"""`manage.py assess` by itself: it needs no settings and no models, and setting them up takes far longer."""

import sys
import traceback
from types import TracebackType

from assessments.management.commands.assess import Command


def run(argv: list[str]) -> None:
    sys.excepthook = name_fault
    Command().run_from_argv(argv)


def name_fault(kind: type[BaseException], fault: BaseException, path: TracebackType | None) -> None:
    """What nobody expected, by its kind and place: its message may hold what somebody answered."""
    places = traceback.extract_tb(path)
    place = f" in {places[-1].name}, line {places[-1].lineno}" if places else ""
    sys.stderr.write(f"assess failed: {kind.__name__}{place}\n")
