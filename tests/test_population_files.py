"""`osteon population` as a user meets it, and the files it writes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from osteon.body.editions import OWN, edition
from osteon.cli.group import osteon
from osteon.errors import InputError, StorageError
from osteon.population import people_file
from osteon.population.describe import describe_file, describe_spec, shown_columns
from osteon.population.people import draw_people, parameter_rows
from osteon.population.people_file import KEY, ROWS, Extras, load_population, save_people
from osteon.population.spec import Spec
from osteon.population.spec_read import read_spec

EXAMPLES = Path(__file__).parents[1] / "examples" / "populations"


def call(*arguments: str) -> Result:
    return CliRunner().invoke(osteon, ["population", *arguments])


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("people") / "adults.parquet"
    save_people(Spec(), 5000, 3, path)
    return path


class TestFile:
    def test_it_holds_the_people_that_are_drawn(self, people: Path) -> None:
        found, drawn = load_population(people), draw_people(Spec(), 0, 5000, 3)
        rows = found.first_rows(found.names, 5000)
        for name, values in drawn.columns.items():
            if name != "ethnicity":
                assert np.allclose(rows[name], values, rtol=1e-6, atol=1e-6, equal_nan=True), name
        assert (found.ethnicities(5000) == drawn.columns["ethnicity"]).all()
        assert (rows["age"] == drawn.age).all()

    def test_the_rule_and_how_to_draw_them_again_lie_beside(self, people: Path) -> None:
        from pyarrow.parquet import read_metadata

        about = json.loads(read_metadata(people).metadata[KEY])
        assert about["rule"] == ["age at least 18"]
        assert (about["seed"], about["count"]) == (3, 5000)
        assert load_population(people).spec == Spec()

    def test_pandas_reads_it_as_it_lies(self, people: Path) -> None:
        import pyarrow.parquet as parquet

        table = parquet.read_table(people)
        assert table.num_rows == 5000
        assert set(table["ethnicity"].combine_chunks().dictionary.to_pylist()) >= {"white", "black"}

    def test_the_same_seed_gives_the_same_bytes(self, tmp_path: Path) -> None:
        for name in ("one", "two"):
            save_people(read_spec("vital"), 500, 8, tmp_path / f"{name}.parquet", extras=Extras(True, True))
        assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()

    def test_inputs_and_parameters_lie_beside_if_asked_for(self, tmp_path: Path) -> None:
        import pyarrow.parquet as parquet

        model = edition(OWN).model()
        save_people(Spec(), 40, 8, tmp_path / "people.parquet", extras=Extras(inputs=True, parameters=True))
        table = parquet.read_table(tmp_path / "people.parquet")
        rows = parameter_rows(model, draw_people(Spec(), 0, 40, 8))
        for index, entry in enumerate(model.params):
            if entry.name in table.column_names:
                assert np.allclose(table[entry.name].to_numpy(), rows[:, index], rtol=1e-6), entry.name
        assert {"calcidiol.clearance", "skin.cos1", "gut.calcium_food"} <= set(table.column_names)
        assert not any("." in name for name in load_population(tmp_path / "people.parquet").names)

    def test_limits_hold_in_the_file_to_the_last_bit(self, tmp_path: Path) -> None:
        spec = read_spec(EXAMPLES / "low_calcium_winter.toml")
        save_people(spec, 4000, 1, tmp_path / "people.parquet")
        rows = load_population(tmp_path / "people.parquet").first_rows(("age", "bmi", "calcium_intake"), 4000)
        assert rows["age"].min() >= 50
        assert rows["age"].max() <= 75
        assert rows["bmi"].max() <= 35
        assert rows["calcium_intake"].max() <= 800

    def test_a_block_at_a_time_is_in_memory(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        drawn: list[int] = []

        def watched(spec: Spec, first: int, count: int, seed: int) -> object:
            drawn.append(count)
            return draw_people(spec, first, count, seed)

        monkeypatch.setattr(people_file, "draw_people", watched)
        save_people(Spec(), ROWS + 10, 1, tmp_path / "people.parquet")
        assert drawn == [ROWS, 10]
        assert load_population(tmp_path / "people.parquet").count == ROWS + 10

    def test_a_failure_leaves_what_was_there(self, tmp_path: Path) -> None:
        path = tmp_path / "people.parquet"
        save_people(Spec(), 10, 1, path)
        before = path.read_bytes()
        with pytest.raises(RuntimeError):
            save_people(Spec(), 10, 2, path, progress=_broken)
        assert path.read_bytes() == before
        assert list(tmp_path.iterdir()) == [path]

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk to write to here")
    def test_a_full_disk_is_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from contextlib import contextmanager

        @contextmanager
        def full(path: Path) -> object:
            try:
                with open("/dev/full", "wb", buffering=0) as file:
                    yield file
            except OSError as error:
                raise StorageError(f"{path} cannot be written ({error.strerror})") from None

        monkeypatch.setattr(people_file, "replaced", full)
        with pytest.raises(StorageError, match="cannot be written"):
            save_people(Spec(), 2000, 1, tmp_path / "people.parquet")

    @pytest.mark.parametrize("content", [b"", b"PAR1", b"hello", b"\x00" * 100])
    def test_what_is_no_population_is_refused(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "bad.parquet").write_bytes(content)
        with pytest.raises(InputError, match="no population"):
            load_population(tmp_path / "bad.parquet")

    def test_a_table_of_something_else_is_refused(self, tmp_path: Path) -> None:
        import pyarrow as arrow
        from pyarrow.parquet import write_table

        write_table(arrow.table({"age": [1.0]}), tmp_path / "other.parquet")
        with pytest.raises(InputError, match="no population"):
            load_population(tmp_path / "other.parquet")


def _broken(done: int) -> None:
    raise RuntimeError("interrupted")


class TestDescribing:
    def test_a_file_and_its_spec_look_alike(self, people: Path) -> None:
        file, spec = describe_file(load_population(people)), describe_spec(Spec(), 5000, 3)
        for name, each in spec["columns"].items():
            assert file["columns"][name]["mean"] == pytest.approx(each["mean"], rel=1e-5, abs=1e-6)
        assert file["effective"] == pytest.approx(5000)
        assert sum(file["ethnicity"].values()) == pytest.approx(1.0)

    def test_every_column_has_words_and_says_what_it_rests_on(self) -> None:
        columns = set(draw_people(Spec(), 0, 5, 1).columns) - {"ethnicity"}
        assert columns == set(shown_columns())

    def test_what_is_asked_for_stands_beside_what_they_have(self) -> None:
        found = describe_spec(read_spec("shapses2013"), 3000, 1)
        asked = {each["column"]: each for each in found["asked"]}
        assert {"age", "bmi", "calcium_intake", "baseline_25ohd_serum"} <= set(asked)
        for each in asked.values():
            assert each["mean"] == pytest.approx(each["mean_asked"], rel=0.03)

    def test_what_nothing_follows_from_is_said(self) -> None:
        notes = describe_spec(read_spec("kurnatowska2015"), 100, 1)["notes"]
        assert any("chronic kidney disease" in note for note in notes)

    def test_people_elsewhere_come_with_a_note(self) -> None:
        assert "United States" in describe_spec(read_spec(EXAMPLES / "older_dutch_women.toml"), 100, 1)["notes"][0]


class TestCommand:
    def test_make_describe_and_match(self, tmp_path: Path) -> None:
        made = call("make", "adults", "--people", "3000", "--out", str(tmp_path / "a.parquet"))
        assert made.exit_code == 0, made.output
        assert "3,000 people" in made.output
        shown = call("describe", str(tmp_path / "a.parquet"))
        for words in ("3,000 virtual people", "age at least 18", "kidney filtration", "a judgement", "goes together"):
            assert words in shown.output
        matched = call("match", str(tmp_path / "a.parquet"), "vital", "--out", str(tmp_path / "b.parquet"))
        assert matched.exit_code == 0, matched.output
        assert "equal ones" in matched.output
        assert "25ohd_serum" in matched.output
        assert "Matched to vital" in call("describe", str(tmp_path / "b.parquet")).output

    def test_json_everywhere(self, tmp_path: Path, people: Path) -> None:
        made = json.loads(
            call("make", "vital", "--people", "50", "--out", str(tmp_path / "v.parquet"), "--json").output
        )
        assert made["people"] == 50
        described = json.loads(call("describe", "adults", "--people", "500", "--json").output)
        assert described["columns"]["age"]["unit"] == "y"
        matched = json.loads(call("match", str(people), "vital", "--json").output)
        assert matched["effective"] <= matched["within_limits"] <= matched["people"]
        assert matched["reached"]["age"]["mean_after"] == pytest.approx(67.1)

    @pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.toml")), ids=lambda path: path.stem)
    def test_the_examples_are_understood(self, file: Path) -> None:
        result = call("describe", str(file), "--people", "300")
        assert result.exit_code == 0, result.output

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (("describe", "adlts"), "did you mean adults"),
            (("describe", "nowhere.toml"), "no such file"),
            (("describe", "nowhere.parquet"), "there is no file"),
            (("make", "adults", "--out", "people.csv"), ".parquet"),
            (("make", "adults", "--people", "0", "--out", "people.parquet"), "--people 0"),
            (("make", "adults", "--seed", "-1", "--out", "people.parquet"), "seed"),
            (("match", "nowhere.parquet", "vital"), "there is no file"),
        ],
    )
    def test_wrong_input_is_told_plainly(self, arguments: tuple[str, ...], words: str) -> None:
        result = call(*arguments)
        assert result.exit_code == 2, result.output
        assert words in result.output
        assert "Traceback" not in result.output

    def test_a_poor_match_is_warned_of(self, people: Path) -> None:
        result = call(
            "match", str(people), "aloia2005", "--only", "age", "--only", "skin_type", "--only", "calcium_intake"
        )
        assert "effective people are left" in result.output

    def test_help_shows_an_example_and_stays_quick(self) -> None:
        for command in ((), ("make",), ("describe",), ("match",)):
            assert "osteon population" in call(*command, "--help").output
        check = (
            "import sys; from osteon.cli.group import osteon; import osteon.cli.population; "
            "print({'numpy', 'pyarrow', 'llvmlite'} & set(sys.modules))"
        )
        done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "set()"
