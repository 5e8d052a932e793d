"""Every wording, for every channel: whole, neutral, and safe whatever a name holds."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from hekas.messaging.catalogue import check_context
from hekas.messaging.channels.encoding import measure
from hekas.messaging.kinds import KINDS
from hekas.messaging.rendering import NoWording, first_name, one_line, render, unlinked
from hekas.messaging.terms import Channel, To

FOLDER = Path(settings.BASE_DIR) / "templates" / "messages"
WITH_SMS = sorted(path.parent.name for path in FOLDER.glob("*/sms.txt"))
TELLING = re.compile(
    r"cramp|calf|calves|leg\b|muscle|pain|massage|red flag|symptom|swelling|clot|treatment|medic|pregnan"
    r"|diagnos|assessment|post.?cramp|preventive",
    re.IGNORECASE,
)
WORDS = {
    "when": "Friday 27 November at 9:15am",
    "where": "Hekas, 1 Demo Street, Manchester",
    "therapist": "Thea Demo",
    "length": "60 minutes",
    "price": "£52",
    "cancel_rule": "You can change or cancel until Thursday 26 November at 9:15am.",
    "what_to_bring": "Shorts",
    "answer_by": "6pm today",
    "subject": "Your code",
    "why": "We need a word with you first.",
    "body": "Your code is 123456.\n\nIt works for ten minutes.",
    **{
        f"{name}_url": f"https://hekas.example/{name}/abc"
        for name in (
            *("manage", "ics", "search", "queue", "offer", "check"),
            *("plan", "resume", "diary", "day", "start", "again", "messages"),
        )
    },
}


def _wording(name):
    return (FOLDER / name / "body.txt").read_text()


def test_every_kind_has_its_folder_and_every_folder_its_kind():
    assert {path.parent.name for path in FOLDER.glob("*/subject.txt")} == set(KINDS)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_letter_is_whole(name):
    check_context(name, WORDS)
    letter = render(name, Channel.EMAIL, WORDS, name="Alice Demo")
    assert letter.subject
    assert not re.search(r"{{|{%|\n\n\n", letter.text)
    for key in KINDS[name].needs - {"body"}:
        assert WORDS[key] in letter.text + letter.subject
        assert WORDS[key] in letter.html


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_letter_with_the_least_it_needs_has_no_hole(name):
    least = {key: WORDS[key] for key in KINDS[name].needs}
    letter = render(name, Channel.EMAIL, least)
    assert not re.search(r": *$|\(\)|, ,| \.", letter.text, re.MULTILINE)
    assert 'href=""' not in letter.html


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_subject_tells_a_stranger_nothing(name):
    assert not TELLING.search(render(name, Channel.EMAIL, WORDS, name="Alice Demo").subject)


@pytest.mark.parametrize("name", WITH_SMS)
def test_a_text_tells_a_stranger_nothing_and_is_short(name):
    text = render(name, Channel.SMS, WORDS, name="Alice Demo").text
    assert not TELLING.search(text)
    assert measure(text).encoding == "GSM-7"
    assert measure(text).segments <= 2


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_visit_is_called_one_as_on_the_pages(name):
    ways = [Channel.EMAIL, *([Channel.SMS] if name in WITH_SMS else [])]
    said = [render(name, way, {**WORDS, "by_clinic": clinic}) for way in ways for clinic in ("yes", "")]
    assert "appointment" not in "".join(one.subject + one.text + one.html for one in said).lower()


def test_what_the_letter_about_a_visit_says():
    letter = render("appointment_confirmed", Channel.EMAIL, WORDS, name="Alice Demo")
    assert letter.subject == "Your visit is confirmed: Friday 27 November at 9:15am"
    assert letter.text.startswith(
        "Hello Alice,\n\nYour visit is confirmed. We look forward to seeing you.\n\n"
        "When: Friday 27 November at 9:15am (UK time)\nWhere: Hekas, 1 Demo Street, Manchester\n"
        "With: Thea Demo\n"
    )


@pytest.mark.parametrize("name", sorted(name for name in KINDS if "manage" in _wording(name)))
def test_a_link_that_can_change_nothing_does_not_promise_it(name):
    words = {**WORDS, "manage_says": "See your visit"}
    letter = render(name, Channel.EMAIL, words)
    said = [letter.text, letter.html]
    said += [render(name, Channel.SMS, words).text] if name in WITH_SMS else []
    assert not any("Change or cancel" in one for one in said)
    assert "Change or cancel" in render(name, Channel.EMAIL, WORDS).text or name == "series_confirmed"


def test_who_cancelled_makes_the_difference():
    ways = [{**WORDS, "by_clinic": who} for who in ("yes", "")]
    ours, theirs = (render("appointment_cancelled", Channel.EMAIL, words) for words in ways)
    assert "We are sorry: we had to cancel" in ours.text and "We are sorry: we had to cancel" in ours.html
    assert "If you did not ask for this, please ring us." in theirs.text
    assert not re.search("sorry", theirs.text + theirs.html) and "did not ask" not in ours.text + ours.html
    assert "we are sorry" in render("appointment_cancelled", Channel.SMS, ways[0]).text


@pytest.mark.parametrize("name", sorted(KINDS))
def test_whoever_is_asked_to_ring_us_finds_the_number(name):
    letter = render(name, Channel.EMAIL, WORDS, to_staff=KINDS[name].to is To.STAFF)
    has_number = KINDS[name].to is not To.STAFF
    assert ("Ring us: 0161 496 0123." in letter.text) == has_number
    assert ('Ring us: <a href="tel:+441614960123">0161&nbsp;496&nbsp;0123</a>.' in letter.html) == has_number


def test_where_to_find_the_door_is_told():
    letter = render("appointment_reminder", Channel.EMAIL, {**WORDS, "way_in": "Ring the bell."})
    assert "Getting in: Ring the bell.\n" in letter.text
    assert "<td>Ring the bell.</td>" in letter.html


def test_a_postcode_stays_in_one_piece_where_lines_break():
    letter = render(
        "appointment_confirmed", Channel.EMAIL, {**WORDS, "where": "Hekas, 1 Demo Street, M1 2AB"}
    )
    assert "Hekas, 1 Demo Street, M1\u00a02AB</td>" in letter.html
    assert "Hekas, 1 Demo Street, M1 2AB\n" in letter.text  # of the alphabet that every mail program has


def test_html_is_escaped_and_text_is_not():
    words = {**WORDS, "where": "<b>Tom & Jerry's</b>"}
    letter = render("appointment_confirmed", Channel.EMAIL, words, name="<script>x</script>")
    assert "<b>Tom & Jerry's</b>" in letter.text
    assert "&lt;b&gt;Tom &amp; Jerry&#x27;s&lt;/b&gt;" in letter.html
    assert "<script>" not in letter.html


IDIOMS = re.compile(
    r"how it stands|no longer holds|how far you have come|come free|for a word|managed it", re.IGNORECASE
)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_letter_speaks_plainly(name):
    """Whoever learnt English later, or is eleven, reads it as it is meant."""
    letter = render(name, Channel.EMAIL, WORDS, name="Alice Demo")
    assert not IDIOMS.search(letter.subject + letter.text + letter.html)


def test_a_line_break_never_reaches_a_subject():
    words = {**WORDS, "when": "Friday\r\nBcc: all@clients.example\x00\u2028now"}
    letter = render("appointment_confirmed", Channel.EMAIL, words)
    assert letter.subject == "Your visit is confirmed: Friday Bcc: all@clients.example now"


def test_only_what_can_be_stopped_carries_a_way_to_stop_it():
    link = "https://hekas.example/stop/1"
    assert link in render("series_ending", Channel.EMAIL, WORDS, unsubscribe_url=link).html
    assert "Stop these" not in render("appointment_confirmed", Channel.EMAIL, WORDS).text


def test_kept_words_hold_no_link_that_opens_a_door():
    letter = render("appointment_confirmed", Channel.EMAIL, WORDS)
    assert "https://hekas.example/manage/abc" in letter.text
    assert "https://" not in letter.kept


DATES = """Friday 27 November at 9:15am: https://hekas.example/visit/abc
Friday 4 December at 9:15am: https://hekas.example/visit/def"""


def test_what_is_kept_of_a_series_holds_none_of_its_links():
    """Each date has a link that moves and cancels it; they stood in the words that staff read for years."""
    words = {**WORDS, "changes": DATES}
    letter = render("series_confirmed", Channel.EMAIL, words)
    assert letter.text.count("/visit/") == 2
    assert "https://" not in letter.kept


def test_the_dates_of_a_series_are_the_links_themselves():
    """They were whole addresses, cut short."""
    letter = render("series_confirmed", Channel.EMAIL, {**WORDS, "changes": DATES})
    assert '<a href="https://hekas.example/visit/def">Friday 4 December at 9:15am</a>' in letter.html
    assert not re.search(r">[^<]*https?://", letter.html)


def test_a_kind_without_words_for_a_text_says_so():
    with pytest.raises(NoWording):
        render("plan_ready", Channel.SMS, WORDS)


@pytest.mark.parametrize(
    ("name", "first"),
    [("Alice Demo", "Alice"), ("", ""), ("  Zoë\tDemo", "Zoë"), ("x" * 300, "x" * 60), ("李 小龙", "李")],
)
def test_first_names(name, first):
    assert first_name(name) == first


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("https://evil.example/pay now", ""),
        ("www.evil.example", ""),
        ("evil.example", ""),
        ("evil\u3002example", ""),
        ("me@evil.example", ""),
        ("J.R. Demo", "J.R."),
        ("S/O Demo", "S/O"),
    ],
)
def test_nobody_is_greeted_by_an_address(name, first):
    """A stranger books under somebody's address and is called by a link: our letter carried it there."""
    assert first_name(name) == first
    letter = render("appointment_confirmed", Channel.EMAIL, WORDS, name=name)
    assert "evil" not in letter.text + letter.html + letter.subject


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Demo https://evil.example/pay", "Demo https: //evil. example/pay"),
        ("evil\u3002example", "evil\u3002 example"),
        ("St.John J.R. O'Neill s/o Demo", "St. John J.R. O'Neill s/o Demo"),
    ],
)
def test_what_is_told_to_staff_is_no_link(said, told):
    assert unlinked(said) == told


def test_one_line_keeps_letters_of_every_script():
    assert one_line("مرحبا\n  Zoë 👟") == "مرحبا Zoë 👟"


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_number_in_a_letter_is_one_piece_and_dialled_by_a_tap(name):
    letter = render(name, Channel.EMAIL, WORDS, name="Alice Demo")
    assert not re.search(r"\d{4} \d{3} \d{4}", letter.html)
    told = len(re.findall(r"0161\xa0496\xa00123|0161&nbsp;496&nbsp;0123", letter.html))
    assert told == letter.html.count('href="tel:+441614960123"')
    assert bool(told) == ("0161 496 0123" in letter.text)
