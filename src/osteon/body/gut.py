"""Calcium from meals and supplements through the gut. Amounts in mmol; 1 mmol is 40.08 mg."""

from __future__ import annotations

from osteon.engine.declare import Input, Needs, Param, Pool, Subsystem, derived, flow, value
from osteon.engine.quantity import Quantity, hill, sqrt


class Gut(Subsystem):
    """The absorbed share falls with the load of a meal; its active part follows vitamin D activity within days."""

    age = Needs("life.age", "y")
    height = Needs("life.height", "cm")
    estrogen = Needs("life.estrogen", "1")
    vitamin_d = Needs("vitamin_d.activity", "1")
    calcidiol = Needs("vitamin_d.calcidiol", "nmol/L")
    calcidiol_reference = Needs("vitamin_d.calcidiol_reference", "nmol/L")
    plasma = Needs("calcium.plasma", "mmol")
    calcium = Needs("calcium.relative", "1")

    calcium_food = Input(20.0, "mmol/d", doc="calcium eaten with food (20 mmol is 800 mg)")
    meals = Input(3.0, "1/d", doc="meals a day over which food calcium is spread")
    calcium_supplement = Input(0.0, "mmol/d", doc="calcium swallowed as supplements")
    portions = Input(1.0, "1/d", doc="portions a day over which the supplement is spread")
    with_meal = Input(1.0, "1", doc="1 where the supplement is taken with meals, 0 where it is taken fasting")
    salt_factor = Input(1.0, "1", doc="absorption of the supplement's salt relative to carbonate with a meal")
    salt_needs_acid = Input(1.0, "1", doc="1 for salts that need stomach acid (carbonate), 0 for others")
    acid_blocker = Input(0.0, "1", doc="1 where a proton pump inhibitor is taken or the stomach makes no acid")

    test_load = Input(7.5, "mmol", doc="calcium carried by an absorption test (7.5 mmol is 300 mg)")

    passive_share = Param(
        0.12,
        "1",
        doc="share absorbed passively, whatever the load and vitamin D",
        know=0.3,
        vary=0.2,
        kind="fitted",
        source="heaney1990",
        note="with the load law; no primary figure for it alone was read, 0.08 to 0.15 is the usual range",
        low=0.0,
        high=0.5,
    )
    active_odds = Param(
        1.73,
        "1",
        doc="odds of active absorption as the load goes to zero",
        know=0.08,
        vary=0.15,
        kind="fitted",
        source="heaney1990",
        at="abstract: 64.0 % of 15 mg and 28.6 % of 500 mg",
    )
    load_half = Param(
        75.0,
        "mg",
        doc="load of a meal at which the odds of active absorption are halved",
        know=0.2,
        vary=0.1,
        kind="fitted",
        source="heaney1990",
    )
    diet_odds = Param(
        0.67,
        "1",
        doc="odds of absorbing calcium from a mixed diet relative to a test load of the same size",
        know=0.15,
        vary=0.15,
        kind="fitted",
        source="heaney1989",
        at="abstract: 0.45 at 200 mg a day and 0.15 at 2000 mg a day, from whole diets",
        note="a compromise: whole diets say 0.5 to 0.7, but urine calcium at usual intakes needs about 1",
    )
    molar_mass = Param(
        40.08, "g/mol", doc="molar mass of calcium", know=0.0, vary=0.0, kind="definition", source="definition"
    )
    trace = Param(
        1e-6,
        "mmol/d",
        doc="intake that keeps the absorbed share defined where nothing is eaten",
        know=0.0,
        vary=0.0,
        kind="definition",
        source="definition",
    )
    secreted_per_height = Param(
        0.8067,
        "mg/(cm d)",
        doc="calcium that enters the gut from the body, per cm of height",
        know=0.02,
        vary=0.2,
        kind="measured",
        source="heaney2004",
        at="abstract: endogenous faecal calcium at 0 % absorption",
    )
    secreted_low = Param(
        0.223,
        "1",
        doc="share of secreted calcium that enters below the absorbing gut",
        know=0.17,
        vary=0.0,
        kind="measured",
        source="heaney2004",
        at="abstract: total entry = EFC/(0.223 + 0.777 (1 - absorbed share))",
        low=0.0,
        high=1.0,
    )
    local_weight = Param(
        0.3,
        "1",
        doc="weight of calcidiol that the gut wall activates itself in its transport, against 1 of vitamin D in blood",
        know=0.6,
        vary=0.2,
        kind="fitted",
        source="aloia2014",
        at="abstract: absorption rises with 25(OH)D from 40 to 130 nmol/L at unchanged calcitriol",
    )
    local_half = Param(
        70,
        "nmol/L",
        doc="calcidiol at which the gut wall activates half of what it can",
        know=0.5,
        vary=0.2,
        kind="assumed",
        source="kimball2017",
        at="abstract: serum calcium does not rise up to 300 nmol/L",
        note="no dose-response of absorption beyond 130 nmol/L was read; so it must level off",
    )
    transport_ceiling = Param(
        4.0,
        "1",
        doc="largest active transport relative to reference",
        know=0.3,
        vary=0.1,
        kind="fitted",
        source="heaney1997",
        at="abstract: absorption doubles at about 3 ug calcitriol a day",
        low=1.2,
        note="below 1 transport could never reach its own reference",
    )
    transport_rate = Param(
        0.5,
        "1/d",
        doc="speed at which active transport follows vitamin D",
        know=0.4,
        vary=0.1,
        kind="assumed",
        source="peterson2010",
        at="T33 + T34 = 0.04/h",
        note="half the published speed of 0.96 a day; only transients notice it",
    )
    age_slope = Param(
        0.0021,
        "1/y",
        doc="fall of the absorbed share for each year beyond the onset",
        know=0.25,
        vary=0.3,
        kind="measured",
        source="heaney1989",
        at="abstract",
    )
    age_onset = Param(
        50.0,
        "y",
        doc="age from which absorption falls",
        know=0.1,
        vary=0.1,
        kind="assumed",
        source="heaney1989",
        note="the source studied middle-aged women, so the onset is a reading of the design",
    )
    age_softness = Param(
        5.0, "y", doc="how softly the fall with age sets in", know=0.0, vary=0.0, kind="definition", source="definition"
    )
    estrogen_step = Param(
        0.022,
        "1",
        doc="fall of the absorbed share when estrogen is lost",
        know=0.3,
        vary=0.0,
        kind="measured",
        source="heaney1989",
        at="abstract",
    )
    active_reference = Param(
        0.18,
        "1",
        doc="actively absorbed share of the women in whom age and menopause were measured",
        know=0.2,
        vary=0.0,
        kind="assumed",
        source="heaney1989",
        note="about 0.30 in all, less the passive part; turns the two measured steps into relative ones",
    )
    acid_effect = Param(
        0.81,
        "1",
        doc="share of absorption that carbonate taken fasting loses without stomach acid",
        know=0.15,
        vary=0.1,
        kind="measured",
        source="recker1985",
        at="abstract: 0.042 against 0.225 fasting; no loss with breakfast",
        low=0.0,
        high=1.0,
    )

    eaten = Pool(
        "mmol",
        start=0.0,
        doc="calcium eaten since the start, as a debt to the world",
        signed=True,
        element="calcium",
        ledger=True,
    )
    faeces = Pool("mmol", start=0.0, doc="calcium in stool since the start", element="calcium", ledger=True)
    transport = Pool("1", start=1.0, doc="active calcium transport relative to reference", symbol="R", scale=1.0)

    @derived("1")
    def food_load_effect(self) -> Quantity:
        """Odds left at the load of a meal of mixed food, supplements taken with it included."""
        return self.diet_odds * self._left((self.calcium_food + self.with_meal * self.calcium_supplement) / self.meals)

    @derived("1")
    def supplement_load_effect(self) -> Quantity:
        """Odds left at the load of one supplement portion and the meal it is taken with."""
        meal = self.with_meal * self.calcium_food / self.meals
        return self._left(self.calcium_supplement / self.portions + meal)

    @derived("1")
    def test_load_effect(self) -> Quantity:
        """Odds left at the load of an absorption test."""
        return self._left(self.test_load)

    @derived("1")
    def salt_effect(self) -> Quantity:
        """Absorption of the supplement relative to carbonate with a meal."""
        hindered = self.acid_blocker * self.salt_needs_acid * (1 - self.with_meal)
        return self.salt_factor * (1 - self.acid_effect * hindered)

    @derived("1")
    def transport_half(self) -> Quantity:
        """Vitamin D activity at which active transport is half of its ceiling, so that it is 1 at reference."""
        return sqrt(self.transport_ceiling - 1)

    @derived("1")
    def share_slope(self) -> Quantity:
        """Change of the absorbed share for a change of the logarithm of the odds, at the share of reference."""
        return self.active_reference * (1 - self.active_reference / (1 - self.passive_share))

    @value("1")
    def person(self) -> Quantity:
        """Odds of active absorption relative to a young adult with normal estrogen and vitamin D."""
        older = (self.age - self.age_onset) / 2
        years = older + sqrt(older * older + self.age_softness * self.age_softness)
        aged = 1 + (self.age_slope * years / self.share_slope).number
        withdrawn = 1 + self.estrogen_step / self.share_slope * (1 - self.estrogen)
        return self.transport / (aged * withdrawn)

    @value("1")
    def fraction_food(self) -> Quantity:
        """Share of food calcium that is absorbed."""
        return self._share(self.food_load_effect)

    @value("1")
    def fraction_supplement(self) -> Quantity:
        """Share of supplement calcium that is absorbed, its salt and stomach acid considered."""
        share = self.salt_effect * self._share(self.supplement_load_effect)
        return share / sqrt(sqrt(1 + (share**2) ** 2))

    @value("mmol/d")
    def absorbed(self) -> Quantity:
        """Calcium absorbed from food and supplements."""
        return self.fraction_food * self.calcium_food + self.fraction_supplement * self.calcium_supplement

    @value("mmol/d")
    def net_absorbed(self) -> Quantity:
        """Calcium absorbed less calcium that the body loses into stool."""
        return self.absorbed - self.secreting

    @value("1")
    def fraction(self) -> Quantity:
        """Share of all swallowed calcium that is absorbed."""
        return self.absorbed / (self.calcium_food + self.calcium_supplement + self.trace)

    @value("1")
    def fraction_test(self) -> Quantity:
        """Share of an absorption test's load that is absorbed."""
        return self._share(self.test_load_effect)

    @flow(eaten, into=plasma)
    def absorbing(self) -> Quantity:
        """Calcium absorbed into blood."""
        return self.absorbed

    @flow(eaten, into=faeces)
    def passing(self) -> Quantity:
        """Calcium swallowed that is not absorbed."""
        return self.calcium_food + self.calcium_supplement - self.absorbed

    @flow(plasma, into=faeces)
    def secreting(self) -> Quantity:
        """Calcium of digestive juices that is lost in stool."""
        lost = self.secreted_low + (1 - self.secreted_low) * (1 - self.fraction_food)
        return self._juice() * lost * self.calcium

    @value("1")
    def activity(self) -> Quantity:
        """Vitamin D activity on the gut relative to reference: of blood, and of calcidiol activated in the gut wall."""
        local = hill(self.calcidiol, half=self.local_half) / hill(self.calcidiol_reference, half=self.local_half)
        return (self.vitamin_d + self.local_weight * local) / (1 + self.local_weight)

    @flow(into=transport)
    def raising_transport(self) -> Quantity:
        """Transporters made under vitamin D activity."""
        target = self.transport_ceiling * hill(self.activity, half=self.transport_half, steepness=2)
        return self.transport_rate * target

    @flow(transport)
    def lowering_transport(self) -> Quantity:
        """Transporters lost."""
        return self.transport_rate * self.transport

    def _juice(self) -> Quantity:
        return self.secreted_per_height * self.height / self.molar_mass

    def _left(self, load: Quantity) -> Quantity:
        return hill(self.load_half / self.molar_mass, half=load)

    def _share(self, load_effect: Quantity) -> Quantity:
        odds = self.active_odds * self.person * load_effect
        return self.passive_share + (1 - self.passive_share) * odds / (1 + odds)
