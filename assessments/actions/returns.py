"""Carrying on with one's answers on another phone: a link by e-mail, then a code to the same address."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from assessments.models import Intake, ReturnLink
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.messaging.actions import enqueue
from hekas.messaging.terms import Address
from hekas.postgres.faults import still
from hekas.web.secret_links import hash_of, new_token

LINK_LASTS, CODE_LASTS = timedelta(days=14), timedelta(minutes=10)
TOO_LATE = timedelta(microseconds=1)  # over before it is committed
LINKS_AN_HOUR, CODES_A_LINK, TRIES_A_LINK = 3, 5, 10
LINK_LETTER = (
    "Hello,\n\nOpen this link to carry on where you stopped:\n\n{}\n\nIt works once, for 14 days. "
    "We then send a code to this address.\n\n"
    "You did not ask for it? Then somebody has mistyped their own address, and there is nothing to do."
)
CODE_LETTER = (
    "Hello,\n\nType this code on the page that is open in your browser:\n\n{}\n\n"
    "It works for ten minutes.\n\nYou did not ask for it? Then there is nothing to do. Give it to nobody."
)


class TooMany(Exception):
    """Enough links, codes or tries for now."""


class WrongCode(ValueError):
    """Not the code that was sent, or one that is too old."""


@transaction.atomic
def send_link(intake: Intake, *, email: str, by: Actor, now: datetime, remind: bool = False) -> ReturnLink:
    """E-mail a link to carry on; `remind` asks for one more, a day after they stopped. Raises TooMany.

    Counted by answers and by address: whoever begins anew fills nobody's letter box. That one is full is told
    to nobody, for it says that its owner was here within the hour: that letter is made, and is too late.
    """
    still(Intake.objects.select_for_update(), pk=intake.pk)
    lately = ReturnLink.objects.filter(created_at__gt=now - timedelta(hours=1))
    if lately.filter(intake=intake).count() >= LINKS_AN_HOUR:
        raise TooMany
    is_full = lately.filter(email__iexact=email).count() >= LINKS_AN_HOUR
    link, url = new_link(intake, email="" if is_full else email, now=now, remind=remind and not is_full)
    _mail(
        link,
        email,
        "Carry on with your answers",
        LINK_LETTER.format(url),
        now,
        TOO_LATE if is_full else LINK_LASTS,
    )
    record(by=by, action="intake.link_sent", subject=intake, now=now)
    return link


def new_link(intake: Intake, *, email: str, now: datetime, remind: bool = False) -> tuple[ReturnLink, str]:
    """A link and the address that opens it, which is told to nobody again; in the caller's transaction."""
    token = new_token()
    link = ReturnLink.objects.create(
        intake=intake,
        email=email,
        token_hash=hash_of(token),
        expires_at=now + LINK_LASTS,
        remind_asked_at=now if remind else None,
    )
    return link, settings.SITE_URL + reverse("assessments:come_back", args=[token])


@transaction.atomic
def send_code(link: ReturnLink, *, now: datetime) -> None:
    """E-mail a code of six digits; an earlier one is worth nothing then. Raises TooMany."""
    row = still(ReturnLink.objects.select_for_update(), pk=link.pk)
    if row.codes_sent >= CODES_A_LINK or row.tries >= TRIES_A_LINK:
        raise TooMany
    code = f"{secrets.randbelow(1_000_000):06}"
    row.code_hash, row.code_expires_at = code_hash(row, code), now + CODE_LASTS
    row.codes_sent += 1
    row.save()
    _mail(row, row.email, "Your code", CODE_LETTER.format(code), now, CODE_LASTS)


def redeem(link: ReturnLink, *, code: str, by: Actor, now: datetime) -> Intake:
    """The intake, for whoever has both the link and its code; once. Raises WrongCode, TooMany."""
    row = _try(link, code, now)
    if row.tries > TRIES_A_LINK:
        raise TooMany
    if row.used_at != now:
        raise WrongCode
    record(by=by, action="intake.opened_by_link", subject=row.intake, now=now)
    return row.intake


@transaction.atomic
def _try(link: ReturnLink, code: str, now: datetime) -> ReturnLink:
    """A wrong try has to be counted whatever happens after, so it is a transaction of its own."""
    row = still(ReturnLink.objects.select_for_update().select_related("intake"), pk=link.pk)
    fresh = row.used_at is None and row.code_expires_at is not None and now < row.code_expires_at
    right = constant_time_compare(row.code_hash, code_hash(row, code))
    if row.tries < TRIES_A_LINK and fresh and right:
        row.used_at, row.code_hash = now, ""
    else:
        row.tries += 1
    row.save()
    return row


def code_hash(link: ReturnLink, code: str) -> str:
    """What is kept of a code: bound to its link and to the secret key."""
    return salted_hmac("assessments.return", f"{link.uuid}:{code}", algorithm="sha256").hexdigest()


def _mail(link: ReturnLink, to: str, subject: str, body: str, now: datetime, lasts: timedelta) -> None:
    enqueue(
        template="account_email",
        to=Address(to),
        dedupe_key=f"return:{link.uuid}:{link.codes_sent}",
        about=f"return:{link.uuid}",
        context={"subject": subject, "body": body},
        due_at=now,
        now=now,
        expires_at=now + lasts,
    )
