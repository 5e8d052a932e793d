"""The table of who may enter, as a page to read; `write` writes docs/access.md anew."""

from pathlib import Path

from tests.access.addresses import Address, all_addresses
from tests.access.matrix import ADMIN, ROWS, Row
from tests.access.people import ALICE, AMIRA, BOB, DAN, JO, NOBODY

PAGE = Path(__file__).resolve().parents[2] / "docs" / "access.md"
COLUMNS = (NOBODY, ALICE, BOB, AMIRA, DAN, JO)
INTRODUCTION = """# Who may open what

The tests hold every address of the site against this table, and write it:
`python manage.py shell -c "from tests.access.page import write; write()"`.

Each row is an address with something of **Alice's** in it. She is a client; Bob is another. Amira treats
Alice; Dan is a therapist who does not, and a clinician. Jo runs the clinic. An account that was deactivated
counts as nobody.
A page without a row fails the tests.

● enters, → is sent to sign in, · finds the same page as where nothing is, 🔑 is asked for a program's key.
"""
ADMIN_INTRODUCTION = """
## Django's admin

Jo alone. Rows that are written by actions are only looked at; nothing that anybody said about their body is
shown.

| rows | Jo may |
|---|---|
"""


def page() -> str:
    """The whole page."""
    head = f"| address | {' | '.join(COLUMNS)} | why |\n|---|{':-:|' * len(COLUMNS)}---|\n"
    known = [address for address in all_addresses() if address.name in ROWS]
    lines = [_line(address, ROWS[address.name]) for address in known]
    admin = [f"| {label} | {verbs.replace(' ', ', ')} |\n" for label, verbs in sorted(ADMIN.items())]
    return f"{INTRODUCTION}\n{head}{''.join(lines)}{ADMIN_INTRODUCTION}{''.join(admin)}"


def _line(address: Address, row: Row) -> str:
    marks = " | ".join(_mark(who, row) for who in COLUMNS)
    path = address.path.replace("|", "\\|")
    return f"| `/{path}` | {marks} | {row.why} |\n"


def _mark(who: str, row: Row) -> str:
    if row.key:
        return "🔑"
    if who in row.may_enter:
        return "●"
    return "→" if who == NOBODY and not row.bare else "·"


def write() -> None:
    PAGE.write_text(page(), "utf-8")
