"""A release with a migration, and the way back from it, while people work: deploy/README.md, "A new release".

The clinic was made by the release before the newest migration. Its code goes on beside the new schema, the
new one takes over node by node, and then the old one again, which finds all that was written meanwhile.
`make drill-back` runs it alone.
"""

import os
import re
import subprocess
import sys
import tarfile
import uuid
from collections import Counter
from pathlib import Path

import pytest

from tests.messaging.servers import Post
from tests.operations.house import KEY, ROOT, House, wait_until
from tests.operations.load import Bookers
from tests.operations.nodes import PATIENCE, judge
from tests.operations.test_reload import Readers
from tests.operations.test_scale import DUE

pytestmark = pytest.mark.concurrency
MIGRATED = "SELECT count(*) FROM django_migrations"


def git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def migrations(commit: str) -> set[str]:
    found = re.findall(r"^.*/migrations/\d{4}_.*$", git("ls-tree", "-r", "--name-only", commit), re.MULTILINE)
    return set(found)


def was_released_before(commit: str) -> bool:
    """Its tree lacks a migration of today, and no app has two of one number (never released)."""
    found = migrations(commit)
    numbers = {name[: name.rindex("/") + 5] for name in found}
    return bool(found) and found < migrations("HEAD") and len(numbers) == len(found)


def build(release: Path) -> None:
    """Its own fonts, styles and hashed names, as `make` builds them."""
    for words in (("build_assets",), ("collectstatic", "--no-input", "-v0", "--ignore", "css/components/*")):
        subprocess.run([sys.executable, "manage.py", *words], cwd=release, check=True, capture_output=True)


@pytest.fixture(scope="module")
def last_release(place):
    """The tree as it was before the newest migration, with what was built for it."""
    changed = git("log", "--format=%H^", "--", "*/migrations/*.py").split()
    before = next(filter(was_released_before, changed), "")
    if not before:
        said = "There is no history here, so the old code can't be tried on the new schema."
        (pytest.fail if os.environ.get("CI") else pytest.skip)(said)
    subprocess.run(["git", "archive", "-o", place / "old.tar", before], cwd=ROOT, check=True)
    with tarfile.open(place / "old.tar") as packed:
        packed.extractall(place / "old", filter="data")
    build(place / "old")
    return place / "old"


@pytest.fixture(scope="module")
def standing(place, last_release):
    """A house of the old release: its tables, its clinic, its key."""
    with Post() as post:
        house = House(place, post.port)
        house.post, house.code = post, last_release
        try:
            house.furnish()
            house.key = (place / KEY).read_text()
            yield house
        finally:
            house.__exit__()


@pytest.fixture
def release(last_release):
    return last_release


def cancelled(people, visit):
    """What the release that now runs answers to the wish to cancel it."""
    return people.call(f"/appointments/{visit['id']}/cancel", {}, str(uuid.uuid4())).status


def test_a_release_and_the_way_back_cost_no_answer_and_lose_nothing(house, caller, nodes, last_release):
    with Bookers(caller, house.key, people=2) as people, Readers(caller, count=1) as readers:
        people.wait_for(2)
        before = house.cluster.ask(MIGRATED)
        house.code = ROOT
        house.manage("migrate", "-v0")
        people.wait_for(2)  # the code of the last release, on the new schema
        for folder in (ROOT, last_release):
            for node in nodes:
                node.restart(folder)
            people.wait_for(2)
    judge(house, people, readers)
    assert house.cluster.ask(MIGRATED) > before
    house.worker("worker", last_release)
    house.beat("beat", last_release)
    wait_until(lambda: house.cluster.ask(DUE) == [(0,)], PATIENCE)
    letters = Counter(letter["To"] for letter in house.post.letters)
    assert {one["email"]: letters[one["email"]] for one in people.booked if letters[one["email"]] != 1} == {}
    assert {cancelled(people, visit) for visit in people.booked} == {200}
