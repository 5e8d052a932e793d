"""Dangers and everyday things as people put them: slips, slang and idiom, each by its kind."""

from itertools import cycle, islice, product

import pytest

from assessments.engine.danger import sightings
from assessments.rules import load_rules

TOLD = """
cant catch me breath since yday|puffing and panting just walkin to the loo, never used to
had to stop twice on the stairs gasping|felt a tightness accross my chest this morning
theres a stabbing in my ribs whenever i take a big breath|coughed up some pink stuff last night
brought up a bit of blood when i coughed|blacked out in the shower on tuesday
came over all faint and hit the deck|passed clean out at parkrun
my heart was going like the clappers and i couldnt breathe|left leg has come up like a tree trunk
me right calf is twice the size of the other one|its gone all puffy below the knee, just the one side
cant get my boot on, foot's blown up|calf's ballooned since the flight home
one leg looks bigger than the other, the wife noticed|my calf is roasting hot to touch
back of the leg is red hot and throbbing|the skin's gone a funny purple colour on one calf
leg went white as a sheet and freezing|toes are blue and I cant feel them
my foot's like a block of ice, other one fine|leg went dead cold all of a sudden|wee is the colour of coke
peeing cola after that spin class|my pee came out brown as tea|urine's gone rusty since the marathon
hardly weed at all since the race, and it's dark|not passing water since yesterday
I've got no feeling down below|numb in my undercarriage|cant feel when I wipe my bum
lost feeling in my privates|can't tell if i need a wee any more|I wet myself twice this week without knowing
pooed myself and didnt notice|cant get the wee started at all
both legs have gone to jelly since my back went|legs gave way under me both of them
sciatica down both legs all of a sudden|face has dropped on one side|my words were coming out all jumbled
couldn't lift my arm up this morning and slurring|mouth drooping a bit on the left
had a mini stroke last month|jaw's locked up, cant open my mouth|whole body going into spasm
stood on a rusty nail and never had a tetanus|my jaw is that stiff i cant eat
red streak going up my leg and shivering|leg's got a red rash thats spreading and I feel dreadful
shaking with fever and leg like fire|feel proper poorly, hot leg, temperature of 39
doctor said cellulitis last week|heard a snap in the back of my leg
felt like someone kicked me in the calf, no one there|popped my achilles playing squash
cant go up on my toes on that leg anymore|felt a twang then couldnt walk|heard it go, like a gunshot
bruise coming down to the ankle after it went pop|think I've torn it, whole calf black and blue
fell off a ladder and cant put weight on it|my leg's bent the wrong way|bone was sticking out
calf rock solid and pain getting worse by the minute|its so tight and swollen its agony when i move my toes
hard as a board and the pain is through the roof|foot keeps dropping, I trip over carpets
keep catching my toe on the kerb, foot wont lift|my leg is getting weaker and weaker
leg's wasting away compared to the other|one calf is thinner than it was
muscles are twitching all day long everywhere|speech has got slurry these last few months
having trouble swallowing lately|lost two stone without trying|clothes hanging off me, not on a diet
waking up drenched in sweat every night|had breast cancer five yrs ago|found a lump in my calf
on chemo at the moment|having radiotherapy|got a dvt in march|had a blood clot on the lung back in june
mum and sis both had clots|on warfarin|taking apixaban for me heart|im on blood thinners|on rivaroxiban
on dialysis mon wed fri|kidneys are packing up|im down to 20% kidney function|got cirrhosis
my eyes have gone yellow|gone a bit jaundiced|knocking back a bottle of vodka a day
I drink a litre of wine most nights|feel sick as a dog and my hands are cramping too
been throwing up for three days and cramping all over|runny tummy for weeks|got anorexia
making myself sick after meals|type 1 diabetic with an ulcer on my foot|sore on my toe wont heal up
hole in the sole of my foot thats weeping|toes gone black|have to dangle my leg off the bed for the pain
calf seizes up after 200 yards then fine when i stop|have to stop every lamp post for my calf
six weeks gone and just one calf hurts|had a baby a fortnight ago and my calf is tender|expecting, 30 weeks
ten weeks preggers|started on atorvastatin and everything aches|simvastatin is giving me sore legs
had my knee replaced three weeks back|leg was in plaster till last week|just had an op on my back
flew back from Oz on Sunday and calf's been aching ever since|pins and needles in both feet all the time
soles of my feet feel like cotton wool
i was gulping for air climbing to the bedroom|feels like an elephant on me chest|been bringing up blood
felt woozy and my legs folded, next thing i was on the carpet|my left ankle vanished, its like dough
skin on the right shin is stretched and glossy|me leg's twice what it was this morning
its gone a dusky colour below the knee|my foot went like marble and i couldnt feel it
whole foot has lost its colour|peed what looked like gravy after the ultra
water's gone the colour of brown ale|i've not spent a penny since sunday
no idea when im going to the toilet these days|saddle region has gone to sleep
my thighs and bits are anaesthetised|two legs like they belong to somebody else
my smile was wonky in the mirror|couldn't get a word out for ten mins
my hand wouldnt grip the mug then it came back|i had a funny turn and couldnt speak|teeth are clamped shut
every muscle in me is locking|stepped on a dirty nail, jabs lapsed
leg's on fire and i'm shaking like a leaf with it|rigor last night and the shin is scarlet
somebody whacked me in the calf it felt like but i was alone|there was a bang from my heel
something tore at the back when i pushed off|now i can hardly raise up on my tiptoes
limb looks skewed since i came off the bike|cant bear any weight through it after the tackle
the muscle is like concrete and more sore each hour|even a feather on it makes me scream, swollen solid
left foot slaps the floor when i walk|the toe of my shoe scrapes|cant lift the front of my foot
thigh has gone skinny|my muscles jump about under the skin non stop
dropped three dress sizes and i eat like a horse|soaking the bed at night
they took a tumour out of me in 2020|had a pulmonary embolism at easter|jabbing myself with clexane
on edoxaban for AF|they drain my blood at the kidney unit|liver specialist sees me|my whites are yellow
eight cans of stella every night|guts have been pouring for four days and my hands clawed up
toe's got a hole that weeps|sleep in the armchair cos the foot hurts lying flat|bottom of my foot's black
our little one is 10 days old|chol tablets started and everything hurts|hip replaced mid november
landed from sydney on saturday, one calf nags
agony with cramp and the calf feels full of water
the cramp is unbearable and it never used to catch me in the throat|10 out of 10 cramp, then my hearing went
excruciating cramp, i saw stars and lost ten minutes|agony for a few minutes with my heart doing somersaults
unbearable cramp in the foot since my plaster|cant walk for a few minutes and then my knee is jelly
cant put weight on it until it passes, three weeks running
cant move my foot when it cramps, and the toes stay curled|kept awake by cramp, and thirsty, weeing loads
i cant sleep for cramps and my belly is swollen|feels bruised the next day with a lump you can feel
like ive been kicked next morning and i cannot push the clutch|kicked years ago, knot there getting larger
calf has always been bigger but veins are new|pins and needles kneeling, and lately in church
goes dead when i sit on my foot and i cant hold my water|dizzy when i stand up and i've had black poo
dizzy standing up, tongue feels thick|lost two stone on purpose, now it keeps falling off
lost weight by running, cant eat much, full quickly|had a baby last year, still bleeding
my mum had a stroke and i've got the same droop|my dad was diabetic and the nurse says borderline for me
my gran had cancer, they are testing mine|legs on fire after hills and cant pee
quads on fire running, feet numb|legs like jelly after the gym for three days
infection in my toe last year, never cleared|shingles years ago, it has flared
legs go red in a hot bath and stay purple|collapse on the sofa and can't be woken
hay fever, struggling for air|no swelling, though the sock leaves a ridge
no swelling. my shoe says otherwise|no chest pain. my arm aches though|no chest pain, it sits in my jaw
no clots found yet|no clots, they are scanning me tuesday|no dvt this time|not swollen this morning
no numbness in my left foot|no numbness below the knee|never had a clot that moved|no diabetes, borderline
no diabetes, it's controlled|i have no breath left|i have no puff, no chest pain
not a statin, the other cholesterol one|no statin, an injection for cholesterol
not on warfarin, aspirin and apixaban|not pregnant as far as i know|not pregnant, breastfeeding
no cancer left|no cancer, just radiotherapy|never fainted, came close|no fever, hot though
coughing red when i woke up
coughed up something bloody this morning
keep needing to sit up to breath
had to sit on the stairs half way up puffing like a train
feel like someone is sat on my chest
lips look bluish
foot looks like a corpse
my toes have turned a funny grey colour
cant find the pulse in my foot and its freezing
leg went suddenly icy and dead after dinner
foot looks bluer than it did
calf is hard like a plank and the pain just keeps climbing
calf solid and burning pain rising since training
havent peed since the marathon yesterday, muscles killing me
not passed any urine for a day after the race
feel really drowsy and sick after my long run in the heat
leg is the wrong shape after the tackle
hearing a crunch then couldnt stand
i pooed without realising
legs both weak suddenly
its warm red and sore behind the knee
45 minute cramp
felt a sharp snap in my calf
felt my achilles go
no strength to push off my toes
i trip over my own foot
new cholesterol drug and muscles are weak
cramps used to be monthly now its every night no idea why
cramps have suddenly got way worse no reason
cramps totally different lately no idea why
calf hurts after 200 yards then goes off when i stop
calves ache when i walk to the shop and stop when i rest
drinking loads and peeing loads
doctor said my potassium is low
kidneys arent great
legs have to keep moving in the evening
just got back from australia, calf sore
have been sick all night
fasting 5 days only water
my toes are turning blue
foot going purple since lunch
no swelling, all fine. Huge
no swelling, nothing else. Really massive
pee is the colour of a strong brew
mouths gone droopy on one side
bone looks bent
been locked solid for 40 mins
muscles so weak since the new cholesterol tabs cant climb stairs
legs fill with fluid by night
mum has to fill this in for me
cant get my wellie on the left anymore calf too big|pain is unreal under the plaster cast
calf getting harder and harder after motorbike crash|calf is half the size it was
little one came 12 days ago by section|appetite gone and down 10 kilos
crunch when i came down, wont take my weight|my calfs got its own heartbeat|saddle gone asleep
window shopper legs have to keep stopping|cant feel the pedals when i drive|cramp been on for three hrs
my leg is thinning like an old mans|calf stuffed like a sausage only the left
couldnt remember my own address post race|leg tight as a snare drum since cyprus|cant fill my lungs
worms under my skin in arms and legs never stop|liquid goes down the wrong way all the time
left side went to sleep then came back|prostate trouble, its spread
theres a dip in the muscle where there wasnt|my foot wont come up when i walk
gone from walking to a frame in a month|pressure inside my shin is unreal|everything clamps, tongue too
socks feel on when theyre not|dribbling tea out one corner of my mouth
like being whacked with a cricket bat, looked round nobody there|bad valve waiting for surgery
a bottle of red a night keeps me going|waiting for a new liver|leg like wet spaghetti
feels like breathing through a straw|tender all along the inside where the veins run
felt like id been drugged after marathon|skin has gone a bit mustard|on the voddy every day
living on 500 cals|morphine not touching this leg|just found out two pink lines|half my face asleep
factor five leiden|bent double, all muscles clenching at once|calf about to pop out of its skin
shins swallowed my ankle bones up|tongue feels thick and speech is lazy
cat scratched me glands up in my groin|leg looks angry and its marching up to the knee
inr clinic every fortnight|injections in tummy since hospital|heart only pumps at 30 percent
cast feels like its strangling my leg|jaw wont unlock|leg drained of all colour n wont warm up
someone inflating my calf with a pump since the tackle|shaking fit at the finish
crushing weight up to my chin|ticker feels like a bird in a cage|hobbling on flat foot cant push
cant stand since the tackle|snooker cue crack noise then fell|muscles ping one after another all over
nose bleeds that go on for ages and big bruises|feet scream at night till i let them dangle
tight jeans on one thigh loose on the other|one calf hotter than toast|foot is facing backwards
calf slid up like a blind|mark stays when i poke it|flu like with blazing leg
nothing in the toilet since sundays race|voice gone nasal and choke on tea
sweaty pressure across my breastbone|cant see my shin bone any more on the right|teeth wont open
wee like cold brew after a spartan race|could be preggo
was all over the shop after the fun run, couldnt walk straight
i sit and its like sitting on sponge round my bits|arm flopped by itself|left calf sloshes when i press it
muscles dance all day and night|dull ache deep inside one calf round the clock
woke up in ambulance tent shaking at the end|on water tabs since tues cramps in jaw
legs vanished from under me and back went|eyesight went half gone|cant get hard since the back thing
charcot foot|friends said i talked rubbish after the ride|leg folds without asking
cant find the right words today|one kidney and thats tired|my belts on a new hole and not dieting
calf niggle that never switches off since the knee op
""".strip().replace("\n", "|")
EVERYDAY = """
no swelling, all fine. Huge fan of yours|calves locked solid for a few seconds
I want to run the Manchester half in spring|cramps mostly hit me in bed about 3am|it wakes me up shouting
the pain is a killer for a minute then it goes|I swear like a trooper when it comes
calf goes rock hard when it cramps then lets go|I have to jump out of bed and stamp my foot
feels like a fist in my calf for a minute|bit stiff the morning after|sore for a day after a bad one
I do a desk job, sat down all day|play five a side on thursdays|my trainers are dead, need new ones
I killed it at spin class last week|I drink loads of water but still cramp
tried bananas, magnesium, pickle juice, nothing works|my mum gets cramps too|my nan swears by tonic water
my brother says it is dehydration|the physio gave me calf raises|I've been stretching twice a day
had a cold two months ago, all better now|broke my wrist when I was ten|had my appendix out as a kid
twisted my ankle in 2019|my feet are flat, always have been|I've got high arches|wear insoles from boots
sleep's rubbish since the baby came along last year|work is stressful, deadline city|moved house last month
new job, longer commute|I get nervous about massages|can you do evenings please
I'd rather have a woman therapist|where do I park|how much is it|do you take card|is there a shower
I use a wheelchair ramp at work, just asking about stairs for my pram|I'm a nurse on nights
I'm a postie, walk ten miles a day|I stand in a kitchen all day|teacher, on my feet|dancer, lots of jumping
I cycle to work|training for the Great North Run|first triathlon in july|did Couch to 5k
walked the Pennine Way last summer|I ran further than ever on Sunday and it cramped at the end
hills set it off|heat seems to make it worse|it only happens in football boots|always the left one
swaps sides|both calves, same spot|top of the calf near the knee|under the arch of my foot as well
lasts about thirty seconds|two minutes tops|goes if I pull my toes up|a hot bath helps|rubbing it helps
my partner massages it for me|foam roller hurts but helps|used a massage gun|compression socks are nice
I love a hot water bottle on it|never had a massage before|had a sports massage last year and it was great
my calves are tight as anything|my legs feel heavy after work|tired legs by friday
DOMS for two days after squats|knackered after work|I'm unfit to be honest|I'm a bit overweight
on a diet, lost half a stone on purpose|cut down on beer|don't smoke|gave up smoking in 2010
couple of pints at the weekend|veggie|no allergies|no medical problems|fit as a fiddle otherwise
doc checked me over and said all fine|blood tests came back normal|GP says nothing to worry about
no swelling|no numbness or anything like that|no chest pain, no breathlessness|never had a clot|not pregnant
not on any tablets|just vitamins|hay fever tablets in summer|the pill? no, I've got a coil
I take ibuprofen now and again|paracetamol when it's bad|frightened of it coming back before the race
it ruins my runs|hoping to get back to tennis|want to play with the grandkids
want to dance at my daughter's wedding|I'd like to sleep through|want to get under 50 minutes for 10k
no idea what causes it|hope you can help|thanks in advance|I have a phobia of feet lol|my boss is a pain
my dog pulls on the lead|I sit cross legged|I wear heels for work|my calf twinges on the stairs now and then
I get hot in the studio|cold weather makes it worse
I jump up yelping when it grips|my calf turns to stone for half a minute then melts away
it's like a vice on the muscle|wakes the wife when I hop about|had it on and off since uni
mostly after badminton|I'm a chef so on my feet|delivery driver, in and out of the van
work from home, kitchen chair|I do pilates on Mondays|allotment at weekends|rowing club twice a week
new to running, week 6|stepped up from 5 to 10 miles|hilly route did it|same foot every time funnily enough
tried pickle juice lol|slow mag tablets no difference|salts in my water now|my mate says bananas
physio said weak calves|podiatrist gave me inserts|my boots are two years old|barefoot shoes since spring
had my wisdom teeth out at 20|broke an arm in primary school|sprained the ankle aged 15
slipped a disc in my thirties, fine now|asthma as a child, grew out of it|wear glasses
I'm 52 and otherwise well|retired last april|three kids and a labrador|sleep about six hours
toss and turn a lot|coffee addict|exam season|going through a divorce|wedding in june, want to dance
marathon on 25 april|want to finish the race without stopping|just want one full night
nervous about being touched|prefer a firm massage|not too hard please|can my husband come in
is there parking nearby|free after 6 on weekdays|I'm vegan, does the oil matter|found you on instagram
my colleague recommended you|came to you two years ago|no illnesses, no medication|I've no other problems
everything else is fine|bit of a sore calf the next morning|stiff getting out of bed but walks off
hurts like hell for a few secs|it's agony for 20 seconds|crying with pain then laughing about it
work in a hospital as a porter
i clean at the hospital
cramp in the pool when i kick
calf knots up after tennis
heat pack helps
been sick of these cramps for years
goes away if i stand on a cold floor
calves burn on the stairs at the end of a run
my trainers are worn out
i drink loads of water
sweaty after training
pickle juice did not help
my feet pound the pavement for work, 20k steps a day|gets my heart pumping at spin but the cramp stops me
can i pop in when i come down to manchester next week|white wine seems to make it worse, beer is fine
cramp when not wearing shoes on the cold tiles|walk it off holding onto the bed then its fine
the staggered start at the race meant i stood about|physio says my left side is weaker than my right
foam roller on the back of my leg, there is a sore knot|getting back into running after a gap of a month
i wear flip flops all summer|the dog bit my trainer, not me lol
my jaw dropped at how good the last massage was|everything tightens up after a long drive
tried everything for the cramps, nothing works|i cant remember when the cramps started
forgot to stretch after my run and paid for it|shoes too big for my feet maybe
lavender oil on my calves is lovely|cherry juice and frozen peas on my calf|forward folds for my hamstrings
i stand facing the wall to stretch, heel down|the cramp climbs up my leg then lets go
i like firm pressure on my calves|my kids are in a play about a ghost|shoulders hunched over a desk all day
i dance and my muscles ache|a smelly balm my nan swears by|green trainers, size 12 feet
gave up smoking in spring|wooden floor under my feet at work|muscles tense up at the desk
ice bath for my legs on sundays|sewing all evening
""".strip().replace("\n", "|")


def open_words(text):
    """The dangers that the text names and does not plainly deny."""
    seen = sightings(load_rules().safety.dangers, [("health.free_text", text)])
    return [one.danger.id for one in seen if not one.plainly_denied]


@pytest.mark.parametrize("text", TOLD.split("|"))
def test_a_danger_in_peoples_own_words_holds(text):
    assert open_words(text)


@pytest.mark.parametrize("text", EVERYDAY.split("|"))
def test_an_everyday_thing_holds_nobody(text):
    assert open_words(text) == []


# Beside the leg these look, feel or act wrong, each of its kind; of a tent they say nothing.
WRONG = (
    *("is fit to burst", "looks like a sausage", "sloshes", "is the shade of alabaster", "looks livid"),
    *("is like a furnace", "is like frozen fish", "wont warm up", "crumples", "wont do what i want"),
    *("has gone green", "is slimy", "is facing backwards", "is like wet paper", "looks a bit purply"),
)


@pytest.mark.parametrize(("part", "wrong"), [*product(("leg", "left calf", "foot"), WRONG)])
def test_a_leg_that_looks_feels_or_acts_wrong_holds(part, wrong):
    assert open_words(f"my {part} {wrong}")


@pytest.mark.parametrize("wrong", WRONG)
def test_the_same_said_of_a_tent_holds_nobody(wrong):
    assert open_words(f"our tent {wrong}") == []


FORMS = ("{one}. {two}", "{two}. {one}", "{one}, {two}", "{two}, {one}", "{one} and {two}", "{two} - {one}")
MIXES = [
    form.format(one=danger, two=harmless)
    for danger, harmless, form in zip(
        TOLD.split("|") * 2,
        islice(cycle(EVERYDAY.split("|")), 7, None),
        cycle(FORMS),
        strict=False,
    )
]


@pytest.mark.parametrize("text", MIXES)
def test_no_everyday_thing_before_or_behind_a_danger_hides_it(text):
    assert open_words(text)
