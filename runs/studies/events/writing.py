"""Writes a script as files of the user's own configs: an episode, and for each side a policy that
follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import ValidationError

from model.parameters import Configuration
from runs.errors import WrongInput
from runs.paths import get_current_folder
from runs.plan.settings.compose import ConfigComposer
from runs.studies.composition import compose_with_overrides
from runs.studies.episodes.episode import STAGES, UNKNOWN, Episode
from runs.studies.events.event_files import Event, read_events
from runs.studies.events.mapping import load_event_mapping
from runs.studies.events.script import Script, Window, build_script


class ImportRequest(NamedTuple):
    """What event data to import, and how.

    Args:
        file: the event data.
        form: a name in `event_files.FORMATS`.
        window: which sides and days.
        name: name of the files to write.
        scenario: the scenario of the sides; None for that of the primary config.
        mapping: name of the rules.
        run: replication to read from a file of simulated runs; None if it holds only one.
        variant: name of the variant to read from it; None if it holds only one.
    """

    file: Path
    form: str
    window: Window
    name: str
    scenario: str | None = None
    mapping: str = "cameo"
    run: str | None = None
    variant: str | None = None


class Imported(NamedTuple):
    """The result of an import: what was read, the files written, and the configuration at the
    start.
    """

    script: Script
    files: tuple[Path, ...]
    config: Configuration


def import_events(request: ImportRequest) -> Imported:
    """Read a file of event data; write an episode and, for each side, a policy that follows its
    acts; return the script that was read, the new files and the configuration.

    Raises WrongInput, with nothing written, for an error in the file, several runs in it, no event
    of the two sides, or files that exist already.
    """
    events = _select_run(read_events(request.file, request.form), request)
    composer = ConfigComposer()
    mapping = load_event_mapping(composer, request.mapping)
    overrides: dict[str, Any] = {"start": request.window.first.isoformat(),
                                 "horizon": request.window.days}  # fmt: skip
    if request.scenario:
        overrides = {"scenario": request.scenario, **overrides}
    config = compose_with_overrides(composer, "import", overrides)
    script = build_script(events, request.window, mapping, config)
    if not script.events:
        one, two = request.window.words
        reason = (
            f"{request.file.name}: no event is between {one} and {two} from"
            f" {request.window.first} to {request.window.last}."
        )
        raise WrongInput(reason, key="sides", value=f"{one},{two}")
    texts = _make_file_texts(request, script, overrides, config)
    return Imported(script, _write_new_files(texts), config)


def _select_run(events: Iterable[Event], request: ImportRequest) -> list[Event]:
    """Return the events of the requested run and variant; WrongInput if the file holds no such run
    or variant, or if the chosen events are of several runs.
    """
    events = list(events)
    for key, wanted in (("run", request.run), ("variant", request.variant)):
        held = sorted({getattr(event, key) for event in events} - {""})
        if wanted is not None and wanted not in held:
            said = f"has no {key} {wanted}" if held else f"has no column {key}"
            raise WrongInput(f"{request.file.name} {said}.", key=key, value=wanted, allowed=held)
    chosen = [
        event
        for event in events
        if request.run in (None, event.run) and request.variant in (None, event.variant)
    ]
    runs = list(dict.fromkeys((event.variant, event.run) for event in chosen))
    if len(runs) > 1:
        key = "run" if len({run for _, run in runs}) > 1 else "variant"
        values = sorted({event.run if key == "run" else event.variant for event in chosen})
        reason = f"{request.file.name} holds {len(runs)} runs: choose one by --run and --variant."
        raise WrongInput(reason, key=key, allowed=values)
    return chosen


def make_config_name(text: str) -> str:
    """Return a text as the name of a config: lower case, all but letters and digits become _;
    `events` if nothing is left.
    """
    return re.sub(r"\W+", "_", text, flags=re.ASCII).strip("_").lower() or "events"


def name_policy(name: str, side: str) -> str:
    """Return the name of the policy that follows a side's acts; name: of the import."""
    return f"{name}_{side}"


def _make_file_texts(
    request: ImportRequest, script: Script, overrides: dict[str, Any], config: Configuration
) -> dict[Path, str]:
    """Return path -> text of the files to write: the episode, which is validated, and each side's
    policy.
    """
    folder, name = get_current_folder() / "configs", request.name
    episode = _make_episode(request, script, overrides, config)
    try:
        Episode.model_validate(episode)
    except ValidationError as error:
        reason = f"import: {error.errors(include_url=False)[0]['msg']}."
        raise WrongInput(reason, key="name", value=name) from None
    head = f"# taijie episodes {name}\n# Read from {request.file.name} by `taijie import`.\n"
    texts = {folder / "episode" / f"{name}.yaml": head + _format_yaml(episode)}
    for side, acts in script.acts.items():
        own = name_policy(name, side)
        head = (
            f"# taijie run policy@{side}.policy={own}\n"
            f"# What {side} did from {overrides['start']} on, read from {request.file.name}.\n"
        )
        texts[folder / "policy" / f"{own}.yaml"] = head + _format_yaml(
            {"name": "scripted", "acts": acts}
        )
    return texts


def _format_yaml(plain: dict[str, Any]) -> str:
    """Return plain values as YAML text, keys in their order."""
    return yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=100)


def _make_episode(
    request: ImportRequest, script: Script, overrides: dict[str, Any], config: Configuration
) -> dict[str, Any]:
    """Return the episode read from events as plain values, in the fields of `Episode`."""
    window, keys = request.window, config.dyad.keys
    words = dict(zip(window.words, keys, strict=True))
    movers: dict[str, str] = {}
    for stage in STAGES:
        asked = script.contacts[stage].requested_by_true if stage in script.contacts else ""
        mover = words.get(asked, asked)
        movers[stage] = mover if mover in config.dyad.movers else UNKNOWN
    days = {
        stage: {"days": (script.contacts[stage].day - window.first).days}
        if stage in script.contacts else None
        for stage in STAGES
    }  # fmt: skip
    what = "Simulated events" if script.is_simulated else "Events"
    claims = "; ".join(f"{side}: {asked}" for side, asked in dict.fromkeys(script.claims))
    says_who = "requested_by_true of the file" if set(movers.values()) != {UNKNOWN} else (
        "the file does not say who asked, and nothing was inferred"
    )  # fmt: skip
    return {
        "id": request.name.upper(),
        "title": f"{what} of {window.words[0]} and {window.words[1]} from {window.first}",
        "group": request.name,
        "source": f"{request.file.name}, format {request.form}, mapping {request.mapping}",
        "confidence": "as coded in the file; not checked",
        "trigger": f"the window of the import begins on {window.first}",
        "reasons": ["start, horizon: the window of the import"],
        "overrides": overrides,
        "happened": {
            "days_to_envoy_contact": days["envoy"],
            "days_to_leader_contact": days["leader"],
            "leader_contact": "as coded in the file" if days["leader"] else "none in the file",
            "first_mover": {**movers, "evidence": says_who},
            "readouts_and_claims": claims or "the file says nothing of claims",
            "disputed": UNKNOWN,
            "unlocked_by": UNKNOWN,
        },
    }


def _write_new_files(texts: dict[Path, str]) -> tuple[Path, ...]:
    """Write texts (path -> text) as new files, all of them or none; return their paths.

    Raises WrongInput if one exists or cannot be written.
    """
    for path in texts:
        if path.exists() or path.is_symlink():
            reason = f"{path} exists already and is not overwritten: give another --name."
            raise WrongInput(reason, key="name", value=path.stem)
    written: list[Path] = []
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                written.append(path)
                file.write(text)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise WrongInput(f"cannot write {path}: {error.strerror}.", key="name",
                         value=path.stem) from error  # fmt: skip
    return tuple(written)
