"""Who may enter which page: the one table that the walk over all addresses is held against.

Each row: the names of the addresses, which thing is in the address, and who may enter with *Alice's* thing in
it. Amira treats Alice and proposed a change of the rules; Dan does neither, and is a clinician. Whoever is
not named is sent to sign in (nobody, and whoever was deactivated) or finds nothing there: the same page as
where nothing is.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.access.people import ALICE, AMIRA, BOB, DAN, EVERYBODY, JO

ALL = frozenset(EVERYBODY)
SIGNED_IN = frozenset({ALICE, BOB, AMIRA, DAN, JO})
CLIENTS = frozenset({ALICE, BOB})
THERAPISTS = frozenset({AMIRA, DAN})
WORKERS = frozenset({AMIRA, JO})
NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Row:
    """`thing`: what of Alice's is in the address. `bare`: nobody is not asked to sign in."""

    may_enter: frozenset[str]
    thing: str = ""
    bare: bool = False
    key: bool = False  # for programs: a session opens nothing, everybody is asked for a key
    why: str = ""


Rows = Iterator[tuple[str, Row]]


def _rows(names: str, may_enter: frozenset[str], thing: str = "", **more: bool | str) -> Rows:
    for name in names.split():
        yield name, Row(may_enter, thing, **more)  # type: ignore[arg-type]


def _named(space: str, names: str) -> str:
    return " ".join(f"{space}:{name}" for name in names.split())


def _public() -> Rows:
    pages = "home cramp_now guide guide_page therapists prices find_us privacy accessibility"
    yield from _rows(_named("portal", pages), ALL, why="the public site")
    yield from _rows(_named("portal", "manifest service_worker robots sitemap"), ALL, why="for machines")
    yield from _rows("healthz readyz", ALL, why="for a load balancer; says nothing about anybody")
    yield from _rows("metrics", NONE, bare=True, why="a metrics server with the token in its header")
    yield from _rows(_named("assessments", "start again"), ALL, why="anybody may begin")
    yield from _rows(_named("bookings", "services search hold"), ALL, why="free times, without a name")
    yield from _rows(_named("bookings", "series book_series"), ALL, why="dates for the client of the session")
    yield from _rows("bookings:waitlist", ALL, why="anybody who may be booked may wait")


def _accounts() -> Rows:
    doors = "account_login account_logout account_signup account_inactive account_email_verification_sent"
    reset = "account_reset_password account_reset_password_done account_reset_password_from_key"
    yield from _rows(f"{doors} {reset} account_reset_password_from_key_done", ALL, why="signing in and up")
    yield from _rows("account_confirm_login_code", ALL, why="signing in and up")
    yield from _rows("mfa_authenticate mfa_login_webauthn", ALL, why="signing in and up")
    own = "account_email account_change_password account_set_password account_reauthenticate"
    step = "index reauthenticate activate_totp deactivate_totp list_webauthn add_webauthn"
    codes = "reauthenticate_webauthn view_recovery_codes generate_recovery_codes"
    steps = " ".join(f"mfa_{name}" for name in f"{step} {codes}".split())
    yield from _rows(f"{own} {steps} usersessions_list", SIGNED_IN, why="one's own account")
    open_page = "tells a page that stands open whether it is still theirs; names nobody"
    yield from _rows("open_page", ALL, why=open_page)
    yield from _rows("portal:after_sign_in", SIGNED_IN, why="one's own account")
    never = {"bare": False, "why": "codes are shown once, on the page"}
    yield from _rows("mfa_download_recovery_codes", SIGNED_IN, **never)
    passkey = "mfa_edit_webauthn mfa_remove_webauthn"
    yield from _rows(passkey, frozenset({ALICE}), "passkey", why="a passkey of one's own")


def _clients() -> Rows:
    only = frozenset({ALICE})
    answers = {
        "may_enter": only,
        "bare": True,
        "why": "one's own answers, by account or by session",
    }
    yield from _rows(
        _named("assessments", "question keep check submit later"), thing="draft_intake", **answers
    )
    lent = "safety safety_question safety_send safety_done"
    lent_to = {"bare": True, "why": "only the browser that a visit's link or the desk lent the questions to"}
    yield from _rows(_named("assessments", lent), NONE, "draft_intake", **lent_to)
    yield from _rows(_named("assessments", "stopped"), thing="intake", **answers)
    yield from _rows(_named("assessments", "result reach_me"), thing="result", **answers)
    booking = {"may_enter": only, "bare": True, "why": "one's own booking, by account or by session"}
    yield from _rows(_named("bookings", "details confirm"), thing="hold", **booking)
    yield from _rows(
        _named("bookings", "confirmed appointment move cancel before calendar"),
        thing="appointment",
        **booking,
    )
    of_series = "own_series series_event end_series"
    yield from _rows(_named("bookings", of_series), thing="series_visit", **booking)
    yield from _rows("bookings:waitlist_entry bookings:leave_waitlist", thing="waiting", **booking)
    kept = "bookings:waitlist_offer bookings:decline_offer"
    yield from _rows(kept, ALL, "offer_token", why="the secret link in a message is the key")
    letter = "the secret link in a message is the key; the answers are shown to nobody"
    yield from _rows("bookings:waitlist_answers", ALL, "answers_token", why=letter)
    by_link = {"thing": "series_token", "why": "the secret link in a message is the key"}
    of_series = "link_series link_series_event link_end_series"
    yield from _rows(_named("bookings", of_series), ALL, **by_link)
    links = "link link_move link_cancel link_before link_calendar"
    yield from _rows(_named("bookings", links), ALL, "token", why="the secret link in a message is the key")
    yield from _rows("assessments:come_back", ALL, "return_token", why="the link, then the code that follows")
    yield from _own_care(only)


def _own_care(only: frozenset[str]) -> Rows:
    yield from _rows("portal:whose_answers", CLIENTS, why="of what this device held before they signed in")
    yield from _rows(
        "portal:home_client messaging:own messaging:read messaging:preferences", CLIENTS, why="one's own"
    )
    own = "own_plan own_progress own_plan_letter own_reads check_in diary quiet_week"
    yield from _rows(_named("assessments", own), CLIENTS, why="one's own plan and diary")
    yield from _rows("assessments:tick", only, "exercise", why="an exercise of one's own plan")
    yield from _rows("assessments:score", only, "goal", why="a goal of one's own plan")
    yield from _rows("assessments:remove_entry", only, "entry", why="a line of one's own diary")


PARTS = "edit_exercise remove_activity"


def _therapists() -> Rows:
    day = "portal:therapist_day portal:calendar_address assessments:held"
    yield from _rows(day, THERAPISTS, why="one's own day, and those who wait")
    yield from _rows("portal:feed", ALL, "feed_token", why="the secret address shows times and no names")
    treats = {"may_enter": frozenset({AMIRA}), "why": "a client in one's care"}
    yield from _rows("assessments:client_result", thing="result", **treats)
    yield from _rows("assessments:release assessments:hold assessments:close", thing="clearance", **treats)
    yield from _rows(
        _named("assessments", "visit start_visit ask_in_room write_gp_letter"), thing="client", **treats
    )
    yield from _rows("bookings:series_for bookings:book_series_for", thing="client", **treats)
    yield from _rows(
        _named("assessments", "observe add_finding complete_visit go_on"), thing="running", **treats
    )
    yield from _rows(_named("assessments", "screening_record decide draft_plan"), thing="finished", **treats)
    yield from _rows(_named("assessments", "remove_finding put_back_finding"), thing="finding", **treats)
    yield from _rows(_named("assessments", "letter letter_copy"), thing="gp_letter", **treats)
    plan = "care_plan amend_plan follow_plan plan_letter"
    yield from _rows(_named("assessments", plan), thing="plan", **treats)
    edits = "sign_plan discard_plan edit_draft add_exercise add_line put_back_line"
    yield from _rows(_named("assessments", edits), thing="draft", **treats)
    yield from _rows(_named("assessments", PARTS), thing="draft_exercise", **treats)
    yield from _rows("assessments:remove_goal", thing="draft_goal", **treats)


def _tuning() -> Rows:
    tune = {"may_enter": THERAPISTS | {JO}, "why": "whoever tunes the rules; no client is named"}
    yield from _rows("assessments:agreement assessments:rule", **tune)
    yield from _rows("assessments:rule_proposal assessments:rule_patch", thing="proposal", **tune)
    clinician = {"why": "a clinician named by the admin; the action refuses whoever proposed it"}
    yield from _rows("assessments:decide_proposal", frozenset({DAN}), "proposal", **clinician)
    proposer = {"why": "whoever proposed it"}
    yield from _rows("assessments:take_back_proposal", frozenset({AMIRA}), "proposal", **proposer)


def _desk() -> Rows:
    yield from _rows(
        "bookings:mark bookings:ask_here bookings:call_off bookings:put_back portal:visit",
        WORKERS,
        "appointment",
        why="the therapist of the visit, and the desk",
    )
    jo = frozenset({JO})
    why = "a client in one's care, or who waits for any therapist; for the desk any"
    yield from _rows("portal:write_to_client", WORKERS, "client", why=why)
    pages = "portal:clinic_day portal:board messaging:log"
    yield from _rows(pages, jo, why="the desk")
    yield from _rows(_named("bookings", "waiting_list to_do figures bank_holidays"), jo, why="the desk")
    yield from _rows(_named("bookings", "desk_book desk_new_client desk_block"), jo, why="the desk")
    yield from _rows("bookings:desk_move", jo, "appointment", why="the desk")
    yield from _rows("bookings:desk_ask", jo, "client", why="the desk lends its device")
    yield from _rows("bookings:desk_hold", jo, "client", why="who rings about somebody rings the desk")
    yield from _rows("bookings:desk_take_back", jo, "desk_note", why="one's own words, until they are read")
    yield from _rows("bookings:desk_unblock", jo, "time_off", why="the desk")
    yield from _rows(_named("messaging", "message resend looked"), jo, "message", why="the desk")
    yield from _rows("messaging:unsubscribe", ALL, "unsubscribe", why="the signed link in a letter")
    yield from _rows("messaging:sms_reply", NONE, bare=True, why="the gateway alone, by its signature")


def _privacy() -> Rows:
    own = _named("privacy", "own_data own_copy own_consent be_forgotten close_account")
    yield from _rows(own, CLIENTS, why="one's own data")
    doubter = frozenset({ALICE})
    yield from _rows("privacy:ask_review", doubter, "result", why="a doubt about one's own result")
    jo = frozenset({JO})
    yield from _rows("privacy:wishes privacy:audit_search", jo, why="the desk")
    yield from _rows(_named("privacy", "forget refuse"), jo, "wish", why="the desk")
    yield from _rows("privacy:same_person", jo, why="the desk")
    yield from _rows("privacy:merge", jo, "client", why="the desk")
    yield from _rows("privacy:review_list", THERAPISTS, why="of clients in one's care")
    yield from _rows("privacy:review", frozenset({AMIRA}), "doubt", why="a client in one's care")


def _programs() -> Rows:
    yield from _rows(_named("api", "description services therapists free_slots"), ALL, why="names nobody")
    yield from _rows("api:nothing_there", NONE, bare=True, why="says that nothing is there")
    yield from _rows(_named("api", "hold book assess"), NONE, key=True, why="a program with its key")
    visits = _named("api", "cancel reschedule")
    yield from _rows(visits, NONE, "appointment", key=True, why="a program with its key")
    yield from _rows("api:record", NONE, "client", key=True, why="a program with its key")


def _development() -> Rows:
    why = "exists only in development, where everybody is invented"
    yield from _rows("mailbox:index development:components", ALL, why=why)
    yield from _rows("mailbox:letter mailbox:html", NONE, bare=True, why=why)


ROWS: dict[str, Row] = {
    name: row
    for part in (_public, _accounts, _clients, _therapists, _tuning, _desk, _privacy, _programs, _development)
    for name, row in part()
}

LOOK, EDIT, KEEP = "look", "look add change delete", "look add change"
# What Jo may do with each kind of row in Django's admin; nobody else may open any of it.
ADMIN: dict[str, str] = {
    "accounts.client": KEEP,
    "accounts.therapist": EDIT,
    "accounts.user": KEEP,
    "bookings.appointment": LOOK,
    "bookings.changedhours": EDIT,
    "bookings.clinicclosure": EDIT,
    "bookings.location": EDIT,
    "bookings.reminder": LOOK,
    "bookings.service": EDIT,
    "bookings.timeoff": EDIT,
    "bookings.workinghours": EDIT,
    "bookings.workload": EDIT,
    "privacy.legalhold": KEEP,
}
ADMIN_PAGES = frozenset(
    {"index", "login", "logout", "password_change", "password_change_done", "autocomplete", "jsi18n"}
    | {"view_on_site", "app_list"}
)
