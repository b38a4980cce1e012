"""In how many random worlds a twin's change alters who calls first, computed by the command itself.

It takes some seconds of a core, so it runs in a process of its own, one at a time, and only on
request.
"""

from __future__ import annotations

import json
import threading
from typing import Any

from dashboards.launch.process import run_command
from dashboards.state.replay_choice import find_chosen_run
from dashboards.state.view import View
from runs.command_text import format_command, make_outputs_option, make_variant_argument
from runs.errors import WrongInput

PATIENCE = 20.0
"""Seconds for which a second visitor waits for the first."""
LONGEST = 180.0
"""Seconds after which the command is given up."""
_TURN = threading.BoundedSemaphore(1)


def list_fork_words(view: View) -> list[str]:
    """Return the words after `taijie` of the command (fork) that plays the shown change in many
    random worlds; WrongInput without a change, or if it changes levers.
    """
    of, twin = find_chosen_run(view), view.twin
    if twin is None:
        raise WrongInput("Nothing is done otherwise: choose an act first.", key="twin")
    if twin.levers:
        raise WrongInput("A lever is moved over many worlds on the page What-if.", key="levers")
    variant = make_variant_argument(view.batch.manifest.find_variant(view.variant))
    words = ["fork", variant, str(of.run), f"day={twin.day}", f"do={twin.do}"]
    words += [f"days={twin.days}"] if twin.days > 1 else []
    words += ["--point", str(of.point)] if of.point else []
    return [*words, "--batch", view.batch.name, *make_outputs_option(view.source.outputs)]


def write_fork_command(view: View) -> str:
    """Return, quoted for a shell, the `taijie fork` command that plays the shown change in many
    random worlds.
    """
    return format_command("taijie", *list_fork_words(view))


def run_fork_of_view(view: View) -> dict[str, Any]:
    """Return in how many random worlds the shown change alters the outcome, by `taijie fork
    --json`.

    Keys: worlds (their number), share (that alter), low, high (95 %), counts (a record of run, twin
    and worlds for each pair of outcomes). WrongInput if another visitor's command is still running,
    or if the command fails.
    """
    of = find_chosen_run(view)
    key = ("turned", view.variant, of.run, of.point, view.twin)
    return view.compute_once(key, lambda: _run_fork_command(view))


def _run_fork_command(view: View) -> dict[str, Any]:
    """Run the fork command, one at a time in the process, and return the `worlds` of its JSON."""
    words = list_fork_words(view)
    if not _TURN.acquire(timeout=PATIENCE):
        raise WrongInput("Another such question is being worked out here: ask again in a minute.")
    try:
        worlds: dict[str, Any] = json.loads(run_command([*words, "--json"], LONGEST))["worlds"]
    finally:
        _TURN.release()
    return worlds
