"""Names and words of the demo clinic. Everybody's surname is Demo: nobody here exists."""

from dataclasses import dataclass

PASSWORD = "demo-clinic-2026"  # noqa: S105 - printed on the screen that loads the demo
DOMAIN = "demo.example"
LOGINS = (
    ("client", f"client@{DOMAIN}"),
    ("therapist", f"therapist@{DOMAIN}"),
    ("clinician", f"therapist2@{DOMAIN}"),
    ("admin", f"admin@{DOMAIN}"),
)

FIRST_NAMES = (
    *("Aisha", "Alfie", "Amara", "Arun", "Beth", "Callum", "Chidi", "Dana", "Dev", "Ella", "Emeka", "Erin"),
    *("Farah", "Finn", "Freya", "George", "Grace", "Hamza", "Hana", "Idris", "Isla", "Jack", "Jaya", "Josh"),
    *("Kemi", "Kit", "Lara", "Leo", "Lin", "Luca", "Maya", "Mei", "Mo", "Nadia", "Noah", "Nia", "Olu"),
    *("Orla", "Owen", "Petra", "Priya", "Quinn", "Rafi", "Rosa", "Sam", "Sana", "Seb", "Tara", "Theo"),
    *("Uma", "Viktor", "Wren", "Yara", "Yusuf", "Zane", "Zoe"),
)


@dataclass(frozen=True)
class Profile:
    """A therapist of the demo clinic, in a few words."""

    name: str
    title: str
    bio: str
    pregnancy_trained: bool = False


THERAPISTS = (
    Profile(
        "Amira Demo",
        "Lead sports massage therapist",
        "Works mostly with runners, and likes to find out why before working on where it hurts.",
        pregnancy_trained=True,
    ),
    Profile(
        "Ben Demo",
        "Physiotherapist and demo clinician",
        "Football and five-a-side calves. In this demo he decides on changes of the rules.",
    ),
    Profile(
        "Chloe Demo",
        "Sports and remedial massage therapist",
        "Sees many people who sit all day and train after work.",
        pregnancy_trained=True,
    ),
    Profile(
        "Dev Demo",
        "Sports massage therapist",
        "Fell running, cycling and everything uphill.",
    ),
)


def profile(number: int) -> Profile:
    """The therapist with this number; beyond the four with a story, plain ones."""
    if number < len(THERAPISTS):
        return THERAPISTS[number]
    return Profile(f"Therapist {number + 1} Demo", "Sports massage therapist", "A demo therapist.")


def person(number: int) -> str:
    """A client's name, different for each number."""
    first = FIRST_NAMES[number % len(FIRST_NAMES)]
    again = number // len(FIRST_NAMES)
    return f"{first} Demo" if not again else f"{first} Demo {again + 1}"
