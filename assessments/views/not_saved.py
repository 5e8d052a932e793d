"""The visit page with what could not be saved, and what was typed too late for any page, told in words."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.actions.observing import Side, lost
from assessments.forms.findings import FindingForm
from assessments.forms.sent_tests import SentTests
from assessments.models import Screening
from assessments.presenters.visit.felt import FeltRow
from assessments.presenters.visit.laid_over import over
from assessments.presenters.visit.measuring import MeasureCard
from assessments.presenters.visit.not_saved import named
from assessments.presenters.visit.page import page_for
from assessments.queries.visits import visit_data


class NotSaved:
    """What of the sent tests is faulty, was written elsewhere meanwhile, or waits for its own button."""

    def __init__(self, sent: SentTests, clashes: frozenset[Side] = frozenset()) -> None:
        self.sent, self._clashes = sent, clashes

    def __bool__(self) -> bool:
        return bool(self._clashes or self.sent.faulty or self.sent.by_hand)

    @property
    def status(self) -> int:
        """Nothing is wrong where a test only waits for its own button."""
        return 409 if self._clashes else 422 if self.sent.faulty else 200

    def over(self, card: MeasureCard) -> MeasureCard:
        """The card as it is kept, or with what was typed."""
        code, sent = card.spec.code, self.sent
        faults, by_hand = sent.faulty.get(code, {}), code in sent.by_hand
        clashes = {side for test, side in self._clashes if test == code}
        if not (faults or by_hand or clashes):
            return card
        return over(card, sent.forms[code], faults=faults, clashes=clashes, is_unsaved=by_hand)


def page_with(
    request: HttpRequest,
    screening: Screening,
    left: NotSaved,
    part: str,
    now: datetime,
    *,
    finishing: bool = False,
    felt: FindingForm | None = None,
    gone: FeltRow | None = None,
) -> HttpResponse:
    """The page with everything that was typed; above its heading what is not saved.

    `felt`: the finding as it was sent, where it was to be added; else what was begun of one is carried.
    `gone`: the finding that was taken back by this press.
    """
    page = page_for(visit_data(screening.client, now), part)
    form = felt or FindingForm.begun(request.POST)
    cards = [left.over(card) for card in page.cards]
    context = {
        "page": page,
        "cards": cards,
        "wrong": [card for card in cards if card.errors],
        "unsaved": [card for card in cards if card.is_unsaved],
        "finishing": finishing,
        "form": form,
        "gone": gone,
        "page_has_errors": left.status != 200 or finishing,
    }
    refused = finishing or bool(form.errors)
    status = 422 if refused and left.status == 200 else left.status
    return render(request, "assessments/care/visit.html", context, status=status)


def is_begun(request: HttpRequest) -> bool:
    """Does the page carry a finding that was begun and not added?"""
    return FindingForm.begun(request.POST).is_begun


def tell_lost(request: HttpRequest, screening: Screening, sent: SentTests) -> bool:
    """The visit ended meanwhile: what was typed and is not in it is told, so that nobody thinks it is."""
    if words := _lost(screening, sent):
        messages.error(request, f"This visit is finished. Not in it: {words}.")
    return bool(words)


def tell_left(request: HttpRequest, screening: Screening, sent: SentTests) -> None:
    """Sent while its page was left: no page is there to show why it could not be kept."""
    if words := _lost(screening, sent):
        messages.error(request, f"Not saved as you left the page: {words}.")


def _lost(screening: Screening, sent: SentTests) -> str:
    typed = sent.typed()
    return named(typed, lost(screening, typed), sent.unread())
