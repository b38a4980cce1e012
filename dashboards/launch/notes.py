"""The notes beside the fields of the launch form: errors, defaults, how values are understood.

They are built with a page and updated while the form is filled in; a field's own text is not.
"""

from __future__ import annotations

from dashboards.launch.form import NAMED, SINGLE, Form
from dashboards.launch.preview import Draft, Drafts
from runs.errors import WrongInput, join_first_few
from runs.plan.designs.kinds import DesignKind, NoDesign
from runs.plan.settings.levers import find_lever

SHOWN = 12
"""Options listed of what a field would take."""


class FieldNotes:
    """The notes beside all fields of one form."""

    def __init__(self, drafts: Drafts, form: Form) -> None:
        self.form = form
        self.draft: Draft = drafts.get_draft(form)
        self._usual = drafts.list_default_options(form)
        self._launch = drafts.resolve_launch_defaults(form)
        self.kind: DesignKind = NoDesign()
        self.levers: dict[str, float] = {}
        try:
            self.kind = drafts.resolve_design(form)
            self.levers = {lever.path: lever.value for lever in drafts.list_levers(form)}
        except WrongInput:
            pass  # the choices do not fit together, which the plan says

    @property
    def design_settings(self) -> tuple[str, ...]:
        """The keys of the settings that the chosen design has."""
        return tuple(f"design.{name}" for name in type(self.kind).model_fields if name != "name")

    def describe_error(self, key: str) -> str | None:
        """Return what is wrong with a field, in a sentence; None if nothing is."""
        refusal = self.draft.refusals.get(key)
        return None if refusal is None else write_error_sentence(refusal)

    def write_placeholder(self, key: str) -> str:
        """Return the default as placeholder of an empty field; empty if the field shows chosen
        options.
        """
        beside = key in self._usual and key not in SINGLE and self.form.get_field_text(key)
        return "" if beside else self.format_default(key)

    def format_default(self, key: str) -> str:
        """Return, as text, the value that is used while a field is empty; empty if it has none."""
        if key in self._usual:
            return "none" if key == "experiment" else self._experiment_note or self._usual[key]
        if key in self._launch:
            value = self._launch[key]
            if isinstance(value, str | list):
                return value if isinstance(value, str) else ", ".join(value) or "none"
            return "none" if value is None else f"{value:,}"
        if find_lever(key) is not None:
            now = self.levers.get(key)
            return "as the choices have it" if now is None else f"{now:g}"
        if key == NAMED:
            return "all that are assumed"
        if key == "batch":
            return "date and experiment"
        name = key.partition(".")[2]
        return f"{getattr(self.kind, name):g}" if name in type(self.kind).model_fields else ""

    def describe_field(self, key: str) -> str:
        """Return the note below a field: the default if it is empty, else how its text is
        understood.
        """
        otherwise = self.format_default(key)
        if not self.form.get_field_text(key).strip():
            return f"left empty: {otherwise}" if otherwise else "left empty"
        if key in self.draft.refusals:
            return "not taken: see below"
        if key in self.form.ranges:
            return f"{len(self.form.ranges[key])} values, what the design ranges over"
        values = self.form.choices.get(key, self.form.levers.get(key, ()))
        if len(values) > 1:
            return f"{len(values)} values, a sweep: {join_first_few(values, ', ', shown=8)}"
        return f"kept, in place of {otherwise}" if otherwise else "kept"

    @property
    def _experiment_note(self) -> str:
        """A note that the chosen experiment sets a value; empty without an experiment."""
        chosen = self.form.choices.get("experiment", ())
        return f"as {chosen[0]} has it" if chosen else ""


def write_error_sentence(refusal: WrongInput) -> str:
    """Return an error as a plain sentence for its field, without the name of the variant."""
    reason, start = refusal.reason, f": {refusal.key}"
    if reason.startswith("variant ") and start in reason:
        reason = reason[reason.index(start) + 2 :]
    allowed = (
        f" Allowed: {join_first_few(refusal.allowed, ', ', shown=SHOWN)}."
        if refusal.allowed
        else ""
    )
    meant = f" Did you mean {join_first_few(refusal.nearest, ' or ')}?" if refusal.nearest else ""
    return f"{reason}{meant}{allowed}"
