"""Bytes to a document. Nothing here trusts its input: every failure is a message, never a crash."""

import json
from collections import Counter
from typing import Any

LONGEST_DOCUMENT = 16 * 1024 * 1024
LONGEST_WHOLE_NUMBER = 300
MOST_TWICE = 100


class Unreadable(ValueError):
    """The bytes are not one JSON document. The message is for people and repeats none of the bytes."""


class Record(dict[str, Any]):
    """A JSON object that remembers which of its keys were given twice."""

    twice: tuple[str, ...] = ()


def read_document(given: bytes) -> object:
    """One JSON document (RFC 8259). Raises Unreadable. NaN and infinities come out as floats for the reader
    of the value to refuse by name."""
    if len(given) > LONGEST_DOCUMENT:
        raise Unreadable("is too large")
    try:
        return _decoder.decode(_decoded(given))
    except RecursionError:
        raise Unreadable("is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"is not JSON: line {error.lineno}, column {error.colno}") from None


def _decoded(given: bytes) -> str:
    if given.startswith(b"\xef\xbb\xbf"):
        raise Unreadable("begins with a byte order mark")
    try:
        text = given.decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable("is not UTF-8") from None
    if not text.strip(" \t\r\n"):
        raise Unreadable("is empty")
    return text


def _record(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    result = Record(plain)
    times = Counter(name for name, _ in pairs)
    result.twice = tuple(name for name, count in times.items() if count > 1)[:MOST_TWICE]
    return result


def _whole(digits: str) -> int | float:
    """Python refuses to read very long whole numbers; here they become infinite, past every limit."""
    return int(digits) if len(digits) <= LONGEST_WHOLE_NUMBER else float("inf")


_decoder = json.JSONDecoder(object_pairs_hook=_record, parse_int=_whole)
