"""Set up and run Osteon. It needs Python 3.11 or newer with pip, and a network the first time.

python3 go.py simulate examples/menopause_d3_k2.toml --years 10 --out results
python3 go.py test           all that must hold: format, lint, types and every test; further words go to pytest
python3 go.py test --fast    the same without the slow tests
python3 go.py check          format the code, then lint and types
python3 go.py bench          speed, beside other solvers; `bench scaling` and `bench startup` for Osteon alone
python3 go.py COMMAND ...    any osteon command, such as run or where

Everything is installed into the folder .venv next to this file and nowhere else. Delete it to start afresh.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.version_info[:2] < (3, 11):
    raise SystemExit(f"Osteon needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: python3.11 go.py")

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / "python"
LOCK = ROOT / "constraints.txt"
OFFLINE = "The package registry was not reached. Is there a network, and does pip know your proxy?"
REASONS = {
    "No space left": "The disk is full: Osteon needs about 1 GB.",
    "Permission denied": "Something in the folder .venv belongs to another user. Delete that folder.",
    "name resolution": OFFLINE,
    "NewConnectionError": OFFLINE,
    "Max retries exceeded": OFFLINE,
    "timed out": "The package registry did not answer in time. Try again.",
    "No matching distribution": "The package registry has nothing for this Python and system. Try another Python.",
}
"""What pip's words mean; the first that fits."""


def main(words: Sequence[str]) -> int:
    """Do what the words ask for and return the exit code."""
    if not words or words[0] in {"-h", "--help", "help"}:
        print(__doc__.strip())
        return 0
    command, *rest = words
    if command == "test":
        return test(rest)
    if command == "check":
        return check()
    if command == "bench":
        return bench(rest)
    set_up()
    return run([PROGRAMS / "osteon", *words])


def test(words: Sequence[str]) -> int:
    """Format, lint, types and tests."""
    set_up("test")
    chosen = ["-m", "not slow"] if "--fast" in words else []
    chosen += [word for word in words if word != "--fast"]
    return steps(
        {
            "format": ["ruff", "format", "--check", "."],
            "lint": ["ruff", "check", "."],
            "types": ["mypy"],
            "tests": ["pytest", "-n", "auto", "--hypothesis-profile", "ci", *chosen],
        }
    )


def check() -> int:
    """Format the code, then lint and types."""
    set_up("test")
    return steps({"format": ["ruff", "format", "."], "lint": ["ruff", "check", "."], "types": ["mypy"]})


def bench(words: Sequence[str]) -> int:
    """Run the script of `benchmarks` that the first word names, or the comparison with other solvers."""
    set_up("bench")
    name, rest = (words[0], words[1:]) if words and words[0].isidentifier() else ("peers", words)
    return run([PYTHON, ROOT / "benchmarks" / f"{name}.py", *rest], ROOT)


def steps(commands: Mapping[str, Sequence[str]]) -> int:
    """Run all commands, also where one fails; say which failed and return 0 where none did."""
    failed = []
    for name, command in commands.items():
        print(f"-- {name}", flush=True)
        if run([PYTHON, "-m", *command], ROOT):
            failed.append(name)
    if failed:
        print(f"go.py: failed: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


def run(command: Sequence[str | Path], folder: Path | None = None) -> int:
    """Run a program of the private folder and return its exit code."""
    return subprocess.run([str(word) for word in command], cwd=folder, env=surroundings(), check=False).returncode


def surroundings() -> dict[str, str]:
    """The environment, with pip held to the locked versions and nothing imported from elsewhere."""
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    return kept | {"PIP_CONSTRAINT": LOCK.name, "PIP_BUILD_CONSTRAINT": LOCK.name, "PIP_USER": "0"}


def set_up(extra: str = "") -> None:
    """Make the private folder and install Osteon with an extra into it, unless that is done already."""
    try:
        with alone():
            if not usable():
                make_folder()
            stamp = VENV / f"installed-{extra or 'osteon'}"
            if not (stamp.exists() and stamp.read_text() == digest()):
                install(f".[{extra}]" if extra else ".")
                for done in {stamp, VENV / "installed-osteon"}:
                    done.write_text(digest())
    except OSError as error:
        raise SystemExit(f"{error.strerror}: {error.filename}\nPut Osteon in a folder that you may write to.") from None


@contextmanager
def alone() -> Iterator[None]:
    """Let one go.py set up at a time, where the system can lock a file."""
    with LOCK.open() as file:
        with suppress(ImportError, OSError):
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def digest() -> str:
    """A text that changes when the place, the needs or the locked versions change."""
    needs = (str(ROOT).encode(), (ROOT / "pyproject.toml").read_bytes(), LOCK.read_bytes())
    return hashlib.sha256(b"\n".join(needs)).hexdigest()


def usable() -> bool:
    """Whether the private folder was made here in full, its Python runs, and that finds Osteon."""
    made = VENV / "made-in"
    if not made.exists() or made.read_text() != str(ROOT):
        return False
    script = "import importlib.util, sys; sys.exit(importlib.util.find_spec('osteon') is None)"
    with suppress(OSError):
        return subprocess.run([str(PYTHON), "-c", script], capture_output=True, check=False).returncode == 0
    return False


def make_folder() -> None:
    """Make the private folder anew; where this Python lacks ensurepip, its own pip will install into it."""
    print("Setting up Osteon in the folder .venv (once; about a minute) ...", flush=True)
    if not has("ensurepip") and not has("pip"):
        raise SystemExit("This Python has no pip. On Debian or Ubuntu: apt install python3-venv")
    if VENV.exists():
        shutil.rmtree(VENV)
    VENV.mkdir()
    bare = [] if has("ensurepip") else ["--without-pip"]
    command = [sys.executable, "-m", "venv", *bare, str(VENV)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"The folder {VENV} could not be made:\n{(done.stdout + done.stderr).strip()}")


def has(module: str) -> bool:
    """Whether this Python has a module."""
    return importlib.util.find_spec(module) is not None


def install(what: str) -> None:
    """Install with pip, naming each package as it comes."""
    inside = shutil.which("pip", path=str(PROGRAMS))
    pip = [str(PYTHON), "-m", "pip"] if inside else [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    command = [*pip, "install", "--no-input", "--disable-pip-version-check", "--editable", what]
    said: list[str] = []
    with subprocess.Popen(
        command, cwd=ROOT, env=surroundings(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            said.append(line.rstrip())
            tell(line)
    log = VENV / "pip.log"
    log.write_text("\n".join(said))
    if process.returncode:
        known = (meaning for sign, meaning in REASONS.items() if sign in log.read_text())
        raise SystemExit(f"{next(known, said[-1])}\nSetting up failed. All that pip said is in {log}")
    (VENV / "made-in").write_text(str(ROOT))


def tell(line: str) -> None:
    """Show of pip's lines which package it is at."""
    wheel = re.match(r"\s*(?:Downloading|Using cached|Processing) \S*?([^/\s-]+)-([^/\s-]+)-[^/\s]+\.whl(?:\s|$)", line)
    if wheel:
        print(f"  {wheel[1]} {wheel[2]}", flush=True)
    if line.startswith("Installing collected packages"):
        print("  putting them in place ...", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
