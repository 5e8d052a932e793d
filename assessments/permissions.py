"""Who may see which intake and result. Loaders fetch and authorise in one statement; the rest is a 404.

What is somebody else's is never fetched and then refused: the work, and so the time, would tell that it is
there.
"""

from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.module_loading import import_string

from assessments.models import Clearance, Intake, Result, ReturnLink
from assessments.models.intake import IntakeStatus
from assessments.queries.desk_notes import OwnWords, own_words
from hekas.accounts.handed_over import hand_over
from hekas.accounts.models import ERASED, Client, Therapist, of_no_account, treats
from hekas.accounts.session import therapist_or_404
from hekas.accounts.versions import addresses_of
from hekas.accounts.visits import go_on
from hekas.postgres.kept import Given, Question

OWN_INTAKES, FOUND, LENT, OPENED = "own_intakes", "found_intakes", "lent_intakes", "opened_links"
NEWEST_OF_ACCOUNT = Question(
    lambda: (
        Intake.objects.filter(client__user=Given("user"))
        .select_related("client")
        .order_by("-id")[:1]  # not by a node's clock
    )
)
NOBODYS_ACCOUNT = Q(client=None) | of_no_account("client")
LAST_OPENED = Subquery(
    ReturnLink.objects.filter(intake=OuterRef("pk"), used_at__isnull=False)
    .order_by("-used_at", "-id")
    .values("uuid")[:1]
)


class OpenedElsewhere(Http404):
    """What was begun in this browser and opened by a letter's link in another since: its page says so."""

    template = "assessments/opened_elsewhere.html"


def own(request: HttpRequest, intake: Intake) -> None:
    """This browser began that intake: its session owns it."""
    request.session[OWN_INTAKES] = [*request.session.get(OWN_INTAKES, []), str(intake.uuid)]
    go_on(request)


def own_by_link(request: HttpRequest, link: ReturnLink) -> None:
    """This browser opened it by a letter's link and its code: from now on it, and none that had it before."""
    request.session[OPENED] = [*request.session.get(OPENED, []), str(link.uuid)]
    own(request, link.intake)


def _begun_here(request: HttpRequest, uuids: list[str]) -> Q:
    """Of `_rows()` those of these that nobody has opened elsewhere since: what is said there is not for here.

    It may be a family's tablet; or whoever began sent the link to somebody else, to read their answers.
    """
    last = Q(last_opened=None) | Q(last_opened__in=request.session.get(OPENED, []))
    return Q(uuid__in=uuids) & last


def _rows() -> QuerySet[Intake]:
    return Intake.objects.alias(last_opened=LAST_OPENED)


def set_aside(request: HttpRequest) -> None:
    """What nobody's record holds yet and was begun here before this account signed in: theirs if they say so.

    On a shared phone it is somebody else's, and would be shown to them and booked on as theirs.
    """
    begun = request.session.get(OWN_INTAKES, [])
    if begun and Intake.objects.filter(uuid__in=begun, client=None).exists():
        request.session[FOUND] = request.session.pop(OWN_INTAKES)


def has_found(request: HttpRequest) -> bool:
    """Whether there is something of which nobody has said yet whose it is."""
    return FOUND in request.session


def newest_found(request: HttpRequest) -> Intake | None:
    """The last of it that is nobody's still."""
    rows = _rows().filter(_begun_here(request, request.session.get(FOUND, [])), client=None)
    return rows.order_by("-updated_at", "-id").first()


def settle_found(request: HttpRequest, *, is_theirs: bool) -> None:
    """They have said whose it is."""
    found = request.session.pop(FOUND, [])
    if is_theirs:
        request.session[OWN_INTAKES] = [*found, *request.session.get(OWN_INTAKES, [])]


def intake_of_request_or_404(request: HttpRequest, uuid: UUID) -> Intake:
    """The intake, if this session began it or this account's client gave it. Raises Http404; what was
    opened elsewhere since is none of theirs either, but whoever began it here reads why (OpenedElsewhere)."""
    rows = _begun_or_given(request).filter(uuid=uuid).select_related("client")
    intake = get_object_or_404(rows)
    if _is_elsewhere(request, intake):
        raise OpenedElsewhere("opened by a letter's link in another browser since")
    return intake


def lend(
    request: HttpRequest, intake: Intake, *, back: str = "", waits: bool = False, by_link: bool = False
) -> None:
    """Let this browser answer the safety questions of a client, and see nothing of what was ever answered.

    For the secret link of a visit or of a place on the waiting list (`waits`), and for a device at the
    clinic; `back` is where that device goes after, once who signed in on it has shown that it is them.
    What came `by_link` is lent while the client's addresses are those of now (docs/adr/0066).
    """
    client = intake.client if by_link else None
    ways = sorted(addresses_of(client) - {""}) if client is not None else []
    request.session[LENT] = {"intake": str(intake.uuid), "back": back, "waits": waits, "ways": ways}
    if back:
        hand_over(request, reverse("assessments:safety", args=[intake.uuid]))


def lent_before(request: HttpRequest, client: Client, since: datetime) -> Intake | None:
    """What this browser has begun to answer for that client in another tab after `since`: it goes on.

    Lent anew, the other tab would lose what was typed there. Never what the clinic handed over.
    """
    lent = request.session.get(LENT, {})
    if not lent or lent.get("back"):
        return None
    drafts = Intake.objects.filter(uuid=lent["intake"], client=client, status=IntakeStatus.DRAFT)
    return drafts.filter(created_at__gte=since).first()


def lent_intake_or_404(request: HttpRequest, uuid: UUID) -> Intake:
    """The intake that was lent to this browser, the last one only, and no longer than its link is theirs.

    What is kept of somebody who was forgotten is nobody's to answer in, on a device of the clinic either.
    """
    lent = request.session.get(LENT, {})
    if lent.get("intake") != str(uuid):
        raise Http404("no such intake lent to them")
    rows = Intake.objects.select_related("client").exclude(client__name=ERASED)
    intake = get_object_or_404(rows, uuid=uuid)
    ways = set(lent.get("ways", ()))
    if ways and (intake.client is None or not ways <= addresses_of(intake.client)):
        raise Http404("the link that lent it went where its client is not any more")
    return intake


def waits(request: HttpRequest) -> bool:
    """Whether it was lent for a place on the waiting list, and for no visit."""
    return bool(request.session.get(LENT, {}).get("waits"))


def way_back(request: HttpRequest) -> str:
    """Where the device of the clinic goes when the client hands it back; empty elsewhere."""
    return str(request.session.get(LENT, {}).get("back", ""))


def current_intake(request: HttpRequest) -> Intake | None:
    """The newest intake that this session or this signed-in client owns, with its client.

    None where the newest was opened elsewhere since: it may say no there, and an older one here would still
    say yes, perhaps of somebody else.
    """
    newest = _newest(request)
    return None if newest is None or _is_elsewhere(request, newest) else newest


def was_opened_elsewhere(request: HttpRequest) -> bool:
    """Whether what was begun last in this browser was opened in another since."""
    newest = _newest(request) if request.session.get(OWN_INTAKES) else None
    return newest is not None and _is_elsewhere(request, newest)


def _newest(request: HttpRequest) -> Intake | None:
    if request.user.is_authenticated and not request.session.get(OWN_INTAKES):
        return NEWEST_OF_ACCOUNT.first(user=request.user.pk)
    return _begun_or_given(request).select_related("client").order_by("-id").first()


def result_or_404(request: HttpRequest, uuid: UUID) -> Result:
    """The result, if its intake is theirs and was not opened elsewhere since."""
    rows = Result.objects.select_related("intake__client")
    return get_object_or_404(rows, uuid=uuid, intake__in=_own_intakes(request))


def _own_intakes(request: HttpRequest):  # type: ignore[no-untyped-def]
    """By account; by session only while no account has taken the intake.

    Whoever signs in leaves a visitor's record behind: on a shared phone it is somebody else's, and their
    answers would be written into it.
    """
    return _rows().filter(_of(request, _begun_here(request, request.session.get(OWN_INTAKES, []))))


def _begun_or_given(request: HttpRequest) -> QuerySet[Intake]:
    """These and what was opened elsewhere since: of that nothing is shown."""
    begun = Q(uuid__in=request.session.get(OWN_INTAKES, []))
    return Intake.objects.annotate(last_opened=LAST_OPENED).filter(_of(request, begun))


def _of(request: HttpRequest, by_session: Q) -> Q:
    if request.user.is_authenticated:
        return Q(client__user=request.user) | by_session & Q(client=None)
    return by_session & NOBODYS_ACCOUNT


def _is_elsewhere(request: HttpRequest, intake: Intake) -> bool:
    """Of one by `_newest` or `_begun_or_given`: opened in another browser, and no account's."""
    if intake.client is not None and intake.client.user_id is not None:
        return False
    last = getattr(intake, "last_opened", None)
    return last is not None and str(last) not in request.session.get(OPENED, [])


def seen_by(therapist: Therapist, now: datetime) -> Q:
    """The intakes of people in that therapist's care, or who wait for whichever therapist is free first.

    Other rooms know more of who treats whom (a booking); the settings name their answers. Somebody who left
    answers for nobody.
    """
    home = "client__home_therapist"
    none = Q(client=None) | Q(**{home: None}) | ~treats(home)
    waiting = (Clearance.objects.waiting(), Clearance.objects.open_stops())
    waits = Q(*(Q(pk__in=rows.order_by().values("intake")) for rows in waiting), _connector=Q.OR)
    treated = Q(client__in=Client.objects.filter(treated_by(therapist.user_id, now)))
    return treated | (treats(home) & Q(**{home: therapist})) | (none & waits)


def treated_by(user_id: int, now: datetime) -> Q:
    """The clients of whom other rooms say that the therapist of this account treats or covers them."""
    answers = (import_string(path)(user_id, now) for path in getattr(settings, "CARE_RELATIONS", []))
    return reduce(or_, answers, Q(pk__in=[]))


def is_seen_by(therapist: Therapist, intake_id: int, now: datetime) -> bool:
    """Whether these answers are in that therapist's care, or wait for whoever is free first."""
    return Intake.objects.filter(seen_by(therapist, now), pk=intake_id).exists()


def has_settled(therapist: Therapist, uuid: UUID) -> bool:
    """Whether the last word on that clearance was theirs, in whosever care its person is by now."""
    theirs = Q(released_by=therapist) | Q(closed_by=therapist) | Q(held_by=therapist)
    return Clearance.objects.filter(theirs, uuid=uuid).exists()


def client_result_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> Result:
    """A client's result, for a therapist in whose care that client is."""
    seen = Intake.objects.filter(seen_by(therapist_or_404(request), now))
    rows = Result.objects.select_related("intake__client__home_therapist")
    return get_object_or_404(rows, uuid=uuid, intake__in=seen)


def clearance_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> Clearance:
    """A current clearance, for a therapist in whose care that client is."""
    seen = Intake.objects.filter(seen_by(therapist_or_404(request), now))
    rows = Clearance.objects.current().select_related("client", "intake__client", "result")
    return get_object_or_404(rows, uuid=uuid, intake__in=seen)


def own_words_or_404(request: HttpRequest, uuid: UUID) -> OwnWords:
    """What this member of staff wrote at the desk and still stands."""
    found = own_words(request.user, uuid=uuid)
    if not found:
        raise Http404("nothing of theirs stands there")
    return found[0]
