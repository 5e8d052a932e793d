"""The pages of the guide, in the order in which they are read. What they say lives in their templates."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GuidePage:
    """One page: its slug names the URL and the template under portal/public/guide/; its drawing, a file."""

    slug: str
    title: str
    says: str
    drawing: str

    @property
    def picture(self) -> str:
        """Its drawing among the static files."""
        return f"img/{self.drawing}.svg"

    @property
    def template(self) -> str:
        return f"portal/public/guide/{self.slug}.html"


PAGES = (
    GuidePage(
        "what-a-cramp-is", "What a cramp is", "Sudden, sharp, and usually over in minutes.", "five-strength"
    ),
    GuidePage(
        "is-it-just-water", "Is it just water and salt?", "They matter, but rarely alone.", "guide-water"
    ),
    GuidePage(
        "five-things",
        "Five things that may add to cramps",
        "Strength, feet, nerves, load and sleep.",
        "five-foot",
    ),
    GuidePage(
        "four-patterns", "Four patterns we often meet", "Which one sounds like your week?", "when-sitting"
    ),
    GuidePage(
        "when-to-see-a-doctor",
        "When to see a doctor",
        "Signs that need more than a massage clinic.",
        "guide-doctor",
    ),
    GuidePage(
        "after-a-cramp", "The day or two after", "Move, drink, warm, and no hard stretching.", "cramp-warm"
    ),
    GuidePage("keeping-cramps-away", "Keeping cramps away", "Strength, movement, load, rest.", "heel-lower"),
    GuidePage(
        "what-massage-shows",
        "What massage can show",
        "What hands may notice, and how far to trust it.",
        "cramp-rub",
    ),
    GuidePage(
        "when-to-have-massage", "When to have massage", "Each kind of visit has its time.", "guide-when"
    ),
    GuidePage(
        "what-to-expect",
        "What to expect at the clinic",
        "Your first visit, treatment, and after.",
        "guide-visit",
    ),
)
BY_SLUG = {page.slug: page for page in PAGES}


def neighbours(page: GuidePage) -> tuple[GuidePage | None, GuidePage | None]:
    """The page before and the page after; None at either end."""
    place = PAGES.index(page)
    return (PAGES[place - 1] if place else None, PAGES[place + 1] if place + 1 < len(PAGES) else None)
