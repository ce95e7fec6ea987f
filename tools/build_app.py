"""Build the browser app from `app/` into `src/osteon/web/static`, or check that what is committed is what is built.

python tools/build_app.py            installs exactly the locked packages and builds
python tools/build_app.py --check    builds elsewhere and compares with the committed files byte for byte
python tools/build_app.py --schema   writes the browser's types anew from the server's own description
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
APP = ROOT / "app"
STATIC = ROOT / "src" / "osteon" / "web" / "static"
LOCK = APP / "package-lock.json"
OPENAPI = APP / "src" / "api" / "openapi.json"
CHECKS = ("types", "lint", "test")


def main() -> int:
    """Do what the command line asks for; 0 if all is well."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--check", action="store_true", help="compare a fresh build with the committed files")
    words.add_argument("--schema", action="store_true", help="write the browser's types anew")
    words.add_argument("--no-install", action="store_true", help="use the packages that are already there")
    asked = words.parse_args()
    if asked.schema:
        write_schema()
        return 0
    if not asked.no_install:
        npm("ci")
    for name in CHECKS:
        npm("run", name)
    return check() if asked.check else build(STATIC)


def npm(*arguments: str) -> None:
    """Run npm in `app/`; its output is shown, and a failure ends the build."""
    program = shutil.which("npm")
    if program is None:
        sys.exit("npm is not installed; the app is built with Node 20 or later. Running Osteon needs neither.")
    quiet = ("--loglevel=error", "--no-fund", "--no-audit")
    done = subprocess.run([program, *arguments[:1], *quiet, *arguments[1:]], cwd=APP, check=False)
    if done.returncode:
        sys.exit(f"npm {' '.join(arguments)} failed")


def build(folder: Path) -> int:
    """Build into a folder, emptied first."""
    program = APP / "node_modules" / ".bin" / "vite"
    arguments = [str(program), "build", "--outDir", str(folder), "--emptyOutDir", "--logLevel", "warn"]
    return subprocess.run(arguments, cwd=APP, check=False, env={**os.environ, "NODE_ENV": "production"}).returncode


def check() -> int:
    """Build into a folder of its own and compare; also no address of a download may stand in the lock file."""
    problems = lock_problems(LOCK)
    with tempfile.TemporaryDirectory() as folder:
        if build(Path(folder)):
            return 1
        problems += differences(Path(folder), STATIC)
    says = "is not" if problems else "is"
    sys.stdout.write("\n".join([*problems, f"the committed app {says} what its source builds", ""]))
    return 1 if problems else 0


def differences(fresh: Path, committed: Path) -> list[str]:
    """What is missing, too much or different, by name."""
    made, kept = files(fresh), files(committed)
    lines = [f"missing: {name}" for name in sorted(made.keys() - kept.keys())]
    lines += [f"not built from the source: {name}" for name in sorted(kept.keys() - made.keys())]
    return lines + [f"differs: {name}" for name in sorted(made.keys() & kept.keys()) if made[name] != kept[name]]


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its name."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def lock_problems(path: Path) -> list[str]:
    """Addresses in the lock file: where a package is from is the business of the machine that installs it."""
    packages = json.loads(path.read_text(encoding="utf-8"))["packages"]
    named = [name for name, entry in packages.items() if "://" in json.dumps(entry)]
    return [f"the lock file names an address for {name}" for name in named]


def write_schema() -> None:
    """Ask the server for its description, and make the browser's types of it."""
    sys.path.insert(0, str(ROOT / "src"))
    from osteon.web.app import create_app

    text = json.dumps(create_app().openapi(), indent=1, sort_keys=True)
    OPENAPI.write_text(text + "\n", encoding="utf-8")
    npm("run", "schema")


if __name__ == "__main__":
    sys.exit(main())
