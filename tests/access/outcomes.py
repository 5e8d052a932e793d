"""What an answer of the site means to whoever asked."""

from django.http import HttpResponse

from tests.access.people import GONE, NOBODY, House

ENTERED, SIGN_IN, NOTHING_THERE = "entered", "sent to sign in", "nothing there"
NOT_THIS_WAY = "not this way"  # a page that is only read, or only sent to, whosever the thing is
ASKED_FOR_A_KEY = "asked for a key"
ANSWERS = {401: ASKED_FOR_A_KEY, 404: NOTHING_THERE, 405: NOT_THIS_WAY}
SIGN_IN_PAGE = "/accounts/login/?next="


def of(response: HttpResponse) -> str:
    """One of those above; a fault of the server is its own word."""
    if response.status_code in ANSWERS:
        return ANSWERS[response.status_code]
    if response.status_code >= 500:
        return f"status {response.status_code}"
    is_sign_in = response.status_code == 302 and response["Location"].startswith(SIGN_IN_PAGE)
    return SIGN_IN if is_sign_in else ENTERED


def wanted(who: str, may_enter: frozenset[str], bare: bool) -> str:
    if who in may_enter:
        return ENTERED
    return SIGN_IN if who in (NOBODY, *GONE) and not bare else NOTHING_THERE


def told(response: HttpResponse, words: tuple[str, ...]) -> list[str]:
    """Which of these words stand in what came back, headers and all."""
    text = (response.content + str(response.headers).encode()).decode(errors="replace")
    return [word for word in words if word in text]


def clinical(house: House) -> tuple[str, ...]:
    return (house.alice.own_word,)


def contacts(house: House) -> tuple[str, ...]:
    return house.alice.contacts
