"""causes.toml to CauseRules and Scoring."""

from .ruleset import CauseRules, Ceiling, Review, Row, Scoring, Signal
from .tables import BASIS_FIELDS, REVIEW_FIELDS, Table, basis_of, different, review_of
from .terms import Band, Cause
from .vocabulary import INTAKE_NAMES, NAMES, TEST_NAMES

SCORING_FIELDS = (
    "main_factor",
    "main_factor_signals",
    "may_be_adding",
    "coverage_percent",
    "most_per_question",
)
STRONGEST = 3


def scoring_of(table: Table) -> Scoring:
    table.only(*SCORING_FIELDS, "words")
    words = table.table("words").only(*Band)
    return Scoring(
        **{field: table.whole(field) for field in SCORING_FIELDS},
        words={band: words.text(band.value) for band in Band},
    )


def cause_rules(file: Table) -> tuple[CauseRules, ...]:
    review = review_of(file.table("review").only(*REVIEW_FIELDS))
    return tuple(_cause(table, review) for table in file.tables("cause"))


def _cause(table: Table, review: Review) -> CauseRules:
    table.only("id", "name", "row", "ceiling")
    rows = list(table.tables("row"))
    parsed = tuple(_row(row, review) for row in rows)
    different(rows, [row.id for row in parsed], "id")
    ceiling = _ceiling(table.table("ceiling")) if table.has("ceiling") else None
    return CauseRules(table.word("id", Cause), table.text("name"), parsed, ceiling)


def _ceiling(table: Table) -> Ceiling:
    table.only("points", "unless", "because")
    return Ceiling(table.whole("points"), table.condition("unless"), table.text("because"))


def _row(table: Table, review: Review) -> Row:
    table.only("id", "title", "asks", "tests", "together", "cap", "signal", *BASIS_FIELDS)
    asks, tests = table.texts("asks", ()), table.texts("tests", ())
    _check_names(table, asks, tests)
    signals = tuple(_signal(signal, table, review, measured=bool(tests)) for signal in table.tables("signal"))
    if not signals:
        raise table.bad("signal", "a row needs a signal")
    together = table.content.get("together") is True
    cap = table.whole("cap", STRONGEST)
    return Row(table.text("id"), table.text("title"), asks, tests, cap, together, signals)


def _check_names(table: Table, asks: tuple[str, ...], tests: tuple[str, ...]) -> None:
    if bool(asks) == bool(tests):
        raise table.bad("asks", "a row either asks questions or needs tests")
    for name in asks:
        if name not in INTAKE_NAMES:
            raise table.bad("asks", f"'{name}' is not a question that is known")
    for name in tests:
        if name not in TEST_NAMES:
            raise table.bad("tests", f"'{name}' is not a test that is known")


def _signal(table: Table, row: Table, review: Review, *, measured: bool) -> Signal:
    table.only("when", "answer", "uses", "points", "because")
    answer, points = table.text("answer"), table.whole("points")
    if answer not in NAMES and answer not in TEST_NAMES:
        raise table.bad("answer", f"'{answer}' is not a name that is known")
    if not 0 < abs(points) <= STRONGEST:
        raise table.bad("points", "must be 1 to 3, or -1 to -3")
    return Signal(
        key=table.rule,
        when=table.condition("when"),
        answer=answer,
        uses=frozenset(table.texts("uses", (answer,))),
        points=points,
        because=table.text("because"),
        basis=basis_of(row, review),
        measured=measured,
    )
