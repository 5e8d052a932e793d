"""From the first question to the result, through the pages, without JavaScript."""

import pytest
from django.urls import reverse

from assessments.models import Clearance, Intake, Result
from assessments.queries.clearances import advice_for
from hekas.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


def test_a_healthy_runner_reaches_an_open_result(person, now):
    result = person.finish()
    assert (result.gate, result.tier) == ("open", "none")
    assert "See free times" in person.page.content.decode()
    advice = advice_for(now=now, intake=person.intake)
    assert (advice.gate, advice.stale, advice.may_book) == ("open", False, True)
    assert (advice.result_uuid, advice.intake_uuid) == (result.uuid, person.intake.uuid)


def test_the_result_keeps_rules_answers_and_the_words_that_were_asked(person):
    result = person.finish()
    assert result.rules_digest == result.snapshot["rules"]["digest"]
    assert result.answers["safety"]["dark_urine"] == "no"
    assert result.asked["about.age"] == "How old are you?"
    assert "answered_at" in result.answers


def test_every_page_opens_and_names_where_one_stands(person):
    person.begin()
    while page := person.next_page():
        shown = person.browser.get(person.url(page.slug))
        assert shown.status_code == 200
        assert "Save and continue" in shown.content.decode()
        person.answer_one(page)
    assert person.browser.get(reverse("assessments:check", args=[person.intake.uuid])).status_code == 200


def test_answers_are_shown_for_checking_and_can_be_changed(person):
    person.begin().answer_all()
    check = person.browser.get(reverse("assessments:check", args=[person.intake.uuid])).content.decode()
    assert "38 years" in check
    changed = person.send("about-you", {"about-age": "39", "about-sex": "male"}, query="?from=check")
    assert changed.url == reverse("assessments:check", args=[person.intake.uuid])


def test_one_step_back_from_the_list_of_answers_is_the_last_question(person):
    """Every page of questions had a way back, and the list after them none."""
    person.begin().answer_all()
    check = person.browser.get(reverse("assessments:check", args=[person.intake.uuid])).content.decode()
    assert f'<a class="back__link" href="{person.url("goals")}">' in check


def test_a_change_that_opens_a_branch_asks_it_first(person):
    person.begin().answer_all()
    changed = person.send("medicines", MEDICINES | {"health-medicines": "statin"}, query="?from=check")
    assert changed.url == person.url("muscles-and-tablets") + "?from=check"


def test_a_change_that_closes_a_branch_drops_its_answers(person):
    person.begin().answer_all(medicines={"health-medicines": "anticoagulant"})
    person.send("medicines", MEDICINES)
    result = Result.objects.get(uuid=person.hand_in().url.split("/")[-2])
    assert "anticoagulant_for_recent_clot" not in result.answers["health"]
    assert result.gate == "open"


MEDICINES = {"health-medicines": "none", "health-new_medicine_within_3_months": "no"}


def test_bad_input_gives_the_page_again_and_loses_nothing(person):
    person.begin().answer_all()
    sent = {"cramps-per_week": "lots", "cramps-nights_woken_per_week": "2"}
    again = person.send("how-often", sent)
    words = again.content.decode()
    assert again.status_code == 422
    assert "<title>Error: " in words
    assert "Enter a number, such as 3" in words
    assert 'value="lots"' in words
    assert 'value="2"' in words


def test_ten_thousand_lines_are_named_and_kept_on_the_page(person):
    person.begin().answer_all()
    again = person.send("support", {"health-needs_support": "no", "health-free_text": "a\n" * 10_000})
    assert again.status_code == 422
    assert "Keep it to 4,000 characters. You have 19,999" in again.content.decode()


def test_what_somebody_writes_is_shown_as_text(person):
    result = person.finish(support={"health-needs_support": "no", "health-free_text": "<b>Ö😀</b>"})
    check = person.browser.get(reverse("assessments:result", args=[result.uuid]))
    assert result.answers["health"]["free_text"] == "<b>Ö😀</b>"
    assert "<b>Ö" not in check.content.decode()


def test_pressing_send_twice_makes_one_result(person):
    person.begin().answer_all()
    first, second = person.hand_in(), person.hand_in()
    assert first.url == second.url
    assert Result.objects.count() == Clearance.objects.count() == 1


def test_a_skipped_safety_page_is_asked_before_anything_later(person):
    person.begin()
    jumped = person.browser.get(person.url("goals"))
    assert jumped.url == person.url("breathing-and-head")
    assert person.hand_in().url == person.url("breathing-and-head")


def test_a_result_is_never_computed_again(person, monkeypatch):
    result = person.finish()
    before = Result.objects.values().get()
    person.browser.get(reverse("assessments:result", args=[result.uuid]))
    assert Result.objects.values().get() == before
    assert person.send("goals", {"goals": "fly"}).url == reverse("assessments:result", args=[result.uuid])


def test_a_draft_is_carried_on_where_it_was(person):
    person.begin()
    person.send("breathing-and-head", {})
    page = person.browser.get(reverse("assessments:start")).content.decode()
    assert person.url("breathing-and-head") in page
    assert "Carry on where you were" in page


def test_acts_are_audited_without_a_word_about_the_body(person):
    person.finish()
    events = AuditEvent.objects.order_by("id").values_list("action", flat=True)
    assert list(events) == ["intake.started", "intake.submitted", "result.made", "clearance.set"]
    assert Intake.objects.get().rev > 30


def test_autosave_keeps_what_is_typed_and_judges_nothing(person):
    person.begin()
    keep = reverse("assessments:keep", args=[person.intake.uuid, "breathing-and-head"])
    kept = person.browser.post(keep, {"rev": 0, "safety-breathless_or_chest_pain": "yes"})
    person.intake.refresh_from_db()
    assert (kept.status_code, person.intake.status) == (200, "draft")
    assert 'name="rev" value="1"' in kept.content.decode()
    assert person.intake.answers == {"safety": {"breathless_or_chest_pain": "yes"}}


def test_what_autosave_kept_is_judged_at_the_next_page(person):
    person.begin()
    keep = reverse("assessments:keep", args=[person.intake.uuid, "breathing-and-head"])
    person.browser.post(keep, {"rev": 0, "safety-breathless_or_chest_pain": "yes"})
    assert person.send("urgent-leg", URGENT_LEG).url.endswith("/stopped/")


URGENT_LEG = dict.fromkeys(
    (
        "safety-leg_cold_pale_or_blue",
        "safety-calf_hard_and_pain_growing",
        "safety-leg_deformed_or_cannot_stand",
        "safety-spreading_redness_and_ill",
    ),
    "no",
)
