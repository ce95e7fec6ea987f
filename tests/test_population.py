"""Virtual people: the same whatever the blocks, as surveyed, within the limits asked for, and never a crash."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri
from scipy.stats import kstest

from osteon.body.editions import OWN, edition
from osteon.errors import InputError
from osteon.evidence.trial import load_all, load_trial
from osteon.evidence.trial_parts import People as Wanted
from osteon.evidence.trial_parts import Spread
from osteon.intake.sunlight import harmonics, year_of_synthesis
from osteon.person.body import ETHNICITIES
from osteon.population.joint import QUANTITIES, between, correlations, margins, mixing, rows_of
from osteon.population.normal import chance_below, normal_of
from osteon.population.people import BLOCK, draw_people, parameter_rows
from osteon.population.people_allowed import allowed, kept_limits, rule
from osteon.population.people_laws import law_of
from osteon.population.people_rows import own_noise, typical_rows
from osteon.population.people_sun import NAMES, skin_inputs
from osteon.population.spec import Spec, checked, spec_of_trial, spreads_of
from osteon.population.spec_read import parse_spec, read_spec
from osteon.population.spec_text import spec_as_table, spec_from_table
from osteon.population.streams import many_normals, normals, raw, uniforms

SEEDS = st.integers(0, 2**64 - 1)
MODEL = edition(OWN).model()


class TestStreams:
    @given(seed=SEEDS, first=st.integers(0, 2**40), count=st.integers(0, 40), cut=st.integers(0, 40))
    def test_a_person_has_the_same_numbers_in_any_block(self, seed: int, first: int, count: int, cut: int) -> None:
        whole = raw(seed, "trial x", first, count)
        cut = min(cut, count)
        parts = np.concatenate([raw(seed, "trial x", first, cut), raw(seed, "trial x", first + cut, count - cut)])
        assert (whole == parts).all()

    def test_seeds_streams_and_turns_have_nothing_in_common(self) -> None:
        columns = [
            normals(1, "age", 0, 20_000),
            normals(2, "age", 0, 20_000),
            normals(1, "sex", 0, 20_000),
            normals(1, "age", 0, 20_000, turn=1),
        ]
        assert np.abs(np.corrcoef(columns) - np.eye(4)).max() < 0.03

    def test_numbers_are_even_and_normal(self) -> None:
        assert kstest(uniforms(7, "chance", 0, 50_000), "uniform").pvalue > 1e-4
        assert kstest(normals(7, "score", 0, 50_000), "norm").pvalue > 1e-4

    def test_several_streams_at_once_are_those_streams(self) -> None:
        many = many_normals(3, ("a", "b", "c"), 17, 300)
        assert all((row == normals(3, name, 17, 300)).all() for name, row in zip("abc", many, strict=True))

    @given(st.floats(1e-300, 1 - 1e-16))
    def test_quantiles_are_those_of_the_normal_distribution(self, chance: float) -> None:
        found = float(normal_of(np.array([chance]))[0])
        assert found == pytest.approx(float(ndtri(chance)), rel=1e-12, abs=1e-14)

    @given(st.floats(-6.9, 6.9))
    def test_chances_are_those_of_the_normal_distribution(self, score: float) -> None:
        assert float(chance_below(np.array([score]))[0]) == pytest.approx(float(ndtr(score)), rel=1e-7, abs=1e-15)

    @pytest.mark.parametrize("seed", [-1, 2**64, 1.5, True, "one"])
    def test_what_is_no_seed_is_refused(self, seed: object) -> None:
        with pytest.raises(InputError, match="seed"):
            raw(seed, "age", 0, 1)  # type: ignore[arg-type]


OFTEN_REFUSED = Spec(
    "light by mass and height",
    Wanted(age=Spread(min=50.0), mass=Spread(mean=75.0, sd=12.0), bmi=Spread(max=22.0)),
    latitude=40.0,
)
"""Of whom about one try in five may be in."""


class TestBlocks:
    @pytest.mark.slow
    @settings(max_examples=25)
    @given(seed=SEEDS, first=st.integers(0, 10**6), count=st.integers(1, 60), data=st.data())
    def test_people_are_the_same_however_they_are_cut(
        self, seed: int, first: int, count: int, data: st.DataObject
    ) -> None:
        spec = data.draw(st.sampled_from([Spec(), spec_of_trial(load_trial("shapses2013")), OFTEN_REFUSED]))
        cut = data.draw(st.integers(0, count - 1))
        whole, part = draw_people(spec, first, count, seed), draw_people(spec, first + cut, count - cut, seed)
        for name, values in whole.columns.items():
            assert np.array_equal(values[cut:], part.columns[name], equal_nan=True), name
        for name, values in whole.inputs.items():
            assert (values[cut:] == part.inputs[name]).all(), name
        for name, values in whole.targets.items():
            assert (values[cut:] == part.targets[name]).all(), name
        assert (whole.world[cut:] == part.world).all()

    def test_parameters_are_the_same_however_people_are_cut(self) -> None:
        spec = Spec()
        whole = parameter_rows(MODEL, draw_people(spec, 0, 1500, 5))
        for first, count in ((0, 1), (1, 999), (1000, 500)):
            part = parameter_rows(MODEL, draw_people(spec, first, count, 5))
            assert (part == whole[first : first + count]).all()

    def test_who_is_often_refused_is_drawn_until_within(self) -> None:
        found = draw_people(OFTEN_REFUSED, 0, 3000, 6)
        assert found.columns["bmi"].max() <= 22
        assert found.age.min() >= 50

    def test_limits_that_leave_too_few_are_refused_whoever_is_asked_for(self) -> None:
        rare = replace(OFTEN_REFUSED, people=replace(OFTEN_REFUSED.people, bmi=Spread(max=13.5)))
        for first, count in ((0, 1), (77, 2), (0, 3000)):
            with pytest.raises(InputError, match="people tried"):
                draw_people(rare, first, count, 6)

    def test_a_block_more_changes_nobody(self) -> None:
        few, many = draw_people(Spec(), 0, 100, 9), draw_people(Spec(), 0, BLOCK + 100, 9)
        assert (few.columns["calcium_intake"] == many.columns["calcium_intake"][:100]).all()

    def test_threads_draw_the_same_people(self) -> None:
        found: dict[int, np.ndarray] = {}

        def draw(number: int) -> None:
            found[number] = draw_people(Spec(), 1000 * number, 1000, 4).age

        threads = [threading.Thread(target=draw, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        whole = draw_people(Spec(), 0, 4000, 4).age
        assert all((found[number] == whole[1000 * number : 1000 * number + 1000]).all() for number in found)

    def test_other_seeds_are_other_people(self) -> None:
        assert not np.array_equal(draw_people(Spec(), 0, 50, 1).age, draw_people(Spec(), 0, 50, 2).age)

    def test_nobody_is_nobody(self) -> None:
        nobody = draw_people(Spec(), 5, 0, 1)
        assert nobody.count == 0
        assert parameter_rows(MODEL, nobody).shape == (0, len(MODEL.params))


class TestAsSurveyed:
    """Marginals and correlations of many people against the tables that they are drawn from."""

    people = draw_people(Spec(), 0, 60_000, 11)

    @pytest.mark.parametrize("quantity", QUANTITIES)
    @pytest.mark.parametrize("sex", ["female", "male"])
    def test_the_middle_and_spread_of_an_age_are_the_table_s(self, quantity: str, sex: str) -> None:
        column = quantity if quantity in self.people.columns else quantity.lower().replace(" ", "_") + "_intake"
        form, row = margins()[quantity], 0 if sex == "female" else 1
        white = self.people.columns["ethnicity"] == ETHNICITIES.index("white")
        mine = white & (self.people.female == (sex == "female")) & (np.abs(self.people.age - 50) < 8)
        values = np.log(self.people.columns[column][mine])
        middles = form.middle[row] + form.spread[row] * np.interp(0.0, form.scores, form.shape[row])
        spread = np.interp(50.0, form.ages, form.spread[row])
        assert np.median(values) == pytest.approx(np.interp(50.0, form.ages, middles), abs=0.25 * spread)
        assert values.std() == pytest.approx(spread, rel=0.2)

    def test_correlations_are_the_table_s(self) -> None:
        columns = ["height", "bmi", "egfr"] + [f"{name.lower().replace(' ', '_')}_intake" for name in QUANTITIES[3:]]
        white = self.people.columns["ethnicity"] == ETHNICITIES.index("white")
        mine = white & self.people.female & (np.abs(self.people.age - 50) < 6)
        found = np.corrcoef([np.log(self.people.columns[name][mine]) for name in columns])
        assert np.abs(found - correlations()).max() < 0.12

    def test_ages_and_ethnicities_are_as_many_as_surveyed(self) -> None:
        rows = [row for row in rows_of("shares") if row["what"] == "age"]
        total = sum(float(row["share"]) for row in rows)
        for row in rows:
            mine = (self.people.female == (row["sex"] == "female")) & (self.people.age >= float(row["from"]))
            share = np.mean(mine & (self.people.age < float(row["to"])))
            assert share == pytest.approx(float(row["share"]) / total, abs=0.005)
        old = self.people.age >= 60
        white = np.mean(self.people.columns["ethnicity"][old] == ETHNICITIES.index("white"))
        assert white == pytest.approx(0.7424, abs=0.015)

    def test_marks_are_as_many_as_surveyed(self) -> None:
        women = self.people.female & (self.people.age >= 18) & (self.people.age < 35)
        assert self.people.columns["smoker"][women].mean() == pytest.approx(0.2927, abs=0.025)
        old = ~self.people.female & (self.people.age >= 60)
        assert (self.people.columns["supplement_d"][old] > 0).mean() == pytest.approx(0.49, abs=0.025)
        men = ~self.people.female & (self.people.age >= 70) & (self.people.age < 80)
        assert self.people.columns["prior_fracture"][men].mean() == pytest.approx(0.1724, abs=0.03)
        assert self.people.columns["prior_fracture"][self.people.age < 50].sum() == 0

    def test_sun_differs_by_ethnicity_where_that_was_surveyed_and_nowhere_else(self) -> None:
        def middle(country: str, word: str) -> float:
            spec = Spec(country=country, ethnicities=((word, 1.0),))
            return float(np.median(draw_people(spec, 0, 500, 1).columns["sun_minutes"]))

        assert middle("US", "white") == pytest.approx(2.0 * middle("NL", "white"))
        assert middle("US", "black") == pytest.approx(0.6 * middle("NL", "black"))
        told = Spec(people=Wanted(age=Spread(min=50.0), sun_minutes=Spread(mean=20.0, sd=5.0, max=40.0)))
        minutes = draw_people(told, 0, 3000, 1).columns["sun_minutes"]
        assert minutes.mean() == pytest.approx(20.0, rel=0.02)
        assert minutes.max() <= 40

    def test_menopause_has_its_median_and_smokers_their_years(self) -> None:
        ages, smoker = self.people.columns["menopause_age"], self.people.columns["smoker"] > 0
        assert np.isnan(ages[~self.people.female]).all()
        assert np.median(ages[self.people.female & ~smoker]) == pytest.approx(51.4, abs=0.15)
        gap = np.mean(ages[self.people.female & smoker]) - np.mean(ages[self.people.female & ~smoker])
        assert gap == pytest.approx(-1.74, abs=0.2)

    def test_usual_intakes_vary_less_than_days_but_have_their_mean(self) -> None:
        for nutrient in ("calcium", "vitamin D3"):
            usual, days = margins()[nutrient], margins(usual=False)[nutrient]
            assert (usual.spread < days.spread).all()
            means = [form.middle + form.spread**2 / 2 for form in (usual, days)]
            assert np.allclose(means[0], means[1])

    def test_correlations_can_hold_together(self) -> None:
        assert np.linalg.eigvalsh(correlations()).min() > 0
        assert np.allclose(mixing() @ mixing().T, correlations())


class TestSun:
    @settings(max_examples=40)
    @given(
        latitude=st.floats(-59, 69),
        kind=st.integers(1, 6),
        age=st.floats(18, 99),
        minutes=st.floats(0.5, 200),
    )
    def test_the_table_gives_what_the_sun_model_gives(
        self, latitude: float, kind: int, age: float, minutes: float
    ) -> None:
        one = np.ones(1)
        found = skin_inputs(latitude * one, kind * one, age * one, minutes * one, 0.25, 0.5)
        waves = harmonics(year_of_synthesis(latitude, kind, age, minutes, 0.25, cloud=0.5, days=24), order=3)
        exact = float(waves.mean) * 0.065
        assert float(found["skin.synthesis_mean"][0]) == pytest.approx(exact, rel=0.02, abs=0.02)
        curve = found["skin.synthesis_mean"][0] + sum(
            found[f"skin.{wave}{order}"][0] * turn(2 * np.pi * order * np.arange(100) / 100)
            for order in (1, 2, 3)
            for wave, turn in (("cos", np.cos), ("sin", np.sin))
        )
        assert curve.min() > -1e-9
        assert set(found) == set(NAMES)


LIMITED = {
    "age": (18.0, 99.0),
    "height": (140.0, 195.0),
    "bmi": (16.0, 60.0),
    "egfr": (5.0, 140.0),
    "sun_minutes": (0.0, 200.0),
    "skin_type": (1.0, 6.0),
}


@st.composite
def spreads(draw: st.DrawFn, low: float, high: float) -> Spread:
    ends = sorted(draw(st.tuples(st.floats(low, high), st.floats(low, high))))
    mean = draw(st.none() | st.floats(ends[0], ends[1]))
    sd = draw(st.none() | st.floats(0.0, (high - low) / 3))
    return Spread(
        mean=mean,
        sd=sd if mean is not None else None,
        min=ends[0] if mean is None or draw(st.booleans()) else None,
        max=ends[1] if mean is None or draw(st.booleans()) else None,
    )


@st.composite
def tables(draw: st.DrawFn) -> Wanted:
    some = draw(st.sets(st.sampled_from(sorted(LIMITED)), max_size=4)) | {"age"}
    given_spreads = {name: draw(spreads(*LIMITED[name])) for name in some}
    since = draw(st.none() | spreads(-10.0, 30.0))
    intakes = {"calcium": draw(spreads(100.0, 2500.0))} if draw(st.booleans()) else {}
    intakes = {name: replace(spread, unit="mg/d") for name, spread in intakes.items()}
    return Wanted(female=draw(st.floats(0, 1)), years_since_menopause=since, intakes=intakes, **given_spreads)


class TestEligibility:
    @pytest.mark.slow
    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
    @given(people=tables(), seed=st.integers(0, 1000), latitude=st.none() | st.floats(-60, 70))
    def test_random_specs_give_people_within_every_limit_or_a_clear_error(
        self, people: Wanted, seed: int, latitude: float | None
    ) -> None:
        spec = Spec(people=people, latitude=latitude)
        try:
            found = draw_people(checked(spec), 0, 25, seed)
        except InputError:
            return
        for name, spread in spreads_of(spec):
            column = "calcium_intake" if name == "calcium intake" else name
            values = found.columns[column]
            values = values[np.isfinite(values)]
            assert spread.min is None or (values >= spread.min).all(), name
            assert spread.max is None or (values <= spread.max).all(), name
        assert allowed(spec, found.columns).all()
        assert all(np.isfinite(values).all() for values in found.inputs.values())
        assert np.isfinite(parameter_rows(MODEL, found)).all()

    @pytest.mark.parametrize(
        ("people", "words"),
        [
            (Wanted(age=Spread(min=18.0, max=40.0), female=1.0, years_since_menopause=Spread(min=10.0)), "menopause"),
            (Wanted(age=Spread(min=50.0), bmi=Spread(max=18.0), mass=Spread(mean=120.0, sd=5.0)), "bmi"),
        ],
    )
    def test_a_contradictory_eligibility_says_which_limits_leave_nobody(self, people: Wanted, words: str) -> None:
        with pytest.raises(InputError, match="contradict") as caught:
            draw_people(Spec(people=people), 0, 200, 1)
        assert words in str(caught.value)
        assert "nobody could be in" in str(caught.value)
        assert "of 1,024 keep it" in str(caught.value)

    @pytest.mark.parametrize(
        ("people", "words"),
        [
            (Wanted(age=Spread(mean=70.0, max=60.0)), "above max"),
            (Wanted(age=Spread(min=60.0, max=50.0)), "is above max"),
            (Wanted(age=Spread(max=15.0)), "adults"),
            (Wanted(age=Spread(min=50.0), bmi=Spread(min=90.0)), "nobody is within"),
            (
                Wanted(age=Spread(min=50.0), height=Spread(mean=170.0), mass=Spread(mean=60.0), bmi=Spread(mean=30.0)),
                "does not fit the mass and height",
            ),
        ],
    )
    def test_what_cannot_hold_together_is_refused_before_anybody_is_drawn(self, people: Wanted, words: str) -> None:
        with pytest.raises(InputError, match=words):
            checked(Spec(people=people))

    def test_the_rule_names_every_limit(self) -> None:
        spec = read_spec("knapen2013")
        assert rule(spec) == ("age at least 55", "age at most 65", "years since menopause at least 2")
        assert all(mask.all() for mask in kept_limits(spec, draw_people(spec, 0, 500, 3).columns).values())


class TestTrialTables:
    @pytest.mark.parametrize("trial", load_all(), ids=lambda trial: trial.id)
    def test_people_of_every_trial_have_its_means_and_sds(self, trial: object) -> None:
        spec = spec_of_trial(trial)  # type: ignore[arg-type]
        found = draw_people(spec, 0, 1500, 2)
        for name, spread in spreads_of(spec):
            if spread.mean is None or name not in found.columns:
                continue
            values = found.columns[name][np.isfinite(found.columns[name])]
            size = spread.sd or 0.0
            assert values.mean() == pytest.approx(spread.mean, abs=0.12 * size + 0.02 * abs(spread.mean)), name
            assert not size or values.std() == pytest.approx(size, rel=0.15), name

    def test_baselines_are_in_the_outcome_s_unit_and_go_with_nature(self) -> None:
        found = draw_people(read_spec("vital"), 0, 5000, 1)
        assert found.targets["25ohd_serum"].mean() == pytest.approx(30.8 * 2.496, rel=0.02)
        made = np.log(found.inputs["skin.synthesis_mean"])
        assert np.corrcoef(made, found.targets["25ohd_serum"])[0, 1] > 0.25

    @pytest.mark.slow
    @settings(max_examples=30)
    @given(mean=st.floats(10, 100), share=st.floats(0.02, 0.4), low=st.floats(0.1, 3), high=st.floats(0.1, 3))
    def test_a_law_has_its_mean_and_sd_where_the_limits_allow_it(
        self, mean: float, share: float, low: float, high: float
    ) -> None:
        sd = share * mean
        spread = Spread(mean, sd, mean - low * sd, mean + high * sd)
        law = law_of(spread)
        assert law.values.min() >= spread.min  # type: ignore[operator]
        assert law.values.max() <= spread.max  # type: ignore[operator]
        assert (np.diff(law.values) >= 0).all()
        values = law.at(normals(1, "law", 0, 40_000))
        assert values.mean() == pytest.approx(mean, abs=0.03 * sd)
        if low * high > 1.3:
            assert values.std() == pytest.approx(sd, rel=0.05)

    @given(st.floats(-5, 5), st.floats(-4, 4), st.floats(0.01, 5))
    def test_scores_between_limits_stay_between_them(self, score: float, low: float, width: float) -> None:
        found = float(between(np.array([score]), np.array([low]), np.array([low + width]))[0])
        assert low <= found <= low + width


class TestParameters:
    def test_between_person_spread_is_the_declared_one(self) -> None:
        spec = Spec(worlds=1)
        rows = parameter_rows(MODEL, draw_people(spec, 0, 20_000, 3))
        place = [entry.name for entry in MODEL.params].index("calcidiol.clearance")
        declared = MODEL.params[place].declaration
        logs = np.log(rows[:, place])
        assert logs.std() == pytest.approx(np.sqrt(np.log1p(declared.vary**2)), rel=0.03)  # type: ignore[attr-defined]
        assert np.exp(logs.mean()) == pytest.approx(MODEL.defaults["calcidiol.clearance"], rel=0.02)

    def test_people_of_a_world_share_its_doubt(self) -> None:
        typical = typical_rows(MODEL, OWN, 4, 8)
        assert len(np.unique(typical[:, 0])) in (1, 4)
        assert (typical_rows(MODEL, OWN, 1, 8) == [[MODEL.defaults[entry.name] for entry in MODEL.params]]).all()
        people = draw_people(Spec(worlds=4), 0, 12, 8)
        assert people.world.tolist() == [0, 1, 2, 3] * 3
        rows = parameter_rows(MODEL, people)
        still = [
            not getattr(entry.declaration, "vary", 0.0) and entry.declaration.kind != "input" for entry in MODEL.params
        ]
        assert (rows[:, still] == typical[people.world][:, still]).all()

    def test_a_parameter_more_leaves_all_other_draws_as_they_were(self) -> None:
        noise = own_noise(MODEL, 1, 0, 3)
        place = [entry.name for entry in MODEL.params].index("calcidiol.clearance")
        assert (noise[:, place] == normals(1, "parameter calcidiol.clearance", 0, 3)).all()

    def test_before_day_0_people_are_younger_and_their_kidneys_better(self) -> None:
        people = draw_people(Spec(), 0, 200, 1)
        place = {entry.name: index for index, entry in enumerate(MODEL.params)}
        now, then = parameter_rows(MODEL, people), parameter_rows(MODEL, people, before=4 * 365.25)
        assert then[:, place["life.age_at_start"]] == pytest.approx(now[:, place["life.age_at_start"]] - 4)
        assert (then[:, place["kidney.filtration_at_start"]] >= now[:, place["kidney.filtration_at_start"]]).all()


class TestFiles:
    def test_a_spec_survives_being_written(self) -> None:
        for spec in (Spec(), read_spec("shapses2013"), Spec(ethnicities=(("white", 0.5), ("black", 0.5)), worlds=1)):
            assert spec_from_table(spec_as_table(spec)) == spec

    def test_all_problems_of_a_file_are_told_at_once(self) -> None:
        text = """[population]
nam = "x"
country = "Atlantis"
[people]
age = { mean = 40, sd = 5, min = 50 }
bmi = { min = 40, max = 20 }
heigth = 160
ethnicity = "white"
"""
        with pytest.raises(InputError) as caught:
            parse_spec(text)
        found = str(caught.value)
        for words in ("did you mean name", "Atlantis", "below min 50", "40 is above max", "did you mean height"):
            assert words in found

    @pytest.mark.parametrize(
        "text", ["", "[population]\nworlds = 0", "x = 1", "[population]\nethnicity = {white = 0.5}"]
    )
    def test_what_is_no_population_is_refused(self, text: str) -> None:
        with pytest.raises(InputError):
            parse_spec(text)

    @settings(max_examples=60)
    @given(st.text(max_size=200))
    def test_any_text_is_a_spec_or_an_error(self, text: str) -> None:
        with suppress(InputError):
            parse_spec("[population]\n" + text)


SURVEYS = Path(__file__).parents[2] / "shared" / "data" / "persons"


@pytest.mark.slow
@pytest.mark.skipif(not SURVEYS.is_dir(), reason="the surveys are not beside the repository")
def test_the_tables_are_what_the_surveys_give(tmp_path: Path) -> None:
    from osteon.population.calibrate import main
    from osteon.units import DATA

    main(SURVEYS, tmp_path)
    written = sorted(tmp_path.iterdir())
    assert len(written) == 5
    for path in written:
        assert path.read_text(encoding="utf-8") == (DATA / path.name).read_text(encoding="utf-8"), path.name
