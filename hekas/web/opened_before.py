"""A form of the settings that stood open while somebody else changed its row would write all it shows back.

So an account that was closed meanwhile would be open again. The page carries a mark of what it showed.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model
from django.utils.text import capfirst

MARK = "_seen"
CHANGED = "Somebody has changed this since you opened it. What you typed stands below. Saving changes: {}."
NOTHING = "nothing"


def mark_of(shown: Mapping[str, Any]) -> str:
    """The same for the same values, and for no others."""
    said = repr(sorted((name, _plain(value)) for name, value in shown.items()))
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _plain(value: Any) -> str:
    is_list = isinstance(value, Iterable) and not isinstance(value, str)
    return str(sorted(one.pk if isinstance(one, Model) else one for one in value) if is_list else value)


def refusing(form: Any, seen: str) -> Any:
    """That form, which is not valid where its row is not as it was when the page was opened."""

    class Seen(form):  # type: ignore[misc]
        def clean(self) -> Any:
            cleaned = super().clean()
            if seen and seen != mark_of(self.initial):
                names = [capfirst(self.fields[name].label or name) for name in self.changed_data]
                self.add_error(None, CHANGED.format(", ".join(names) or NOTHING))
            return cleaned

    return Seen
