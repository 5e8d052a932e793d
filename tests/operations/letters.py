"""How often each letter arrived, and what the outbox knows of one that did not arrive once."""

from collections import Counter

from tests.operations.house import House

TRIES = """
    SELECT client.email, bool_or(message.in_doubt), string_agg(concat(tried.number, ' ', tried.result, ' ',
        round(extract(epoch FROM tried.finished_at - tried.started_at)), ' s ', tried.detail), '; ')
    FROM messaging_outboundmessage AS message JOIN accounts_client AS client ON client.id = message.client_id
        JOIN messaging_deliveryattempt AS tried ON tried.message_id = message.id GROUP BY client.email
"""


def not_once(house: House, booked: list[dict]) -> dict[str, str]:
    """Who has booked and got no letter, or more than one without the outbox saying that this may be.

    A mail server that took a letter and never said so is asked again: SMTP knows no key. Those are printed.
    """
    arrived = Counter(letter["To"] for letter in house.post.letters)
    known = {email: (doubt, tries) for email, doubt, tries in house.cluster.ask(TRIES)}
    odd = {one["email"] for one in booked if arrived[one["email"]] != 1}
    told = {email: (arrived[email], *known.get(email, (False, "never tried"))) for email in sorted(odd)}
    for email, (times, doubt, tries) in told.items():
        print(f"\n{times} letters {contents(house, email)}, in doubt: {doubt}; {tries}")
    return {email: tries for email, (times, doubt, tries) in told.items() if times == 0 or not doubt}


def contents(house: House, email: str) -> list[str]:
    """Whether they are one letter twice, or two: by what each is called and says it is, and when it came."""
    mine = [letter for letter in house.post.letters if letter["To"] == email]
    return [f"{one['Message-ID'][:9]} {one['Subject']} {one['X-Arrived']}" for one in mine]
