"""From a row's words to the letter or the text message that a person reads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.template import Context, engines
from django.template.exceptions import TemplateDoesNotExist

from hekas.messaging.catalogue import kind_of
from hekas.messaging.channels.encoding import plain
from hekas.messaging.terms import Channel, To

LONGEST_SUBJECT = 150
LONGEST_NAME = 60
PRIVATE_LINK = "(private link)"
LINK = re.compile(r"https?://\S*[\w/=-]")  # not the full stop or bracket behind it


# What a program for letters makes a link of by itself: it need not be written as one.
READS_AS_LINK = re.compile(r"(?<=:)(?=//)|(?<=[.\u3002\uff0e\uff61])(?=[^\W\d_]{2})")


class NoWording(LookupError):
    """This kind of message has no wording for this channel."""


@dataclass(frozen=True)
class Rendered:
    """What a person reads. A text message has neither subject nor HTML."""

    text: str
    subject: str = ""
    html: str = ""

    @property
    def kept(self) -> str:
        """The text as it may be kept."""
        return without_links(self.text)


def render(
    template: str,
    channel: Channel,
    context: Mapping[str, str],
    *,
    name: str = "",
    to_staff: bool = False,
    unsubscribe_url: str = "",
) -> Rendered:
    """The wording of `template` for `channel`. Raises UnknownKind and NoWording."""
    kind = kind_of(template)
    words = {
        **context,
        "site_url": settings.SITE_URL,
        "client_name": first_name(name),
        "purpose": kind.purpose.value,
        "was_asked_for": kind.to is To.WHO_ASKED,
        "to_staff": to_staff,
        "unsubscribe_url": unsubscribe_url,
    }
    if channel is Channel.SMS:
        return Rendered(text=plain(one_line(_fill(template, "sms.txt", words))))
    subject = one_line(_fill(template, "subject.txt", words))[:LONGEST_SUBJECT]
    words["subject"] = subject
    return Rendered(
        text=tidy(_fill(template, "body.txt", words)),
        subject=subject,
        html=_fill(template, "body.html", words),
    )


def without_links(text: str) -> str:
    """As it may be kept and shown: any link may open a door, whichever word brought it."""
    return LINK.sub(PRIVATE_LINK, text)


def first_name(name: str) -> str:
    """The first word of a name, on one line and of bearable length; nothing of one that reads as an address.

    Whoever books types both name and address: a letter of ours would bring their link to somebody else.
    """
    word = next(iter(one_line(name).split()), "")
    return "" if "@" in word or unlinked(word) != word else word[:LONGEST_NAME]


def unlinked(text: str) -> str:
    """The same words, and none of them is a link to whoever reads the letter."""
    return READS_AS_LINK.sub(" ", text)


def one_line(text: str) -> str:
    """No line break and no control mark: nothing that could begin a header of its own."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def tidy(text: str) -> str:
    """No trailing spaces, never more than one empty line, one line break at the end."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"


def _fill(template: str, part: str, words: Mapping[str, object]) -> str:
    path = f"messages/{template}/{part}"
    try:
        source = engines["django"].engine.get_template(path)  # type: ignore[attr-defined]
    except TemplateDoesNotExist as fault:
        raise NoWording(path) from fault
    return str(source.render(Context(dict(words), autoescape=part.endswith(".html"))))
