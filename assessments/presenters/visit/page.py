"""The visit page as one object: head, causes, tests of one part, findings, how it goes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from assessments.models import CarePlan, Result, Screening
from assessments.presenters.check import Group, training_of
from assessments.presenters.other_event import other_event_words
from assessments.presenters.since import Since, since_of
from assessments.presenters.visit.changed import Changed, changed_since
from assessments.presenters.visit.felt import FeltRow, PlaceRow, felt_rows, gone, ids_of, marked, place_rows
from assessments.presenters.visit.felt_map import Pins, pins_of
from assessments.presenters.visit.head import Head, head_of
from assessments.presenters.visit.measuring import MeasureCard, Tab, card_of, cards_of, readings_of, tabs_of
from assessments.presenters.visit.weighed import CauseRow, WantedTest, alerts_of, causes_of, tests_first
from assessments.queries.visits import SavedData, VisitData
from assessments.rules.screening import load_screening
from hekas.accounts.consents import TO_STAFF
from hekas.accounts.models import Client

FIRST_PART = "strength"


@dataclass(frozen=True)
class VisitPage:
    """`screening` is the visit at hand, running or the newest; None before the first."""

    client: Client
    head: Head
    taken_back: tuple[str, ...]
    result: Result | None
    changed: Changed | None
    causes: list[CauseRow]
    first: list[WantedTest]
    screening: Screening | None
    is_running: bool
    is_done_today: bool
    alerts: tuple[str, ...]
    part: str
    tabs: list[Tab]
    cards: list[MeasureCard]
    felt: list[FeltRow]
    gone: list[str]
    places: list[PlaceRow]
    on_left: dict[str, str]
    on_right: dict[str, str]
    marked: str
    pins: Pins
    since: Since | None
    training: Group | None
    screenings: tuple[Screening, ...]
    active: CarePlan | None
    draft: CarePlan | None
    other_event: str

    @property
    def girth_stopped(self) -> bool:
        """The calves stopped the visit, and nobody has cleared the client since."""
        stopped = self.screening is not None and self.screening.stopped_because == "calf_girth"
        return stopped and self.head.standing.gate != "open"

    @property
    def may_start(self) -> bool:
        """A visit begins with answers, with every word still given, and not before help that comes first."""
        return bool(self.result) and not (
            self.taken_back or self.head.standing.help_first or self.girth_stopped
        )

    @property
    def next_part(self) -> Tab | None:
        """The next part, round to the first, in which nothing is written; then comes what is felt."""
        here = next((n for n, tab in enumerate(self.tabs) if tab.is_here), len(self.tabs))
        around = self.tabs[here + 1 :] + self.tabs[:here]
        return next((tab for tab in around if not tab.done), None)

    @property
    def left_out(self) -> list[str]:
        """The tests of this part that a finished visit was without."""
        return [] if self.is_running else [card.spec.title for card in self.cards if not card.is_done]

    @property
    def elsewhere(self) -> list[Tab]:
        """The other parts in which something was done: paper shows one part, and says so."""
        return [] if self.is_running else [tab for tab in self.tabs if tab.done and not tab.is_here]

    @property
    def may_decide(self) -> bool:
        return bool(self.screening and self.screening.completed_at and self.screening.snapshot)

    @property
    def may_draft(self) -> bool:
        return bool(self.screening and self.screening.completed_at) and self.draft is None

    @property
    def undecided(self) -> int:
        return sum(1 for cause in self.causes if cause.shows and cause.decision is None)


def _was_on(screening: Screening, today: date) -> bool:
    """Finished on this date of the clinic."""
    return bool(screening.completed_at and timezone.localdate(screening.completed_at) == today)


def page_for(data: VisitData, part: str) -> VisitPage:
    """The page with the tests of one part; an unknown part is the first one."""
    rules, visit, before = load_screening(), data.history.now, data.history.before
    part = part if part in rules.parts else FIRST_PART
    observed = visit.observations if visit else ()
    found, earlier = (visit.findings if visit else (), before.findings if before else ())
    return VisitPage(
        client=data.client,
        head=head_of(data.person, data.result, data.clearance, data.now, data.appointed, data.heard),
        taken_back=tuple(TO_STAFF[kind] for kind in sorted(data.taken_back)),
        changed=changed_since(data.history, data.result, data.today),
        result=data.result,
        causes=causes_of(data.picture, data.history.decisions),
        first=tests_first(data.picture, {row.test for row in observed}),
        screening=visit.screening if visit else None,
        is_running=bool(visit and visit.screening.is_running),
        is_done_today=bool(visit and _was_on(visit.screening, data.today)),
        alerts=alerts_of(data.picture, visit.screening) if visit else (),
        part=part,
        tabs=tabs_of(visit, rules, part) if visit else [],
        cards=cards_of(part, visit, before, data.person, rules) if visit else [],
        felt=felt_rows(found, earlier),
        gone=gone(found, earlier),
        places=place_rows(found),
        on_left=ids_of("left"),
        on_right=ids_of("right"),
        marked=" ".join(marked(found)),
        pins=pins_of(found),
        since=since_of(data.progress, data.history, data.person),
        training=training_of(data.result),
        screenings=data.history.screenings,
        active=data.active,
        draft=data.draft,
        other_event=other_event_words(data.active, data.other_events),
    )


@dataclass(frozen=True)
class SavedPart:
    """What a saved value changes on the page, and no more."""

    client: Client
    screening: Screening
    causes: list[CauseRow]
    first: list[WantedTest]
    tabs: list[Tab]
    alerts: tuple[str, ...] = ()
    may_decide: bool = False


def fragment_context(data: SavedData, test: str) -> dict[str, Any]:
    """What is drawn again after one value was saved: its card, the causes and the tests to do first."""
    rules = load_screening()
    spec, visit = rules.test(test), data.visit
    reading = readings_of(visit, data.before, data.person, rules).get(test)
    page = SavedPart(
        client=visit.screening.client,
        screening=visit.screening,
        causes=causes_of(data.picture, {}),
        first=tests_first(data.picture, {row.test for row in visit.observations}),
        tabs=tabs_of(visit, rules, spec.part),
        alerts=alerts_of(data.picture, visit.screening),
    )
    return {"page": page, "card": card_of(spec, visit, data.before, reading), "saved_at": data.now}
