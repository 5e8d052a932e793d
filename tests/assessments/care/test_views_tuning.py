"""The pages on which rules are tuned: numbers, a proposal, a second person's word, a patch."""

import re

import pytest
from django.urls import reverse

from assessments.models import RuleProposal
from assessments.presenters.rules import rule_title
from hekas.accounts.models import User
from tests.assessments.care.test_rule_proposals import RULE, TEXT, WEAKER

RULE_URL = reverse("assessments:rule", args=RULE)


@pytest.fixture
def ada(sign_in, db):
    """Ada's browser; she runs the clinic."""
    return sign_in(User.objects.create_user("ada@example.org", "a long password", name="Ada", role="admin"))


@pytest.fixture
def proposed(thea):
    answer = thea.post(RULE_URL, {"text": WEAKER.replace("\n", "\r\n"), "why": "Often struck."})
    return RuleProposal.objects.get(), answer


def url_of(name, proposed):
    return reverse(f"assessments:{name}", args=[proposed[0].uuid])


def text(answer):
    return " ".join(answer.content.decode().split())


def test_the_page_shows_causes_months_and_rules(thea, decided):
    page = text(thea.get(reverse("assessments:agreement")))
    assert "Agreement by month, in percent" in page
    assert f'href="{RULE_URL}"' in page
    assert "Too few to say: under 8 decisions" in page
    assert "Alice" not in page


def test_a_rule_shows_its_text_and_how_it_did(thea, decided):
    page = text(thea.get(RULE_URL))
    assert "100% agreement</strong> in 1 decision." in page
    assert "training.calf_strength_per_week is 0" in page
    assert "No clinician has agreed to it yet" in page


def test_a_proposal_is_named_in_words(thea, proposed):
    for address in (reverse("assessments:agreement"), url_of("rule_proposal", proposed)):
        page = text(thea.get(address))
        assert proposed[0].rule not in re.sub(r"<pre.*?</pre>", "", page)
        assert rule_title(proposed[0].rule) in page


def test_a_proposal_goes_to_its_page(proposed):
    row, answer = proposed
    assert answer.url == reverse("assessments:rule_proposal", args=[row.uuid])
    assert row.proposed_by.name == "thea"


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (TEXT, "This is the rule as it stands"),
        (TEXT.replace("points = 2", "points = 7"), "points: must be 1 to 3, or -1 to -3"),
        ("", "Fill in"),
    ],
)
def test_what_cannot_be_proposed_is_said_and_nothing_is_lost(thea, sent, says):
    page = text(thea.post(RULE_URL, {"text": sent, "why": "My own words"}))
    assert says in page
    assert "My own words" in page
    assert not RuleProposal.objects.exists()


def test_whoever_proposed_it_can_only_take_it_back(thea, proposed):
    url = proposed[1].url
    page = text(thea.get(url))
    assert "A clinician other than you decides on it" in page
    assert 'value="approve"' not in page
    assert (
        thea.post(url_of("decide_proposal", proposed), {"verdict": "approve", "why": "Mine"}).status_code
        == 404
    )
    assert RuleProposal.objects.get().status == "open"
    thea.post(url_of("take_back_proposal", proposed), {"why": "Too soon"})
    assert RuleProposal.objects.get().status == "refused"


def test_without_the_right_one_reads_it_and_decides_nothing(ada, otto, proposed):
    for browser in (ada, otto):
        page = text(browser.get(proposed[1].url))
        assert "It waits for a registered clinician of the clinic." in page
        assert "verdict" not in page
        for name in ("decide_proposal", "take_back_proposal"):
            sent = browser.post(url_of(name, proposed), {"verdict": "approve", "why": "Seen"})
            assert sent.status_code == 404
    assert RuleProposal.objects.get().status == "open"


def test_what_approving_does_and_does_not_do_is_said(thea, proposed):
    page = text(thea.get(proposed[1].url))
    assert "It does not by itself:</strong> change a rule, a result, a plan or who may be booked" in page
    assert "A result that was given before stays as it was given" in page


def test_a_clinician_approves_with_a_reason_and_gets_a_patch(ada, otto, proposed):
    row, answer = proposed
    User.objects.filter(name="Ada").update(is_clinician=True)
    decide = url_of("decide_proposal", proposed)
    patch = reverse("assessments:rule_patch", args=[row.uuid])
    assert otto.get(patch).status_code == 404
    assert "Say why in a few words" in text(ada.post(decide, {"verdict": "approve", "why": " "}))
    ada.post(decide, {"verdict": "approve", "why": "Seen in\nthe audit."})
    file = otto.get(patch)
    assert file["Content-Disposition"] == 'attachment; filename="calf_weakness.no_strength_work.patch"'
    said = file.content.decode()
    assert "Approved by Ada" in said
    assert "Seen in the audit." in said
    assert said.endswith(row.patch)
    assert "Not in force: apply it with" in text(otto.get(answer.url))


def test_a_rule_that_is_none_is_a_404(thea):
    assert thea.get(reverse("assessments:rule", args=["nerve", "nothing"])).status_code == 404


def test_a_client_tunes_nothing(alices, proposed):
    for name, args in (("agreement", []), ("rule", RULE), ("rule_proposal", [proposed[0].uuid])):
        assert alices.get(reverse(f"assessments:{name}", args=args)).status_code == 404
