"""A number that was read from the database is the library's, and is not looked at again."""

import phonenumbers
import pytest
from phonenumber_field.phonenumber import PhoneNumber, to_python

from hekas.accounts.models import Client

pytestmark = pytest.mark.django_db
NUMBERS = ["+447700900001", "07700 900001", "+4930123456", "123", "not a number", ""]


@pytest.mark.parametrize("typed", NUMBERS)
def test_what_is_read_is_what_the_library_would_have_read(typed):
    Client.objects.create(name="Ann", phone=typed)
    (found,), (held,) = Client.objects.all(), Client.objects.values_list("phone", flat=True)
    read, made = found.phone, to_python(typed)
    assert (str(read), bool(read), str(held)) == (str(made), bool(made), str(made))
    assert read == made and made == read and (not read or hash(read) == hash(made))
    assert Client.objects.filter(phone=read).get() == found
    found.save()
    assert str(Client.objects.get().phone) == str(made)


def test_nobody_looks_again_whether_it_can_be_a_number(monkeypatch):
    Client.objects.create(name="Ann", phone="+447700900001")
    monkeypatch.setattr(phonenumbers, "is_valid_number", lambda _: pytest.fail("looked again"))
    found = Client.objects.get()
    assert str(found.phone) == "+447700900001" and found.phone
    found.save()


def test_a_number_that_was_read_is_written_as_the_library_writes_it():
    Client.objects.create(name="Ann", phone="+442079460000")
    phone = Client.objects.get().phone
    assert isinstance(phone, PhoneNumber) and phone.is_valid()
    assert (phone.as_national, phone.as_e164) == ("020 7946 0000", "+442079460000")
    phone = to_python(phone)
    assert str(phone) == "+442079460000"
