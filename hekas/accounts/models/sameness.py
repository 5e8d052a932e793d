"""Addresses and names as they are compared: what two people read as one word is one.

A stop stands for everybody with its address. A mark of no width, as it comes with copying, or letters of
another width made another address of it, to which the post goes all the same.
"""

import unicodedata
from typing import Any

from django.db import models

FORMAT = "Cf"  # zero-width spaces and joiners, soft hyphens, marks of direction


def deliverable(email: str) -> str:
    """The address as a mail server reads it: its host by IDNA, which leaves out what nobody sees."""
    if email.isascii() and "xn--" not in email.lower():
        return email
    name, at, host = _visible(email).rpartition("@")
    try:
        return name + at + host.encode("idna").decode("idna")
    except UnicodeError:  # no such host: it stays as it was typed
        return name + at + host


def as_called(name: str) -> str:
    """A name without what tells no two people apart: capitals, spaces, widths, marks that nobody sees."""
    return " ".join(_visible(unicodedata.normalize("NFKC", name)).casefold().split())


def _visible(text: str) -> str:
    return "".join(letter for letter in text if unicodedata.category(letter) != FORMAT)


class AddressField(models.EmailField):
    """Django's, of addresses as they are delivered. To migrations it is Django's."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return deliverable(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.get_prep_value(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs
