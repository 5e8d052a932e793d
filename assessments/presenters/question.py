"""Where one stands among the questions, and where the links of a page lead."""

from dataclasses import dataclass

from django.urls import reverse

from assessments.models import Intake
from assessments.queries.freshness import SAFETY_TAKES
from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.questionnaire_terms import Page, Question
from assessments.rules.routing import (
    ONCE_MORE,
    first_unanswered,
    page_after,
    page_before,
    route,
    safety_pages,
)

FROM_CHECK, AGAIN = "check", "again"
SINCE = "You have answered again since you began these, so please go through them once more."
WHY_AGAIN = {
    "newer": SINCE,
    "old": "Bodies change, so please go through them once more.",
}
REST_IS_KEPT = f"It takes {SAFETY_TAKES}. Everything else that you answered here is kept."


@dataclass(frozen=True)
class Place:
    """One page among those of its intake. `from_check` returns to the list of answers."""

    intake: Intake
    page: Page
    from_check: bool = False

    @property
    def pages(self) -> tuple[Page, ...]:
        """All pages on the way; when safety is asked again, only those."""
        choose = safety_pages if self.intake.renews_id else route
        return choose(load_questionnaire(), self.intake.answers)

    @property
    def now(self) -> int:
        return next((n for n, page in enumerate(self.pages, 1) if page.slug == self.page.slug), 1)

    @property
    def total(self) -> int:
        return len(self.pages)

    @property
    def in_section(self) -> tuple[Page, ...]:
        return tuple(page for page in self.pages if page.section == self.page.section)

    @property
    def now_in_section(self) -> int:
        return next((n for n, page in enumerate(self.in_section, 1) if page.slug == self.page.slug), 1)

    @property
    def total_in_section(self) -> int:
        return len(self.in_section)

    @property
    def section(self) -> str:
        return load_questionnaire().sections[self.page.section]

    @property
    def url(self) -> str:
        return page_url(self.intake, self.page, self.from_check)

    @property
    def back_url(self) -> str:
        answers = self.intake.answers
        if self.from_check and first_unanswered(load_questionnaire(), answers) is None:
            return check_url(self.intake)
        before = page_before(load_questionnaire(), answers, self.page.slug)
        return page_url(self.intake, before, self.from_check) if before else reverse("assessments:start")

    @property
    def keep_url(self) -> str:
        return reverse("assessments:keep", args=[self.intake.uuid, self.page.slug])

    @property
    def heading(self) -> str:
        """The page's title, where no single question is the heading."""
        return "" if len(self.page.questions) == 1 and self.page.layout == "plain" else self.page.title

    @property
    def can_skip(self) -> bool:
        return not any(question.must for question in self.page.questions)


def url_after(intake: Intake, page: Page, *, from_check: bool) -> str:
    """Where to go once a page is saved."""
    if intake.status == "stopped":
        return reverse("assessments:stopped", args=[intake.uuid])
    if from_check or intake.renews_id:
        unseen = first_unseen(intake)
        return page_url(intake, unseen, from_check) if unseen else check_url(intake)
    following = page_after(load_questionnaire(), intake.answers, page.slug)
    return page_url(intake, following) if following else check_url(intake)


def resume_url(intake: Intake) -> str:
    """Where somebody who comes back goes on."""
    if intake.status == "stopped":
        return reverse("assessments:stopped", args=[intake.uuid])
    page = first_unseen(intake)
    return page_url(intake, page) if page else check_url(intake)


def last_url(intake: Intake) -> str:
    """One step back from the list of answers; nothing where only the safety pages were asked again."""
    last = [*route(load_questionnaire(), intake.answers)][-1]
    return "" if intake.renews_id else page_url(intake, last)


def first_unseen(intake: Intake) -> Page | None:
    """The first page that still needs an answer, or that has not been shown."""
    questionnaire = load_questionnaire()
    for page in route(questionnaire, intake.answers):
        if not all(_is_seen(intake, page, question) for question in page.questions):
            return first_unanswered(questionnaire, intake.answers, before=page.slug) or page
    return first_unanswered(questionnaire, intake.answers)


def _is_seen(intake: Intake, page: Page, question: Question) -> bool:
    """Shown before; where it is asked once more, shown in those other words."""
    shown = intake.asked.get(question.key)
    return shown == question.ask if page.slug == ONCE_MORE else shown is not None


def page_url(intake: Intake, page: Page, from_check: bool = False) -> str:
    url = reverse("assessments:question", args=[intake.uuid, page.slug])
    return f"{url}?from={FROM_CHECK}" if from_check else url


def asked_again_url(intake: Intake, page: Page, why: str) -> str:
    """A page that lacks an answer; where it had one, it says `why`, and only what is asked again follows."""
    return f"{page_url(intake, page, from_check=True)}&{AGAIN}={why}" if why else page_url(intake, page)


def why_again(why: str) -> str:
    """In words. Nothing for a word that is none of ours."""
    return f"{WHY_AGAIN[why]} {REST_IS_KEPT}" if why in WHY_AGAIN else ""


def check_url(intake: Intake) -> str:
    return reverse("assessments:check", args=[intake.uuid])
