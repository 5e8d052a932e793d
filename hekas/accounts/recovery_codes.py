"""Recovery codes, of which only hashes are kept once they were shown. Source: ASVS 6.5.2.

allauth keeps what its codes are made of, closed with a key of ours: whoever had the database and that key
would have the codes. Until they are shown, once, it is kept so; then each is a salted hash of the hasher of
passwords. The salt is one for the ten of an account, so that a try costs one hashing and not ten.
"""

import secrets
from typing import Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.recovery_codes.internal import auth, flows
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.db import transaction
from django.utils.crypto import constant_time_compare

HASHES, SEED, USED = "hashes", "seed", "used_mask"
ALLAUTHS = "migrated_codes"  # a release of before reads this list: no code there, and no fault
BYTES_OF_SALT = 16


def hashed(data: dict[str, Any], codes: list[str]) -> dict[str, Any]:
    """What is kept in place of the seed: of each code that was not used its hash, all with one salt."""
    salt = secrets.token_hex(BYTES_OF_SALT)
    kept = {name: value for name, value in data.items() if name not in (SEED, USED)}
    return {**kept, ALLAUTHS: [], HASHES: [make_password(code, salt=salt) for code in codes]}


class HashedRecoveryCodes(RecoveryCodes):  # type: ignore[misc]
    """allauth's, which forget what they are made of when they are shown."""

    _shown: list[str] | None = None

    @transaction.atomic
    def mark_as_viewed(self) -> None:
        """They are on the page that is made now, and never again; a second tab takes no used one back."""
        if self.did_view:
            return
        self._shown = super().get_unused_codes()
        row = self._locked()
        self.instance = row or self.instance
        if row is not None and not self.did_view:
            self.instance.data = hashed(self.instance.data, self._shown)
            super().mark_as_viewed()

    def _locked(self) -> Any:
        """The row as it is now, or None: others were made, or the second step was taken away."""
        return type(self.instance).objects.select_for_update().filter(pk=self.instance.pk).first()

    def get_unused_codes(self) -> list[str]:
        """In the request that shows them the codes; later as many hashes, to be counted."""
        if HASHES not in self.instance.data:
            return super().get_unused_codes()  # type: ignore[no-any-return]
        return self.instance.data[HASHES] if self._shown is None else self._shown

    @transaction.atomic
    def validate_code(self, code: str) -> bool:
        """Is it one of them? Then it is none any more."""
        row = self._locked()
        if row is None:
            return False
        if HASHES not in row.data:
            return super().validate_code(code)  # type: ignore[no-any-return]
        self.instance = row
        found = _among(row.data[HASHES], normalize_user_code(code))
        if found is not None:
            row.data[HASHES].remove(found)
            row.save(update_fields=["data"])
        return found is not None


def _among(hashes: list[str], code: str) -> str | None:
    if not hashes:
        return None
    hasher = identify_hasher(hashes[0])
    if hasher.must_update(hashes[0]):  # made when a hash cost less
        return next((one for one in hashes if check_password(code, one)), None)
    tried = hasher.encode(code, hasher.decode(hashes[0])["salt"])
    return next((one for one in hashes if constant_time_compare(one, tried)), None)


def install() -> None:
    """allauth names the class in two places and has no setting for it."""
    auth.RecoveryCodes = flows.RecoveryCodes = HashedRecoveryCodes
