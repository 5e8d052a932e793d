"""Telephone numbers of rows: what the database holds was looked at when it was written, and is not again.

To look whether a number is one that can be takes longer than to read its row, and was done at each `str` and
each `if`.
"""

from typing import Any

from phonenumber_field.modelfields import PhoneNumberField
from phonenumber_field.phonenumber import PhoneNumber


class StoredNumber(PhoneNumber):
    """A number as it stands in the database: E.164, or as it was typed where it is none that can be."""

    stored = ""

    def __str__(self) -> str:
        return self.stored or super().__str__()

    def __len__(self) -> int:
        return len(str(self))


class PhoneField(PhoneNumberField):
    """The library's field; what it reads knows its words. To migrations it is the library's."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        found = super().from_db_value(value, expression, connection)
        if not isinstance(found, PhoneNumber):
            return found
        number = StoredNumber()
        number.merge_from(found)
        number.stored = value
        return number

    def get_prep_value(self, value: Any) -> Any:
        return value.stored if isinstance(value, StoredNumber) else super().get_prep_value(value)

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "phonenumber_field.modelfields.PhoneNumberField", args, kwargs
