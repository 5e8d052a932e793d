"""A form of the settings whose saving waited for others until its time was up: it is shown once more."""

from typing import Any

WAITED = (
    "Nothing was saved: others were booking or changing the same, and we waited for them as long as we may. "
    "What you typed stands below. Press “Save” once more."
)


def refusing(form: Any) -> Any:
    """That form, which is not valid, and says so."""

    class Waited(form):  # type: ignore[misc]
        def clean(self) -> Any:
            cleaned = super().clean()
            self.add_error(None, WAITED)
            return cleaned

    return Waited
