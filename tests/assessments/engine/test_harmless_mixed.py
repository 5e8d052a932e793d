"""Sentences that say a harmless thing and something else: in doubt the words hold (ADR 49)."""

import pytest

from assessments.engine.danger import sightings
from assessments.rules import load_rules

MIXED = """
A cramp in my calf and agony in my chest|Excruciating headache after a cramp
Cramp in calf, unbearable pain in the groin|I get cramp and my calf is agony to touch
After the cramp the agony went on until morning|Cramp then agony the whole weekend
My calf is agony, no cramp|This is no cramp it is agony|agony in the calf without any cramp
different from my cramps, this one is agony|unlike a cramp this is excruciating
I thought it was cramp, it is agony|agony for 5 minutes after every few steps
after 9 minutes walking my calf is agony|agony in one calf after 5 minutes of walking
unbearable pain in my calf 2 minutes after i start walking
The pain is 10 out of 10 when resting, like a cramp|agony like cramp every time i walk, one leg
cant sleep because of pain like cramp|the cramp like pain means no sleep
I can't sleep, calf aches, like cramp|no sleep for a week from cramping pain in one calf
my foot cant move for a few minutes and my speech goes
cant move my leg for a few minutes and then it wears off
my arm and leg cant move for a few minutes then it passes|cant move my foot until it passes
after a few minutes cant walk, have to rest|cant put weight on it, it happened 5 minutes ago
cant put weight on it when it happens and i go down
like someone kicked me and it has been sore in the morning|as if kicked, then in the morning a bruise
been kicked in the morning and my calf feels hard
someone kicked me in the calf and afterwards it is sore
like someone kicked me during the game, sore for the rest of the day
like I was kicked while sprinting, stiff the next day|cramp my calf like being kicked and i went down
like somebody kicked me, then afterwards I limped|at the moment like being kicked, afterwards tender
kicked last year and kicked again in the calf|kicked in the calf last year, calf has been hard
years ago I was fine and then kicked in the calf at training
two years ago we moved, on Sunday kicked in the calf|kicked in the calf on Saturday, same as last season
been kicked on Monday, operation last year|one calf bigger naturally and it is getting firm and aches
my left calf is bigger than the right, always has been, on the pill
left leg bigger than right, naturally I am worried|one calf is bigger and naturally it hurts
one calf thinner than the other, naturally worried
my calf muscle is getting smaller and naturally I worry|always has been weak, leg thinner
my foot goes to sleep when I kneel and when I stand|goes numb when I kneel or sit, and at night
foot tingles sitting on my leg, and my hand tingles|foot numb and cold if i lie on it
arm and leg pins and needles if i lie on it, speech gone|pins and needles in my hands and feet, kneeling
numbness every day in foot, kneeling makes no difference|numb toes permanently from kneeling
my foot is numb, I kneel to pray|kneeling makes the numb foot better|numb foot eases when i kneel
both feet numb kneeling|both my feet tingle, cross legged or straight
my foot is numb, cross legged or stretched out|numb shin for weeks, kneeling job
dizzy standing up and my vision goes|dizzy when I stand up or lie down|dizzy standing up and sitting
dizzy when I stand up and when I run|dizzy at the finish line, then standing up fine
dizzy when i stand up and nearly go down|dizzy and confused on standing up|dizzy standing up, I fell
lost weight by eating normally|lost two stone by eating nothing|lost two stone deliberately by starving
had a c section 3 months ago|gave birth 3 months ago|had a baby years ago, gave birth on Monday
first child years ago, second c section on Friday|gave birth last month, first was years ago
my mum had a stroke, felt my face drop|my dad has diabetes like everyone in our family
my dad has diabetes, sugar was 15 on Friday|my mum takes statins, doctor put the whole family on
my mum had a stroke, had one last week|my mum is worried its angina|my brother is asking about diabetes
my toe is infected like last year|infected shin as it was years ago
shingles on my leg, had them years ago|infected insect bite, was fine last year
one calf on fire after hill reps|my calf is on fire after a run
legs on fire climbing stairs and stops when I rest|legs like jelly every time on stairs and they go
collapsed on the sofa and could not get up|collapsed on the bed with shaking
collapsed on the sofa, they called help|collapsed onto the sofa in the heat, not making sense
my leg goes red in a hot bath|one calf goes red in a hot shower|goes red in a hot bath, calf only
I'm pregnant with me second baby|black toenail and the toe smells
foot goes to sleep cross legged, both hands too|my arm goes dead if I sleep on it and my mouth hangs
cant put weight on it for a minute, landed badly|like ive been kicked the next day, was kicked
agony with cramp, arm too|agony with cramp in arm and jaw
excruciating for a minute behind the breastbone|unbearable for 2 minutes in my tummy
agony for a few minutes in my head|cramp in calf, agony between shoulder blades
screaming in pain with cramp in stomach|agony, cramp in both arms and legs
cant walk at all when it happens, legs just go|cant walk at all for 5 minutes after sitting
cant stand on it for 5 minutes each morning|agony in my calf for 2 minutes each time I go uphill
the pain is excruciating for a few minutes whenever I climb stairs
agony for a minute in my calf after I jumped off a wall
excruciating for a minute when i tried to sprint, had to be carried off
agony, cramp, had to be carried off the pitch|unbearable cramp pain that comes when i lie flat
I have a cramp that is agony and does not go|agony with cramp and one side of me is limp
cant walk at all for 3 minutes, legs vanish under me
like ive been kicked next day and a hollow above my heel
foot goes to sleep when I kneel and doesn't wake up|leg goes dead when I sit on it, gives way
light headed standing up, sweating, grey|dizzy standing up then woke on the floor
my sister has diabetes, my sugar is high|infection last year in the same leg, it is back
had covid last year and never got my breath back
my arm goes dead if I sleep on it, and when I wake I cannot grip
""".strip().replace("\n", "|")
PLAINLY_HARMLESS = """
I wake in agony with cramp in my calf two or three nights a week
Cramp in my calf, 10 out of 10 for a few seconds
Night cramps are unbearable, they ease when I pull my toes up|Screaming in pain with cramp at 3am
worst pain ever for a minute, then it lets go|Cramps keep me awake|No sleep because of cramps
can't walk for a minute when it cramps|I can't put weight on it for a few minutes
cant stand on it until it wears off|cannot bend my foot when it happens|locked solid for a minute or two
my calf feels bruised the next day|the day after the cramp it feels bruised
in the morning my calf feels like a bruise|like I've been kicked the next morning
I was kicked in the shin years ago|my right calf has always been a bit thicker, born that way
my foot goes to sleep when I kneel|pins and needles if I sit on my foot
my leg goes dead when I sit on it|I get dizzy when I get up too fast|lost weight on purpose
lost 5 kg through running and eating better|I had my son four years ago|gave birth in 2019
c section nine years ago|my mum has diabetes|my dad died of a heart attack|my uncle had a stroke
my nan has varicose veins|legs are on fire after intervals|legs like jelly after the gym
I had covid last year|ankle infection years ago|both legs go red in the sauna
I collapse on the sofa after work|hay fever in spring|flu jab in October|a black toenail from running
""".strip().replace("\n", "|")


def seen(text):
    return sightings(load_rules().safety.dangers, [("health.free_text", text)])


@pytest.mark.parametrize("text", MIXED.split("|"))
def test_a_harmless_thing_beside_something_else_holds(text):
    assert [one for one in seen(text) if not one.plainly_denied]


@pytest.mark.parametrize("text", PLAINLY_HARMLESS.split("|"))
def test_a_harmless_thing_alone_holds_nobody(text):
    assert not seen(text)
