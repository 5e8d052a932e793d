"""Which intake and which result somebody may have: asked of the loaders themselves."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.test import RequestFactory

from assessments import permissions
from assessments.models import Clearance, Intake
from hekas.accounts.models import ERASED, Client, Therapist, User
from tests.bookings.clinic import NOW, make_client, make_intake

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def account(email, role="client"):
    return User.objects.create_user(f"{email}@demo.example", "x", role=role)


def therapist(name):
    return Therapist.objects.create(user=account(name, "therapist"), name=name, title="Massage therapist")


def of(user=None, **session):
    """A request of that account, or of a visitor, with this session."""
    request = RequestFactory().get("/")
    request.user, request.session = user or AnonymousUser(), dict(session)
    return request


def can_have(loader, *asked):
    try:
        loader(*asked)
    except Http404:
        return False
    return True


def result_of(intake):
    return intake.results.get().uuid


def test_a_session_keeps_what_it_began_until_an_account_takes_it():
    client = make_client()
    intake = make_intake(client=client)
    begun = {permissions.OWN_INTAKES: [str(intake.uuid)]}
    visitor, ann = of(**begun), of(account("ann"), **begun)
    assert can_have(permissions.result_or_404, visitor, result_of(intake))
    assert not can_have(permissions.result_or_404, ann, result_of(intake))  # a visitor's, on a shared phone
    Client.objects.filter(pk=client.pk).update(user=account("ben"))
    assert not can_have(permissions.result_or_404, visitor, result_of(intake))
    assert not can_have(permissions.intake_of_request_or_404, visitor, intake.uuid)


def test_what_nobody_has_taken_yet_is_of_whoever_began_it_and_signs_in():
    intake = make_intake()
    begun = {permissions.OWN_INTAKES: [str(intake.uuid)]}
    assert can_have(permissions.result_or_404, of(account("ann"), **begun), result_of(intake))
    assert not can_have(permissions.result_or_404, of(account("ben")), result_of(intake))


def test_only_the_last_that_was_lent_can_be_had():
    first, last = make_intake(), make_intake()
    request = of()
    for intake in (first, last):
        permissions.lend(request, intake)
    had = [can_have(permissions.lent_intake_or_404, request, intake.uuid) for intake in (first, last)]
    assert had == [False, True]


def test_what_the_release_before_has_lent_is_answered_to_its_end():
    """It kept no addresses beside it: whoever is half way through loses nothing by a release."""
    intake = make_intake(client=make_client("Demo Ann"))
    request = of(**{permissions.LENT: {"intake": str(intake.uuid), "back": "", "waits": False}})
    assert permissions.lent_intake_or_404(request, intake.uuid) == intake


def test_what_was_lent_of_somebody_who_was_forgotten_is_answered_no_more():
    ann, ben = make_client("Demo Ann"), make_client("Demo Ben")
    had = []
    for intake in (make_intake(client=ann), make_intake(client=ben), make_intake()):
        request = of()
        permissions.lend(request, intake, back="/visits/1/")
        Client.objects.filter(pk=ann.pk).update(name=ERASED, email="", phone="")
        had.append(can_have(permissions.lent_intake_or_404, request, intake.uuid))
    assert had == [False, True, True]


def test_a_second_tab_goes_on_with_what_the_first_began_for_that_client_a_while_ago():
    ann, ben = make_client("Demo Ann"), make_client("Demo Ben")
    intake = make_intake(client=ann)
    Intake.objects.filter(pk=intake.pk).update(status="draft", submitted_at=None, created_at=NOW)
    request, handed_over = of(), of()
    permissions.lend(request, intake)
    permissions.lend(handed_over, intake, back="/visits/1/")
    assert permissions.lent_before(request, ann, NOW - HOUR) == intake
    assert permissions.lent_before(request, ben, NOW - HOUR) is None
    assert permissions.lent_before(request, ann, NOW + HOUR) is None
    assert permissions.lent_before(handed_over, ann, NOW - HOUR) is None
    Intake.objects.filter(pk=intake.pk).update(status="submitted", submitted_at=NOW)
    assert permissions.lent_before(request, ann, NOW - HOUR) is None


def has(who, intake):
    return can_have(permissions.client_result_or_404, of(who.user), result_of(intake), NOW)


def test_a_result_is_for_the_clients_own_therapist_and_a_held_one_of_nobody_for_each():
    amira, ben = therapist("amira"), therapist("ben")
    client = make_client()
    Client.objects.filter(pk=client.pk).update(home_therapist=amira)
    hers = make_intake(client=client, gate="held")
    assert (has(amira, hers), has(ben, hers)) == (True, False)
    waits, open_ones = make_intake(gate="held"), make_intake(gate="open")
    assert [has(ben, waits), has(ben, open_ones)] == [True, False]


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "admin"}])
def test_who_was_a_clients_therapist_and_left_leaves_those_who_wait_to_all(change):
    amira, ben = therapist("amira"), therapist("ben")
    client = make_client()
    Client.objects.filter(pk=client.pk).update(home_therapist=amira)
    waits = make_intake(client=client, gate="held")
    User.objects.filter(pk=amira.user_id).update(**change)
    assert has(ben, waits)


def test_only_the_clearance_that_stands_is_settled():
    amira = therapist("amira")
    client = make_client()
    Client.objects.filter(pk=client.pk).update(home_therapist=amira)
    make_intake(client=client, gate="held")
    row = Clearance.objects.get()
    assert can_have(permissions.clearance_or_404, of(amira.user), row.uuid, NOW)
    Clearance.objects.update(superseded_at=NOW)
    assert not can_have(permissions.clearance_or_404, of(amira.user), row.uuid, NOW)
    Clearance.objects.update(superseded_at=None)
    assert not can_have(permissions.clearance_or_404, of(therapist("ben").user), row.uuid, NOW)
