"""What clients with cramps type of their days, beside the dangers that share a word with it."""

import pytest

from assessments.engine.danger import sightings
from assessments.rules import load_rules

DANGERS = load_rules().safety.dangers

ORDINARY = """
legs like rubber after leg day|legs feel like spaghetti after spin class|legs like noodles after a run
rubber mat under my feet at work|rubber band exercises for my foot
legs packed in at mile 20 of the marathon with cramp|calf packed in at 5 miles, cramp again
legs stopped working at the end of the marathon with cramp|legs conked out with cramp in the race
calf cramps at night about twice a week, wakes me up|cramp in my leg twice a night
tramadol years ago|old heart murmur as a child, all clear|nosebleeds as a kid
calf muscle quivers after a sprint|my muscles flutter after a hard session|muscle jerks as I fall asleep
I work in palliative care|I am a hospice nurse|I work for Macmillan
fundraising for Macmillan at the London Marathon
I eat grapes and bananas for my leg cramps|I drink beetroot juice before races for my legs
I burn 800 calories in spin class|teeth clenched until the cramp goes
my gums bleed when I floss|big bruises from rugby|my voice goes hoarse after teaching
felt like a golf ball in the calf for a minute|it felt like a brick in my calf
enough fresh air at work, I am a gardener|sat on a wooden bench, my backside aches
""".strip().replace("\n", "|")
DANGEROUS = """
legs like rubber after a run, one leg worse|leg like rubber since my back went|my leg has turned to rubber
foot feels rubbery, like a rubber band|legs packed in, no cramp|left leg packed in at mile 20 with cramp
leg stopped working, back went|legs conked out with cramp and numb
leg swells up twice a week|calf twice what it was this week|twice a week my leg is twice the size
on tramadol again, years ago it helped|on tramadol|heart murmur as a child and still have it
nosebleeds as a kid, again this month|muscles flutter after a run and all day
muscle jerks everywhere when I run|the hospice nurse comes on Mondays|my Macmillan nurse says massage is fine
Macmillan look after me|my toes look like grapes|my calf is like beetroot|on 500 calories
both my legs stopped working with cramp in the race|I only eat 800 calories a day
teeth clenched, cant open them until it passes|teeth clenched and wont part
gums bleed|big bruises, no reason|my voice has gone hoarse
felt like a golf ball hit my calf|like being hit by a brick|like someone threw a brick at my leg
cant get enough air|there is not enough air|struggling to get enough air|my bum has gone wooden
sitting feels wooden round my bottom
""".strip().replace("\n", "|")


def open_words(text):
    seen = sightings(DANGERS, [("health.free_text", text)])
    return [one.danger.id for one in seen if not one.plainly_denied]


@pytest.mark.parametrize("text", ORDINARY.split("|"))
def test_ordinary_talk_holds_nobody(text):
    assert open_words(text) == []


@pytest.mark.parametrize("text", DANGEROUS.split("|"))
def test_a_danger_that_shares_its_words_holds(text):
    assert open_words(text)
