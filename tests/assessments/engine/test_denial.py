"""A no that opens somebody must be plain: what goes on, answers or lacks something holds (ADR 51)."""

import pytest

from assessments.engine.danger import sightings
from assessments.rules import load_rules

NOT_PLAIN = """
no i have chest pain|no im on warfarin|no ive had a clot|no its swollen|no it is swollen|no there is swelling
no theres numbness|no had a dvt|no have diabetes|no got diabetes|none i have had a clot|no bladder control
I have no bladder control|no bowel control|not got bladder control
i have never had bowel control since the accident|I have not taken my warfarin|i dont take my warfarin
not taken my insulin|I havent got my insulin|havent had my apixaban|never take my statin
I never had my dialysis
its not the leg it is the chest pain|its not the calf its the swelling|not my leg its my chest pain
it isnt the calf it is numbness|no chest pain and i am breathless|no chest pain and im dizzy
no chest pain and im wheezing|no swelling and my calf is puffy|no swelling in the calf and the foot is puffy
never had a dvt and i have had clots|never had a dvt and had a clot|not on apixaban and on warfarin
not on apixaban im on rivaroxaban|not taking simvastatin taking atorvastatin|no swelling in my other leg
there is no swelling in the other leg|no other swelling|no other clots|no other chest pain
no other illness or diabetes|No swelling. There is.|no swelling. I have.|no family clots. I have
No clots in my family. I had|No swelling in left leg. Right leg yes|Swelling no. Yes.
no swelling in my calf. My foot, yes|No numbness in my feet. In my face.|No numbness in my leg. My bum.
never had a clot. Wait, I did|no chest pain. Actually yes|no chest pain. Sort of|no chest pain. Kind of
no chest pain. Well, tight.|no swelling. Huge|not swollen, massive|not numb, dead|isnt numb. Its dead
no numbness. It's gone|no diabetes. Type 2|no diabetes. Prediabetes|no chest pain. Crushing
no chest pain (tightness)|no chest pain: pressure|no chest pain - heaviness|no breathlessness. Gasping
no breathlessness, puffed|no clots, thrombosis|never had a dvt, pe in june|no dvt. PE|no swelling, water
no warfarin, eliquis|not on warfarin, on the other one|not on warfarin. On the newer one
not on statins. Stopped, muscles hurt|not on statins, stopped on friday
no statin. Came off it, legs killing me
no cancer. In remission|no cancer. All clear in may|no cancer. Had a lump out|no kidney disease. Half a kidney
not pregnant. Six weeks late|not pregnant. Late|not pregnant. Gave it up|not pregnant - had him on friday
not pregnant, he is three weeks|no fever. Shaky|no fever, sweats|no rash. Open skin|no infection. It smells
not fainting. Going grey|no fainting. Legs went|never fainted. Nearly|never fainted. Almost
no fainting, close to it|no numbness, weird|no numbness. Woolly|no tingling. Buzzing|no tingling, burning
no chest pain I can't cope with|no swelling i can see my wife can|no swelling that i know of
no chest pain at rest|no chest pain in bed|no chest pain sitting|no breathlessness in bed|not a clot the dvt
never a dvt a clot|I do not have any doubt i have a clot|dont have chest pain have breathlessness
havent got swelling got puffy leg|hasnt got swelling has got puffy legs
I have no chest pain I have palpitations
it is not swollen it is puffy|its not swollen its puffy|is not swollen is puffy|not swollen puffy
not numb tingling|no numbness tingling|no swelling balloon|no chest pain breathless|not dizzy fainted
never fainted collapsed|not on warfarin rivaroxaban|no dvt clot|no clots dvt|no no chest pain|nope chest pain
nah its swollen|no chest pain my arse|no chest pain no|not no chest pain|no swelling lol
no swelling honest doc
no swelling cos i wear stockings|no swelling in compression stockings|no chest pain on tablets
no chest pain taking gtn|no chest pain with gtn|no angina with the spray|no diabetes on metformin
no seizures on tablets|no palpitations on the pill|no palpitations taken with|no fainting in the tablets
no swelling. - Huge|no swelling. ... Huge!|no chest pain ( ) crushing
no chest pain and not able to breathe|no chest pain and not breathing well|no chest pain and no air
no swelling, not in my calf|no swelling and never looks right after walking|no numbness, no grip
no chest pain. No, I get it at night|no cancer, had it in the past|no clots, once|no clots, I had them once
not on warfarin, take it for my leg
no cant breathe|no cant feel my foot|no hard to breathe|no hurts to breathe|no breathing is hard
no foot is cold
no leg gone white|no passed out|no fainted|no collapsed|no heard a pop|no felt a snap|no pee is dark
no wet myself
no getting weaker|no leg gave way|no hardly peeing|never cant breathe|dont cant breathe
no still cramping|oh no chest pain no fever
no swelling no redness it is hot|no fever no, yes swelling|no swelling no relief
no fever no swelling no just the redness|no calf swelling no foot drop no bladder control|no chest pain no air
no clots no pe no dvt until june|no numb feet no numb legs no feeling there|no swelling no redness calf huge
no swelling. i work as a nurse and its swollen
no swelling. i work as a nurse, huge|no numbness. I work as a chef. Woolly
no chest pain. i work as a nurse and it sits in my jaw|no swelling. i work as if it is massive
no struggling to breathe|no struggling for air|no breathless|no dizzy|no swollen|no legs numb|no foot dragging
no leg giving way|no calf red hot|no chest tight|no heart racing|no wee dark|no one leg bigger|no skin shiny
no coughing up blood|no peeing blood|no bringing up blood|no foot blue and cold|no ankle useless
no calf bulging|no balloon|no calf a balloon|no eyes yellow|no calf wasted|no back from Bangkok|no given birth
no newborn|no both legs weak|no toes white|no collapse|no panting|no wheezing|no leg in plaster|no bum asleep
not foot is cold|never leg gave way|not foot went white|its not foot is cold
""".strip().replace("\n", "|")
STILL_PLAIN = """
no chest pain, all fine|no swelling and no numbness|No clots, no diabetes. I run every morning and evening
I have never had a clot|My legs are not swollen at all|no calf swelling|no family history of clots
I don't take any apixaban or blood thinners|never been pregnant|not numb, not swollen
no chest pain and no allergies|no swelling. No numbness, no other problems|not on warfarin, don't smoke
no fever no swelling|no heart problems no chest pain|no blood clots|No swelling. I work as a plumber
No swelling. I work as an electrician, all fine
no swollen legs|no numb feet|no dark wee|no shortness of breath|no incontinence
no numbness or pins and needles|there is no swelling in my calf|no history of blood clots|no foot drop
no night sweats|no kidney problems|no blood in my wee|no constant pain|no statins|no pregnancy
not short of breath|never fainted or collapsed|not struggling to breathe
I have never had a stroke|I dont have a pacemaker|no known diabetes
I am not on warfarin or apixaban|no swelling in my legs at all|no dizziness or fainting ever
""".strip().replace("\n", "|")


def open_words(text):
    """The dangers that the text names and does not plainly deny."""
    seen = sightings(load_rules().safety.dangers, [("health.free_text", text)])
    return [one.danger.id for one in seen if not one.plainly_denied]


@pytest.mark.parametrize("text", NOT_PLAIN.split("|"))
def test_a_no_that_is_not_plain_holds(text):
    assert open_words(text)


@pytest.mark.parametrize("text", STILL_PLAIN.split("|"))
def test_a_plain_no_beside_ordinary_words_holds_nobody(text):
    assert open_words(text) == []
