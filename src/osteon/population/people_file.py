"""Populations on disk: one Parquet file, a row a person, with the inclusion rule and how to draw them again beside it.

People are written block by block, so a million take no more memory than one block; the file appears when it is whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteon.body.editions import edition
from osteon.engine.declare import Param
from osteon.errors import InputError, StorageError
from osteon.person.body import ETHNICITIES
from osteon.population.people import People, draw_people, parameter_rows
from osteon.population.people_allowed import limits_of, rule
from osteon.population.people_status import WORDS, status_of
from osteon.population.spec import Spec
from osteon.population.spec_text import spec_as_table, spec_from_table
from osteon.tablefile import replaced

FloatArray = NDArray[np.float64]
Progress = Callable[[int], None]

ROWS = 32_768
"""People in a block on disk."""
KEY = b"osteon"
KIND = "virtual people"
MOST_PEOPLE = 1_000_000_000
FLAGS = ("female", "smoker", "acid_blocker", "thiazide", "warfarin", "prior_fracture")
SMALL = ("skin_type",)
WEIGHT = "weight"
BASELINE = "baseline_"
"""How the columns of baselines begin that a spec asks for."""


@dataclass(frozen=True)
class Population:
    """Virtual people in a file: how they were drawn, and their columns a block at a time."""

    path: Path
    spec: Spec
    seed: int
    count: int
    matched: Mapping[str, Any] | None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns of numbers that describe people: not ethnicity, and not what only the body model reads."""
        from pyarrow.parquet import read_schema

        return tuple(
            name for name in read_schema(self.path).names if name not in ("person", "ethnicity") and "." not in name
        )

    def blocks(self, names: tuple[str, ...]) -> Iterator[dict[str, FloatArray]]:
        """Some columns, a block of people at a time."""
        from pyarrow.parquet import ParquetFile

        with ParquetFile(self.path) as file:
            for batch in file.iter_batches(batch_size=ROWS, columns=list(names)):
                yield {name: np.asarray(batch[name].to_numpy(zero_copy_only=False), float) for name in names}

    def first_rows(self, names: tuple[str, ...], most: int) -> dict[str, FloatArray]:
        """Some columns of the first people, at most so many."""
        parts: list[dict[str, FloatArray]] = []
        for block in self.blocks(names):
            parts.append(block)
            if sum(len(part[names[0]]) for part in parts) >= most:
                break
        return {name: np.concatenate([part[name] for part in parts])[:most] for name in names}

    def ethnicities(self, most: int) -> NDArray[np.int64]:
        """The ethnicity of the first people as indices; -1 for not told."""
        from pyarrow.parquet import ParquetFile

        place = {word: index for index, word in enumerate(ETHNICITIES)}
        found: list[int] = []
        with ParquetFile(self.path) as file:
            for batch in file.iter_batches(batch_size=ROWS, columns=["ethnicity"]):
                words = batch["ethnicity"].dictionary.to_pylist()
                codes = batch["ethnicity"].indices.fill_null(-1).to_numpy()
                table = np.array([*(place[word] for word in words), -1])
                found.extend(table[codes].tolist())
                if len(found) >= most:
                    break
        return np.array(found[:most], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Extras:
    """What is written besides who people are.

    The model's `inputs`, each one's own `parameters` of it, and their `status`: outcomes after years on their habits.
    """

    inputs: bool = False
    parameters: bool = False
    status: bool = False


def save_people(
    spec: Spec, count: int, seed: int, path: Path, *, extras: Extras | None = None, progress: Progress | None = None
) -> None:
    """Draw people and write them to a Parquet file, which appears when all are there.

    Raises:
        InputError: nobody can be in, or a number of people out of bounds.
        StorageError: the disk is full, or the folder may not be written to.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_people(Spec(), 10, 1, Path(folder) / "ten.parquet")
    ...     load_population(Path(folder) / "ten.parquet").count
    10
    """
    check_file(path)
    check_count(count)
    more = extras or Extras()
    first = draw_people(spec, 0, min(ROWS, count), seed)
    about = {"kind": KIND, "spec": spec_as_table(spec), "seed": seed, "count": count, "rule": list(rule(spec))}
    schema = _schema(spec, first, more).with_metadata({KEY: json.dumps(about, ensure_ascii=False).encode()})
    from pyarrow.parquet import ParquetWriter

    with replaced(path) as file, ParquetWriter(file, schema, compression="zstd") as writer:
        for start in range(0, count, ROWS):
            people = first if start == 0 else draw_people(spec, start, min(ROWS, count - start), seed)
            writer.write_batch(_batch(people, schema, more))
            if progress is not None:
                progress(start + people.count)


def load_population(path: Path) -> Population:
    """A population from its file; nothing but what is said of it is read yet.

    Raises:
        InputError: no such file, or not one that `osteon population make` wrote.
    """
    from pyarrow import ArrowException
    from pyarrow.parquet import read_metadata

    if not path.is_file():
        raise InputError(f"there is no file {path}; make one with: osteon population make adults --out {path.name}")
    try:
        metadata = read_metadata(path)
        about = json.loads((metadata.metadata or {})[KEY])
        if about.get("kind") != KIND:
            raise KeyError(KIND)
        spec = spec_from_table(about["spec"])
        return Population(path, spec, int(about["seed"]), int(metadata.num_rows), about.get("matched"))
    except (ArrowException, OSError, KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path} is no population that Osteon wrote ({type(error).__name__})") from None


def add_weights(
    population: Population,
    weigh: Callable[[dict[str, FloatArray]], FloatArray],
    names: tuple[str, ...],
    told: Mapping[str, Any],
    path: Path,
) -> None:
    """Write a population again with a weight for each person, and what was matched beside the rule."""
    import pyarrow as arrow
    from pyarrow.parquet import ParquetFile, ParquetWriter

    check_file(path)
    with ParquetFile(population.path) as file, replaced(path) as target:
        kept = [name for name in file.schema_arrow.names if name != WEIGHT]
        schema = arrow.schema([*(file.schema_arrow.field(name) for name in kept), arrow.field(WEIGHT, arrow.float64())])
        about = json.loads(file.metadata.metadata[KEY]) | {"matched": dict(told)}
        schema = schema.with_metadata({KEY: json.dumps(about, ensure_ascii=False).encode()})
        with ParquetWriter(target, schema, compression="zstd") as writer:
            for batch in file.iter_batches(batch_size=ROWS, columns=kept):
                columns = {name: np.asarray(batch[name].to_numpy(zero_copy_only=False), float) for name in names}
                arrays = [*(batch[name] for name in kept), arrow.array(weigh(columns))]
                writer.write_batch(arrow.record_batch(arrays, schema=schema))


def check_file(path: Path) -> None:
    """Refuse a file that cannot hold a population, before anything is drawn.

    >>> check_file(Path("people.parquet"))
    """
    if path.suffix.lower() != ".parquet":
        raise InputError(f"{path}: a population is a Parquet file; write a name that ends in .parquet", "--out")
    if path.is_dir():
        raise InputError(f"{path} is a folder; name a file in it", "--out")
    if not path.parent.is_dir():
        raise StorageError(f"{path} cannot be written: there is no folder {path.parent}")


def check_count(count: int) -> None:
    """Refuse numbers of people that cannot be drawn.

    >>> check_count(1000)
    """
    if not 1 <= count <= MOST_PEOPLE:
        raise InputError(f"--people {count} is outside 1 to {MOST_PEOPLE}")


def _schema(spec: Spec, people: People, extras: Extras) -> Any:
    """Columns with limits are kept to the last bit; others as single floats, which hold seven digits."""
    import pyarrow as arrow

    exact = {name for name, _, _ in limits_of(spec)}
    kinds: dict[str, Any] = {"person": arrow.int64(), "ethnicity": arrow.dictionary(arrow.int8(), arrow.string())}
    for name in people.columns:
        if name != "ethnicity":
            plain = arrow.float64() if name in exact else arrow.float32()
            kinds[name] = arrow.bool_() if name in FLAGS else arrow.int8() if name in SMALL else plain
    kinds |= {"world": arrow.int32()} | {BASELINE + word: arrow.float32() for word in people.targets}
    if extras.inputs:
        kinds |= dict.fromkeys(people.inputs, arrow.float64())
    if extras.parameters:
        kinds |= dict.fromkeys(_drawn_parameters(spec.edition), arrow.float32())
    if extras.status:
        kinds |= dict.fromkeys(WORDS, arrow.float32())
    return arrow.schema(list(kinds.items()))


@cache
def _drawn_parameters(name: str) -> dict[str, int]:
    """The parameters that are unsure or differ between people, and where they stand in a row."""
    params = enumerate(edition(name).model().params)
    records = ((index, entry.name, entry.declaration) for index, entry in params)
    return {word: index for index, word, each in records if isinstance(each, Param) and (each.know or each.vary)}


def _batch(people: People, schema: Any, extras: Extras) -> Any:
    import pyarrow as arrow

    values: dict[str, Any] = {"person": people.numbers, "world": people.world, **people.columns}
    values |= {BASELINE + word: target for word, target in people.targets.items()}
    values |= people.inputs if extras.inputs else {}
    if extras.parameters:
        rows = parameter_rows(edition(people.spec.edition).model(), people)
        values |= {name: rows[:, index] for name, index in _drawn_parameters(people.spec.edition).items()}
    values |= status_of(people) if extras.status else {}
    return arrow.record_batch([_column(values[field.name], field) for field in schema], schema=schema)


def _column(values: FloatArray, field: Any) -> Any:
    import pyarrow as arrow

    if field.name == "ethnicity":
        index = values.astype(np.int8)
        codes = arrow.array(index, mask=index < 0)
        return arrow.DictionaryArray.from_arrays(codes, arrow.array(ETHNICITIES))
    return arrow.array(values.astype(field.type.to_pandas_dtype()), field.type)
