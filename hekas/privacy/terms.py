"""The words and numbers of privacy. Source: security.md, Data; practice 5, Retention."""

from datetime import timedelta

EXPORTS_A_DAY = 5
DAY = timedelta(days=1)
ADULT_YEARS = 8
CHILD_UNTIL, CHILD_OF_17_UNTIL = 25, 26
HOLDS_KEPT = timedelta(hours=24)
ADDRESSES_KEPT = timedelta(days=90)  # of the network, beside sessions
# Never leave the clinic's machine, not even in one's own copy: they open doors.
SECRETS = frozenset(
    {"password", "token_hash", "code_hash", "hold_token_hash", "key_hash", "token", "key", "session_key"}
)
SECRETS_OF = {"mfa.authenticator": frozenset({"data"})}  # what proves a second step
