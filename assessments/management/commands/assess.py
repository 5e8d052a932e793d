"""`manage.py assess`: one intake, or a file of them, to results as JSON. No database and no traceback."""

import json
import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandParser

from assessments.engine.answers import Invalid, parse_intake, parse_screening
from assessments.engine.assess import assess
from assessments.engine.document import assessment_document
from assessments.engine.moments import read_moment
from assessments.engine.reading import LONGEST_DOCUMENT, Unreadable, read_document
from assessments.engine.screening import Screening
from assessments.rules import load_rules

Errors = list[dict[str, str]]
REFUSED = 2


class Refused(Exception):
    """What was given can't be used; `errors` is what the contract prints."""

    def __init__(self, errors: Errors) -> None:
        self.errors = errors
        super().__init__(len(errors))


class Command(BaseCommand):
    help = "Assess one intake (FILE or standard input), or one a line with --batch."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", metavar="FILE", help="an intake; standard input without it")
        parser.add_argument("--screening", metavar="FILE", help="what a therapist measured")
        parser.add_argument("--checked-at", metavar="ISO", help="the time of asking; default answered_at")
        parser.add_argument("--batch", metavar="FILE.jsonl", help="one intake a line; - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            checked_at = _checked_at(options["checked_at"])
            if options["batch"]:
                _batch(options, checked_at)
                return
            result = _one(_bytes_of(options["file"], "intake"), _screening(options["screening"]), checked_at)
            _print(result)
        except Refused as refused:
            _print({"errors": refused.errors})
            sys.exit(REFUSED)
        except BrokenPipeError:
            _forget_output()


def _one(
    given: bytes, screening: Screening | Errors | None, checked_at: datetime | None
) -> dict[str, object]:
    """The result document. Raises Refused with the faults of both documents."""
    faults = screening if isinstance(screening, list) else []
    try:
        answers = parse_intake(read_document(given))
    except (Invalid, Unreadable) as fault:
        raise Refused([*_errors("intake", fault), *faults]) from None
    if isinstance(screening, list):
        raise Refused(faults)
    return assessment_document(assess(answers, load_rules(), screening, checked_at=checked_at))


def _screening(path: str | None) -> Screening | Errors | None:
    if path is None:
        return None
    try:
        return parse_screening(read_document(_bytes_of(path, "screening")))
    except (Invalid, Unreadable) as fault:
        return _errors("screening", fault)


def _errors(document: str, fault: Invalid | Unreadable) -> Errors:
    faults = fault.faults if isinstance(fault, Invalid) else [("", str(fault))]
    return [{"document": document, "path": path, "message": message} for path, message in faults]


def _checked_at(given: str | None) -> datetime | None:
    if given is None:
        return None
    moment = read_moment(given)
    if moment is None:
        message = "--checked-at must be a date and time with an offset, such as 2026-11-20T12:00:00+00:00"
        raise Refused([{"document": "checked_at", "path": "", "message": message}])
    return moment


def _bytes_of(path: str | None, document: str) -> bytes:
    """The file, or standard input; one byte more than is allowed is enough to refuse it."""
    if path in (None, "-"):
        if sys.stdin is None:
            raise Refused([{"document": document, "path": "", "message": "standard input is closed"}])
        return sys.stdin.buffer.read(LONGEST_DOCUMENT + 1)
    with _opened(str(path), document) as file:
        return file.read(LONGEST_DOCUMENT + 1)


def _opened(path: str, document: str) -> BinaryIO:
    try:
        return Path(path).open("rb")
    except OSError as error:
        message = f"the file can't be read: {error.strerror}"
        raise Refused([{"document": document, "path": "", "message": message}]) from None


def _batch(options: dict[str, Any], checked_at: datetime | None) -> None:
    if options["file"] or options["screening"]:
        message = "--batch takes neither FILE nor --screening"
        raise Refused([{"document": "intake", "path": "", "message": message}])
    if options["batch"] == "-":
        _answer_lines(sys.stdin.buffer, checked_at)
        return
    with _opened(options["batch"], "intake") as file:
        _answer_lines(file, checked_at)


def _answer_lines(file: BinaryIO, checked_at: datetime | None) -> None:
    for line in _lines(file):
        try:
            result = _one(line, None, checked_at)
        except Refused as refused:
            result = {"errors": refused.errors}
        sys.stdout.write(_encode(result) + "\n")
    sys.stdout.flush()


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines one at a time. One that is too long is cut there and refused; its rest is read away in pieces."""
    while line := file.readline(LONGEST_DOCUMENT + 1):
        rest = line
        while len(rest) > LONGEST_DOCUMENT and not rest.endswith(b"\n"):
            rest = file.readline(LONGEST_DOCUMENT + 1)
        yield line


_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


def _print(document: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(document, indent=2, allow_nan=False) + "\n")
    sys.stdout.flush()


def _forget_output() -> None:
    """Whoever read the answers has left; Python's own last flush must find somewhere to go."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
