"""What a password may not be made of. Source: ASVS 6.1.2, 6.2.11."""

import re
from typing import Any

from django.core.exceptions import ValidationError

# What anybody would try first on a site like this. The list stands in docs/security.md too.
OUR_WORDS = ("hekas", "clinic", "massage", "therapist", "therapy", "cramp", "calf", "calves", "password")
FEWEST_LETTERS = 4  # beside such words, figures and signs


class NotOurWords:
    """Refuses a password that is little more than words of this site, such as Hekas-clinic-2026."""

    def validate(self, password: str, user: Any = None) -> None:
        left = re.sub("|".join(OUR_WORDS), "", password.lower())
        if left != password.lower() and sum(letter.isalpha() for letter in left) < FEWEST_LETTERS:
            raise ValidationError("That is made of words that anybody would try here.", code="our_words")

    def get_help_text(self) -> str:
        return "Not made of the name of this site and its subject."
