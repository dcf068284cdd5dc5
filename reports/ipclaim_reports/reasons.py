"""Why a claim has its verdict, in a line. Pure; the words stand here because they need grammar."""

from __future__ import annotations

from typing import Iterable

from .model import Case, JudgedClaim
from .records import Execution
from .text import clip, measured, plural, sentence

LONGEST = 240


def reason_of(claim: JudgedClaim) -> str:
    """One line: what shows the verdict, or why there is none."""
    return clip(_REASONS[claim.verdict](claim), LONGEST)


def outcome_reason(execution: Execution) -> str:
    """What the runner said of an outcome, in a line."""
    reason = execution.reason
    if reason is None:
        return ""
    text = reason.message or reason.code
    if reason.stage and reason.stage not in text:
        text = f"{reason.stage}: {text}"
    if execution.outcome in ("skipped", "unsupported") and reason.code not in text:
        text = f"{reason.code}: {text}"
    return " ".join(text.split())


def observations_line(execution: Execution, limit: int = 4) -> str:
    """The values of one execution in a line."""
    values = [f"{o.name} = {measured(o.value, o.unit)}" for o in execution.observations[:limit]]
    more = len(execution.observations) - limit
    return "; ".join(values) + (f"; {more} more" if more > 0 else "")


def tally_line(case: Case) -> str:
    """How often a case came out how: "pass 48, fail 2"."""
    return ", ".join(f"{outcome} {count}" for outcome, count in sorted(case.tally.items()))


def where_to_look(execution: Execution) -> str:
    """The line of source that failed, or else the one where the case begins."""
    reason = execution.reason
    if reason and reason.file:
        return f"{reason.file}:{reason.line}" if reason.line else reason.file
    return f"{execution.file}:{execution.line}"


def _names(cases: Iterable[Case]) -> str:
    """The cases' sentences, the variants of one sentence together."""
    variants: dict[str, list[str]] = {}
    for case in cases:
        own = variants.setdefault(sentence(case.chosen.name), [])
        if case.variant:
            own.append(case.variant)
    names = [f"{name} ({', '.join(own)})" if own else name for name, own in variants.items()]
    shown = "; ".join(names[:3])
    return shown + (f"; and {plural(len(names) - 3, 'more case')}" if len(names) > 3 else "")


def _with(claim: JudgedClaim, shows: str, *outcomes: str) -> list[Case]:
    return [
        case
        for case in claim.cases
        if case.chosen.shows == shows and any(o in case.tally for o in outcomes)
    ]


def _holds(claim: JudgedClaim) -> str:
    return "Shown: " + _names(_with(claim, "proves", "pass")) + "." + _conditions(claim)


def _refuted(claim: JudgedClaim) -> str:
    failed = _with(claim, "proves", "fail", "crash", "timeout")
    if failed:
        case = failed[0]
        said = outcome_reason(case.chosen) or case.outcome
        more = f" ({plural(len(failed), 'case')} in all)" if len(failed) > 1 else ""
        return f"{case.title}: {said}{more}." + _conditions(claim)
    return "Shown instead: " + _names(_with(claim, "refutes", "pass")) + "." + _conditions(claim)


def _depends(claim: JudgedClaim) -> str:
    return _conditions(claim).strip()


def _conditions(claim: JudgedClaim) -> str:
    conditions = claim.judgement.conditions
    if not conditions:
        return ""
    return " By condition: " + "; ".join(f"{name}: {v}" for name, v in conditions.items()) + "."


def _inconclusive(claim: JudgedClaim) -> str:
    for outcome in ("broken", "crash", "timeout", "unresolved"):
        for case in claim.cases:
            if outcome in case.tally:
                shown = next(e for e in case.executions if e.outcome == outcome)
                said = outcome_reason(shown)
                return f"{outcome.capitalize()}: {case.title}" + (f": {said}." if said else ".")
    failed = _with(claim, "refutes", "fail")
    return f"The counter-example did not show ({_names(failed)}), and nothing proves the claim."


def _observed(claim: JudgedClaim) -> str:
    lines = [observations_line(case.chosen) for case in claim.cases if case.chosen.observations]
    return "; ".join(lines[:3]) if lines else "No value was recorded."


def _unsupported(claim: JudgedClaim) -> str:
    case = next(case for case in claim.cases if "unsupported" in case.tally)
    return "Absent here: " + (outcome_reason(case.chosen) or case.title) + "."


def _untested(claim: JudgedClaim) -> str:
    if claim.cases:
        case = claim.cases[0]
        return "Not run: " + (outcome_reason(case.chosen) or case.outcome) + "."
    return f"No case: {claim.claim.no_case}" if claim.claim.no_case else "No case yet."


_REASONS = {
    "holds": _holds,
    "refuted": _refuted,
    "depends": _depends,
    "inconclusive": _inconclusive,
    "observed": _observed,
    "unsupported": _unsupported,
    "untested": _untested,
}


def reproduce(case: Case) -> str:
    """The command that runs one case again as it ran here."""
    run = case.run
    extra = "" if run.subject == "native" else f" --subject {_quoted(run.subject)}"
    if run.timeout_scale != 1:
        extra += f" --timeout-scale {run.timeout_scale:g}"
    return f"ipclaim run {_quoted(case.id)}{extra}"


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"
