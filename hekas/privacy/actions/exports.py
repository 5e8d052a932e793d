"""Everything that is held about a client, as one file: to read, for other programs, and for a spreadsheet."""

import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO

from django.db import transaction
from django.utils import timezone

from assessments.models import Letter
from assessments.queries.reads import looks_at
from hekas.accounts.models import Client
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.fhir import bundle
from hekas.fhir.record import gather
from hekas.messaging.presenters import own_message
from hekas.messaging.queries.log import sent_to
from hekas.postgres.faults import still
from hekas.privacy import tables
from hekas.privacy.presenters.record import as_letter
from hekas.privacy.queries.access_log import exports_since, told_to
from hekas.privacy.queries.held import Rows, rows_of, versions
from hekas.privacy.terms import DAY, EXPORTS_A_DAY
from hekas.web.letters import pdf

IN_MEMORY = 2_000_000  # bytes; what is larger is written to the disk as it comes
LOG_FIELDS = ("at", "actor_label", "action", "subject_type", "subject_uuid", "detail")
TOLD = (*LOG_FIELDS[:4], "told_uuid", "told_detail")
READ_ME = """What Hekas holds about you.

record.pdf            to read
record.fhir.json      for another clinic or app: HL7 FHIR R4
access-log.csv        who did what with your record, and when
letters/              letters about you, as they were written, where there are any
tables/               every row as it is kept
versions/             what rows were before they were changed

Passwords and the secret parts of links are not in it: they open doors. A cell that looks like a formula
begins with an apostrophe, so that no program runs it.
"""


class TooOften(Exception):
    """Five copies were made in the last 24 hours."""


@transaction.atomic
def make(client: Client, *, by: Actor, now: datetime) -> IO[bytes]:
    """A zip with all of this client and nothing of anybody else. Raises TooOften."""
    still(Client.objects.select_for_update(no_key=True), pk=client.pk)  # two presses count as two
    if exports_since(client, now - DAY) >= EXPORTS_A_DAY:
        raise TooOften
    record(by=by, action="record.exported", subject=client, now=now)
    return zipped(_files(client, now), now)


def zipped(files: Iterable[tuple[str, Iterable[bytes]]], now: datetime) -> IO[bytes]:
    """One file with these in it; whoever asked sends and closes it."""
    file: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - as above
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in files:
            with archive.open(_entry(name, now), "w") as target:
                for piece in pieces:
                    target.write(piece)
    file.seek(0)
    return file


def _entry(name: str, now: datetime) -> zipfile.ZipInfo:
    """Of today: a name alone is of the year 1980 in whatever shows the file."""
    entry = zipfile.ZipInfo(name, timezone.localtime(now).timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _files(client: Client, now: datetime) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield "README.txt", [READ_ME.encode()]
    yield "record.pdf", [_readable(client, now)]
    yield "record.fhir.json", [json.dumps(bundle.of(client, now=now), ensure_ascii=False, indent=1).encode()]
    events = told_to(client).values_list(*TOLD)
    yield "access-log.csv", tables.lines(LOG_FIELDS, events.iterator(chunk_size=500))
    for letter in Letter.objects.filter(client=client).order_by("written_at", "id"):
        yield f"letters/{letter.written_at:%Y-%m-%d}-{letter.uuid}.pdf", [bytes(letter.copy)]
    yield from as_tables(rows_of(client))


def as_tables(held: Rows) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Every row as it is kept, and what it was before."""
    for model, rows in held.items():
        yield f"tables/{model._meta.label_lower}.csv", tables.of_model(model, rows)
    for model, rows in versions(held).items():
        yield f"versions/{model._meta.label_lower}.csv", tables.of_model(model, rows)


def _readable(client: Client, now: datetime) -> bytes:
    messages = [(m.when, m.by, m.title) for m in map(own_message, sent_to(client))]
    return pdf("record", as_letter(gather(client), messages, looks_at(client), now))
