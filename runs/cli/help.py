"""What `taijie run` says of its settings: help page, `--cfg job`, completion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from runs.analysis.sides import get_dyad
from runs.errors import WrongInput, find_nearest_names

if TYPE_CHECKING:
    from runs.plan.settings.compose import ConfigComposer

ONE, OTHER = get_dyad()
EXAMPLES = (
    ("taijie run experiment=first_call", "an experiment file"),
    (f"taijie run leader@{ONE}=hierarchy {ONE}.insulation=0.4 runs=500", "one variant of your own"),
    (f"taijie run -m leader@{ONE}=honor,hierarchy {OTHER}.insulation=0.2,0.8", "four variants"),
)
"""Commands on the sides of the preset, and what they run."""


def write_overrides_help() -> str:
    """Return the text on the config groups with their options, the launch keys, and
    three examples.
    """
    from runs.plan.settings.compose import ConfigComposer

    composer = ConfigComposer()
    lines = ["Groups (key=option; * is what you get without asking):"]
    for key, chosen in composer.chosen.items():
        marked = [f"{name}*" if name == chosen else name for name in composer.list_options(key)]
        lines.append(f"  {key:<22}{', '.join(marked)}")
    own = ", ".join(composer.own_metrics.plugins)
    lines += [
        "",
        "Values:",
        "  <side>.<lever>=X, <mechanism>.<lever>=X, horizon=DAYS    what is simulated",
        "  runs=N seed=N batch=NAME outputs=FOLDER plan=true        how it is run",
        "  precision=0.01 runs_max=N    more runs, until P(first) is known to ±0.01",
        f"  metrics=[NAME,...]           of your own, of every run: {own or 'none here'}",
        "  every setting with its value: taijie run --cfg job",
        "",
        "Of your own: YAML in ./configs/GROUP; policies in ./policies/*.py, roles in ./roles/*.py,",
        "metrics in ./metrics/*.py, or any of them in an installed package (entry points",
        "taijie.policies, taijie.roles, taijie.metrics)",
        "",
        "Examples:",
        *(f"  {command:<68}{what}" for command, what in EXAMPLES),
    ]
    return "\n".join(lines)


def format_job_config(
    config_name: str, texts: Sequence[str], package: str | None, composer: ConfigComposer
) -> str:
    """Return the validated config of `taijie run TEXTS` as YAML with every default, or the part of
    it at the dotted path `package`. WrongInput if `config_name` is not "job" or "all", a setting
    has several values, or there is no such part.
    """
    if config_name == "hydra":
        reason = "--cfg hydra: Hydra's own settings have no effect here, so that none is shown."
        raise WrongInput(reason, key="--cfg", value=config_name, allowed=["job"])
    if config_name not in ("job", "all"):  # all is the job and Hydra's own, which is none
        reason, known = f"--cfg {config_name} is not known.", ["job", "all"]
        raise WrongInput(reason, key="--cfg", value=config_name, allowed=known)
    from runs.plan.combinations import cross_axes, keep_last_axes
    from runs.plan.planner import Planner
    from runs.plan.settings.compose import format_yaml
    from runs.plan.settings.validation import validate_config

    planner = Planner(composer)
    axes = keep_last_axes(planner.composer.parse_axes(texts))
    for axis in axes:
        if axis.swept:
            reason = f"--cfg shows one variant, and {axis.key} is given several values: give one."
            raise WrongInput(reason, key=axis.key, value=[one.shown for one in axis.settings])
    (settings,) = cross_axes(axes, multirun=False)
    launch = planner.compose_launch(settings).model_dump(mode="json")
    config: Any = {
        **launch,
        **validate_config(planner.variants.compose_values(settings)).model_dump(mode="json"),
    }
    config = _find_part(config, package or "")
    return format_yaml(config) if isinstance(config, dict) else f"{config}\n"


def _find_part(config: dict[str, Any], package: str) -> Any:
    """Return the part of nested values at a dotted path, all of them for ""; WrongInput, with the
    nearest paths, if there is none.
    """
    from runs.plan.settings.overrides import list_paths

    part: Any = config
    for step in package.split(".") if package else []:
        if not isinstance(part, dict) or step not in part:
            near = find_nearest_names(package, list_paths(config))
            reason = f"there is no part {package}."
            raise WrongInput(reason, key="--package", value=package, nearest=near)
        part = part[step]
    return part


def complete_override(incomplete: str) -> list[str]:
    """Return the completions of the last word typed, sorted: groups with options, and settings."""
    from runs.plan.plan import Launch
    from runs.plan.settings.compose import ConfigComposer
    from runs.plan.settings.defaults import fill_in_defaults
    from runs.plan.settings.overrides import LAUNCH_KEYS
    from runs.plan.settings.validation import complete_config

    def fill_defaults(values: dict[str, Any]) -> dict[str, Any]:
        """Return the settings of a launch and of what is simulated with all defaults filled in."""
        launch = {key: value for key, value in values.items() if key in LAUNCH_KEYS}
        simulated = {key: value for key, value in values.items() if key not in LAUNCH_KEYS}
        return {**fill_in_defaults(Launch, launch), **complete_config(simulated)}

    composer = ConfigComposer()
    grouped = [
        f"{key}={option}" for key in composer.chosen for option in composer.list_options(key)
    ]
    word = "" if incomplete.endswith(" ") or not incomplete else incomplete.split()[-1]
    unproposed = [text for text in grouped if "@" in text]
    unproposed += [f"metrics=[{name}]" for name in composer.own_metrics.plugins]
    more = [text for text in unproposed if word and text.startswith(word)]
    return sorted({*composer.list_completions(incomplete, fill_defaults), *more})
