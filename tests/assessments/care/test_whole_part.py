"""The tests of a part are one form: no button loses what was typed elsewhere, nor what another tab wrote."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from assessments.actions import screenings
from assessments.actions.screenings import Entry
from assessments.models import Observation, Screening

from .conftest import NOW, THEA

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
EMPTY = {"sensation-was_left": "", "sensation-was_right": ""}


def press(browser, visit, test, sent, **how):
    return browser.post(reverse("assessments:observe", args=[visit.uuid, test]), sent, **how)


def finish(browser, visit, sent):
    return browser.post(reverse("assessments:complete_visit", args=[visit.uuid]), sent)


def feel(browser, visit, sent):
    return browser.post(reverse("assessments:add_finding", args=[visit.uuid]), sent)


def go_on(browser, visit, part, sent):
    return browser.post(reverse("assessments:go_on", args=[visit.uuid, part]), sent)


def kept(visit):
    rows = Observation.objects.filter(screening=visit)
    return {(row.test, row.side): row.word or int(row.number) for row in rows}


def text(response):
    return response.content.decode()


def wrote(visit, test, left, right=None, variant=""):
    """Another tab, or another therapist."""
    sides = [Entry("left", left), *([Entry("right", right)] if right is not None else [])]
    screenings.observe(visit, test, sides, variant=variant, by=THEA, now=NOW)


def test_what_saves_itself_with_scripts_is_saved_by_any_button_without_them(thea, visit):
    sent = {"knee_to_wall-left": "9", "knee_to_wall-was_left": "", "ankle_angle-left": "31"}
    assert press(thea, visit, "knee_to_wall", sent).status_code == 302
    assert kept(visit) == {("knee_to_wall", "left"): 9, ("ankle_angle", "left"): 31}


def test_what_can_stop_a_visit_is_saved_by_its_own_button_and_carried_by_every_other(thea, visit):
    sent = {**EMPTY, "sensation-left": "reduced", "slump-left": "positive"}
    response = press(thea, visit, "slump", sent)
    assert response.status_code == 200
    assert kept(visit) == {("slump", "left"): "positive"}
    page = text(response)
    assert "Typed and not saved yet" in page.split('id="test-sensation"')[1].split("</article>")[0]
    assert 'name="sensation-left" value="reduced" checked' in page
    press(thea, visit, "sensation", sent)
    assert kept(visit)["sensation", "left"] == "reduced"


def test_a_fault_elsewhere_is_named_and_keeps_nothing_else_from_being_saved(thea, visit):
    sent = {"knee_to_wall-left": "9", "ankle_angle-left": "long"}
    response = press(thea, visit, "knee_to_wall", sent)
    assert response.status_code == 422
    assert kept(visit) == {("knee_to_wall", "left"): 9}
    assert 'value="long"' in text(response)
    assert 'href="#test-ankle_angle"' in text(response)


def test_finishing_saves_what_was_typed(thea, visit):
    assert finish(thea, visit, {"knee_to_wall-left": "9"}).status_code == 302
    assert kept(visit) == {("knee_to_wall", "left"): 9}
    assert Screening.objects.get().completed_at


@pytest.mark.parametrize(
    "sent",
    [
        {"part": "flexibility", "knee_to_wall-left": "far"},
        {**EMPTY, "part": "neuro_vascular", "sensation-left": "reduced"},
    ],
)
def test_a_visit_is_not_finished_over_what_is_not_saved(thea, visit, sent):
    response = finish(thea, visit, sent)
    assert response.status_code == 422
    assert "The visit is not finished" in text(response)
    assert Screening.objects.get().is_running


def test_what_another_tab_wrote_meanwhile_is_not_written_over_without_a_word(thea, visit):
    wrote(visit, "knee_to_wall", 11)
    sent = {"knee_to_wall-left": "9", "knee_to_wall-was_left": ""}
    response = press(thea, visit, "knee_to_wall", sent)
    assert response.status_code == 409
    assert kept(visit) == {("knee_to_wall", "left"): 11}
    assert "Left: it was changed elsewhere meanwhile and is 11 now" in text(response)
    assert 'value="9"' in text(response)
    assert finish(thea, visit, sent).status_code == 409
    assert Screening.objects.get().is_running
    again = sent | {"knee_to_wall-was_left": "11|||||"}
    assert press(thea, visit, "knee_to_wall", again).status_code == 302
    assert kept(visit) == {("knee_to_wall", "left"): 9}


def test_a_clash_is_told_to_a_page_with_scripts_too(thea, visit):
    wrote(visit, "knee_to_wall", 11)
    sent = {"knee_to_wall-left": "9", "knee_to_wall-was_left": ""}
    response = press(thea, visit, "knee_to_wall", sent, **HTMX)
    assert response.status_code == 422
    assert "is 11 now" in text(response)
    assert 'name="knee_to_wall-was_left" value="11|||||"' in text(response)
    assert "Save mine" in text(response)


def test_the_other_side_from_another_tab_is_not_taken_back_by_the_save_after_next(thea, visit):
    """The answer to a save told the page what it had not shown: its empty field took that back."""
    wrote(visit, "knee_to_wall", 11)
    known = {"knee_to_wall-was_left": "", "knee_to_wall-was_right": "", "knee_to_wall-left": ""}
    answer = text(press(thea, visit, "knee_to_wall", known | {"knee_to_wall-right": "9"}, **HTMX))
    assert 'name="knee_to_wall-was_left" value=""' in answer
    assert "Left was written elsewhere meanwhile: 11" in answer
    known |= {"knee_to_wall-was_right": "9|||||", "knee_to_wall-right": "9", "knee_to_wall-pain_right": "2"}
    press(thea, visit, "knee_to_wall", known, **HTMX)
    assert kept(visit) == {("knee_to_wall", "left"): 11, ("knee_to_wall", "right"): 9}


def test_a_value_whose_answer_was_lost_is_no_clash_with_itself(thea, visit):
    wrote(visit, "knee_to_wall", 23)
    sent = {"knee_to_wall-left": "24", "knee_to_wall-was_left": ["", "23|||||"]}
    assert press(thea, visit, "knee_to_wall", sent, **HTMX).status_code == 200
    assert kept(visit) == {("knee_to_wall", "left"): 24}


def words(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_who_types_into_a_visit_that_was_finished_elsewhere_is_told_what_is_not_in_it(thea, visit, measure):
    measure("heel_raise_straight", 11, 24)
    screenings.complete(visit, by=THEA, now=NOW)
    sent = {"knee_to_wall-left": "9", "knee_to_wall-was_left": "", "knee_to_wall-right": ""}
    said = "This visit is finished. Not in it: Knee to wall, left 9."
    response = press(thea, visit, "knee_to_wall", sent, **HTMX)
    assert response["HX-Redirect"]
    assert words(response)[-1:] == [said]
    assert words(finish(thea, visit, sent))[-1:] == [said]
    same = {f"heel_raise_straight-{name}": value for name, value in (("left", "11"), ("right", "24"))}
    same |= {"heel_raise_straight-variant": "wedge"}
    assert words(finish(thea, visit, same))[-1:] == ["This visit is finished already."]


def test_what_could_not_be_saved_as_the_page_was_left_is_told_on_the_next(thea, visit):
    wrote(visit, "knee_to_wall", 11)
    sent = {"knee_to_wall-left": "9", "knee_to_wall-was_left": "", "leaving": "yes"}
    response = press(thea, visit, "knee_to_wall", sent, **HTMX)
    assert words(response) == ["Not saved as you left the page: Knee to wall, left 9."]


def test_a_stop_says_what_else_was_typed_and_is_not_in_the_visit(thea, visit):
    sent = {"calf_girth-left": "36", "calf_girth-right": "39", "sensation-left": "reduced", **EMPTY}
    response = press(thea, visit, "calf_girth", sent)
    assert Screening.objects.get().stopped_at
    assert "Not in it: Light touch, left Reduced" in words(response)[-1]


def test_a_fault_names_its_field_as_the_page_does(thea, visit):
    sent = {"slump-left": "positive", "slump-pain_left": "11", "slump-reproduces_left": "all"}
    page = text(press(thea, visit, "slump", sent))
    assert "Pain, left: Choose one of the answers" in page
    assert "Brings on, left: Choose one of the answers" in page
    assert "_left: " not in page


def test_two_sides_that_were_not_done_alike_are_told_and_no_way_stands_as_chosen(thea, visit, visit_url):
    wrote(visit, "heel_raise_straight", 24, variant="flat")
    sides = [Entry("right", 20)]
    screenings.observe(visit, "heel_raise_straight", sides, variant="wedge", by=THEA, now=NOW)
    card = text(thea.get(visit_url)).split('id="test-heel_raise_straight"')[1].split("</article>")[0]
    assert "The sides were not done alike. Left: flat floor; Right: wedge." in card
    assert 'value="flat" checked' not in card
    assert 'value="wedge" checked' not in card
    assert 'name="heel_raise_straight-variant" value="" checked' not in card


FELT = {"kind": "trigger_point", "place": "right:soleus", "severity": "2", "part": "flexibility"}


def test_going_to_another_part_saves_what_was_typed(thea, visit):
    response = go_on(thea, visit, "strength", {"knee_to_wall-left": "9"})
    assert response["Location"].endswith("?part=strength#tests-title")
    assert kept(visit) == {("knee_to_wall", "left"): 9}


def test_going_to_another_part_stays_where_something_can_not_be_saved(thea, visit):
    response = go_on(thea, visit, "strength", {"part": "flexibility", "knee_to_wall-left": "far"})
    assert response.status_code == 422
    assert "Enter a number" in text(response)
    assert 'value="far"' in text(response)


def test_what_is_felt_is_added_and_what_was_typed_beside_it_is_saved(thea, visit):
    assert feel(thea, visit, FELT | {"knee_to_wall-left": "9"}).status_code == 302
    assert kept(visit) == {("knee_to_wall", "left"): 9}
    assert visit.findings.get().region == "soleus"


def test_a_finding_with_a_fault_keeps_itself_and_saves_what_was_typed_beside_it(thea, visit):
    response = feel(thea, visit, {"note": "A band", "part": "flexibility", "knee_to_wall-left": "9"})
    assert response.status_code == 422
    assert 'value="A band"' in text(response)
    assert kept(visit) == {("knee_to_wall", "left"): 9}


def test_taking_a_finding_back_keeps_what_was_typed_and_what_was_begun(thea, visit):
    feel(thea, visit, FELT)
    sent = {"note": "A band", "part": "flexibility", "knee_to_wall-left": "9", "ankle_angle-left": "far"}
    response = thea.post(reverse("assessments:remove_finding", args=[visit.findings.get().uuid]), sent)
    page = text(response)
    assert not visit.findings.exists()
    assert kept(visit) == {("knee_to_wall", "left"): 9}
    assert 'value="A band"' in page
    assert 'value="far"' in page


@pytest.mark.parametrize("press_it", ["observe", "go_on", "finish"])
def test_a_finding_that_was_begun_is_carried_by_every_other_button(thea, visit, press_it):
    sent = FELT | {"knee_to_wall-left": "9"}
    presses = {
        "observe": lambda: press(thea, visit, "knee_to_wall", sent),
        "go_on": lambda: go_on(thea, visit, "flexibility", sent),
        "finish": lambda: finish(thea, visit, sent),
    }
    response = presses[press_it]()
    page = text(response)
    assert response.status_code == (422 if press_it == "finish" else 200)
    assert ("The visit is not finished" in page) == (press_it == "finish")
    assert "Not added yet." in page
    assert 'value="right:soleus" checked' in page
    assert kept(visit) == {("knee_to_wall", "left"): 9}
    assert not visit.findings.exists()
    assert Screening.objects.get().is_running


def test_a_finding_that_was_begun_is_left_out_by_a_button(thea, visit):
    response = go_on(thea, visit, "flexibility", FELT | {"leave_out": "yes", "knee_to_wall-left": "9"})
    assert response.status_code == 302
    assert kept(visit) == {("knee_to_wall", "left"): 9}
    assert finish(thea, visit, {"part": "flexibility"}).status_code == 302


def test_a_part_that_is_none_leads_to_the_first(thea, visit):
    response = go_on(thea, visit, "phrenology", {"knee_to_wall-left": "9"})
    assert thea.get(response["Location"].split("#")[0]).status_code == 200


def test_whatever_is_pressed_after_the_visit_ended_is_told(thea, visit):
    feel(thea, visit, FELT)
    finding = visit.findings.get()
    finish(thea, visit, {})
    sent = FELT | {"place": "left:soleus", "knee_to_wall-left": "9"}
    pressed = [
        feel(thea, visit, sent),
        go_on(thea, visit, "strength", sent),
        thea.post(reverse("assessments:remove_finding", args=[finding.uuid]), sent),
    ]
    assert {response.status_code for response in pressed} == {302}
    page = text(thea.get(pressed[0]["Location"].split("#")[0]))
    assert page.count("Not in it: Knee to wall, left 9") == 3
    assert visit.findings.get() == finding


def test_taking_back_twice_says_so_once_and_keeps_what_was_begun(thea, visit):
    feel(thea, visit, FELT)
    address = reverse("assessments:remove_finding", args=[visit.findings.get().uuid])
    thea.post(address, {"visit": str(visit.uuid)})
    response = thea.post(address, {"visit": str(visit.uuid), "note": "A band", "part": "flexibility"})
    assert response.status_code == 200
    assert "That finding is taken back already." in text(response)
    assert 'value="A band"' in text(response)


def test_of_a_finding_that_is_gone_only_whoever_treats_them_reads_so(otto, thea, visit):
    feel(thea, visit, FELT)
    address = reverse("assessments:remove_finding", args=[visit.findings.get().uuid])
    assert otto.post(address, {"visit": str(visit.uuid)}).status_code == 404
    assert thea.post(address, {"visit": "none"}).status_code == 302
    assert thea.post(address, {"visit": "none"}).status_code == 404
