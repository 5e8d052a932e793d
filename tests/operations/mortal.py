"""The site, except that a request may name the moment at which its worker is killed. For drills alone."""

import os
import signal

from django.db.backends.base.base import BaseDatabaseWrapper

from hekas.wsgi import application as site

BEFORE, AFTER = "before the commit", "after the commit"
now = {"when": ""}
commit = BaseDatabaseWrapper._commit


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def mortal_commit(self):
    """The first commit of a request that asked for it is its last act, or comes just after it."""
    if now["when"] == BEFORE:
        die()
    return commit(self)


BaseDatabaseWrapper._commit = mortal_commit


def application(environ, start_response):
    """SIGKILL by the header X-Die; `after the commit`: everything is done, and nobody is told."""
    now["when"] = environ.get("HTTP_X_DIE", "")
    answer = site(environ, start_response)
    if now["when"] == AFTER:
        die()
    return answer
