"""Nobody fetches a person's rows but through a loader that asks whose they are: checked in the code itself.

Fault 36. Row-level security is not there (ADR 16); what stands in its place must not be walked round by a
page that is written in a hurry. So: no view, form, presenter or template tag names the rows of a model that
leads to a client; and every view with an id in its address goes through a `permissions` module.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest
from django.apps import apps

from hekas.api.application import api
from hekas.api.openapi import doors_of
from hekas.audit.models import AuditEvent
from tests.access.addresses import all_addresses
from tests.access.snapshots import _paths

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("views", "views.py", "forms", "forms.py", "presenters", "presenters.py", "templatetags")
ROWS = {"objects", "_default_manager", "_base_manager"}
SHORTCUTS = {"get_object_or_404", "get_list_or_404"}
OURS = ("hekas.", "assessments.", "bookings.")
IDS = {"uuid", "id", "pk", "token"}
# What has an id and no row of a person behind it, or a secret that is itself the permission.
ELSEWHERE = {
    "messaging:unsubscribe": "a signed link that opens one question and shows nothing",
    "mailbox:letter": "only in development",
    "mailbox:html": "only in development",
}

# Parts of one row, which whoever was given the row may see: a plan's goals, a visit's findings.
PARTS = {"activities", "amendments", "findings", "goals", "tries"}
# What hangs on a row that a loader gave, and is more than a part of it: each with the reason.
SEEN = {
    ("assessments/views/intake.py", "intake.results"): "of one's own answers",
    ("assessments/views/questions.py", "intake.results"): "of one's own answers",
    ("assessments/views/lent.py", "intake.results"): "whether the lent questions are stopped, no more",
    ("bookings/presenters/waitlist.py", "self.waiting.entry.offers"): "of one's own place on the list",
    ("bookings/views/own.py", "visit.appointment.series"): "the series that one's own visit is of",
    ("bookings/views/desk_book.py", "client.guardians"): "the desk rings a child's parent",
}
# The same words for values that queries/ fetched for somebody: no manager, so nothing is asked for here.
VALUES = {
    "assessments/presenters/visit/measuring.py": "visit.observations before.observations",
    "assessments/presenters/visit/record.py": "visit.observations",
    "assessments/presenters/visit/page.py": (
        "visit.observations data.history.screenings data.history.decisions"
    ),
    "hekas/api/presenters.py": "found.offers",
    "assessments/views/own_plan.py": "found.scores found.progress.scores",
    "bookings/presenters/next_times.py": "found.offers",
    "bookings/presenters/search.py": "self.found.offers",
    "bookings/presenters/series.py": "self.series",
    "bookings/views/own_series.py": "found.series page.series",
    "hekas/privacy/presenters/record.py": (
        "record.appointments record.clearances record.consents record.letters record.results "
        "record.screenings"
    ),
}
FETCHERS = {"raw", "cursor", "get_model"}


def owned() -> set[str]:
    """Names of the models whose rows are somebody's: a chain of foreign keys to a client or account."""
    models = [model for model in apps.get_models() if model.__module__.startswith(OURS)]
    found = {model.__name__ for model in models if any(_paths(model))} | {AuditEvent.__name__}
    return found - {"Therapist"}  # who treats is public


def related() -> set[str]:
    """Names under which such rows hang on another row: `client.appointments`, `result.clearances`."""
    names = owned()
    found = {
        link.get_accessor_name()
        for model in apps.get_models()
        for link in model._meta.related_objects
        if link.related_model.__name__ in names and (link.one_to_many or link.many_to_many)
    }
    return {name for name in found if name is not None} - PARTS


def files() -> list[Path]:
    folders = [ROOT / name for name in ("hekas", "assessments", "bookings")]
    found = [path for folder in folders for path in folder.rglob("*.py")]
    pages = [path for path in found if set(LAYERS) & set(path.relative_to(ROOT).parts)]
    return [path for path in pages if "actions" not in path.parts]


def hanging(node: ast.AST, hang: set[str]) -> bool:
    """Whether the rows that hang on another row are named, whatever is done with them and by which name."""
    by_name = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "getattr" and len(node.args) > 1
    if by_name and isinstance(node.args[1], ast.Constant):  # type: ignore[attr-defined]
        return node.args[1].value in hang  # type: ignore[attr-defined]
    return isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and node.attr in hang


def other_names(tree: ast.Module) -> dict[str, str]:
    """`from … import Intake as Row`, `Row = Intake` → Row: Intake."""
    lines = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    found = {one.asname: one.name for line in lines for one in line.names if one.asname}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name | ast.Attribute):
            found |= {name.id: _last(node.value) for name in node.targets if isinstance(name, ast.Name)}
    return found


def _last(node: ast.AST) -> str:
    """The last word of `models.Intake`; nothing for what is worked out, such as `type(row)`."""
    return getattr(node, "attr", "") or getattr(node, "id", "")


def fetched(source: str, names: set[str], hang: set[str]) -> list[str]:
    """What of these models is fetched there: by a manager, by Django's shortcut, or by hand."""
    tree = ast.parse(source)
    alias, found = other_names(tree), []
    for node in ast.walk(tree):
        found += [ast.unparse(node)] if hanging(node, hang) else []
        if isinstance(node, ast.Attribute) and node.attr in ROWS:
            model = _last(node.value)
            found += [ast.unparse(node)] if not model or alias.get(model, model) in names else []
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SHORTCUTS:
            found.append(ast.unparse(node))
        if isinstance(node, ast.Attribute) and node.attr in FETCHERS:
            found.append(ast.unparse(node))
    return found


def test_most_models_lead_to_a_person():
    assert {"Client", "Intake", "Result", "Appointment", "CarePlan", "OutboundMessage"} <= owned()
    assert {"Service", "Room", "Heartbeat"}.isdisjoint(owned())


def hanging_seen(path: Path) -> list[str]:
    name = str(path.relative_to(ROOT))
    return [words for file, words in SEEN if file == name] + VALUES.get(name, "").split()


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_page_fetches_what_is_somebodys(path):
    found = set(fetched(path.read_text(), owned(), related())) - set(hanging_seen(path))
    assert found == set(), "fetch it in queries/ for somebody, or by a loader of permissions.py"


def test_no_reason_is_left_over():
    for file in {file for file, _ in SEEN} | set(VALUES):
        found = fetched((ROOT / file).read_text(), owned(), related())
        assert [words for words in hanging_seen(ROOT / file) if words not in found] == []


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def test_no_template_asks_for_what_hangs_on_a_row():
    """A template has no loader: what it shows was fetched before, parts of a row excepted."""
    asked = re.compile(rf"\.({'|'.join(sorted(related()))})\.(all|count|first|last|exists|values|reverse)\b")
    assert [path.name for path in templates() if asked.search(path.read_text())] == []
    assert asked.search("{% for visit in client.appointments.all %}")


@pytest.mark.parametrize(
    "line",
    [
        "row = Intake.objects.filter(uuid=uuid).first()",
        "row = get_object_or_404(CarePlan, uuid=uuid)",
        "rows = Client._default_manager.all()",
        "rows = Room.objects.raw('SELECT 1')",
        "rows = client.appointments.filter(status='booked')",
        "rows = request.user.client.intakes.all()",
        "last = result.intake.clearances.latest('id')",
        "count = visit.client.messages.count()",
        "entry.offers.create(start=start)",
        "theirs = client.appointments\nrows = theirs.filter(status='booked')",
        "return shown(client.appointments, now)",
        "rows = getattr(client, 'intakes').all()",
        "from assessments.models import Intake as Row\nrows = Row.objects.all()",
        "Row = models.Intake\nrows = Row.objects.all()",
        "rows = assessments.models.Intake.objects.all()",
        "rows = type(client).objects.all()",
        "every = Intake.objects\nrows = every.filter(uuid=uuid)",
        "rows = apps.get_model('accounts.Client')",
        "with connection.cursor() as cursor: cursor.execute('SELECT 1')",
    ],
)
def test_a_page_that_does_is_noticed(line):
    assert fetched(line, owned(), related())


def codes(code: CodeType) -> Iterator[CodeType]:
    """A function's code, and that of the functions inside it."""
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from codes(inner)


def called(view: FunctionType) -> Iterator[object]:
    """All that a function names from outside itself, members of modules too."""
    for code in codes(view.__code__):
        for name in code.co_names:
            thing = view.__globals__.get(name)
            if isinstance(thing, ModuleType):
                yield from (getattr(thing, member, None) for member in code.co_names)
            yield thing


def is_loader(thing: object) -> bool:
    return isinstance(thing, FunctionType) and "permissions" in thing.__module__.rpartition(".")[2]


def loads(view: FunctionType, seen: frozenset[FunctionType] = frozenset()) -> bool:
    """Whether a view, or a function of a view's room that it calls, goes through a permissions module."""
    found = [thing for thing in called(view) if isinstance(thing, FunctionType) and thing not in seen]
    if any(is_loader(thing) for thing in found):
        return True
    rooms = [thing for thing in found if ".views." in thing.__module__]
    return any(loads(inspect.unwrap(thing), seen | {view, thing}) for thing in rooms)


def views() -> dict[str, FunctionType]:
    """Our own views with an id in the address, and the calls of the API with one."""
    pages = {
        address.name: inspect.unwrap(address.view)
        for address in all_addresses()
        if address.names & IDS and not address.is_admin
    }
    ours = {name: view for name, view in pages.items() if getattr(view, "__module__", "").startswith(OURS)}
    return {name: view for name, view in ours.items() if not name.startswith("api:")} | calls()


def calls() -> dict[str, FunctionType]:
    found = {}
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            found |= {f"{one.methods} {path}": one.view_func for one in view.operations if "{" in path}
    return found


def test_the_calls_of_the_api_are_among_them():
    assert len(calls()) == len([path for path, _ in doors_of(api) if "{" in path])
    assert len(views()) > 60


@pytest.mark.parametrize("name", sorted(set(views()) - set(ELSEWHERE)))
def test_every_view_with_an_id_goes_through_a_loader(name):
    assert loads(views()[name]), "load it by a function of permissions.py: fetched and authorised in one"


def test_a_view_that_does_not_is_noticed():
    def careless(request, uuid):
        return apps.get_model("accounts.Client").objects.get(uuid=uuid)

    assert not loads(careless)


def test_no_exception_is_left_over():
    assert set(ELSEWHERE) <= set(views())
    assert [name for name in ELSEWHERE if loads(views()[name])] == []
