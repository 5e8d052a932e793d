"""Codes in words."""

from hekas.messaging.terms import Channel, State

STATES = {
    State.QUEUED: "Waiting",
    State.SENDING: "Being sent",
    State.SENT: "Sent",
    State.FAILED: "Failed",
    State.DROPPED: "Not sent",
}
STATE_TAGS = {
    State.QUEUED: "waiting",
    State.SENDING: "waiting",
    State.SENT: "done",
    State.FAILED: "urgent",
    State.DROPPED: "neutral",
}
CHANNELS = {Channel.EMAIL: "E-mail", Channel.SMS: "Text message"}
RESULTS = {
    "accepted": "Taken by the provider",
    "refused": "Refused for good",
    "later": "Not taken; to be tried again",
    "unknown": "No clear answer",
    "hung": "Its process ended",
    "not tried": "Not tried",
}
