"""Every letter as a mail program on a phone shows it, light and dark: readable, and not too wide."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from hekas.messaging.kinds import KINDS
from hekas.messaging.rendering import render
from hekas.messaging.terms import Channel
from tests.browser.conftest import PHONE
from tests.messaging.test_rendering import WORDS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
STOP = "https://hekas.example/stop/abc"


@pytest.fixture(scope="module", params=["light", "dark"])
def mail_program(request, chromium):
    """A mail program that follows the phone's colours."""
    page = chromium.new_page(**PHONE, color_scheme=request.param)
    page.scheme = request.param
    yield page
    page.close()


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_letter_can_be_read(mail_program, name):
    letter = render(name, Channel.EMAIL, WORDS, name="Alice Demo", unsubscribe_url=STOP)
    mail_program.set_content(letter.html)
    found = Axe().run(mail_program, options={"runOnly": ["color-contrast"]})
    assert found.response["violations"] == []
    assert found.response["passes"] != []  # it looked at something
    assert mail_program.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]


def test_the_dark_is_dark(mail_program):
    mail_program.set_content(render("plan_ready", Channel.EMAIL, WORDS, name="Alice Demo").html)
    ground = mail_program.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(250, 247, 242)", "dark": "rgb(15, 23, 22)"}[mail_program.scheme]


CODE = "BHKR-4MTP"
BODY = f"Hello,\n\nType this code on the page that is open:\n\n{CODE}\n\nIt works for ten minutes."
LOOKS = """(e) => { const s = getComputedStyle(e), range = document.createRange();
  range.selectNodeContents(e);
  return [parseFloat(s.fontSize), s.userSelect, range.getClientRects().length] }"""


def test_a_code_is_seen_at_once_and_taken_with_one_press(mail_program):
    """It was as small as the words around it; in one piece, so that a press takes all of it and no more."""
    letter = render("account_email", Channel.EMAIL, {"subject": "Your code", "body": BODY})
    mail_program.set_content(letter.html)
    code = mail_program.get_by_text(CODE, exact=True)
    size, selects, lines = code.evaluate(LOOKS)
    assert (size >= 28, selects, lines) == (True, "all", 1)
    code.click()
    assert mail_program.evaluate("getSelection().toString().trim()") == CODE
    assert Axe().run(mail_program, options={"runOnly": ["color-contrast"]}).response["violations"] == []
    assert CODE in letter.text.splitlines()
