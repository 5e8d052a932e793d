from assessments.engine.terms import Gate, Tier


def test_tiers_are_ordered_by_urgency_and_not_by_spelling():
    assert sorted(Tier) == [Tier.NONE, Tier.CAUTION, Tier.SOON_GP, Tier.SAME_DAY, Tier.EMERGENCY]
    assert sorted(["emergency", "none"]) == ["emergency", "none"]
    assert Tier.EMERGENCY > Tier.SAME_DAY >= Tier.SAME_DAY
    assert Tier.CAUTION < Tier.SOON_GP <= Tier.SOON_GP


def test_the_stricter_of_two_gates_counts():
    assert Gate.OPEN.stricter(Gate.HELD) is Gate.HELD
    assert Gate.REDIRECTED.stricter(Gate.HELD) is Gate.REDIRECTED
