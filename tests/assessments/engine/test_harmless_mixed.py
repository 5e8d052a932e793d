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
cramp turned into unbearable pain|the cramp left me in agony|cramps and unbearable tightness in the calf
agony with cramps day and night|agony round the clock with cramp|the cramp agony is permanent
cramp agony and my skin is shiny|excruciating cramp, wife rang the doctor
in agony for a few minutes whenever I bend my toes up|unbearable cramp like feeling
agony for a few minutes then numb|unbearable for minutes after the flight
excruciating calf cramp, flew home on saturday|excruciating cramp in calf, on the pill
excruciating cramp, had plaster off|worst pain ever with cramp, leg tight as a drum
off the scale cramp, foot has no feeling|agony cramp after squats, wee like coke|agony cramp, weeing brown
cramp with agony that builds and builds|agony that builds every hour, cramp like|cramp agony keeps building
the agony spreads up to my thigh with the cramp|cramp then agony up into my bum|agony in thigh with cramp
cramp, agony and my leg feels heavy and full|unbearable cramp in one calf for three nights running
cramp was off the scale and the calf is tender|cramp off the scale, calf tender to lean on
excruciating cramp, calf bulging|unbearable cramp in calf. It is warm
screaming in pain with cramp, ambulance came|crying in pain with cramp for most of the night
cant sleep because of cramps and sweats|cant sleep with cramp, drenched
cant sleep, cramps and itching all over
cant sleep with cramps, legs want to move|cant sleep, cramp in my hands
no sleep for the cramp, three nights on the trot|cramps keep me awake till dawn
kept awake by cramp every single night|not sleeping at all with the cramps|no sleep at all for cramp
cramp, no sleep, heart thumping|cant sleep, cramp, out of breath
cant walk for a few minutes then pins and needles|cant walk for a few minutes, foot floppy
cant walk on it for a minute, then i can hobble|cant put weight on it for a few minutes every hour
cant put weight on it after 200 yards for a few minutes|cant walk for a few minutes after 100 steps
walk a bit, calf seizes, cant walk, few minutes rest and off again
cant walk for a minute, have stop at every bench|cant walk at all for a few minutes, legs go
cant stand on it for a few minutes, knee gives|cant bear weight for a minute, i heard a crack
cant bear weight for a few minutes, rolled my ankle|cant put weight on when it cramps, foot turned in
cant walk when it cramps, wet myself|cant move my foot when it happens and it stays that way
cant move it when it happens, foot goes white|cant move it when it comes, foot cold
cant move it when it happens and i cant talk|cant move when it happens, words come out wrong
cant move it when it comes and my eye droops|cant flex when it happens, foot flaps after
next day like ive been kicked and calf dark|feels bruised next day, calf squishy
next morning like ive been kicked and cant get on my toes|felt bruised the day after, heel wont come up
feels bruised next day, whole leg tight in my jeans|feels like a bruise next day, on apixaban
got kicked years ago, calf dented ever since|kicked in the calf last year, foot drops
kicked in the calf 4 months ago, clot found|kicked 3 months ago, swollen from then
kicked last year and the vein stands out|right leg always been bigger, more so this week
one leg bigger since birth and it is growing|leg always been bigger, wont go in jeans
left calf thinner, always has been, and shrinking|leg bigger all my life, red too
calf was always bigger, got a clot there|pins and needles when i kneel and when i dont
pins and needles kneeling or not|goes numb sitting on my foot, numb for an hour
goes numb when i sit cross legged and in bed|goes numb kneeling, stays numb till lunch
goes dead when i sit on my leg and i wee without knowing|tingles kneeling, tingles lying, tingles all over
pins and needles when kneeling, and in my bum|pins and needles when kneeling and diabetes
goes numb cross legged, thighs and privates|dizzy standing up too fast and blacked out
dizzy when i stand up, vision goes|dizzy when i stand up and my heart races
dizzy standing up, been losing blood
dizzy stand up, period very heavy|dizzy when I stand up, water tablets
light headed standing up since the new tablets|dizzy when i stand up and pass clean out
lost 10 kg on purpose then 5 kg i didnt mean to|lost 2 stone by running, and my appetite
lost weight on purpose, night sweats|lost weight with slimming world, lump in neck
lost 10 kg in a month by running|lost 3 stone in two months by running and skipping meals
lost a stone by eating less, cannot face meals|losing weight by dieting and bringing it up
lost weight by exercising and taking water tablets|lost a lot of weight on purpose, ribs show
had a baby years ago and a newborn|gave birth years ago, twins last thursday
had a baby 4 months ago, clot after
had a c section last year, dvt after|had a baby two years ago, eight weeks gone
had a baby 5 months ago and on the pill, calf sore|my dad had a heart attack, i have angina
my dad had a heart attack. So did I|my dad had a stroke. Me in june|my mum has diabetes. Ditto me
my mum has diabetes, ditto|my mum is diabetic as am i|my mum had cancer, mine is in the breast
my dad had angina, my chest tightens|my nan has dialysis, it's my turn next month
my mum has diabetes and my brother and i|my brother had a heart attack, i had one
my dad takes statins, same tablets for us|my dad had a stroke, my arm is dead|my dad had a stroke, face gone
my mum had cancer, they found some in me|my dad had kidney failure, mine are failing
quads on fire on hills, calf swollen|calves on fire on runs, pee brown
legs on fire after running, wee like tea
legs on fire on stairs, stop every flight|calves on fire walking up hills, eases standing
on fire running, chest too|legs like jelly after squats and no wee|legs jelly after a run, numb crotch
legs jelly on the run and out of nowhere, fell|legs wobbly after the gym, sick and confused
legs wobbly after running, cant get up|legs like jelly after running, back went
legs like jelly after run, still like it on tuesday|covid last year, breathless since
covid years ago, short of breath|infection in my leg last year, came back|infection years ago, weeping
skin infection last year and hot|had shingles years ago, blisters|shins go red in hot bath, one calf
legs go red in the sauna, one worse|legs go red in hot bath and stay hot|go red in a hot shower, swollen veins
collapse on the sofa, wife couldnt rouse me|collapse on the sofa, heart pounding
collapse on the bed, wee brown
collapse onto the sofa out of breath|collapse into bed with shakes|hay fever and a fever
black toenail and toe black|flu jab on monday, arm swollen|covid jab and then clot
agony, cramp, and ive wet myself|cramp agony. foot blue|cramp agony; leg swollen
unbearable cramp - chest hurts
excruciating cramp, my jaw|excruciating cramps in hands|excruciating cramp all over and throwing up
agony for a few minutes when i pee|agony for a few seconds when i breathe in|agony for a minute when i cough
agony under my ribs for a few minutes|agony in my knee for a minute, locked
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
