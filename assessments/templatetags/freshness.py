"""How long safety answers count, for the sentences of templates."""

from django import template

from assessments.queries import freshness

register = template.Library()


@register.simple_tag
def more_than_fresh() -> str:
    """As in: your answers are {% more_than_fresh %} old."""
    return freshness.more_than_that()


@register.simple_tag
def fresh_days() -> str:
    """As in: after {% fresh_days %} days we ask again."""
    return str(freshness.fresh_for_days())
