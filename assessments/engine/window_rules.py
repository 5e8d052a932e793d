"""timing.toml to WindowRules."""

import re

from .ruleset import Anchor, Review, WindowRule
from .tables import BASIS_FIELDS, REVIEW_FIELDS, Table, basis_of, different, review_of
from .terms import Fit, ServiceKind

ANCHORS = ("always", "asking", "last_cramp", "event", "event_first", "event_last")
_ANCHOR = re.compile(r"([a-z_]+)(?: ([+-]) ([0-9]{1,5}) ([hd]))?")
FIELDS = ("key", "services", "when", "start", "end", "fit", "because", *BASIS_FIELDS)


def window_rules(file: Table) -> tuple[WindowRule, ...]:
    file.only("review", "window")
    review = review_of(file.table("review").only(*REVIEW_FIELDS))
    tables = list(file.tables("window", named="key"))
    rules = tuple(_window(table, review) for table in tables)
    different(tables, [rule.key for rule in rules], "key")
    _check_whole(file, rules)
    return rules


def _window(table: Table, review: Review) -> WindowRule:
    table.only(*FIELDS)
    return WindowRule(
        key=table.text("key"),
        services=_services(table),
        start=_anchor(table, "start"),
        end=_anchor(table, "end") if table.has("end") else None,
        when=table.condition_or_none("when"),
        fit=table.word("fit", Fit),
        because=table.text("because"),
        basis=basis_of(table, review),
    )


def _services(table: Table) -> tuple[ServiceKind, ...]:
    try:
        return tuple(ServiceKind(name) for name in table.texts("services"))
    except ValueError:
        raise table.bad("services", f"each must be one of: {', '.join(ServiceKind)}") from None


def _anchor(table: Table, field: str) -> Anchor:
    match = _ANCHOR.fullmatch(table.text(field))
    if match is None or match.group(1) not in ANCHORS:
        raise table.bad(field, "must be like 'last_cramp + 24 h' or 'event - 2 d'")
    name, sign, count, unit = match.groups()
    amount = int(count or 0) * (-1 if sign == "-" else 1)
    if unit and (unit == "d") != name.startswith("event"):
        raise table.bad(field, "days go with the event, hours with the rest")
    return Anchor(name, hours=amount) if unit == "h" else Anchor(name, days=amount)


def _check_whole(file: Table, rules: tuple[WindowRule, ...]) -> None:
    """Every service has a last line that covers whatever is left."""
    covered = {service for rule in rules if _is_open(rule) for service in rule.services}
    for service in ServiceKind:
        if service not in covered:
            raise file.bad("window", f"{service} has no line that starts always and never ends")


def _is_open(rule: WindowRule) -> bool:
    return rule.start.name == "always" and rule.end is None and rule.when is None
