"""The choices of a figure drawn for a script: what a page would drop with a notice is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from dashboards.state import whatif
from dashboards.state.replay_choice import find_runs_by_rule
from dashboards.state.store import Source
from dashboards.state.url import KEYS
from dashboards.state.url_values import FORMS, READERS, WORDS, parse_plain_text
from dashboards.state.view import View, resolve_view
from runs.analysis.estimates.metrics import list_metrics
from runs.analysis.sides import get_dyad
from runs.archive.in_use import use_batch
from runs.errors import WrongInput, find_nearest_names

if TYPE_CHECKING:
    from runs.archive.batch import Batch

VARIANTS = ("variant", "a", "b")
ALIASES = {"variants": "variant"}
CHOICES = tuple(key for key in KEYS if key not in ("batch", "figure", "format"))
"""Keys of an address that choose what a figure shows; the batch is the script's own."""


def resolve_chosen_view(batch: Batch, path: str, choices: Mapping[str, object]) -> View:
    """Return the view of the page at `path` about this batch; choices: key of its address -> value,
    None for the page's default.

    Raises WrongInput, with the nearest or all allowed values, for a choice that the page does not
    know or that this batch does not have, and if the batch cannot be read.
    """
    given = {ALIASES.get(key, key): str(one) for key, one in choices.items() if one is not None}
    with use_batch(batch.manifest):
        for key, value in given.items():
            _require_possible_choice(batch, key, value)
    query = urlencode({"batch": batch.name, **given})
    view = resolve_view(Source(batch.path.parent), path, f"?{query}")
    if view.summary is None or view.summary.path != batch.path:
        reason = f"batch {batch.name} is not among those of {batch.path.parent}."
        raise WrongInput(view.unreadable or reason, key="batch", value=batch.name)
    with use_batch(view.manifest):
        notices = [*view.notices, *_list_notices_of_page(view)]
    if notices:
        raise WrongInput(" ".join(notices), key=", ".join(given), value=", ".join(given.values()))
    return view


def _require_possible_choice(batch: Batch, key: str, value: str) -> None:
    """Raise WrongInput if a figure has no choice `key`, or if the batch, set by `use_batch`, has no
    such value of it.
    """
    if key not in CHOICES:
        near = find_nearest_names(key, CHOICES)
        raise WrongInput(f"a figure has no choice {key}.", key=key, value=value, nearest=near,
                         allowed=[] if near else CHOICES)  # fmt: skip
    if key in VARIANTS:
        _require_variant(batch, key, value)
        return
    words = _list_words(key)
    if words and value not in words:
        near = find_nearest_names(value, words)
        raise WrongInput(f"{value} is no value for {key}.", key=key, value=value, nearest=near,
                         allowed=[] if near else words)  # fmt: skip
    try:
        found = READERS.get(key, parse_plain_text)(value)
    except ValueError:
        raise WrongInput(f"{value!r} is no value for {key}.", key=key, value=value,
                         allowed=[FORMS[key]] if key in FORMS else []) from None  # fmt: skip
    if key == "run" and isinstance(found, int) and found >= batch.manifest.runs:
        raise WrongInput(f"batch {batch.name} has no run {value}.", key=key, value=value,
                         allowed=[f"0 to {batch.manifest.runs - 1}"])  # fmt: skip


def _require_variant(batch: Batch, key: str, value: str) -> None:
    """Raise WrongInput, naming the choice `key`, if the batch has no variant of that name."""
    try:
        batch.manifest.find_variant(value)
    except WrongInput as error:
        raise WrongInput(error.reason, key=key, value=value, allowed=error.allowed,
                         nearest=error.nearest) from None  # fmt: skip


def _list_words(key: str) -> Sequence[str]:
    """Return the words that a choice may be in the batch set by `use_batch`; () if it is not one of
    a list.
    """
    if key in ("metric", "when"):
        return [one.name for one in list_metrics() if one.yes_no or key == "metric"]
    if key in ("keeper", "side"):
        return get_dyad().keys
    return get_dyad().audiences if key == "audience" else WORDS.get(key, ())


def _list_notices_of_page(view: View) -> list[str]:
    """Return sentences on what the page itself, beyond its address, would drop; WrongInput for a
    rule by which no run is chosen.
    """
    if view.path == "/what-if":
        return list(whatif.read_request(view).notices)
    rule = view.state.rule
    if view.path == "/replay" and rule is not None and view.state.run is None:
        known = find_runs_by_rule(view)
        if rule not in known:
            near = find_nearest_names(rule, known)
            raise WrongInput(f"no run is chosen by the rule {rule}.", key="rule", value=rule,
                             nearest=near, allowed=[] if near else list(known))  # fmt: skip
    return []
