"""What may leave the house in a log line or a fault report: never what a person typed, who they are or a key.

Pure: text in, text out. Ids and states stay, so that a fault can be found; people's words do not.
Source: security.md, Data: logs and reports scrub names, e-mail, phone, answers, tokens.
"""

import builtins
import re
import traceback
from collections.abc import Collection
from typing import Any

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w.:/-])(?:\+\d|0\d)[\d ()]{7,}\d")
QUERY = re.compile(r"\?[^\s\"']*")
LONG = re.compile(r"[A-Za-z0-9_-]{20,}")
OPENED = re.compile(r"(?<!\w)['\"]")  # an apostrophe stands behind a letter, a quote does not
# A table, a field, a setting: words of ours have a line or a point in them, what a person types has none.
# So has the place of an engine, without which nobody sees why it is not reached.
PLACE = r"(?:\d{1,3}\.){3}\d{1,3}|localhost|/(?:run|var|etc|opt)/[\w./-]+"
CODE_WORD = re.compile(rf"(?P<q>['\"])(?:(?=[a-z0-9]*[_.])[a-z_][a-z0-9_.]*|{PLACE})(?P=q)(?![\w'\"\\])")
PLAIN_SEGMENT = re.compile(r"[a-z0-9-]{1,40}\Z|[\w.-]{1,15}\Z")
# What these say is of code, of an engine or of a machine. Any other's message may be somebody's bare word.
ENGINES = {"billiard", "kombu", "psycopg2", "redis", "socket", "ssl", "subprocess"}
TELLING_MODULES = {"assessments", "bookings", "hekas"} | ENGINES
OF_CODE = (AttributeError, ImportError, MemoryError, NameError, OSError, RecursionError, TypeError)
TELLING = {
    "django.core.exceptions.ImproperlyConfigured",
    *(name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, OF_CODE)),
}
UNSAID = "…"
OF_A_PROGRAM = re.compile(r"pg_\w+: ")
DATABASE_DETAIL = re.compile(r"\n[^\S\n]*(DETAIL|HINT|CONTEXT|QUERY|LINE \d+):?.*", re.DOTALL)


def text(value: str) -> str:
    """Without query strings, addresses, telephone numbers, keys, and rows that a database quotes."""
    value = DATABASE_DETAIL.sub(" …", value)
    value = QUERY.sub(lambda found: "?[…]" if "=" in found[0] else found[0], value)
    value = EMAIL.sub("[e-mail]", value)
    value = PHONE.sub("[number]", value)
    return LONG.sub(lambda found: "[key]" if _is_key(found[0]) else found[0], value)


def _is_key(word: str) -> bool:
    if UUID.search(word):
        return False
    random = all(re.search(letters, word) for letters in ("[a-z]", "[A-Z]", "[0-9]"))
    return random or re.fullmatch(r"[0-9a-f]{32,}", word) is not None


def path(raw: str, *, without: Collection[str] = ()) -> str:
    """The path of an address without its query, and `without` these parts.

    What is longer or odder than a word or an id is left out too.
    """
    return "/".join("[…]" if part in without else _segment(part) for part in raw.split("?")[0].split("/"))


def _segment(part: str) -> str:
    plain = UUID.fullmatch(part) or (PLAIN_SEGMENT.match(part) and not _is_key(part))
    return part if plain or not part else "[…]"


def message(fault: object) -> str:
    """What an exception says, first line only, up to what it quotes; words of the code may be quoted.

    Nobody knows where a quoted text ends that has quotes in it: so from the first to the last all goes.
    """
    lines = text(str(fault)).splitlines() or [""]
    first = lines[0]
    start = _first_said(first)
    if start is None:
        return first[:300]
    last = max(first.rfind("'"), first.rfind('"'))
    tail = first[last + 1 :] if last > start and len(lines) == 1 else ""
    return f"{first[:start]}{first[start]}…{first[start]}{tail}"[:300]


def of_a_program(said: str) -> str:
    """What PostgreSQL's programs say of a fault: their own lines, not the rows that stand below them."""
    return "\n".join(message(line) for line in said.splitlines() if OF_A_PROGRAM.match(line))


def _first_said(line: str) -> int | None:
    """Where the first quote of anything but a word of the code begins."""
    at = 0
    while opened := OPENED.search(line, at):
        word = CODE_WORD.match(line, opened.start())
        if word is None:
            return opened.start()
        at = word.end()
    return None


def said(fault: BaseException) -> str:
    """What an exception says, where it speaks of code or an engine; of any other its type has to do."""
    kind = type(fault)
    return message(fault) if is_telling(kind.__module__, kind.__qualname__) else UNSAID


def is_telling(module: str, name: str) -> bool:
    """By the names of an exception's type, which are all that a report still has."""
    of_an_engine = module == "django.db.utils" or module.partition(".")[0] in TELLING_MODULES
    return of_an_engine or f"{module}.{name}".removeprefix("builtins.") in TELLING


def told(raised: BaseException) -> list[dict[str, Any]]:
    """A chain of exceptions, the last first: type, message, where. No values of variables."""
    fault: BaseException | None = raised
    chain: list[dict[str, Any]] = []
    while fault is not None and len(chain) < 5:
        frames = traceback.extract_tb(fault.__traceback__)
        where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        chain.append({"type": type(fault).__qualname__, "says": said(fault), "where": where})
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return chain


def nested(value: Any) -> Any:
    """Texts inside lists and mappings too."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, dict):
        return {key: nested(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [nested(inner) for inner in value]
    if isinstance(value, BaseException):
        return said(value)
    return value if isinstance(value, int | float | bool | None) else text(str(value))
