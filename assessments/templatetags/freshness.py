"""How long safety answers count, and how long answering takes, for the sentences of templates."""

from django import template

from assessments.queries import freshness

register = template.Library()


@register.simple_tag
def more_than_fresh() -> str:
    """As in: your answers are {% more_than_fresh %} old."""
    return freshness.more_than_that()


@register.simple_tag
def all_take() -> str:
    """As in: answer our questions in {% all_take %}."""
    return freshness.ALL_TAKE


@register.simple_tag
def safety_takes() -> str:
    """As in: it takes {% safety_takes %}."""
    return freshness.SAFETY_TAKES


@register.simple_tag
def fresh_days() -> str:
    """As in: after {% fresh_days %} days we ask again."""
    return str(freshness.fresh_for_days())
