"""Why a claim has its verdict, in a line. Pure."""

from __future__ import annotations

from typing import Iterable

from . import words
from .bench.sentences import timed_reason
from .language import NOTHING, Said, Text, join, say
from .model import Case, JudgedClaim
from .records import Execution
from .text import clip, measured, sentence

LONGEST = 240


def reason_of(claim: JudgedClaim) -> Said:
    """One line: what shows the verdict, or why there is none."""
    if claim.timed:
        return timed_reason(claim.timed).map(lambda text: clip(text, LONGEST))
    return _REASONS[claim.verdict](claim).map(lambda text: clip(text, LONGEST))


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


def observations_line(execution: Execution, limit: int = 4) -> Said:
    """The values of one execution in a line."""
    values = [f"{o.name} = {measured(o.value, o.unit)}" for o in execution.observations[:limit]]
    more = len(execution.observations) - limit
    shown = join(say("list.semicolon"), values)
    return say("reason.more_values", values=shown, n=more) if more > 0 else shown


def tally_line(case: Case) -> Said:
    """How often a case came out how: "pass 48, fail 2"."""
    counted = sorted(case.tally.items())
    return join(
        say("list.comma"), (say("summary.tally", outcome=words.outcome(o), n=n) for o, n in counted)
    )


def where_to_look(execution: Execution) -> str:
    """The line of source that failed, or else the one where the case begins."""
    reason = execution.reason
    if reason and reason.file:
        return f"{reason.file}:{reason.line}" if reason.line else reason.file
    return f"{execution.file}:{execution.line}"


def _names(cases: Iterable[Case]) -> Said:
    """The cases' sentences, the variants of one sentence together."""
    variants: dict[str, list[str]] = {}
    for case in cases:
        own = variants.setdefault(sentence(case.chosen.name), [])
        if case.variant:
            own.append(case.variant)
    names = [f"{name} ({', '.join(own)})" if own else name for name, own in variants.items()]
    shown = join(say("list.semicolon"), names[:3])
    if len(names) <= 3:
        return shown
    return say("reason.more_cases", names=shown, n=len(names) - 3)


def _with(claim: JudgedClaim, shows: str, *outcomes: str) -> list[Case]:
    return [
        case
        for case in claim.cases
        if case.chosen.shows == shows and any(o in case.tally for o in outcomes)
    ]


def _holds(claim: JudgedClaim) -> Said:
    return say("reason.holds", names=_names(_with(claim, "proves", "pass"))) + _conditions(claim)


def _refuted(claim: JudgedClaim) -> Said:
    failed = _with(claim, "proves", "fail", "crash", "timeout")
    if failed:
        case = failed[0]
        why: Text = outcome_reason(case.chosen) or words.outcome(case.outcome)
        key = "reason.failed_many" if len(failed) > 1 else "reason.failed"
        return say(key, case=case.title, why=why, n=len(failed)) + _conditions(claim)
    shown = _names(_with(claim, "refutes", "pass"))
    return say("reason.instead", names=shown) + _conditions(claim)


def _depends(claim: JudgedClaim) -> Said:
    return _conditions(claim).map(str.strip)


def _conditions(claim: JudgedClaim) -> Said:
    conditions = claim.judgement.conditions
    if not conditions:
        return NOTHING
    each = (
        say("reason.condition", name=name, verdict=words.verdict(verdict))
        for name, verdict in conditions.items()
    )
    listed = say("reason.conditions", conditions=join(say("list.semicolon"), each))
    return Said(" " + listed.en, listed.zh)


def _inconclusive(claim: JudgedClaim) -> Said:
    for outcome in ("broken", "crash", "timeout", "unresolved"):
        for case in claim.cases:
            if outcome in case.tally:
                shown = next(e for e in case.executions if e.outcome == outcome)
                why = outcome_reason(shown)
                key = "reason.missing_why" if why else "reason.missing"
                word = words.outcome(outcome)
                return say(key, outcome=word.map(str.capitalize), case=case.title, why=why)
    return say("reason.no_counter_example", names=_names(_with(claim, "refutes", "fail")))


def _observed(claim: JudgedClaim) -> Said:
    lines = [observations_line(case.chosen) for case in claim.cases if case.chosen.observations]
    return join(say("list.semicolon"), lines[:3]) if lines else say("reason.no_value")


def _unsupported(claim: JudgedClaim) -> Said:
    case = next(case for case in claim.cases if "unsupported" in case.tally)
    return say("reason.absent", why=outcome_reason(case.chosen) or case.title)


def _untested(claim: JudgedClaim) -> Said:
    if claim.cases:
        case = claim.cases[0]
        why: Text = outcome_reason(case.chosen) or words.outcome(case.outcome)
        return say("reason.not_run", why=why)
    if claim.claim.kind == "performance":
        return say("reason.benchmark")
    if claim.claim.kind == "advice" and claim.claim.evidence_claims:
        return say("reason.advice")
    because = claim.claim.no_case
    return say("reason.no_case_because", why=because) if because else say("reason.no_case")


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
