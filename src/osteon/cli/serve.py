"""`osteon serve`: the app in a browser, on this machine."""

from __future__ import annotations

import click

from osteon.errors import InputError

EXAMPLE = """
\b
Example:
  osteon serve
  osteon serve --port 0 --no-browser
  osteon serve --host 0.0.0.0 --token
\b
Without --host only this machine can reach the app. With another address everybody on the network can reach the door,
so a token is needed: --token alone makes one. What is sent over a network is not encrypted.
"""
MADE = "\0"
SHORTEST_TOKEN = 16


@click.command(epilog=EXAMPLE)
@click.option(
    "--port", default=8617, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--token", is_flag=False, flag_value=MADE, metavar="[TOKEN]", help="Ask for a token; alone, make one.")
@click.option("--name", "names", multiple=True, help="Further host name by which browsers reach this machine.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.option("--json", "as_json", is_flag=True, help="Print the address as JSON.")
def serve(port: int, host: str, token: str | None, names: tuple[str, ...], *, no_browser: bool, as_json: bool) -> None:
    """Open the app in a browser; Ctrl+C ends it."""
    from osteon.web.server import address, listen
    from osteon.web.server import serve as run
    from osteon.web.settings import Settings, new_token

    chosen = new_token() if token == MADE else token
    settings = Settings(host=host, token=chosen, names=names)
    _check(settings.open_to_others, chosen)
    door = listen(host, port)
    where = address(settings, int(door.getsockname()[1]))
    _say(where, host, settings.open_to_others, as_json)
    run(settings, door, (lambda: None) if no_browser else (lambda: _open(where)))
    if not as_json:
        click.echo("Osteon has stopped.")


def _check(others: bool, token: str | None) -> None:
    if others and not token:
        raise InputError("another address than this machine's own needs a token: add --token, and one is made")
    if token and len(token) < SHORTEST_TOKEN:
        raise InputError(f"a token needs {SHORTEST_TOKEN} characters or more; write --token alone, and one is made")


def _say(where: str, host: str, others: bool, as_json: bool) -> None:
    if others:
        click.secho(
            f"WARNING: everybody who can reach {host} can knock; only those with the token get in. "
            "What is sent is not encrypted: use this on a network you trust.",
            err=True,
            bold=True,
        )
    if as_json:
        from osteon.cli.show import show_json

        show_json({"address": where})
    else:
        click.echo(f"Osteon is at {where}\nCtrl+C ends it. Everything stays on this machine.")


def _open(where: str) -> None:
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(where,), daemon=True).start()
