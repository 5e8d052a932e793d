"""Made-up content for the page that shows every component in every state. Development only."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace as Thing

from django import forms

from hekas.web import showcase_checklist, showcase_desk
from hekas.web.forms import (
    CheckRows,
    DateOfThree,
    NumberText,
    PlainForm,
    RadioRows,
    Scale,
    scale_choices,
)

MORNING = datetime(2026, 11, 27, 9, 15, tzinfo=UTC)
YES_NO = [("yes", "Yes"), ("no", "No"), ("unsure", "I’m not sure")]
REGIONS = ("behind_knee", "calf_inner", "calf_outer", "lower_calf", "heel_cord", "shin", "outer_side", "foot")
LONG = "Demo-Wolfeschlegelsteinhausenbergerdorff, and again and again and again"
STATES = ("neutral", "new", "booked", "arrived", "inroom", "done", "held", "waiting", "caution", "missed")


class Said(str):
    """A message as Django's framework hands it to a template."""

    level_tag = "success"


class EveryField(PlainForm):
    """One of each kind of field."""

    swollen = forms.ChoiceField(
        label="Is one calf swollen?",
        help_text="Compare it with your other leg.",
        choices=YES_NO,
        widget=RadioRows(hints={"unsure": "That is fine. We ask in another way."}),
    )
    side = forms.ChoiceField(
        label="Which leg?", choices=[("l", "Left"), ("r", "Right")], widget=RadioRows(inline=True)
    )
    medicines = forms.MultipleChoiceField(
        label="Do you take any of these?",
        required=False,
        choices=[("blood", "Blood thinners"), ("water", "Water tablets"), ("none", "None of these")],
        widget=CheckRows(exclusive="none"),
    )
    pain = forms.ChoiceField(
        label="How bad was the last one?",
        choices=scale_choices(),
        widget=Scale("no pain", "the worst pain"),
    )
    born = DateOfThree(label="When were you born?", help_text="For example, 27 3 1984", noun="date of birth")
    name = forms.CharField(label="Full name", error_messages={"required": "Enter your full name"})
    phone = forms.CharField(label="Mobile number", required=False, help_text="To text you about your visit.")
    sleep = forms.IntegerField(label="How many hours do you sleep?", widget=NumberText("hours", width=2))
    room = forms.ChoiceField(label="Room", choices=[("1", "Room 1"), ("2", "Room 2")])
    more = forms.CharField(label="Anything else?", required=False, widget=forms.Textarea)
    reminder = forms.BooleanField(label="Text me the day before", required=False)


class Narrowing(PlainForm):
    """What a list of visits is narrowed by."""

    marks_optional = False
    q = forms.CharField(label="Name", required=False)
    state = forms.ChoiceField(label="State", choices=[("", "Any"), ("held", "Held")], required=False)


def content() -> dict[str, object]:
    """Everything that the page names, by its name."""
    return {
        "form": EveryField(),
        "form_with_faults": EveryField({"born_0": "31", "born_1": "2"}, auto_id="bad_%s"),
        "form_filled": EveryField(
            initial={"swollen": "no", "side": "l", "medicines": ["none"], "pain": "6"}, auto_id="full_%s"
        ),
        "filter": Narrowing(auto_id="filter_%s"),
        "said": [Said("Your visit is moved.")],
        "rows": summary_rows(),
        "states": STATES,
        "notices": ("info", "done", "caution", "urgent"),
        "days": days(),
        "times": times(),
        "therapist": therapist(),
        "service": Thing(
            name="First assessment", minutes=60, price_pence=6500, description="Your story first."
        ),
        "events": events(),
        "table_rows": table_rows(),
        "acts": acts(),
        "heads": ("Client", "Visit", "State", "Price"),
        "region_ids": {name: f"region-{name}" for name in REGIONS},
        **extremes(),
        **showcase_desk.content(),
        **showcase_checklist.content(),
        "say": ("I have a sudden, cold, pale leg.", "It began an hour ago."),
    }


def summary_rows() -> list[Thing]:
    return [
        Thing(key="Is one calf swollen?", value="No", href="#", about="if one calf is swollen"),
        Thing(key="Medicines", value=["Water tablets", "An inhaler"], href="#", about="your medicines"),
        Thing(key="Anything else?", value="", href="#", about="what else there is"),
        Thing(key="Price", value="£65", href="", about=""),
    ]


def acts() -> list[Thing]:
    told = (("Chloe Demo", "Result: read", "Nadia Demo"), ("Hekas", "Message: resent", ""))
    events = [Thing(at=MORNING, actor_label=who, actor_kind="user") for who, _, _ in told]
    return [
        Thing(event=event, did=did, whose=whose) for event, (_, did, whose) in zip(events, told, strict=True)
    ]


def days() -> list[Thing]:
    frees = (6, 2, 0, 4, 1, 9, 3)
    first = date(2026, 11, 27)
    return [
        Thing(on=first + timedelta(days=n), free=free, href="#", selected=n == 1)
        for n, free in enumerate(frees)
    ]


def times() -> list[Thing]:
    fits = ("best", "good", "allowed", "avoid")
    made = [
        Thing(start=MORNING + timedelta(minutes=45 * n), value=f"slot-{n}", fit=fit, who="Amira")
        for n, fit in enumerate(fits)
    ]
    return [Thing(name="Morning", times=made), Thing(name="Evening", times=[])]


def therapist() -> Thing:
    return Thing(
        name="Amira Demo", title="Sports massage therapist", bio="Listens first.", pregnancy_trained=True
    )


def events() -> list[Thing]:
    return [
        Thing(at=MORNING, title="Booked", who="Amira Demo", text="First assessment, Room 2", href="#"),
        Thing(at=MORNING - timedelta(days=3), title="Answers sent", who="", text="", href=""),
    ]


def table_rows() -> list[Thing]:
    cells = [
        Thing(text="Nadia Demo", href="#", label="Client"),
        Thing(text="Fri 27 Nov, 9:15am", label="Visit"),
        Thing(text="Held", tag_kind="held", label="State"),
        Thing(text="£65", number=True, label="Price"),
    ]
    return [Thing(cells=cells), Thing(cells=cells)]


def extremes() -> dict[str, object]:
    """The same components with very long words, with very many things, and with none."""
    first = date(2026, 11, 27)
    full = [Thing(on=first + timedelta(days=n), free=0, href="", selected=False) for n in range(7)]
    busy = [Thing(on=first + timedelta(days=n), free=40, href="#", selected=n == 0) for n in range(28)]
    return {
        "long": LONG,
        "long_rows": [Thing(key=LONG, value=[LONG, LONG], href="#", about="a long answer")],
        "long_service": Thing(name=LONG, minutes=290, price_pence=123456, description=LONG),
        "long_therapist": Thing(name=LONG, title=LONG, bio=LONG, pregnancy_trained=True),
        "many_days": busy,
        "no_days": full,
        "many_times": [Thing(name="All day", times=[*times()[0].times] * 4)],
        "many_rows": table_rows() * 15,
        "many_events": events() * 10,
        "desk": Thing(path="/clinic/", user=Thing(name="Jo Demo", email="", may=lambda permission: True)),
    }
