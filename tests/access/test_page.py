"""The page that people read says what the tests hold to."""

from tests.access.matrix import ROWS
from tests.access.page import PAGE, page


def test_the_page_is_up_to_date():
    again = "write it anew, as its first lines say, and read what changed"
    assert PAGE.read_text("utf-8") == page(), again


def test_every_row_says_why():
    assert [name for name, row in ROWS.items() if not row.why] == []
