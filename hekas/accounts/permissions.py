"""What each role may do: code, not rows, so that a change is a diff that somebody reads."""

from enum import StrEnum


class Role(StrEnum):
    """The three kinds of account. `client` is everybody who signs up; the others are made by an admin."""

    CLIENT = "client"
    THERAPIST = "therapist"
    ADMIN = "admin"


class Permission(StrEnum):
    """One thing that a role may do on pages that are not about one's own affairs."""

    OWN_CARE = "own care"  # one's own intake, results, bookings and messages
    SEE_OWN_DAY = "see own day"  # a therapist's diary
    SEE_CLIENT_RESULT = "see a client's result"  # of clients whom the therapist sees or covers
    CLEAR_CLIENTS = "clear clients"  # release or close a held clearance
    TUNE_RULES = "tune rules"  # see where rules and therapists differ, propose changes
    DECIDE_ON_RULES = "decide on rules"  # approve or refuse what somebody else proposed
    MARK_VISITS = "mark visits"  # arrived, fulfilled, did not come
    SEE_CLINIC_DAY = "see the clinic's day"  # all therapists' diaries, without clinical content
    BOOK_FOR_OTHERS = "book for others"  # at the desk
    OVERBOOK = "overbook"  # put a visit over another
    SEE_FIGURES = "see the figures"  # how full, how often nobody came, what it earned
    SEE_MESSAGES = "see messages"  # the message log
    RESEND_MESSAGES = "resend messages"
    WRITE_TO_CLIENTS = "write to clients"  # a therapist to those in their care, the desk to anybody
    SEE_AUDIT = "see the audit"
    ANSWER_WISHES = "answer privacy wishes"  # to be forgotten
    MERGE_RECORDS = "merge records"  # two records of one person
    ADMIN_SITE = "admin site"  # Django's admin


ROLES: dict[Role, frozenset[Permission]] = {
    Role.CLIENT: frozenset({Permission.OWN_CARE}),
    Role.THERAPIST: frozenset(
        {
            Permission.SEE_OWN_DAY,
            Permission.SEE_CLIENT_RESULT,
            Permission.CLEAR_CLIENTS,
            Permission.TUNE_RULES,
            Permission.MARK_VISITS,
            Permission.WRITE_TO_CLIENTS,
        }
    ),
    Role.ADMIN: frozenset(
        {
            Permission.SEE_CLINIC_DAY,
            Permission.TUNE_RULES,
            Permission.MARK_VISITS,
            Permission.BOOK_FOR_OTHERS,
            Permission.OVERBOOK,
            Permission.SEE_FIGURES,
            Permission.SEE_MESSAGES,
            Permission.RESEND_MESSAGES,
            Permission.WRITE_TO_CLIENTS,
            Permission.SEE_AUDIT,
            Permission.ANSWER_WISHES,
            Permission.MERGE_RECORDS,
            Permission.ADMIN_SITE,
        }
    ),
}


# An admin gives these to one member of staff by name: no role holds them, and a client never does.
OF_A_CLINICIAN = frozenset({Permission.DECIDE_ON_RULES})


def roles_that_may(permission: Permission) -> list[str]:
    """The names of the roles that hold this permission, for a query."""
    return [role.value for role in Role if may(role, permission)]


def may(role: str, permission: str, *, is_clinician: bool = False) -> bool:
    """Does this role hold this permission, or does this person as a clinician? An unknown role holds none."""
    if permission in OF_A_CLINICIAN:
        return is_clinician and role in (Role.THERAPIST, Role.ADMIN)
    return role in ROLES and permission in ROLES[Role(role)]
