import re

import pytest

from assessments.engine.danger import plain, sightings
from assessments.rules import load_rules
from assessments.rules.questionnaire import load_questionnaire

DANGEROUS = """
I can’t breathe properly|black wee since Sunday|my leg is swollen like a melon|calf so big my jeans wont fit
left calf like a balloon since Friday, sock wont go on, hot|CAN'T FEEL MY FOOT|I had a DVT|on warfarin
knee replacement three weeks ago|my wee is the colour of tea|leg gave way|I fainted|hurts when I breathe in
heard a snap|cramp lasted for hours|tea-coloured urine|my speech went funny|my eyes have gone yellow
lost control of my bladder|numb down there|my toes are black|coughed up some blood|my chest is hurting a bit
calf the size of a melon|my leg is twice as fat as the other|swolen calf|my foot went icy|breathing is hard
confused after the marathon|a pop in my calf, then a bruise|as if someone kicked me|cant stand on tiptoes
short of breth|lost two stone without trying|lost 10kg and don't know why|the cramp lasted 40 mins
the cramp went on for 3 hours|my calf feels as if it will burst|not been able to wee since last night
14 hour flight last week|flew from Spain yesterday|breathless|I was breathles|unable to breathe
could not breathe|can't push off my toes|my eyes look yellow|can't breath|puffed out after walking
wet the bed last night|I keep falling over|my foot slaps the floor|my foot has gone floppy|my toes blue
rock hard and getting worse every minute|the cramp has not gone away for two hours|can not feel my foot
the cramp won't let go|muscles twitching everywhere|my leg is getting weak|thinking of ending it all
my wee's gone dark brown|my leg has no pulse|I had a baby this month|had a baby three weeks ago
I think I may be expecting|vein feels hard and sore|haven't been for a wee all day|my pee is hardly coming
he is 14 years old|a week after the birth, my baby was born 3 weeks ago
bad varicose veins|I have osteoporosis|allergic to nuts|latex allergy
the pain does not settle|it will not heal|right calf is clearly bigger than the left
my calf is warm and tender|I had my gallbladder out five weeks ago|my foot flops when I walk
my foot is white and cold|the leg has turned grey|can't move my toes|my leg went dead
constant pain in one calf
I spat blood|pains from my back down both legs|can't get up on my toes|pus on my shin
tore my calf two weeks ago
broke my ankle last month|warferin tablets|my doctor put me on clopidogrel|I take Lipitor|new water pill
fenofibrate since May|Naproxen for my knee|I bruise easily|a stent in my groin|my plaster came off on Friday
I came out of hospital on Monday|diarrhoea all week|they are waiting for a scan|my d-dimer was high
my GP said go to A&E|I rang 111 last night|my carer is filling this in|calf like a baloon|one leg is fatter
I'm 15|im only 14|she is thirteen|15yo lad|excruciating|broke my leg|shin is shiny and stretched
toes are bluish
no power in my leg|scuffing my toes|numb round my bits|leaks in my pants|pain never lets up|arm went floppy
cramping as I type|cramp lasted twenty five minutes|in a walking boot|burnt my shin
bruises at the slightest knock
have to stop every 200 yards|i have to stop after 50 metres|three pints a night|only eating 500 calories
baby is five weeks old|kidneys are failing|coughing up bloody phlegm|struggling for air
""".strip().replace("\n", "|")
EVERYDAY = """
My calf cramps out of the blue.|My legs cramp on hot days after two hours of running|I want bigger calves
I can't walk it off, it goes rock hard for a minute|Cold weather makes my calf cramp
Finish my first marathon.|new football boots hurt my feet|I broke my ankle in 2015|calves sore for weeks
breathing hard on hills|I sit all day and my calf cramps after 30 minutes of football
torn hamstring ten years ago|Pop in any time|I bent my leg to stretch it|confused by the training plan
the hours flew by|my race is in a few days|I could not finish the marathon|lost a match
cramps lasted a minute or two|an hour of football, then cramp|yellow kit|saddle height changed on my bike
I want to add to the size of my calves
stroke work in the pool|I'd like to lose weight|Deep tissue please|I like tea|I fell over once in 2019
blue running shoes, size 9|I can not wait to run again|ten years old shoes|I hold my breath when I lift
my calf goes hard and then lets go|we had a baby last year and sleep badly|I feel weak at the end of a race
cramps ease when I stop for a wee|it is not getting any worse|I run by feeling and not by pace
running since I was 15 years old|I wear flip flops on my feet|I'm expecting to race in May
I catch the bus and then go on foot|at 14 years old I broke my arm|he is 40|warm and ready to run
I am 17 weeks into my plan
I work at the hospital and stand all day|race number 111|my calves ache after hills|grey shoes on my feet
I ran in 25 degrees|broke my best time last week|my mum has a carer|white socks, size 9
pulled out of a race last year
I'm 15 stone|I'm 12 weeks into it|15 miles a week|I am 52|I played until I was 15
I broke my leg when I was six
had covid in 2021|fractured a toe ten years ago|injection in my knee|new clothing|stations on the line
I'm expecting to finish|calves burn on hills|feels like a golf ball|I have to stop and stretch|flu jab done
I warm my calf up and stretch|my appetite is bigger than yours|gallbladder out in 2010
""".strip().replace("\n", "|")

HARMLESS_WHERE_IT_STANDS = """
I can't sleep because of the cramps|I jump out of bed in agony with cramp|excruciating for about a minute
sore the next day like I've been kicked|the next morning my calf feels bruised
can't put weight on it until it passes|I cannot move my foot when it cramps
kicked in the calf in a match three months ago|my left calf is a bit bigger than my right, always has been
my foot goes to sleep when I sit cross-legged|pins and needles if I kneel too long
my arm goes dead if I sleep on it
I feel dizzy if I stand up too fast|I lost weight on purpose, 5 kg since spring|I had my baby three years ago
my dad had a heart attack at 80|my sister has diabetes|my gran had a stroke last year so I've been stressed
my legs are on fire after hill reps|legs like jelly after leg day|I get hay fever|I've had my covid jabs
I collapsed on the sofa after the race|my legs go red in a hot bath|I had a chest infection two years ago
""".strip().replace("\n", "|")
NOT_HARMLESS_THERE = """
can't sleep because my calf hurts all night|can't sleep for the cramp and my calf is swollen
excruciating cramp since this morning|the cramp was agony after a kick to the shin
cramp is unbearable, lasts an hour
felt like someone kicked me, sore the next day|kicked in the calf last week
kicked years ago, tore it last month
can't put weight on it when it cramps or at any time since the fall
left calf bigger than my right, always has been, but more so this week
one calf was always bigger and is hot and swollen
numb between my legs when I kneel|foot goes numb when I kneel but also when I walk
toes numb, not just when I kneel
foot goes to sleep when I sit cross-legged and stays numb for hours
I fainted when I stood up too fast|dizzy when I stand up and my chest hurts|losing weight and not on purpose
I lost weight on purpose and now I am losing a stone a month without trying
had my baby three years ago and another three weeks ago|had my baby last year and I'm pregnant again
my dad had a heart attack and I had one in May|my sister has varicose veins and so do I|my mum had a clot
my dad says my leg is swollen|my mum is filling this in, she has diabetes|my brother had a DVT
my left calf is on fire since my run|hay fever and a fever|up all night with cramp
agony with cramp in my chest|gave birth last year|suddenly collapsed on the sofa|collapsed at the finish
a chest infection two years ago and again now
my mum died of cancer, mine came back in May|my dad is diabetic, I got it at forty|dad has angina, we all have
my brother takes statins, I take them since May|my mum is on dialysis and they say I am next
foot goes dead when I cross my legs, and sometimes when I walk|my foot goes numb for hours when I kneel
I can't put weight on it until it eases after an hour|the cramp never lets go|my cramp never goes away
""".strip().replace("\n", "|")
IN_OTHER_WORDS = """
I sit on the loo and nothing comes|I messed my pants|both my legs keep going from under me
rock solid and getting worse
passing red water|head is splitting since the ultra|talking nonsense after the run
I suddenly couldn't lift my arm
my shin is bent|I can't get my boot on|a hard cord down my calf|it wouldn't let go for an hour
I can't push up on my toes
I choke on my food|in bed with flu since Monday|no tetanus|my lips are blue|convulsions after the race
the red patch is getting bigger|my cast was taken off last week|can't wiggle my toes|I'm due in April
""".strip().replace("\n", "|")


def seen(text):
    return sightings(load_rules().safety.dangers, [("health.free_text", text)])


@pytest.mark.parametrize("text", DANGEROUS.split("|"))
def test_danger_words_are_seen(text):
    assert seen(text)


@pytest.mark.parametrize("text", EVERYDAY.split("|"))
def test_everyday_words_of_cramps_and_training_are_not(text):
    assert not seen(text)


@pytest.mark.parametrize("text", HARMLESS_WHERE_IT_STANDS.split("|"))
def test_what_is_said_of_any_cramp_or_of_what_is_over_is_not_danger(text):
    assert not seen(text)


@pytest.mark.parametrize("text", NOT_HARMLESS_THERE.split("|"))
def test_the_same_words_are_danger_where_the_sentence_says_more(text):
    assert seen(text)


@pytest.mark.parametrize("text", IN_OTHER_WORDS.split("|"))
def test_danger_in_other_words_is_seen(text):
    assert [one for one in seen(text) if not one.plainly_denied]


def test_each_kind_of_harmless_words_takes_something_out():
    read = load_rules().safety.dangers.read
    assert read("Agony, unbearable: cramp. My leg is numb in the mornings") == (
        "something something cramp my leg is numb in the mornings"
    )
    assert read("My dad had diabetes. I got diabetes in my own right") == (
        "my dad had something i got diabetes in my own right"
    )


MEDICINES = next(q for p in load_questionnaire().pages for q in p.questions if q.key == "health.medicines")
NAMED = " ".join(choice.hint for choice in MEDICINES.choices)
BRANDS = {"Lipitor", "Crestor", "Eliquis", "Xarelto", "Fostair", "Symbicort", "Seretide"}


@pytest.mark.parametrize("name", sorted(set(re.findall(r"[A-Z]?[a-z]{6,}", NAMED)) - {"injection"}))
def test_a_medicine_that_its_question_names_holds_where_it_is_written_instead(name):
    assert seen(f"I take {name}")


def test_its_question_names_the_brands_on_the_boxes():
    assert [brand for brand in BRANDS if brand not in NAMED] == []


def test_capitals_accents_and_marks_make_no_difference():
    assert plain("  Can’t, BREATHE!é ") == "cant breathe e"


@pytest.mark.parametrize("mark", "'’‘‛ʼ′`´＇")
def test_every_mark_that_people_type_as_an_apostrophe_is_one(mark):
    assert plain(f"I can{mark}t breathe") == "i cant breathe"


@pytest.mark.parametrize("unseen", "\u200b\u00ad\u2060\ufeff\u200d\u202e")
def test_what_nobody_sees_hides_no_word(unseen):
    assert plain(f"swo{unseen}llen") == "swollen"


@pytest.mark.parametrize("text", ["I cannot feel", "I can not feel", "I can’t feel", "I CAN  NOT feel"])
def test_what_is_said_in_full_is_the_short_word(text):
    assert plain(text) == "i cant feel"


UNABLE = """
unable to put weight on it|I'm not able to put any weight on it|unable to feel my foot
not able to get my breath|wasn't able to speak for a minute|I have not been able to walk on it
haven’t been able to move my toes
""".strip().replace("\n", "|")


@pytest.mark.parametrize("text", UNABLE.split("|"))
def test_not_able_to_is_cannot(text):
    """Only "can't" was known: nobody was held by "unable to put weight on it"."""
    assert seen(text)


@pytest.mark.parametrize("text", ["a long flight of 2000 miles", "an op last week 2000 miles away"])
def test_two_thousand_may_be_miles_and_is_no_year(text):
    assert seen(text)


def test_an_operation_of_a_year_long_gone_is_over():
    assert not seen("surgery in march 2019")


@pytest.mark.parametrize("text", ["I'm expecting to give birth in June", "we're expecting our second child"])
def test_who_is_expecting_to_give_birth_is_expecting(text):
    assert seen(text)


def test_does_not_and_will_not_are_short_too_and_a_knot_is_none():
    assert plain("It does not, will not") == "it doesnt wont"
    assert plain("a can, not full; canon knot") == "a cant full canon knot"


def test_no_before_a_danger_word_is_noted_and_clears_nothing():
    denied, told = seen("No swelling at all"), seen("No pain but swelling")
    assert [one.denied_in_text for one in (*denied, *told)] == [True, True]
    assert [one.denied_in_text for one in seen("It is swollen")] == [False]


SLIPS = "breathlss|numbnes|pregnent|thrombosys|warfrain|diabetec|edoxoban|cellulitus|incontinant|palpatations"


@pytest.mark.parametrize("word", SLIPS.split("|"))
def test_a_long_word_that_holds_by_itself_holds_with_one_slip(word):
    assert seen(f"I had {word} once")


@pytest.mark.parametrize("word", ["number", "clothing", "stations", "injection", "breather", "cancel"])
def test_a_word_of_its_own_is_no_slip(word):
    assert not seen(f"the {word} again")


PLAIN = """
no chest pain|No chest pain, no swelling.|never had a clot|I don't have diabetes
not on any blood thinners|not pregnant
no chest pain or breathlessness|My leg isn't swollen at all|I run a lot. No numbness, no tingling
""".strip().replace("\n", "|")
NOT_PLAIN = """
no chest pain now|no chest pain, just tightness in my chest|no chest pain at rest|not no chest pain
no chest pain today
I can't say I have no chest pain|no swelling but numb|never had a clot until May|no feeling in my foot
not sure: clot
no pain, a clot|is it a clot? no|no clot, I think|not only numb|no longer numb
no swelling. It was swollen last week
hardly no swelling|no numbness except in my toes|not been pregnant since March|not peeing|without fainting
""".strip().replace("\n", "|")


@pytest.mark.parametrize("text", PLAIN.split("|"))
def test_a_plain_no_is_read_as_one(text):
    assert seen(text) and all(one.plainly_denied for one in seen(text))


@pytest.mark.parametrize("text", NOT_PLAIN.split("|"))
def test_a_no_that_something_may_take_back_is_none(text):
    assert [one for one in seen(text) if not one.plainly_denied]


def test_a_long_text_is_read_in_good_time():
    assert not seen("my calf and my leg and my foot " * 130)


NEXT = """
I'm pregnant, my calf hurts|im pregnant my calf cramps|I'm pregnant. It started last week
pregnant, a bit nervous|30 weeks pregnant. My calf cramps|I am pregnant. More cramps than before
baby is 3 weeks old, my calf cramps|im 15, to be honest|I'm 14. Runs at school|im 17, races on sundays
I have diarrhoea as a rule|got the flu when i was at work|our little one is 10 days old, my legs feel heavy
""".strip().replace("\n", "|")


@pytest.mark.parametrize("text", NEXT.split("|"))
def test_what_comes_after_a_comma_makes_nothing_else_of_a_danger(text):
    assert [one for one in seen(text) if not one.plainly_denied]


@pytest.mark.parametrize("text", ["im 15 stone", "we are expecting to move", "broke my leg when i was a kid"])
def test_what_comes_just_after_may_make_something_else_of_it(text):
    assert not seen(text)
