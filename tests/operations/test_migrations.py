"""Old code runs beside new code while a release goes out: so a migration must leave the old code working."""

import os
import subprocess
import tarfile
from pathlib import Path

import pytest
from django_migration_linter import MigrationLinter

from tests.messaging.servers import free_port
from tests.operations.house import wait_until
from tests.operations.load import Bookers, Caller

ROOT = Path(__file__).resolve().parents[2]
OWN = ["assessments", "bookings", "messaging", "accounts", "audit", "api", "privacy"]
# Before the first release nobody's code ran beside them.
BEFORE_THE_FIRST_RELEASE = {("bookings", "0004_why_the_clinic_cancelled"), ("audit", "0002_by_month")}


class Judge(MigrationLinter):
    """Keeps which migrations old code can't live with."""

    def __init__(self) -> None:
        super().__init__(no_cache=True, include_apps=OWN, quiet=["ok", "ignore", "warning", "error"])
        self.bad = set()

    def lint_migration(self, migration) -> None:
        before = self.nb_erroneous
        super().lint_migration(migration)
        if self.nb_erroneous > before:
            self.bad.add((migration.app_label, migration.name))


@pytest.mark.django_db
def test_no_new_migration_breaks_the_code_that_still_runs(capsys):
    """What is refused, and what to write in its place, stands in docs/operations.md."""
    judge = Judge()
    judge.lint_all_migrations()
    judge.print_summary()
    assert judge.nb_total > 20
    assert judge.bad <= BEFORE_THE_FIRST_RELEASE, capsys.readouterr().out


def git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


@pytest.fixture
def last_release(tmp_path):
    """The tree as it was before the newest migration, with what was built for it."""
    newest = git("log", "-1", "--format=%H", "--", "*/migrations/*.py")
    before = git("rev-parse", "--verify", "-q", f"{newest}^") if newest else ""
    if not before:
        said = "There is no history here, so the old code can't be tried on the new schema."
        (pytest.fail if os.environ.get("CI") else pytest.skip)(said)
    subprocess.run(["git", "archive", "-o", tmp_path / "old.tar", before], cwd=ROOT, check=True)
    with tarfile.open(tmp_path / "old.tar") as packed:
        packed.extractall(tmp_path / "old", filter="data")
    (tmp_path / "old" / "staticfiles").symlink_to(ROOT / "staticfiles")
    return tmp_path / "old"


@pytest.mark.concurrency
@pytest.mark.xdist_group("processes")
def test_the_code_of_the_last_release_reads_and_books_on_the_new_schema(house, last_release):
    port = free_port()
    house.web("old", port, folder=last_release)
    node = Caller(port)
    wait_until(lambda: node.ask("/readyz").status == 200)
    with Bookers(node, house.key, people=2) as people:
        people.wait_for(4)
    assert people.told[500] == people.gave_up == 0, (dict(people.told), house.log("old")[-2000:])
