"""From the overrides of a command line to a plan, in steps, each in a file that is entered once.

Read (settings.compose), cross (combinations), set (settings.overrides), validate
(settings.validation); files that are asked besides: presets, points, variants.
Precedence: config < experiment < command line < named variant. Nothing is written here.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import product

from runs.paths import choose_batch_folder, resolve_outputs_folder
from runs.plan.bases import OverruledOverride
from runs.plan.combinations import Common, VariantPlanner, make_request, select_base_settings
from runs.plan.draws import DrawsFunction, add_fit_draws
from runs.plan.named_variants import find_variants_file, read_named_variants
from runs.plan.own_files import add_file_to_error
from runs.plan.plan import NO_FIT, Launch, Plan
from runs.plan.planned_variant import PlannedVariant
from runs.plan.plugins.catalogue import Plugin
from runs.plan.plugins.choosing import choose_plugins
from runs.plan.plugins.metrics import choose_metrics, require_known_metrics
from runs.plan.points import DesignBuilder
from runs.plan.presets import Presets
from runs.plan.settings.compose import ConfigComposer
from runs.plan.settings.overrides import Setting
from runs.plan.stopping import PrecisionRecord, start_precision_record
from runs.plan.variants import add_variant_hashes, require_same_sides


class Planner:
    """Builds the plan of a launch; composed presets and validated sections are kept for reuse.

    `compute_draws` returns the draws of a fit (`runs.plan.draws`). Without it levers stay as
    configured: a fit named by an experiment is ignored, one named by the caller is refused.
    """

    def __init__(
        self, composer: ConfigComposer | None = None, compute_draws: DrawsFunction | None = None
    ) -> None:
        self.composer = composer or ConfigComposer()
        self._compute_draws = compute_draws
        self._presets = Presets(self.composer)
        self.variants = VariantPlanner(self._presets)

    def plan(
        self,
        overrides: Sequence[str],
        multirun: bool,
        command: Sequence[str] = (),
        *,
        reuse: bool = False,
    ) -> Plan:
        """Return the plan of `taijie run OVERRIDES`, with -m if `multirun`; WrongInput for a wrong
        setting. reuse: its batch may exist; command: to be recorded (default: this process's).
        """
        request = make_request(self.composer.parse_axes(overrides), multirun)
        launch = self.compose_launch(request.combinations[0])
        named = read_named_variants(self.composer, launch, overrides)
        self._presets.require_same_launch_settings(request.combinations, named.values())
        folder = choose_batch_folder(
            resolve_outputs_folder(launch.outputs), launch.batch, launch.experiment, reuse=reuse
        )
        builder = DesignBuilder(launch.design)
        base = select_base_settings(request.combinations[0], request.swept, builder.has_design)
        many = len(named) * len(request.combinations) > 1
        common = Common(request, base, builder, launch.experiment, many)
        overruled: dict[OverruledOverride, None] = {}
        drafts, file = [], find_variants_file(launch.experiment, overrides)
        for (name, own), settings in product(named.items(), request.combinations):
            with add_file_to_error(self.composer, settings, own, file):
                drafts.append(self.variants.plan_variant(common, name, settings, own, overruled))
        design = builder.make_design(drafts)
        fit = self._choose_fit(launch, overrides)
        if fit != NO_FIT:
            drafts = add_fit_draws(drafts, folder.parent, fit, self._compute_draws)
        require_same_sides(drafts)
        variants = add_variant_hashes(drafts, design.table if design else None)
        return Plan(
            variants=variants, runs=launch.runs, seed=launch.seed, experiment=launch.experiment,
            executor=launch.executor, folder=folder, command=list(command or sys.argv),
            only_plan=launch.plan, named=bool(launch.variants), design=design,
            precision=_make_precision_record(launch), base=[one.text for one in base], fit=fit,
            overruled=list(overruled), plugins=self._choose_plugins(variants, launch.metrics),
        )  # fmt: skip

    def _choose_plugins(
        self, variants: Sequence[PlannedVariant], metrics: Sequence[str]
    ) -> tuple[Plugin, ...]:
        """Return the user's own policies and roles that variants play, and the chosen metrics."""
        own, varied = self.composer, [key for one in variants for key in one.varied]
        configs = [one.config for one in variants]
        played = choose_plugins(configs, own.own_policies, own.own_roles, whole=True)
        return played + choose_metrics(metrics, own.own_metrics, configs[0], played, varied)

    def _choose_fit(self, launch: Launch, overrides: Sequence[str]) -> str:
        """Return the fit to play; NO_FIT if its draws cannot be computed and it was not typed."""
        is_named = any(text.startswith("fit=") for text in overrides)
        return launch.fit if self._compute_draws or is_named else NO_FIT

    def compose_launch(self, settings: Sequence[Setting]) -> Launch:
        """Return how the batch is run (runs, seed, ...): the YAML, overridden by the command line.
        WrongInput for an invalid value or an unknown metric.
        """
        with add_file_to_error(self.composer, settings):
            launch = self._presets.compose_launch(settings)
            require_known_metrics(launch.metrics, self.composer.own_metrics)
            return launch


def _make_precision_record(launch: Launch) -> PrecisionRecord | None:
    """Return the record of a wanted precision before its first check; None if none is wanted."""
    if launch.precision is None:
        return None
    return start_precision_record(launch.precision, launch.runs, launch.runs_max)
