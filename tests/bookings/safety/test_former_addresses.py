"""A stop stands for the addresses and numbers that a record ever had: no change of them frees anybody."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client as Browser
from django.urls import reverse

from assessments.actions import ages, clearances, desk_notes
from assessments.actions.clearances import Contact
from assessments.queries.advice import AFTER_STOP
from assessments.queries.clearances import advice_for
from assessments.queries.desk_notes import heard_of
from bookings.actions.holds import NotCleared
from bookings.models import Appointment
from bookings.queries.clearing import Missing, missing_at_the_door, missing_for_each
from hekas.accounts.actions import clients, users
from hekas.accounts.models import Client, User
from hekas.api.actions import keys
from hekas.api.terms import Scope
from hekas.privacy.actions import erasure, merging
from tests.api.conftest import Program, healthy
from tests.bookings.clinic import BY, NOW, TEN, make_client
from tests.bookings.safety.people import GREEN, RED, book, client_with, give
from tests.bookings.safety.test_asked_about import THINNER
from tests.bookings.views.test_journey import cleared_robot, confirm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
NUMBER, ANOTHER = "07400 123456", "+447400123457"
OLD, NEW = "cleo@demo.example", "new@demo.example"
TOLD = {"a stop": RED, "what lasts": THINNER}


def browser_of(user):
    browser = Browser()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def with_account(cleo):
    user = User.objects.create_user(OLD, "x", role="client")
    for email in (OLD, NEW):
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=email == OLD)
    cleo.user = user
    cleo.save()
    return user


def chosen_on_the_account_page(cleo):
    said = {"action_primary": "", "email": NEW}
    browser_of(with_account(cleo)).post(reverse("account_email"), said)


def given_by_the_desk_to_the_account(cleo):
    user = with_account(cleo)
    user.email = NEW
    users.change(user, by=BY, now=NOW)


def by_the_desk(cleo, **changed):
    said = {"name": cleo.name, "email": cleo.email, "phone": str(cleo.phone), "born_on": "", **changed}
    jo = User.objects.create_user("jo@demo.example", "x", role="admin")
    page = reverse("admin:accounts_client_change", args=[cleo.pk])
    assert browser_of(jo).post(page, said).status_code == 302


def address_corrected(cleo):
    by_the_desk(cleo, email=NEW)


def number_corrected(cleo):
    by_the_desk(cleo, phone=ANOTHER)


def number_taken_away(cleo):
    by_the_desk(cleo, phone="")


def joined_with_another(cleo):
    """Her record goes into another, whose address and number stay."""
    keep = make_client("Demo Cleo of before")
    Client.objects.filter(pk=keep.pk).update(email=NEW, phone=ANOTHER)
    merging.merge(keep, cleo, reason="She told us at the desk", by=BY, now=NOW)


def changed_twice(cleo):
    address_corrected(cleo)
    Client.objects.filter(pk=cleo.pk).update(email="third@demo.example")


WAYS = {
    chosen_on_the_account_page: "email", given_by_the_desk_to_the_account: "email",
    address_corrected: "email", changed_twice: "email", joined_with_another: "email",
    number_corrected: "phone", number_taken_away: "phone",
}  # fmt: skip


def anew(by):
    """Without an account and on another device, under what she gave before; all else is another's."""
    given = {"email": OLD.upper()} if by == "email" else {"phone": NUMBER}
    return {"name": "Demo Somebody", "email": "else@demo.example", "phone": "07400 999999", **given}


@pytest.mark.parametrize("told", TOLD)
@pytest.mark.parametrize("way", WAYS)
def test_nobody_books_under_what_a_record_had_before(clinic, way, told):
    way(client_with(TOLD[told], phone=NUMBER))
    page = confirm(cleared_robot(), **anew(WAYS[way]))
    assert (page.status, page.headings) == (403, ["A therapist will ring you first"])
    assert not Appointment.objects.filter(status="booked").exists()


@pytest.mark.parametrize("way", WAYS)
def test_each_does_book_where_nothing_holds(clinic, way):
    """The control: it is the stop that refuses."""
    way(client_with(GREEN, phone=NUMBER))
    assert confirm(cleared_robot(), **anew(WAYS[way])).headings == ["You are booked in"]


def test_nor_does_a_program_book_them(clinic):
    address_corrected(client_with(RED))
    caller = Program(keys.create(name="Demo program", scopes=[Scope.BOOKINGS_WRITE], by=BY, now=NOW))
    taken = caller.hold(clinic, TEN, clinic.therapists[0], once="one").json()
    assert caller.book(taken, healthy(), {"name": "Demo Other", "email": OLD}, once="two").status_code == 403
    assert not Appointment.objects.filter(status="booked").exists()


def anew_at_the_desk(said=GREEN, **contacts):
    twin = make_client("Demo Twin")
    Client.objects.filter(pk=twin.pk).update(**contacts)
    twin.refresh_from_db()
    give(twin, said)
    return twin


def test_who_has_answered_before_the_stop_is_held_by_it_at_every_later_look(clinic):
    visit = book(clinic, anew_at_the_desk(email=OLD))
    cleo = client_with(RED, name="Demo Stopped")
    Client.objects.filter(pk=cleo.pk).update(email=OLD)
    Client.objects.filter(pk=cleo.pk).update(email=NEW)
    visit.refresh_from_db()
    assert missing_at_the_door(visit, TEN) is Missing.WORD
    assert list(missing_for_each([visit], TEN)) == [Missing.WORD]
    with pytest.raises(NotCleared) as refused:
        book(clinic, visit.client)
    assert refused.value.advice.reasons == (AFTER_STOP,)


def test_nor_does_whoever_is_held_so_go_free_by_another_address_of_their_own(clinic):
    """The other way round: it is her twin's record that moves away."""
    twin = anew_at_the_desk(email=OLD)
    client_with(RED)
    Client.objects.filter(pk=twin.pk).update(email=NEW)
    twin.refresh_from_db()
    with pytest.raises(NotCleared):
        book(clinic, twin)


def test_two_who_once_had_the_same_are_alike_though_neither_has_it_now(clinic):
    twin, cleo = anew_at_the_desk(phone=ANOTHER), client_with(RED, phone=ANOTHER)
    Client.objects.filter(pk__in=[twin.pk, cleo.pk]).update(phone="")
    twin.refresh_from_db()
    with pytest.raises(NotCleared):
        book(clinic, twin)


def test_nobody_is_like_anybody_for_having_had_nothing(clinic):
    cleo = client_with(RED)
    Client.objects.filter(pk=cleo.pk).update(email="")
    Client.objects.filter(pk=cleo.pk).update(email=NEW)
    assert book(clinic, anew_at_the_desk(email="")).status == "booked"


def test_a_talk_that_closes_the_stop_frees_the_address_too(clinic):
    cleo = client_with(RED)
    address_corrected(cleo)
    talk = Contact("Cleo", NOW, "It was a slip of the finger")
    row = cleo.clearances.get()
    clearances.close(row, therapist=clinic.therapists[0], contact=talk, by=BY, now=NOW)
    assert confirm(cleared_robot(), **anew("email")).headings == ["You are booked in"]


def test_who_is_forgotten_leaves_no_address_behind_that_holds(clinic):
    cleo = client_with(THINNER)
    address_corrected(cleo)
    erasure.carry_out(erasure.ask(cleo, by=BY, now=NOW), by=BY, now=NOW)
    assert confirm(cleared_robot(), **anew("email")).headings == ["You are booked in"]


def test_what_the_desk_heard_stands_there_too(clinic):
    jo = User.objects.create_user("jo@demo.example", "x", role="admin")
    cleo = make_client("Demo Cleo")
    desk_notes.write(cleo, user=jo, reason="Her calf is hot", by=BY, now=NOW)
    Client.objects.filter(pk=cleo.pk).update(email=NEW)
    twin = make_client("Demo Cleo")
    assert [note.client for note in heard_of(twin)] == [cleo]


def test_a_minor_is_known_by_them_too(clinic):
    kim = client_with({"about": {"age": 15}}, name="Demo Kim")
    Client.objects.filter(pk=kim.pk).update(email=NEW)
    twin = client_with(GREEN, name="Demo Kim")
    assert advice_for(now=NOW, client=twin).gate == "held"


def test_and_found_by_them_when_that_is_told_afterwards(clinic):
    twin = client_with(GREEN, name="Demo Kim")
    kim = client_with({"about": {"age": 15}}, name="Demo Kim")
    Client.objects.filter(pk=kim.pk).update(email=NEW)
    assert ages.hold_minors(NOW) == 1
    assert advice_for(now=NOW, client=twin).gate == "held"


def with_account_alone(email, before=""):
    """An account that has no record yet."""
    user = User.objects.create_user(before or email, "x", role="client")
    User.objects.filter(pk=user.pk).update(email=email)
    user.refresh_from_db()
    return user


@pytest.mark.parametrize("email, before", [(OLD, ""), (NEW, OLD)], ids=["today", "before"])
def test_an_account_without_a_record_is_known_by_the_addresses_it_had(clinic, email, before):
    client_with(RED)
    cleo = clients.of_account(with_account_alone(email, before), name="Demo C", phone="", now=NOW)
    give(cleo, GREEN)
    with pytest.raises(NotCleared):
        book(clinic, cleo)


def test_and_by_the_one_it_signs_in_with_where_the_record_has_another(clinic):
    twin = anew_at_the_desk(email="signs@demo.example")
    client_with(RED, name="Demo Stopped")
    stopped = Client.objects.get(name="Demo Stopped")
    stopped.user = with_account_alone("signs@demo.example", "first@demo.example")
    stopped.save()
    with pytest.raises(NotCleared):
        book(clinic, twin)
    with pytest.raises(NotCleared):
        book(clinic, anew_at_the_desk(email="first@demo.example"))
