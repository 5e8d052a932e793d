"""What the button under the words about health data sends."""

from hekas.accounts.consents import ASKED, HEALTH_DATA

AGREED = {"agree": ASKED[HEALTH_DATA].version}
