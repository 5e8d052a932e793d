"""Services, therapists and free times: what anybody may ask."""

from datetime import date, timedelta

import pytest

from tests.api.conftest import check_problem
from tests.bookings.clinic import TUESDAY, make_service, make_therapist

WEDNESDAY = TUESDAY + timedelta(days=1)
NOT_ONE = "00000000-0000-4000-8000-000000000000"


def slots(caller, clinic, first=TUESDAY, last=TUESDAY, **more):
    return caller.get("/slots", service=clinic.service.uuid, **{"from": first, "to": last}, **more)


def test_services_are_those_of_the_price_list(anybody, clinic):
    make_service(clinic, name="By staff only", is_online=False)
    own = clinic.service
    fields = {"name": "Calf treatment", "kind": "treatment", "minutes": 45, "price_pence": 5200}
    assert anybody.get("/services").json() == [{"id": str(own.uuid), **fields}]


def test_therapists_come_with_what_they_give(anybody, clinic):
    other = make_service(clinic, name="Review", kind="reassessment")
    other.therapists.set(clinic.therapists[:1])
    found = anybody.get("/therapists").json()
    assert [(t["name"], len(t["services"])) for t in found] == [("Demo Amira", 2), ("Demo Ben", 1)]
    only = anybody.get("/therapists", service=other.uuid).json()
    assert [t["id"] for t in only] == [str(clinic.therapists[0].uuid)]


def test_what_anybody_may_read_holds_what_the_contract_lists_and_nothing_else(anybody, clinic):
    """HC-41: a hash of a password went out in a page's data; our description would let more through."""
    therapists, services = anybody.get("/therapists").json(), anybody.get("/services").json()
    listed = slots(anybody, clinic).json()
    assert {tuple(row) for row in services} == {("id", "name", "kind", "minutes", "price_pence")}
    assert {tuple(row) for row in therapists} == {("id", "name", "services")}
    assert {type(one) for row in therapists for one in row["services"]} == {str}
    assert set(listed) == {"slots"}
    assert {tuple(row) for row in listed["slots"]} == {("start", "end", "therapist", "location", "fit")}


def test_who_may_not_be_chosen_is_not_listed(anybody, clinic):
    type(clinic.therapists[0]).objects.filter(name="Demo Amira").update(is_bookable=False)
    assert [t["name"] for t in anybody.get("/therapists").json()] == ["Demo Ben"]


def test_every_therapist_is_listed_at_every_start(anybody, clinic):
    found = slots(anybody, clinic).json()["slots"]
    assert len(found) == 30  # a start each half hour from 9am to 4pm, for two
    assert [(s["start"], s["therapist"]) for s in found] == sorted(
        (s["start"], s["therapist"]) for s in found
    )
    first = found[0]
    assert (first["start"], first["end"]) == ("2026-11-24T09:00:00+00:00", "2026-11-24T09:45:00+00:00")
    assert (first["location"], first["fit"]) == (str(clinic.location.uuid), "allowed")


def test_the_last_date_counts(anybody, clinic):
    found = slots(anybody, clinic, last=WEDNESDAY).json()["slots"]
    assert {s["start"][:10] for s in found} == {"2026-11-24", "2026-11-25"}


def test_one_therapist_and_one_place(anybody, clinic):
    amira, elsewhere = clinic.therapists[0], type(clinic.location).objects.create(name="Other")
    only = slots(anybody, clinic, therapist=amira.uuid).json()["slots"]
    assert {s["therapist"] for s in only} == {str(amira.uuid)}
    assert len(slots(anybody, clinic, location=clinic.location.uuid).json()["slots"]) == 30
    assert slots(anybody, clinic, location=elsewhere.uuid).json() == {"slots": []}


def test_summer_times_carry_their_offset(anybody, clinic):
    type(clinic.service).objects.update(horizon_days=400)
    summer = date(2027, 6, 1)
    found = slots(anybody, clinic, first=summer, last=summer).json()["slots"]
    assert found[0]["start"] == "2027-06-01T09:00:00+01:00"


def test_what_is_held_is_no_longer_free(program, anybody, clinic):
    program.hold(clinic, therapist=clinic.therapists[0])
    at_ten = [s for s in slots(anybody, clinic).json()["slots"] if s["start"] == "2026-11-24T10:00:00+00:00"]
    assert [s["therapist"] for s in at_ten] == [str(clinic.therapists[1].uuid)]


@pytest.mark.parametrize(("days", "status"), [(0, 200), (61, 200), (62, 422), (-1, 422)])
def test_at_most_62_days(anybody, clinic, days, status):
    assert slots(anybody, clinic, last=TUESDAY + timedelta(days=days)).status_code == status


@pytest.mark.parametrize("name", ["service", "therapist", "location"])
def test_what_is_not_there_is_a_404(anybody, clinic, name):
    query = {"service": clinic.service.uuid, "from": TUESDAY, "to": TUESDAY, name: NOT_ONE}
    check_problem(anybody.get("/slots", **query), 404, "not_found")


@pytest.mark.parametrize(
    ("name", "value"), [("from", "24/11/2026"), ("to", "1e9"), ("from", "2026-02-30"), ("service", "calf")]
)
def test_odd_values_are_told_by_name(anybody, clinic, name, value):
    query = {"service": clinic.service.uuid, "from": TUESDAY, "to": TUESDAY, name: value}
    document = check_problem(anybody.get("/slots", **query), 422, "invalid")
    assert [(e["document"], e["path"]) for e in document["errors"]] == [("query", f"/{name}")]


def test_the_number_of_statements_does_not_grow(anybody, clinic, django_assert_num_queries):
    make_therapist("Demo Chloe", clinic.location)
    with django_assert_num_queries(4):
        first = slots(anybody, clinic, last=TUESDAY + timedelta(days=60))
    with django_assert_num_queries(0):
        assert slots(anybody, clinic, last=TUESDAY + timedelta(days=60)).json() == first.json()
    with django_assert_num_queries(3):
        anybody.get("/therapists", service=clinic.service.uuid)


@pytest.mark.parametrize("year", ["0001", "1999", "9999"])
def test_dates_that_no_diary_has_are_empty(anybody, program, clinic, year):
    day = f"{year}-12-31"
    assert slots(anybody, clinic, first=day, last=day).json() == {"slots": []}
    assert program.get("/appointments", **{"from": day, "to": day}).json() == {"appointments": []}
