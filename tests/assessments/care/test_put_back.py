"""A finding that was taken back by a slip: put back whole, over nothing, and only while the visit runs."""

import pytest
from django.urls import reverse

from assessments.actions import screenings
from hekas.accounts.models import Client

from .conftest import NOW, THEA, answered

pytestmark = pytest.mark.django_db
BAND = {
    "kind": "trigger_point",
    "place": "right:soleus",
    "severity": "2",
    "refers_to": "achilles_tendon",
    "note": "A band",
}


def text(response):
    return response.content.decode()


def taken_back(therapist, visit, sent):
    """A finding that was written and taken back, and where the press leads."""
    therapist.post(reverse("assessments:add_finding", args=[visit.uuid]), sent)
    finding = visit.findings.get()
    answer = therapist.post(reverse("assessments:remove_finding", args=[finding.uuid]), {"part": "strength"})
    return finding, answer["Location"].split("#")[0]


def test_a_finding_that_was_taken_back_by_a_slip_is_put_back_whole(thea, otto, visit):
    finding, address = taken_back(thea, visit, BAND)
    page = text(thea.get(address))
    assert "Taken back: Right, lower calf, trigger point." in page
    back = reverse("assessments:put_back_finding", args=[finding.uuid])
    assert back in page
    assert otto.post(back).status_code == 404
    for _ in range(2):  # the second press finds it standing
        assert thea.post(back, {"knee_to_wall-left": "9"}).status_code == 302
    again = visit.findings.get()
    said = ("uuid", "kind", "region", "side", "severity", "refers_to", "note", "found_at")
    assert [getattr(again, name) for name in said] == [getattr(finding, name) for name in said]
    assert visit.observations.get().number == 9
    assert "Taken back: " not in text(thea.get(address))


def test_a_visits_page_shows_no_finding_of_another_client(thea, visit, therapist):
    """An address that named both wrote one client's finding on the other's page."""
    finding, address = taken_back(thea, visit, BAND)
    bob = Client.objects.create(name="Demo Bob", email="bob@demo.example", home_therapist=therapist)
    answered(bob)
    screenings.start(bob, therapist=therapist, appointment_uuid=None, by=THEA, now=NOW)
    other = address.replace(str(visit.client.uuid), str(bob.uuid))
    assert (other != address, str(finding.uuid) in other) == (True, True)
    page = thea.get(other)
    assert page.status_code == 200 and "Demo Bob" in text(page)
    assert "Taken back: " not in text(page) and "lower calf" not in text(page)


def test_what_was_felt_anew_at_that_place_is_not_written_over_by_an_undo(thea, visit):
    finding, _ = taken_back(thea, visit, BAND)
    thea.post(reverse("assessments:add_finding", args=[visit.uuid]), BAND | {"severity": "1"})
    thea.post(reverse("assessments:put_back_finding", args=[finding.uuid]))
    assert visit.findings.get().severity == 1


def test_nothing_is_put_back_into_a_finished_visit(thea, visit, measure, visit_url):
    finding, address = taken_back(thea, visit, BAND)
    measure("heel_raise_straight", 24, 18)
    screenings.complete(visit, by=THEA, now=NOW)
    thea.post(reverse("assessments:put_back_finding", args=[finding.uuid]))
    assert not visit.findings.exists()
    assert "Put it back" not in text(thea.get(address))
