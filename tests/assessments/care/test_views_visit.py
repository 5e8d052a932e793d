"""The visit page over HTTP: who may open it, what it shows, what is saved, and at what cost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from assessments.actions import screenings
from assessments.models import Observation, ProgressEntry, Result, Screening
from assessments.presenters.theirs import of_them
from hekas.audit.models import AuditEvent

from .conftest import NOW, THEA, answered, as_if_signed_with

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def save(browser, visit, test, **sent):
    htmx = sent.pop("htmx", False)
    url = reverse("assessments:observe", args=[visit.uuid, test])
    sent = {f"{test}-{name}": value for name, value in sent.items()}
    return browser.post(url, sent, **(HTMX if htmx else {}))


def text(response):
    return response.content.decode()


def test_a_therapist_sees_their_own_client_and_the_look_is_audited(thea, alice, visit, visit_url):
    assert "Alice Demo" in text(thea.get(visit_url))
    assert AuditEvent.objects.filter(action="visit.read", subject_uuid=alice.uuid).count() == 1


def test_what_the_answers_say_stands_on_the_page_without_a_tap(thea, result, visit_url):
    page = text(thea.get(visit_url))
    shown = [c for c in result.snapshot["causes"] if c["band"] in ("main_factor", "may_be_adding")]
    open_words = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    words = [escape(of_them(reason["because"])) for cause in shown for reason in cause["for"]]
    assert words
    assert [line for line in words if line not in open_words] == []


def test_what_changed_since_the_last_visit_is_told(thea, alice, completed, visit_url):
    assert "No new answers were given since." in text(thea.get(visit_url))
    again = answered(alice, now=NOW)
    answers = again.answers | {"cramps": again.answers["cramps"] | {"per_week": 41}}
    Result.objects.filter(pk=again.pk).update(answers=answers)
    page = text(thea.get(visit_url))
    assert "Cramps a week" in page.split("Changed since")[1]
    assert "41 a week" in page.split("Changed since")[1]


def test_what_hands_have_to_know_stands_under_take_care(thea, result, visit_url):
    health = result.answers.get("health", {}) | {"oil_latex_or_nut_allergy": "yes"}
    Result.objects.filter(pk=result.pk).update(answers=result.answers | {"health": health})
    page = text(thea.get(visit_url))
    assert "Allergy to oils, latex or nuts:</strong> Yes" in page.split("Take care")[1]


def test_a_caution_is_told_to_the_therapist_and_no_longer_to_the_client(thea, result, visit_url):
    told = "You told us about varicose veins, or veins that were once inflamed."
    flag = {"id": "K7", "tier": "caution", "because": told, "source": ["S62"], "action": "We ring you first."}
    triage = result.snapshot["triage"] | {"flags": [flag | {"answers": []}]}
    Result.objects.filter(pk=result.pk).update(snapshot=result.snapshot | {"triage": triage})
    cell = text(thea.get(visit_url)).split("Take care")[1].split("</section>")[0]
    assert "Varicose veins, or phlebitis in the past.</strong> Leave the veins alone." in cell
    assert "K7: S62" in cell
    assert "ring you" not in cell


def test_a_question_of_the_training_stands_in_short_where_it_is_asked_like_that_today(thea, visit, visit_url):
    part = text(thea.get(visit_url)).split('id="training"')[1]
    assert "<dt>Calf strength work a week</dt>" in part
    assert "How many times a week do you do calf strength work?" not in part


@pytest.mark.parametrize("who", ["otto", "alices"])
def test_nobody_else_gets_in(request, who, visit, visit_url):
    assert request.getfixturevalue(who).get(visit_url).status_code == 404


def test_no_door_of_a_visit_opens_for_another_therapist(otto, visit, completed, draft):
    activity, goal = draft.activities.first(), draft.goals.first()
    posts = {
        "start_visit": completed.client.uuid,
        "complete_visit": completed.uuid,
        "add_finding": completed.uuid,
        "decide": completed.uuid,
        "draft_plan": completed.uuid,
        "sign_plan": draft.uuid,
        "discard_plan": draft.uuid,
        "amend_plan": draft.uuid,
        "follow_plan": draft.uuid,
        "edit_draft": draft.uuid,
        "add_exercise": draft.uuid,
        "add_line": draft.uuid,
        "edit_exercise": activity.uuid,
        "remove_activity": activity.uuid,
        "remove_goal": goal.uuid,
    }
    codes = {
        name: otto.post(reverse(f"assessments:{name}", args=[u])).status_code for name, u in posts.items()
    }
    assert set(codes.values()) == {404}, codes
    assert save(otto, completed, "knee_to_wall", left="9", right="9").status_code == 404
    gets = {"screening_record": completed.uuid, "care_plan": draft.uuid}
    assert {otto.get(reverse(f"assessments:{n}", args=[u])).status_code for n, u in gets.items()} == {404}


def test_a_visit_is_begun_measured_and_finished_without_scripts(thea, alice, result, visit_url):
    thea.post(reverse("assessments:start_visit", args=[alice.uuid]))
    visit = Screening.objects.get()
    back = save(thea, visit, "knee_to_wall", left="11,5", right="8.5", variant="barefoot", pain_left="2")
    page = text(thea.get(back.url.split("#")[0]))
    assert "Sides differ by 3 cm" in page
    assert 'value="8.5"' in page
    thea.post(reverse("assessments:complete_visit", args=[visit.uuid]))
    visit.refresh_from_db()
    assert visit.completed_at is not None


def test_a_value_is_saved_as_it_is_entered_and_its_reading_comes_back(thea, visit):
    response = save(thea, visit, "heel_raise_straight", left="11", right="24", variant="wedge", htmx=True)
    body = text(response)
    assert 'id="reading-heel_raise_straight"' in body
    assert "Sides differ. Left is 13 fewer (55%)" in body
    assert 'id="causes" hx-swap-oob="true"' in body
    assert Observation.objects.filter(screening=visit).count() == 2


@pytest.mark.parametrize(
    "sent, words",
    [
        ({"left": "many"}, "Enter a number"),
        ({"left": "99"}, "Enter a number from 0 to 30 cm"),
        ({"left": "9.55"}, "Enter one figure after the point"),
        ({"left": "NaN"}, "Enter a number from 0 to 30 cm"),
        ({"left": "9", "pain_left": "11"}, "Choose one of the answers"),
    ],
)
def test_a_bad_value_is_named_and_kept_on_the_page(thea, visit, sent, words):
    response = save(thea, visit, "knee_to_wall", **sent)
    assert response.status_code == 422
    assert words in text(response)
    assert f'value="{sent["left"]}"' in text(response)
    assert save(thea, visit, "knee_to_wall", htmx=True, **sent).status_code == 422
    assert not Observation.objects.exists()


def test_raises_are_whole(thea, visit):
    assert "Enter a whole number" in text(save(thea, visit, "heel_raise_straight", left="9.5"))


def test_an_unknown_test_is_a_404(thea, visit):
    assert save(thea, visit, "phrenology", left="9").status_code == 404


def test_one_calf_alone_is_refused(thea, visit):
    assert "Measure both calves" in text(save(thea, visit, "calf_girth", left="36"))


def test_calves_apart_stop_the_visit_with_the_advice_of_the_day(thea, visit, visit_url):
    response = save(thea, visit, "calf_girth", left="36", right="39", htmx=True)
    assert response["HX-Redirect"].startswith(visit_url)
    page = text(thea.get(visit_url))
    assert "Stop the visit" in page
    assert "tel:111" in page
    assert "Sent for help" in page


def test_what_asks_for_help_is_said_above_all_else(thea, visit, visit_url):
    response = save(thea, visit, "ankle_jerk", left="absent", right="normal", htmx=True)
    assert response["HX-Redirect"].startswith(visit_url)
    page = text(thea.get(visit_url))
    assert "No hands-on work" in page
    assert "Call 111 or your GP today" in page


def test_what_a_quiet_save_shows_is_said_at_once_and_acted_on_at_the_end(thea, visit, visit_url):
    body = text(save(thea, visit, "heel_raise_straight", left="0", right="25", variant="wedge", htmx=True))
    assert "Finish the tests now" in body
    assert "Finish the tests now" in text(thea.get(visit_url))
    thea.post(reverse("assessments:complete_visit", args=[visit.uuid]))
    assert "No hands-on work" in text(thea.get(visit_url))


def test_a_client_without_answers_has_a_page_too(thea, alice, visit_url):
    page = text(thea.get(visit_url))
    assert "No safety answers yet" in page
    assert "age not known" in page


def test_after_a_stop_no_new_visit_begins(thea, alice, measure, visit, visit_url):
    measure("calf_girth", 36, 39, variant="")
    response = thea.post(reverse("assessments:start_visit", args=[alice.uuid]), follow=True)
    assert "Speak with them and close it first" in text(response)
    assert Screening.objects.count() == 1


def test_a_finding_is_added_and_taken_back(thea, visit, visit_url):
    url = reverse("assessments:add_finding", args=[visit.uuid])
    sent = {"kind": "trigger_point", "place": "right:soleus", "severity": "2", "refers_to": "achilles_tendon"}
    thea.post(url, sent)
    page = text(thea.get(visit_url))
    assert "Right, lower calf" in page
    assert "found-right-soleus" in page
    thea.post(reverse("assessments:remove_finding", args=[visit.findings.get().uuid]))
    assert not visit.findings.exists()


def test_a_finished_visit_shows_where_things_were_felt_and_asks_for_nothing(thea, visit, measure, visit_url):
    sent = {
        "place": "right:gastrocnemius_medial",
        "kind": "trigger_point",
        "severity": "3",
        "part": "strength",
    }
    thea.post(reverse("assessments:add_finding", args=[visit.uuid]), sent)
    measure("heel_raise_straight", 24, 18)
    screenings.complete(visit, by=THEA, now=NOW)
    page = text(thea.get(f"{visit_url}?part=strength"))
    assert "felt-map--read found-right-gastrocnemius_medial" in page
    assert '<g class="map-pin" aria-hidden="true"><circle cx="216" cy="156"' in page
    assert "What you felt" in page
    assert "Add what you feel" not in page
    assert "data-measure" not in page
    assert "Not done: Calf girth; " in page
    record = text(thea.get(reverse("assessments:screening_record", args=[visit.uuid])))
    assert "felt-map--read found-right-gastrocnemius_medial" in record


def test_a_finding_without_a_place_is_named(thea, visit):
    url = reverse("assessments:add_finding", args=[visit.uuid])
    response = thea.post(url, {"kind": "imbalance", "severity": "1"})
    assert response.status_code == 422
    assert "Choose a place in the list or on the picture" in text(response)


def test_the_word_on_a_cause_is_kept_and_shown(thea, completed, visit_url):
    cause = completed.snapshot["causes"][0]["id"]
    url = reverse("assessments:decide", args=[completed.uuid])
    unsaid = thea.post(url, {"cause": cause, "decision": "confirmed"})
    assert unsaid.url == f"{visit_url}#why-{cause}"
    assert "Say what you decide" in text(thea.get(visit_url)).split(f'id="why-{cause}"')[0]
    thea.post(url, {"cause": cause, "decision": "confirmed", "why": "left tires first"})
    assert "left tires first" in text(thea.get(visit_url))


def test_an_earlier_visit_reads_in_its_own_words(thea, completed):
    completed.asked["heel_raise_straight"]["title"] = "Up on your toes, as it was called then"
    completed.save()
    page = text(thea.get(reverse("assessments:screening_record", args=[completed.uuid])))
    assert "Up on your toes, as it was called then" in page
    assert AuditEvent.objects.filter(action="screening.read").count() == 1


def test_the_fifth_part_is_the_training_history_in_its_own_words(thea, visit, result, visit_url):
    result.asked = {"training.break_weeks": "How long were you away, as we asked then?"}
    result.save()
    page = text(thea.get(visit_url))
    part = page[page.index('id="training"') :]
    assert "How long were you away, as we asked then?" in part
    assert 'href="#training"' in page


def test_agreement_names_nobody(thea, decided):
    page = text(thea.get(reverse("assessments:agreement")))
    assert "calf_weakness/heel_raises" in page
    assert "Alice" not in page


def three_years(alice, therapist, visit, measure):
    """Twenty more visits and a long diary."""
    for _ in range(20):
        running = Screening.objects.running().filter(client=alice).first() or screenings.start(
            alice, therapist=therapist, appointment_uuid=None, by=THEA, now=NOW
        )
        measure("heel_raise_straight", 11, 24, screening=running)
        screenings.complete(running, by=THEA, now=NOW)
    days = [NOW.date() - timezone.timedelta(days=n) for n in range(600)]
    ProgressEntry.objects.bulk_create(
        ProgressEntry(
            client=alice, kind="cramp", happened_on=day, side="left", setting="night", pain=5, written_at=NOW
        )
        for day in days
    )


def asked_of(found):
    """The questions to the database, without the frames of a transaction and the name that goes before."""
    statements = [query["sql"].rpartition("true); ")[2] for query in found]
    return [sql for sql in statements if not sql.startswith(("SAVEPOINT", "RELEASE"))]


def queries(browser, url):
    browser.get(url)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert browser.get(url).status_code == 200
    return asked_of(found)


def test_a_saved_value_costs_few_queries(thea, visit, measure):
    measure("knee_to_wall", 11, 9)
    with CaptureQueriesContext(connection) as found:
        save(thea, visit, "heel_raise_straight", left="11", right="24", variant="wedge", htmx=True)
    sql = asked_of(found)
    assert len(sql) <= 10, "\n".join(sql)


def test_the_page_costs_the_same_with_three_years_of_history(
    thea, alice, therapist, visit, measure, active, visit_url
):
    few = queries(thea, visit_url)
    three_years(alice, therapist, visit, measure)
    many = queries(thea, visit_url)
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= 12, "\n".join(many)


def test_week_six_without_a_change_brings_plan_safety_and_gp_within_a_tap(thea, alice, active, visit_url):
    assert "Three things to do now" not in text(thea.get(visit_url))
    as_if_signed_with(starts_on=timezone.localdate() - timezone.timedelta(weeks=6))
    page = text(thea.get(visit_url)).split("Three things to do now")[1]
    assert reverse("assessments:care_plan", args=[active.uuid]) in page
    assert reverse("assessments:ask_in_room", args=[alice.uuid]) in page
    assert reverse("assessments:write_gp_letter", args=[alice.uuid]) in page


def test_who_was_sent_for_help_is_not_offered_a_visit(thea, visit, visit_url):
    assert thea.get(visit_url).context["page"].may_start
    save(thea, visit, "calf_girth", left="36", right="39")
    page = thea.get(visit_url)
    assert "Stop the visit" in text(page)
    assert reverse("assessments:start_visit", args=[visit.client.uuid]) not in text(page)
