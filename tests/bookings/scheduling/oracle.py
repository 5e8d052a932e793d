"""The slow, obvious way to find free slots: look at every minute of every candidate."""

from datetime import UTC, datetime, timedelta

from bookings.scheduling.intervals import Interval
from bookings.scheduling.slots import Slot

MINUTE = timedelta(minutes=1)
DAY_ONE = datetime(1970, 1, 1, tzinfo=UTC)


def every_minute(interval):
    moment = interval.start
    while moment < interval.end:
        yield moment
        moment += MINUTE


def any_holds(intervals, moment):
    return any(interval.holds(moment) for interval in intervals)


def spans(runs):
    """Runs of minutes as the intervals that they are."""
    return [Interval(*(DAY_ONE + minute * MINUTE for minute in run)) for run in runs]


def on_grid(shift, start, step):
    return shift.span.holds(start) and (start - shift.span.start) % (step * MINUTE) == timedelta(0)


def therapist_free(diary, place, whole):
    working = [shift.span for shift in diary.shifts if shift.place == place]
    taken = [*diary.off, *spans(visit.busy for visit in diary.visits)]
    return all(any_holds(working, m) and not any_holds(taken, m) for m in every_minute(whole))


def first_room(rooms, place, whole):
    for room in rooms:
        if room.place == place and not any(any_holds(spans(room.busy), m) for m in every_minute(whole)):
            return room.room
    return None


def hands_rest(diary, session):
    row, rows = [], []
    for deep in sorted([*spans(v.during for v in diary.visits if v.deep), session]):
        if row and deep.start - max(one.end for one in row) >= diary.load.rest:
            rows.append(row)
            row = []
        row.append(deep)
    (mine,) = [r for r in [*rows, row] if session in r]
    return sum((deep.length for deep in mine), timedelta()) <= diary.load.most_deep


def slot_at(ask, diary, place, rooms, taken, start):
    during = Interval(start, start + ask.minutes * MINUTE)
    whole = Interval(start, during.end + ask.turnover * MINUTE)
    room = first_room(rooms, place, whole)
    client_clear = not any(any_holds(spans(taken), m) for m in every_minute(during))
    rested = diary.load is None or not ask.deep or hands_rest(diary, during)
    if room is not None and client_clear and therapist_free(diary, place, whole) and rested:
        return Slot(start, during.end, diary.therapist, room, place)
    return None


def whole_minutes(interval):
    moment = interval.start.replace(second=0, microsecond=0)
    first = moment if moment == interval.start else moment + MINUTE
    return every_minute(Interval(first, interval.end)) if first < interval.end else ()


def find_slowly(ask, diaries, rooms, taken=()):
    found = set()
    for start in whole_minutes(ask.within):
        for diary in diaries:
            for place in {s.place for s in diary.shifts if on_grid(s, start, ask.step)}:
                found.add(slot_at(ask, diary, place, rooms, taken, start))
    return tuple(sorted(found - {None}))
