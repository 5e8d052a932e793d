"""The clinic's figures as bars, each with the table that it is drawn from. Sizes are SVG units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bookings.queries.figures import Figures, Tally
from hekas.web.templatetags.plain import counted, pounds, short_day

WIDE, HIGH, FOOT = 640, 190, 34
ROW, NAME, NUMBER = 34, 240, 90
WHOLE = 100  # per cent
FEWEST = 6  # weeks: the bars of fewer are no wider
LABELLED = 12  # weeks: with more, so many have their dates, and the highest alone its number
IN_POUNDS = " Above the bars they are to the nearest pound."
NOTHING = "–"  # the share of no working time, or of no visit


@dataclass(frozen=True)
class Bar:
    """One bar: where it stands, how long it is, what it says. `label` may be empty where room is short."""

    label: str
    text: str
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def end(self) -> float:
        return round(self.x + self.width + 8, 1)

    @property
    def line(self) -> float:
        """Where words beside a lying bar stand."""
        return round(self.y + self.height - 5, 1)


@dataclass(frozen=True)
class Picture:
    """A heading, one sentence that says it all, bars, and the table behind them."""

    key: str
    title: str
    sentence: str
    bars: Sequence[Bar]
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    is_lying: bool = False

    @property
    def height(self) -> int:
        return ROW * len(self.bars) if self.is_lying else HIGH + FOOT

    @property
    def base(self) -> int:
        return HIGH

    @property
    def is_blank(self) -> bool:
        """Nothing but noughts: a drawing of them says less than the sentence."""
        return not any(bar.width if self.is_lying else bar.height for bar in self.bars)


def standing(values: Mapping[date, int], words: Mapping[date, str], most: int = 0) -> list[Bar]:
    """One bar a week on one zero line; `most` is as high as there is room, the highest where none is told.

    What has no room above and below its bar is left out, and stands in the table alone.
    """
    step, highest = WIDE / max(FEWEST, len(values)), max(values.values(), default=0)
    each, most = -(-len(values) // LABELLED), max(highest, most, 1)
    told = set(values) if each == 1 else {max(values, key=lambda week: values[week])}
    return [
        Bar(
            short_day(week)[4:] if (len(values) - 1 - number) % each == 0 else "",
            words[week] if week in told else "",
            round(number * step + step * 0.15, 1),
            round(HIGH - (HIGH - 24) * value / most, 1),
            round(step * 0.7, 1),
            round((HIGH - 24) * value / most, 1),
        )
        for number, (week, value) in enumerate(values.items())
    ]


def lying(values: Mapping[str, int], words: Mapping[str, str], most: int = 0) -> list[Bar]:
    """One bar a name; `most` is as wide as there is room, the longest where none is told."""
    most, room = max([*values.values(), most, 1]), WIDE - NAME - NUMBER
    return [
        Bar(name, words[name], NAME, number * ROW + 8, round(room * value / most, 1), ROW - 16)
        for number, (name, value) in enumerate(values.items())
    ]


def percent(part: int, whole: int) -> str:
    """A share in words that do not call a little nothing, nor nothing at all a share."""
    share = round(WHOLE * part / whole) if whole else 0
    if not whole:
        return NOTHING
    return "<1%" if part and not share else f"{share}%"


def pictures(found: Figures) -> list[Picture]:
    """All that the page shows, in its order; nothing of weeks in which nobody had a visit nor booked one."""
    nothing = not (found.total.minutes or found.total.done or found.total.missed or any(found.leads.values()))
    if nothing:
        return []
    return [_full(found), _people(found), _missed(found), _leads(found), _money(found), _kinds(found)]


def of_none(ahead: int, monday: date | None) -> str:
    """What weeks without a visit say; `monday` is the one after the week of the first visit ahead."""
    if monday is None:
        return "Nobody is booked from this week on. There are figures once a week with a visit is over."
    booked = "1 visit is booked" if ahead == 1 else f"{ahead:,} visits are booked"
    return f"{booked} from this week on. Look again on {short_day(monday)}, after the week of the first one."


def _full(found: Figures) -> Picture:
    shares = {week: tally.utilisation for week, tally in found.weeks.items()}
    rows = [
        [_week(week), f"{t.working / 60:.1f}", f"{t.minutes / 60:.1f}", percent(t.minutes, t.working)]
        for week, t in found.weeks.items()
    ]
    words = {week: percent(t.minutes, t.working) for week, t in found.weeks.items()}
    taken = percent(found.total.minutes, found.total.working)
    sentence = f"Visits and their turnover took {taken} of the working time."
    if taken == NOTHING or not found.total.minutes:
        sentence = "Nobody worked in these weeks." if taken == NOTHING else "No visit took working time."
    heads = ["Week of", "Hours worked", "Hours booked", "Share"]
    return Picture("full", "How full the weeks were", sentence, standing(shares, words, WHOLE), heads, rows)


def _people(found: Figures) -> Picture:
    people = {name: tally.utilisation for name, tally in found.therapists.items()}
    rows = [
        [name, f"{t.working / 60:.1f}", f"{t.minutes / 60:.1f}", percent(t.minutes, t.working)]
        for name, t in found.therapists.items()
    ]
    words = {name: percent(t.minutes, t.working) for name, t in found.therapists.items()}
    bars = lying(people, words, WHOLE)
    heads = ["Therapist", "Hours worked", "Hours booked", "Share"]
    sentence = "The share of each therapist's working time that visits took."
    return Picture("people", "By therapist", sentence, bars, heads, rows, is_lying=True)


def _missed(found: Figures) -> Picture:
    missed = {week: tally.missed for week, tally in found.weeks.items()}
    rows = [
        [_week(week), str(t.done), str(t.missed), percent(t.missed, t.done + t.missed)]
        for week, t in found.weeks.items()
    ]
    total: Tally = found.total
    due = total.done + total.missed
    sentence = f"{counted(total.missed, 'visit')} of {due:,} had nobody come: {percent(total.missed, due)}."
    if not total.missed:
        sentence = f"Somebody came to {_all_of(due)}." if due else "No visit was due."
    bars = standing(missed, {week: str(number) for week, number in missed.items()})
    heads = ["Week of", "Took place", "Nobody came", "Share"]
    return Picture("missed", "Nobody came", sentence, bars, heads, rows)


def _all_of(due: int) -> str:
    return "the one visit that was due" if due == 1 else f"all {due:,} visits that were due"


def _leads(found: Figures) -> Picture:
    count = sum(found.leads.values())
    shares = {words: percent(number, count) for words, number in found.leads.items()}
    rows = [[words, f"{number:,}", shares[words]] for words, number in found.leads.items()]
    sentence = (
        "How long before its start a visit was booked, online or at the desk. "
        "Visits that were called off since are among them."
    )
    heads = ["Before the visit", "Visits", "Share"]
    return Picture("leads", "How far ahead", sentence, lying(found.leads, shares), heads, rows, is_lying=True)


def _money(found: Figures) -> Picture:
    pence = {week: tally.pence for week, tally in found.weeks.items()}
    rows = [[_week(week), str(found.weeks[week].done), pounds(value)] for week, value in pence.items()]
    words = {week: pounds(_whole(value)) if value else "" for week, value in pence.items()}
    sentence = (
        f"Visits that took place come to {pounds(found.total.pence)}, at the price they were booked at."
        f"{IN_POUNDS if any(value % 100 for value in pence.values()) else ''}"
    )
    if not found.total.pence:
        sentence = "No visit that took place had a price."
    return Picture(
        "money", "Revenue", sentence, standing(pence, words), ["Week of", "Visits", "Revenue"], rows
    )


def _kinds(found: Figures) -> Picture:
    words = {name: pounds(value) for name, value in found.kinds.items()}
    rows = [[name, pounds(value)] for name, value in found.kinds.items()]
    sentence = "What each kind of visit brought in."
    return Picture(
        "kinds",
        "By kind of visit",
        sentence,
        lying(found.kinds, words),
        ["Visit", "Revenue"],
        rows,
        is_lying=True,
    )


def _whole(pence: int) -> int:
    """To the nearest pound, half a pound up, in pence."""
    return (pence + 50) // 100 * 100


def _week(monday: date) -> str:
    return f"{monday.day} {monday:%B %Y}"
