"""`batten COMMAND ...`: finds the command's file and runs it; turns errors into one clear message.

Only the command that runs is imported, so that each starts as fast as it can.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn, Protocol, cast

from batten import __version__
from batten.cli.style import HelpFormatter
from batten.errors import BattenError

COULD_NOT_RUN = 2
_INTERRUPTED = 130
"""128 + SIGINT, as shells have it."""

COMMANDS = {
    "check": "what stands between these manifests and production",
    "fix": "mend what was found, as a diff or written into the files",
    "explain": "what a rule means: why it matters, what breaks, how to fix it",
    "rules": "list the rules",
}
"""Each has a module of its name beside this one."""


class Command(Protocol):
    """What a command's module offers."""

    def configure(self, parser: ArgumentParser) -> None:
        """Add the command's arguments."""

    def run(self, args: object) -> int:
        """Do it; the exit code."""
        ...


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code. 2: could not run."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _dispatch(arguments)
    except BattenError as error:
        print(f"batten: {error}", file=sys.stderr)
        return COULD_NOT_RUN
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return COULD_NOT_RUN


def _dispatch(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in COMMANDS:
        return _no_command(arguments)
    name = arguments[0]
    command = cast(Command, import_module(f"batten.cli.{name}"))
    parser = ArgumentParser(
        f"batten {name}", description=_sentence(COMMANDS[name]), formatter_class=HelpFormatter
    )
    command.configure(parser)
    code = command.run(parser.parse_args(arguments[1:]))
    sys.stdout.flush()
    return code


def _no_command(arguments: list[str]) -> int:
    """Help, version, or a usage error."""
    width = max(map(len, COMMANDS))
    listing = "\n".join(f"  {name:<{width}}  {help}" for name, help in COMMANDS.items())
    parser = ArgumentParser(
        "batten",
        usage="batten COMMAND ...",
        description="Gets a Kubernetes cluster ready for production and keeps it there.",
        epilog=f"commands:\n{listing}\n\nbatten COMMAND --help tells more.",
        formatter_class=HelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"batten {__version__}")
    if not arguments:
        parser.print_help()
        return 0
    if not arguments[0].startswith("-"):
        _unknown_command(parser, arguments[0])
    parser.parse_args(arguments)
    return COULD_NOT_RUN


def _unknown_command(parser: ArgumentParser, name: str) -> NoReturn:
    from difflib import get_close_matches

    near = get_close_matches(name, COMMANDS, n=1)
    hint = f'; did you mean "{near[0]}"?' if near else ""
    parser.error(f'there is no command "{name}"{hint}')


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."
