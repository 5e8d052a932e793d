"""A letter to a GP: neutral words, what was said and measured, a copy kept, the sending recorded."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from assessments.actions import screenings
from assessments.actions.screenings import Entry
from assessments.models import Letter
from assessments.presenters.gp_letter import gp_letter
from assessments.queries.letters import basis_of
from assessments.queries.screenings import visit_of
from assessments.rules.screening import load_screening
from hekas.accounts.models import Client
from hekas.audit.models import AuditEvent

from .conftest import NOW, THEA, answered

pytestmark = pytest.mark.django_db
SENT = {"sent_to": "Didsbury practice (demo)", "how": "post", "agreed": "on"}


@pytest.fixture
def letter(thea, alice, completed):
    thea.post(reverse("assessments:write_gp_letter", args=[alice.uuid]))
    return Letter.objects.get()


def url(name, row):
    return reverse(f"assessments:{name}", args=[row.uuid])


def text(response):
    return response.content.decode()


def test_it_says_what_was_told_in_the_words_that_were_asked(alice, therapist):
    result = answered(alice, "P04")
    content = gp_letter(alice, result, None, therapist, NOW)
    answers = " ".join(row["answer"] for row in content["said"])
    assert "aricose veins" in answers
    assert all(row["asked"] and row["answer"] for row in content["said"])


def test_it_says_what_was_measured(letter):
    assert letter.content["measured"] == [
        "Single-leg heel raise, straight knee: left 11 raises, on a wedge; right 24 raises, on a wedge"
    ]


def test_sides_that_are_alike_are_named_once_and_words_stand_as_in_a_sentence(
    alice, visit, therapist, result
):
    """A letter of thirty lines of "left Good; right Good" hides the one that matters."""
    screenings.observe(
        visit, "gait_walk", [Entry("left", word="good"), Entry("right", word="good")], by=THEA, now=NOW
    )
    screenings.observe(
        visit, "toe_grip", [Entry("left", word="holds"), Entry("right", word="slips")], by=THEA, now=NOW
    )
    assert gp_letter(alice, result, visit_of(visit), therapist, NOW)["measured"] == [
        "Walking: both sides good",
        "Toe grip, paper pull: left holds; right slips",
    ]


def test_it_names_the_tests_in_the_order_of_a_visit(alice, visit, therapist, result):
    for test in ("knee_to_wall", "heel_raise_straight", "heel_raise_bent", "calf_girth"):
        screenings.observe(visit, test, [Entry("left", 20), Entry("right", 20)], by=THEA, now=NOW)
    measured = gp_letter(alice, result, visit_of(visit), therapist, NOW)["measured"]
    titles = [line.split(":")[0] for line in measured]
    known = [spec.title for spec in load_screening().tests if spec.title in titles]
    assert titles == known
    assert len(titles) == 4


def test_it_makes_no_finding_of_ours(alice, therapist, completed):
    content = gp_letter(alice, *basis_of(alice), therapist, NOW)
    words = str(content).lower()
    assert not any(word in words for word in ("main factor", "likely", "calf strength", "points"))


@pytest.mark.parametrize(
    "tier, words", [("same_day", "today"), ("emergency", "999"), ("soon_gp", "two weeks")]
)
def test_what_is_asked_depends_on_the_tier(alice, therapist, result, tier, words):
    result.tier = tier
    assert words in gp_letter(alice, result, None, therapist, NOW)["asks"]


def test_a_copy_is_kept(thea, letter):
    response = thea.get(url("letter_copy", letter))
    assert response.content == bytes(letter.copy)
    assert response.content.startswith(b"%PDF-")


def test_sending_needs_the_clients_consent(thea, letter):
    response = thea.post(url("letter", letter), {**SENT, "agreed": ""})
    assert response.status_code == 422
    assert "has to agree" in text(response)
    letter.refresh_from_db()
    assert letter.sent_at is None


def test_sending_is_recorded_once(thea, letter):
    thea.post(url("letter", letter), SENT)
    letter.refresh_from_db()
    assert (letter.sent_to, letter.sent_how) == ("Didsbury practice (demo)", "post")
    again = thea.post(url("letter", letter), SENT, follow=True)
    assert "recorded as sent already" in text(again)
    assert AuditEvent.objects.filter(action="letter.sent").count() == 1


def test_nobody_else_reads_it(otto, alices, letter):
    for browser in (otto, alices):
        assert browser.get(url("letter", letter)).status_code == 404
        assert browser.get(url("letter_copy", letter)).status_code == 404


def test_the_client_sees_that_it_was_sent(thea, alices, letter):
    thea.post(url("letter", letter), SENT)
    assert "sent a letter about you" in text(alices.get(reverse("assessments:own_reads")))


def test_without_answers_there_is_nothing_to_write(thea, alice):
    response = thea.post(reverse("assessments:write_gp_letter", args=[alice.uuid]), follow=True)
    assert "There are no answers yet" in text(response)
    assert not Letter.objects.exists()


def test_the_kept_copy_is_tagged_for_everybody(letter):
    """PDF/UA-1, in English, with a title: what a screen reader needs."""
    copy = PdfReader(BytesIO(bytes(letter.copy)))
    root = copy.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("en")
    assert "StructTreeRoot" in str(root.keys())
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_object().get_data().replace(b"\n", b"")
    words = "".join(page.extract_text() for page in copy.pages)
    assert "11 raises" in words
    assert "it makes no diagnosis" in words.replace("\n", " ")


def test_how_it_was_sent_stands_with_it(thea, letter):
    thea.post(url("letter", letter), SENT)
    assert "By post, to Didsbury practice (demo) on" in text(thea.get(url("letter", letter)))


@pytest.fixture
def waiting(db):
    """Wilma waits for whichever therapist is free first: she is held and has none of her own."""
    wilma = Client.objects.create(name="Wilma Demo", email="wilma@example.org")
    return answered(wilma, "V19")


def test_a_letter_for_a_held_client_is_a_tap_from_their_answers(otto, waiting):
    page = text(otto.get(reverse("assessments:client_result", args=[waiting.uuid])))
    write = reverse("assessments:write_gp_letter", args=[waiting.intake.client.uuid])
    assert write in page
    answer = otto.post(write, follow=True)
    row = Letter.objects.get()
    assert f'href="{reverse("assessments:client_result", args=[waiting.uuid])}"' in text(answer)
    assert otto.post(url("letter", row), SENT, follow=True).status_code == 200
    assert otto.get(url("letter_copy", row)).status_code == 200


def test_what_another_wrote_of_somebody_not_in_care_stays_shut(otto, thea, waiting):
    otto.post(reverse("assessments:write_gp_letter", args=[waiting.intake.client.uuid]))
    assert thea.get(url("letter", Letter.objects.get())).status_code == 404


def test_where_nothing_is_held_no_letter_is_offered(thea, alice):
    row = answered(alice, "V07")
    offered = reverse("assessments:write_gp_letter", args=[alice.uuid])
    page = text(thea.get(reverse("assessments:client_result", args=[row.uuid])))
    assert (offered in page) is (row.gate != "open")
