"""The command ``osteon``: its subcommands are imported when they are called, so that help comes at once."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import click

from osteon.cli.show import show_json
from osteon.errors import InputError, OsteonError, nearest


@dataclass(frozen=True, slots=True)
class Entry:
    """A subcommand: the module it is in, where it is called as the subcommand is, and what it does in a line."""

    module: str
    help: str


COMMANDS: Mapping[str, Entry] = {
    "simulate": Entry("osteon.cli.simulate", "Simulate a person: food, supplements and sun to bone and artery."),
    "plan": Entry("osteon.cli.plan", "Plan foods, supplements and sun for a person, within limits."),
    "fit": Entry("osteon.cli.fit", "Fit the model to a person's labs."),
    "explain": Entry("osteon.cli.explain", "Say what an outcome of a person comes from, in shares."),
    "report": Entry("osteon.cli.report", "Write a person's report."),
    "foods": Entry("osteon.cli.foods", "Look up what foods hold."),
    "labs": Entry("osteon.cli.labs", "Read laboratory results into a person file."),
    "label": Entry("osteon.cli.label", "Read a supplement label and check it."),
    "replay": Entry("osteon.cli.replay", "Replay published trials and compare with what was observed."),
    "trial": Entry("osteon.cli.trial", "Simulate a planned trial in virtual people."),
    "population": Entry("osteon.cli.population", "Simulate virtual people."),
    "synergy": Entry("osteon.cli.synergy", "Compare two supplements alone and together in one person."),
    "run": Entry("osteon.cli.run", "Run an edition of the model, for one or many people, from an event table."),
    "where": Entry("osteon.cli.where", "Show where something is declared: equation, parameters, sources, readers."),
    "serve": Entry("osteon.cli.serve", "Open the app in a browser."),
}

HELP = """How vitamin D3, vitamin K2 and calcium work together in a body.

\b
Example:
  osteon simulate examples/menopause_d3_k2.toml --years 10
  osteon COMMAND --help
"""
EPILOG = """\b
Exit codes: 0 done, 1 a fault in Osteon, 2 input that cannot be used, 3 a model that does not fit together,
4 a simulation that could not be finished, 5 a broken study record, 6 a disk or folder that cannot be used.

Education and research software, not a medical device.
"""


class LazyGroup(click.Group):
    """Imports a subcommand when it is called; what Osteon raises becomes a message and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The subcommands that are there."""
        return [name for name, entry in COMMANDS.items() if importlib.util.find_spec(entry.module)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand of this name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = getattr(importlib.import_module(COMMANDS[cmd_name].module), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the subcommands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].help) for name in self.list_commands(ctx)])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Find the subcommand; an unknown one is answered with the nearest names."""
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            hint = nearest(args[0], known) or f"there are {', '.join(known)}"
            raise click.UsageError(f"there is no command {args[0]!r}; {hint}", ctx)
        ctx.meta["osteon.json"] = "--json" in args
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand."""
        try:
            return super().invoke(ctx)
        except OsteonError as error:
            _show_error(error, bool(ctx.meta.get("osteon.json")))
            ctx.exit(error.exit_code)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if "OSTEON_DEBUG" in os.environ:
                raise
            click.echo(f"Error: a fault in Osteon: {type(error).__name__}: {error}", err=True)
            click.echo("Set OSTEON_DEBUG=1 to see where, and please report it with the command.", err=True)
            ctx.exit(1)


def _show_error(error: OsteonError, as_json: bool) -> None:
    click.echo(f"Error: {error}", err=True)
    if as_json:
        problems = error.problems if isinstance(error, InputError) else (str(error),)
        kind = type(error).__name__
        show_json({"error": {"kind": kind, "problems": problems, "exit_code": error.exit_code}})


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            click.echo(f"osteon {version('osteon')}")
        except PackageNotFoundError:
            click.echo("osteon, run from its source folder")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    help=HELP,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Show the version."
)
def osteon() -> None:
    """The command line."""


def main() -> None:
    """Run the command line; the exit code says how it ended."""
    warnings.showwarning = _plain_warning
    try:
        osteon(prog_name="osteon")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _plain_warning(message: Warning | str, *_: object, **__: object) -> None:
    click.echo(f"Warning: {message}", err=True)
