"""Whoever reads a result reads whether a clinician has signed the rules: page, letters, file and program."""

import json

import pytest
from django.urls import reverse

from assessments.presenters.gp_letter import gp_letter
from assessments.presenters.letters import plan_letter
from assessments.presenters.signing import UNSIGNED
from hekas.fhir import bundle
from tests.access.people import ALICE, AMIRA

pytestmark = pytest.mark.django_db
PAGES = ((ALICE, "assessments:result"), (AMIRA, "assessments:client_result"))


@pytest.mark.parametrize(("who", "name"), PAGES)
def test_the_pages(house, browsers, alice, who, name):
    answer = browsers.of(who).get(reverse(name, args=[alice.result.uuid]))
    assert UNSIGNED in answer.content.decode()


def test_the_letters(house, alice):
    therapist = alice.client.home_therapist
    written = (
        gp_letter(alice.client, alice.result, None, therapist, house.now),
        plan_letter(alice.plan, house.now),
    )
    assert [UNSIGNED in letter["foot"] for letter in written] == [True, True]


def test_the_file_for_programs(house, alice):
    assert UNSIGNED in json.dumps(bundle.of(alice.client, now=house.now))
