"""The decision rule of a leader (M22): its data; the rules are in agents/policies."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from model.parameters.lever import Parameters, lever


class Quantal(Parameters):
    """Nested logit within each slot at temperature 1 (McFadden 1978; quantal response, McKelvey and
    Palfrey 1995).
    """

    name: Literal["quantal"] = "quantal"
    temperature: float = lever(1, (0.001, 100), "ratio", "scale of the noise in every choice")


class ConstantHazard(Parameters):
    """Asks by one kind of request with a constant probability per day; accepts any request."""

    name: Literal["constant_hazard"] = "constant_hazard"
    probability: float = lever(0.02, (0, 1), "1/day", "probability of asking on a day")
    request: str = "ask_private"


class Attrition(Parameters):
    """Equilibrium concession in a war of attrition; see agents/policies/attrition.py."""

    name: Literal["attrition"] = "attrition"
    game: Literal["complete", "private", "reputation", "audience"] = "complete"
    value: float = lever(1, (0.001, 1e6), "payoff", "prize [v]")
    cost: float = lever(0.02, (0.0001, 1e6), "payoff/day", "flow cost of waiting [c]")
    stubborn: float = lever(0.1, (0.000001, 0.999), "probability", "never calls [z]")
    rate: float = lever(0.02, (0.00001, 10), "1/day", "concession rate [lambda]")
    slope: float = lever(1, (0.0001, 1000), "payoff/unit", "linear audience cost [a]")
    unit_days: float = lever(180, (1, 100000), "days", "days of a unit of time [K]")
    request: str = "ask_private"


class Never(Parameters):
    """Never sends anything and never accepts."""

    name: Literal["never"] = "never"


class ScriptedAct(Parameters):
    """One act of a script: on this day (first day 1), in this slot, that kind of signal."""

    day: int = Field(ge=1, le=100000)
    kind: str
    until: int | None = Field(default=None, ge=1, le=100000)


class Scripted(Parameters):
    """Follows a list of dated acts, and does "nothing" otherwise; for history and tests."""

    name: Literal["scripted"] = "scripted"
    acts: list[ScriptedAct] = []


class OwnPolicy(Parameters):
    """A rule written by the user, chosen by its name, with the numbers it declares."""

    name: str
    numbers: dict[str, float] = Field(
        default={}, description="what a policy of your own declares (docs/tasks/extend.md)"
    )


BY_NAME: dict[str, type[Parameters]] = {
    one.model_fields["name"].default: one
    for one in (Quantal, ConstantHazard, Attrition, Never, Scripted)
}


def _validate_named_policy(value: Any) -> Any:
    """Return the settings object of the policy that a mapping names; other values unchanged.

    An error then lists the fields of that class only; a name that is no policy of the model is
    taken for a user's policy.
    """
    if not isinstance(value, dict):
        return value
    return BY_NAME.get(str(value.get("name")), OwnPolicy).model_validate(value)


Policy = Annotated[
    Quantal | ConstantHazard | Attrition | Never | Scripted | OwnPolicy,
    BeforeValidator(_validate_named_policy),
]
