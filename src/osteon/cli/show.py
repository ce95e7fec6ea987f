"""What commands share: the option --json, and numbers and warnings as text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import click

from osteon.finite import finite

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def json_option() -> Decorator:
    """The option --json, which reaches a command as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Write the result as JSON.")


def show_json(result: Mapping[str, Any]) -> None:
    """Write a result as JSON on standard output; what is not a number becomes null.

    >>> show_json({"calcium": 2.35, "steps": float("nan")})
    {
      "calcium": 2.35,
      "steps": null
    }
    """
    click.echo(json.dumps(finite(result), indent=2, ensure_ascii=False, allow_nan=False))


def warn(message: str) -> None:
    """Say something on standard error that the user should know."""
    click.echo(f"Warning: {message}", err=True)
