"""Results of laboratories: codes, units, bounds and days become a [labs] table, and nothing is dropped in silence."""

import json
import stat
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.cli.labs import labs as command
from osteon.errors import InputError
from osteon.person import Person
from osteon.person.labs_import import codes, import_labs, labs_of, read_labs
from osteon.person.labs_import_reading import Result
from osteon.person.labs_import_writing import labs_text, with_labs
from osteon.person.vocabulary import measures

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data" / "foods" / "loinc_codes.csv"
TODAY = date(2026, 11, 1)
ADDED = {"pth_intact": ({"value": "40 pg/mL", "date": date(2026, 2, 10)},)}
PERSON = '[person]\nage = 57  # years\nsex = "female"\nheight = "164 cm"\nmass = "66 kg"\nplace = "Utrecht"\n'


def observation(code: str, value: object, unit: str = "", **more: Any) -> dict[str, Any]:
    quantity = {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
    if "comparator" in more:
        quantity["comparator"] = more.pop("comparator")
    coding = {"system": "http://loinc.org", "code": code, "display": more.pop("display", "")}
    usual = {
        "status": "final",
        "code": {"coding": [coding]},
        "effectiveDateTime": "2026-02-10",
        "valueQuantity": quantity,
    }
    return {"resourceType": "Observation", **usual, **more}


def bundle(path: Path, *resources: dict[str, Any]) -> Path:
    entries = [{"fullUrl": "urn:uuid:1", "resource": resource} for resource in resources]
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}))
    return path


def value_of(path: Path, outcome: str) -> str:
    (entry,) = read_labs(path, today=TODAY)[outcome]
    assert entry["date"] == date(2026, 2, 10)
    return str(entry["value"])


class TestBundles:
    @pytest.mark.parametrize(
        ("code", "value", "unit", "outcome", "wanted"),
        [
            ("62292-8", 16.8, "ng/mL", "25ohd_serum", "41.932 nmol/L"),
            ("1989-3", 42, "nmol/L", "25ohd_serum", "42 nmol/L"),
            ("2731-8", 5.4, "pmol/L", "pth_intact", "50.922 pg/mL"),
            ("17861-6", 9.4, "mg/dL", "calcium_serum", "2.3454 mmol/L"),
            ("2000-8", 2.34, "mmol/L", "calcium_serum", "2.34 mmol/L"),
            ("1751-7", 4.2, "g/dL", "albumin_serum", "42 g/L"),
            ("2777-1", 3.4, "mg/dL", "phosphate_serum", "1.0977 mmol/L"),
            ("19123-9", 2.0, "mg/dL", "magnesium_serum", "0.82288 mmol/L"),
            ("2160-0", 0.9, "mg/dL", "creatinine_serum", "79.562 umol/L"),
            ("98979-8", 71, "mL/min/{1.73_m2}", "egfr", "71 mL/min/1.73m2"),
            ("98979-8", 71, "mL/min/1.73.m2", "egfr", "71 mL/min/1.73m2"),
            ("6768-6", 80, "[iU]/L", "alp", "80 U/L"),
            ("41171-0", 320, "pg/mL", "ctx", "0.32 ng/mL"),
            ("24966-4", 0.95, "g/cm2", "bmd_lumbar_spine", "0.95 g/cm2"),
            ("38267-1", -2.1, "{T-score}", "t_score_lumbar_spine", "-2.1 SD"),
            ("38264-8", -1.5, "1", "t_score_total_hip", "-1.5 SD"),
        ],
    )
    def test_codes_and_units(
        self, tmp_path: Path, code: str, value: float, unit: str, outcome: str, wanted: str
    ) -> None:
        assert value_of(bundle(tmp_path / "b.json", observation(code, value, unit)), outcome) == wanted

    @pytest.mark.parametrize(
        ("site", "outcome"), [("Neck of femur", "bmd_femoral_neck"), ("Total hip", "bmd_total_hip")]
    )
    def test_the_femur_needs_its_site(self, tmp_path: Path, site: str, outcome: str) -> None:
        where = {"bodySite": {"coding": [{"display": site}]}}
        assert value_of(bundle(tmp_path / "b.json", observation("24701-5", 0.74, "g/cm2", **where)), outcome)
        none = import_labs(bundle(tmp_path / "b.json", observation("24701-5", 0.74, "g/cm2")), today=TODAY)
        assert none.labs == {}
        assert none.unknown == ()
        assert "at which site" in none.refused[0]

    def test_less_than_is_half_and_said_more_than_is_told(self, tmp_path: Path) -> None:
        low = observation("62292-8", 4, "ng/mL", comparator="<")
        high = observation("98979-8", 90, "mL/min/{1.73_m2}", comparator=">")
        found = import_labs(bundle(tmp_path / "b.json", low, high), today=TODAY)
        assert found.labs["25ohd_serum"][0]["value"] == "4.9919 nmol/L"
        assert "<4 ng/mL" in found.notes[0]
        assert "half" in found.notes[0]
        assert "egfr" not in found.labs
        assert ">90" in found.refused[0]

    @pytest.mark.parametrize("status", ["entered-in-error", "cancelled", "preliminary", "registered"])
    def test_what_is_not_final_is_not_used_but_told(self, tmp_path: Path, status: str) -> None:
        found = import_labs(bundle(tmp_path / "b.json", observation("2731-8", 40, "pg/mL", status=status)), today=TODAY)
        assert found.labs == {}
        assert status in found.refused[0]

    def test_unknown_codes_are_listed_even_with_familiar_words(self, tmp_path: Path) -> None:
        urine = observation("17862-4", 5, "mg/dL", display="Calcium")
        found = import_labs(bundle(tmp_path / "b.json", urine, urine), today=TODAY)
        assert found.labs == {}
        assert found.unknown == ("Calcium [17862-4] (2 results)",)

    def test_a_local_code_is_recognised_by_its_words_and_that_is_told(self, tmp_path: Path) -> None:
        local = observation("x", 512, "pmol/L")
        local["code"] = {"coding": [{"system": "urn:mine", "code": "MGP"}], "text": "dp-ucMGP"}
        found = import_labs(bundle(tmp_path / "b.json", local), today=TODAY)
        assert found.labs["dp_ucmgp"][0]["value"] == "512 pmol/L"
        assert "by its words" in found.notes[0]

    def test_no_unit_no_day_no_sense_are_refused_with_why(self, tmp_path: Path) -> None:
        dateless = observation("2731-8", 40, "pg/mL")
        del dateless["effectiveDateTime"]
        resources = [
            observation("2731-8", 40),
            dateless,
            observation("17861-6", 94, "mg/dL"),
            observation("17838-4", 20, "U/L"),
            observation("2731-8", 40, "pg/mL", effectiveDateTime="2031-01-01"),
        ]
        refused = import_labs(bundle(tmp_path / "b.json", *resources), today=TODAY).refused
        assert len(refused) == 5
        for text, word in zip(refused, ("no unit", "no day", "outside", "cannot become", "future"), strict=True):
            assert word in text

    def test_total_vitamin_d_before_d3_alone(self, tmp_path: Path) -> None:
        both = [observation("1989-3", 40, "nmol/L"), observation("62292-8", 44, "nmol/L")]
        path = bundle(tmp_path / "b.json", *both)
        assert value_of(path, "25ohd_serum") == "44 nmol/L"
        assert any("left out" in note for note in import_labs(path, today=TODAY).notes)

    def test_components_contained_lines_and_texts(self, tmp_path: Path) -> None:
        part = {key: observation("17861-6", 9.4, "mg/dL")[key] for key in ("code", "valueQuantity")}
        panel = {**observation("24323-8", 0), "component": [part]}
        del panel["valueQuantity"]
        inside = {"resourceType": "DiagnosticReport", "contained": [observation("2731-8", 40, "pg/mL")]}
        text = observation("41171-0", 0, "")
        del text["valueQuantity"]
        text["valueString"] = "<0.05 ng/mL"
        path = tmp_path / "bulk.ndjson"
        path.write_text("\n".join(json.dumps(each) for each in (panel, inside, text)))
        found = read_labs(path, today=TODAY)
        assert set(found) == {"calcium_serum", "pth_intact", "ctx"}
        assert found["ctx"][0]["value"] == "0.025 ng/mL"

    def test_several_patients_are_asked_about(self, tmp_path: Path) -> None:
        two = [observation("2731-8", 40 + n, "pg/mL", subject={"reference": f"Patient/{n}"}) for n in range(2)]
        path = bundle(tmp_path / "b.json", *two)
        with pytest.raises(InputError, match="2 patients"):
            read_labs(path, today=TODAY)
        assert read_labs(path, "1", TODAY)["pth_intact"][0]["value"] == "41 pg/mL"
        with pytest.raises(InputError, match="no patient '7'"):
            read_labs(path, "7", TODAY)


class TestTables:
    def table(self, tmp_path: Path, text: str) -> Path:
        (tmp_path / "t.csv").write_text(text, encoding="utf-8")
        return tmp_path / "t.csv"

    def test_by_code_or_name(self, tmp_path: Path) -> None:
        path = self.table(
            tmp_path,
            "Date,LOINC,Test,Result,Units\n2026-02-10,62292-8,Vitamin D,42,nmol/L\n2026-02-10,,PTH,<6,pg/mL\n"
            "2026-02-10,4548-4,HbA1c,38,mmol/mol\n,,,,\n",
        )
        found = import_labs(path, today=TODAY)
        assert found.labs["25ohd_serum"][0]["value"] == "42 nmol/L"
        assert found.labs["pth_intact"][0]["value"] == "3 pg/mL"
        assert found.unknown == ("HbA1c [4548-4]",)

    def test_the_european_way(self, tmp_path: Path) -> None:
        path = tmp_path / "t.csv"
        path.write_bytes("Datum;Bepaling;Uitslag;Eenheid\r\n10.02.2026;25-OH-D;42,5;nmol/L\r\n".encode("cp1252"))
        assert value_of(path, "25ohd_serum") == "42.5 nmol/L"

    def test_the_table_of_a_synthetic_record(self, tmp_path: Path) -> None:
        head = "DATE,PATIENT,ENCOUNTER,CATEGORY,CODE,DESCRIPTION,VALUE,UNITS,TYPE\n"
        row = "2026-02-10T08:00:00Z,p1,e1,laboratory,17861-6,Calcium,9.4,mg/dL,numeric\n"
        assert value_of(self.table(tmp_path, head + row), "calcium_serum") == "2.3454 mmol/L"

    def test_days_that_can_be_two_are_refused_unless_others_tell(self, tmp_path: Path) -> None:
        head, row = "date,name,value,unit\n", "2/10/2026,PTH,40,pg/mL\n"
        unsure = import_labs(self.table(tmp_path, head + row), today=TODAY)
        assert unsure.labs == {}
        assert "no day that can be read" in unsure.refused[0]
        sure = read_labs(self.table(tmp_path, head + row + "1/20/2026,PTH,41,pg/mL\n"), today=TODAY)
        assert [entry["date"] for entry in sure["pth_intact"]] == [date(2026, 1, 20), date(2026, 2, 10)]
        other = read_labs(self.table(tmp_path, head + row + "20/1/2026,PTH,41,pg/mL\n"), today=TODAY)
        assert other["pth_intact"][-1]["date"] == date(2026, 10, 2)

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "empty"),
            (b'"', "no column date; there are none"),
            (b",,\n", "no column date; there are none"),
            (b"hello\nworld\n", "no column date"),
            (b"date,name,valeu,unit\n", "did you mean valeu"),
            (b"{", "broken"),
            (b'{"resourceType": "Patient"}', "no Observation"),
            (b"[" * 100_000, "nested too deeply"),
            (b"\x00\x01\x80\xff" * 50, "no text"),
        ],
    )
    def test_wrong_files_are_told(self, tmp_path: Path, content: bytes, message: str) -> None:
        path = tmp_path / "wrong"
        path.write_bytes(content)
        with pytest.raises(InputError, match=message):
            read_labs(path)

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no such file"):
            read_labs(tmp_path / "none.json")


class TestPersonFile:
    def test_a_table_is_added_and_all_else_stays(self) -> None:
        text = PERSON + "\n[sun]\nminutes = 20 # at noon\n"
        new = with_labs(text, ADDED, today=TODAY)
        assert new.startswith(text)
        assert str(Person.from_text(new, today=TODAY).labs["pth_intact"][0].value) == "40 pg/mL"

    def test_known_results_stay_and_none_stands_twice(self) -> None:
        text = (
            PERSON
            + '[labs] # mine\nPTH = [{ value = "5.4 pmol/L", date = 2025-12-08 }]\n\n[sun]\nminutes = 20 # noon\n'
        )
        once = with_labs(text, ADDED, today=TODAY)
        assert with_labs(once, ADDED, today=TODAY) == once
        assert "minutes = 20 # noon" in once
        assert len(Person.from_text(once, today=TODAY).labs["pth_intact"]) == 2

    def test_results_from_before_birth_are_refused(self) -> None:
        old = {"pth_intact": ({"value": "40 pg/mL", "date": date(1950, 2, 10)},)}
        with pytest.raises(InputError):
            with_labs(PERSON, old, today=TODAY)

    def test_labs_written_in_another_way_are_not_overwritten(self) -> None:
        text = 'labs = { PTH = [{ value = "40 pg/mL", date = 2026-01-01 }] }\n' + PERSON
        with pytest.raises(InputError, match="table of their own"):
            with_labs(text, ADDED, today=TODAY)

    @settings(deadline=None)
    @given(
        st.lists(
            st.builds(
                Result,
                st.sampled_from([*sorted(codes()), "4548-4", ""]),
                st.sampled_from(["", "PTH", "femoral neck", "?"]),
                st.one_of(st.floats(0, 200).map(str), st.sampled_from(["<5", ">= 9", "positive", "", "1e400"])),
                st.sampled_from(["ng/mL", "mmol/L", "pg/mL", "g/cm2", "{T-score}", "U/L", "", "zz"]),
                st.one_of(st.none(), st.dates(date(2025, 1, 1), date(2027, 1, 1))),
            ),
            max_size=12,
        )
    )
    def test_any_results_give_a_table_that_reads_and_each_is_told(self, results: list[Result]) -> None:
        found = labs_of(results, TODAY)
        told = sum(len(entries) for entries in found.labs.values()) + len(found.refused) + len(found.unknown)
        assert bool(results) == bool(told)
        assert tomllib.loads(labs_text(found.labs))["labs"] == {name: list(rows) for name, rows in found.labs.items()}
        person = Person.from_text(with_labs(PERSON, found.labs, today=TODAY), today=TODAY)
        assert set(person.labs) == set(found.labs)


class TestCommand:
    def test_the_examples(self, tmp_path: Path) -> None:
        shown = CliRunner().invoke(command, [str(ROOT / "examples" / "labs" / "fhir_bundle.json")])
        assert shown.exit_code == 0
        assert set(tomllib.loads(shown.output)["labs"]) >= {"25ohd_serum", "pth_intact", "bmd_femoral_neck"}
        assert "# Osteon has no use for: Hemoglobin A1c" in shown.output
        out = tmp_path / "me.toml"
        person = str(ROOT / "examples" / "menopause_d3_k2.toml")
        table = str(ROOT / "examples" / "labs" / "results.csv")
        done = CliRunner().invoke(command, [table, "--person", person, "--out", str(out), "--json"])
        assert done.exit_code == 0, done.output
        told = json.loads(done.stdout)
        assert told["unknown"] == ["HbA1c [4548-4]"]
        assert told["written"] == str(out)
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
        assert Person.from_toml(out).latest("25ohd_serum")


def test_the_codes_are_those_of_outcomes_and_each_tells_its_source() -> None:
    import csv

    with (ROOT / "src" / "osteon" / "data" / "loinc.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            assert row["outcome"] in measures()
            assert row["source"]
            digits, _, check = row["loinc"].partition("-")
            assert _luhn(digits) == int(check), row["loinc"]


def _luhn(digits: str) -> int:
    """The check digit of a LOINC code (mod 10)."""
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))]
    return -sum(value // 10 + value % 10 for value in doubled) % 10


@pytest.mark.skipif(not SHARED.exists(), reason="the notes are not here (../shared/data/foods/loinc_codes.csv)")
def test_no_code_of_the_notes_is_forgotten() -> None:
    import csv

    left_out = {"bmd_any", "cac_study"}
    with SHARED.open(encoding="utf-8", newline="") as rows:
        noted = {row["loinc"] for row in csv.DictReader(rows) if row["loinc"] and row["measure"] not in left_out}
    assert noted == set(codes())
