"""Words that people were shown have a version: other words are another one."""

import re
from hashlib import sha256

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from hekas.accounts.consents import ASKED

# Words that mean something else: raise the version, say in the notice what is new, and put the digest here.
# Who agreed keeps the words of their version, so a new one of these asks nobody again by itself.
NOTICE = ("30 November 2026", "dedfffbc85e0")
AGREED = {"health_data": ("2026-11", "09900db0876b"), "treatment": ("2026-11", "ee135823850b")}


def digest(words):
    return sha256(" ".join(words.split()).encode()).hexdigest()[:12]


@pytest.mark.django_db
def test_the_privacy_notice_has_the_version_of_its_words(client):
    page = client.get(reverse("portal:privacy")).content.decode()
    words, version = re.search(r"<article.*?>(.*?)<p[^>]*>Version of (.*?)\.", page, re.DOTALL).groups()
    assert (version, digest(strip_tags(words))) == NOTICE


def test_what_people_agree_to_has_the_version_of_its_words():
    told = {key: (one.version, digest(f"{one.label} {one.words}")) for key, one in ASKED.items()}
    assert told == AGREED
