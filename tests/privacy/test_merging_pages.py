"""What is not merged, and the pages where staff do it."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from assessments.models import Screening
from bookings.models import Appointment
from hekas.accounts.models import ERASED, Client, User
from hekas.privacy.actions import erasure
from hekas.privacy.actions.merging import CannotMerge
from hekas.privacy.models import LegalHold, MergedRecord
from hekas.privacy.queries.doubles import alike, suspected
from tests.bookings.clinic import make_clinic
from tests.bookings.safety.people import book
from tests.privacy.test_merging import ADA, NOW, merge, tomorrow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_surroundings")]


def refuse_born(cleo, twin):
    Client.objects.filter(pk=cleo.pk).update(born_on="1990-05-04")
    Client.objects.filter(pk=twin.pk).update(born_on="1990-05-05")


def refuse_hold(cleo, twin):
    for client in (cleo, twin):
        LegalHold.objects.create(client=client, reason="A claim", set_at=NOW)


def refuse_wish(cleo, twin):
    erasure.ask(twin, by=ADA, now=NOW)


def refuse_overlap(cleo, twin):
    clinic = make_clinic()
    book(clinic, cleo, start=tomorrow(), now=NOW)
    book(clinic, twin, start=tomorrow(), now=NOW, therapist=1)


def refuse_forgotten(cleo, twin):
    Client.objects.filter(pk=cleo.pk).update(name=ERASED)


def refuse_arrived(cleo, twin):
    visit = book(make_clinic(), twin, start=tomorrow(), now=NOW)
    Appointment.objects.filter(pk=visit.pk).update(status="arrived")


def refuse_measured(cleo, twin):
    thea = make_clinic().therapists[0]
    Screening.objects.create(client=twin, therapist=thea, rules_version="1", started_at=NOW)


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (refuse_forgotten, "forgotten at their wish"),
        (refuse_arrived, "in a visit this moment"),
        (refuse_measured, "in a visit this moment"),
        (refuse_born, "different days"),
        (refuse_hold, "legal hold"),
        (refuse_wish, "wish to be forgotten"),
        (refuse_overlap, "same time"),
    ],
)
def test_what_can_not_be_merged_changes_nothing(cleo, twin, prepare, words):
    prepare(cleo, twin)
    with pytest.raises(CannotMerge, match=words):
        merge(cleo, twin)
    assert Client.objects.filter(pk__in=[cleo.pk, twin.pk]).count() == 2
    assert not MergedRecord.objects.filter(client__in=[cleo, twin]).exists()


def test_one_record_is_not_merged_with_itself_nor_with_one_that_is_gone(cleo, twin):
    with pytest.raises(CannotMerge, match="already"):
        merge(cleo, cleo)
    merge(cleo, twin)
    with pytest.raises(CannotMerge, match="no more"):
        merge(cleo, twin)


def test_who_is_like_whom(cleo, twin):
    Client.objects.filter(pk=twin.pk).update(email="CLEO@demo.example")
    assert [(like.client, like.shares) for like in alike(cleo)] == [(twin, ("e-mail address",))]
    assert suspected() == [cleo, twin]


def test_an_empty_address_is_nobodys(cleo, twin):
    Client.objects.update(email="")
    assert alike(cleo) == [] and suspected() == []


@pytest.fixture
def desk():
    ada = User.objects.create_user("ada@clinic.example", name="Ada Demo", role="admin")
    browser = Browser()
    browser.force_login(ada)
    return browser


def test_the_desk_makes_them_one_with_a_reason_and_a_tick(desk, cleo, twin):
    Client.objects.filter(pk=twin.pk).update(phone=cleo.phone)
    page = reverse("privacy:merge", args=[cleo.uuid])
    assert "Demo Twin" in desk.get(reverse("privacy:same_person")).content.decode()
    shown = desk.get(page).content.decode()
    assert "Same: phone number" in shown
    said = {"other": str(twin.uuid), "reason": "She told us", "asked": "on"}
    for missing in said:
        answer = desk.post(page, {**said, missing: ""})
        assert answer.status_code == 422
    assert Client.objects.filter(pk=twin.pk).exists()
    assert desk.post(page, said).status_code == 302
    assert not Client.objects.filter(pk=twin.pk).exists()


def test_the_desk_reads_which_account_would_see_all_of_it(desk, cleo, twin):
    """Somebody's own account, under a name and a number of another, was joined to that other's record."""
    account = User.objects.create_user("somebody@else.example", "demo demo demo", name="Twin")
    Client.objects.filter(pk=twin.pk).update(phone=cleo.phone, user=account)
    shown = desk.get(reverse("privacy:merge", args=[cleo.uuid])).content.decode()
    assert "signs in as somebody@else.example" in shown
    assert "reads everything of both" in shown
    listed = desk.get(reverse("privacy:same_person")).content.decode()
    assert listed.count("signs in as") == 1


def test_only_a_record_that_is_like_it_can_be_chosen(desk, cleo, twin):
    said = {"other": str(twin.uuid), "reason": "She told us", "asked": "on"}
    assert desk.post(reverse("privacy:merge", args=[cleo.uuid]), said).status_code == 422
    assert Client.objects.filter(pk=twin.pk).exists()


def test_why_not_is_told(desk, cleo, twin):
    Client.objects.filter(pk=twin.pk).update(email=cleo.email)
    refuse_born(cleo, twin)
    said = {"other": str(twin.uuid), "reason": "She told us", "asked": "on"}
    answer = desk.post(reverse("privacy:merge", args=[cleo.uuid]), said)
    assert "born on different days" in answer.content.decode()
