"""Letters: tagged PDF, with what people typed as plain text."""

import re
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from assessments.actions import plan_edits
from assessments.presenters.letters import plan_letter
from assessments.queries.care_plans import active_plan
from bookings.forms.desk_client import NewClientForm as ClientAtDesk
from hekas.web.letters import pdf

from .conftest import NOW, THEA

pytestmark = pytest.mark.django_db


def test_the_plan_is_a_tagged_letter(alices, active):
    response = alices.get(reverse("assessments:own_plan_letter"))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in response.content
    assert b"pdfuaid" in response.content


def test_what_was_typed_is_text_and_never_run(draft, alice):
    plan_edits.add_goal(draft, text="#panic() <b>*run*</b> $x$", phase=1, by=THEA, now=NOW)
    data = plan_letter(draft, NOW)
    assert "#panic() <b>*run*</b> $x$" in data["phases"][0]["goals"]
    assert pdf("plan", data).startswith(b"%PDF-")


def test_the_longest_name_in_every_script_stands_whole_on_paper(active, alice):
    """Fault 65. A name has at most 200 letters: whoever types more is told so by the form."""
    long = "Żofia Ελένη Юлия " + "Wolfeschlegelsteinhausenbergerdorff-" * 5
    alice.name = long[:200]
    alice.save()
    data = plan_letter(active_plan(alice), NOW)
    paper = PdfReader(BytesIO(pdf("plan", data)))
    letters = re.sub(r"[\s\u00ad]", "", "".join(page.extract_text() for page in paper.pages))
    assert re.sub(r"\s", "", alice.name) in letters
    form = ClientAtDesk({"name": "a" * 300, "email": "a@demo.example"}, now=NOW)
    assert "name" in form.errors


def test_a_letter_says_what_to_do_and_when_to_call(active, alice):
    data = plan_letter(active_plan(alice), NOW)
    assert data["signed"].startswith("Signed by thea (demo) on 20 November 2026")
    assert any("111" in line for line in data["cramp"])
    assert len(data["load"]) == 12


def test_a_letter_is_for_those_who_may_see_the_plan(thea, otto, alices, active):
    url = reverse("assessments:plan_letter", args=[active.uuid])
    assert [browser.get(url).status_code for browser in (thea, otto, alices)] == [200, 404, 404]


def test_without_a_plan_there_is_no_letter(alices, alice):
    assert alices.get(reverse("assessments:own_plan_letter")).status_code == 302
