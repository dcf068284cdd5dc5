"""How a case is told to test runners and CI viewers, which know fewer words than we do. Pure.

| outcome | pytest | JUnit |
| --- | --- | --- |
| pass, observed | passed | passed |
| fail, crash, timeout | failed | failure |
| the same, where the claim's verdict is the one on record | xfailed | skipped, type `known` |
| unresolved | xfailed | error, type `unresolved` |
| broken | error | error, type `broken` |
| unsupported, skipped | skipped | skipped |

An unresolved case must not be lost among the skipped: evidence was wanted and is missing. It does
not fail the run either, for it is no news of the system. pytest has a third colour for that;
JUnit has not, and there the louder of its two answers is given.

A refuting case that passes is a passed item, whatever its claim comes to. So that no claim against
the record hides behind green items, each such claim without a failed item gets one of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from .compare import ALARMING
from .model import Case, JudgedClaim, Report
from .reasons import outcome_reason, reason_of, reproduce, tally_line, where_to_look
from .text import clip, measured, visible
from .transcript import Step, cut, fold, step_text, steps_of

PASSED, FAILED, ERROR, SKIPPED, XFAILED = "passed", "failed", "error", "skipped", "xfailed"
WIDTH = 80


@dataclass(frozen=True)
class Item:
    """One line of a test runner."""

    name: str
    mechanism: str
    status: str
    kind: str
    message: str
    text: str
    file: str = ""
    line: int = 0
    seconds: float = 0.0
    properties: tuple[tuple[str, str], ...] = ()
    output: str = ""


def items_of(report: Report) -> list[Item]:
    """One item a case, and one for each claim against the record that no failed item speaks for."""
    items = [_of_case(report.by_id[case.chosen.claim], case) for case in report.cases]
    told = {item.name.split("/")[0] for item in items if item.status == FAILED}
    for claim in report.claims + report.strangers:
        if claim.comparison.word in ALARMING and claim.claim.id not in told:
            items.append(_of_claim(claim))
    return items


def _of_case(claim: JudgedClaim, case: Case) -> Item:
    status, kind = _status(claim, case.outcome)
    shown = case.chosen
    message = f"{case.outcome}: {outcome_reason(shown)}".rstrip(": ")
    if kind in ("known", "expected"):
        why = claim.comparison.why.en or f"{claim.claim.id} is expected to be {claim.verdict}"
        message = f"{kind}: {why} ({message})"
    if case.flaky:
        message += f" (varies: {tally_line(case).en})"
    properties = [("outcome", case.outcome), ("shows", shown.shows), ("verdict", claim.verdict)]
    properties += [(o.name, measured(o.value, o.unit)) for o in shown.observations]
    return Item(
        case.id,
        shown.mechanism,
        status,
        kind,
        visible(message, keep=""),
        _explain(claim, case),
        shown.file,
        shown.line,
        sum(e.duration_us for e in case.executions) / 1e6,
        tuple(properties),
        shown.output,
    )


def _status(claim: JudgedClaim, outcome: str) -> tuple[str, str]:
    if outcome in ("fail", "crash", "timeout"):
        word = claim.comparison.word
        return (XFAILED, word) if word in ("known", "expected") else (FAILED, outcome)
    status = {
        "pass": PASSED,
        "observed": PASSED,
        "unresolved": XFAILED,
        "unsupported": SKIPPED,
        "skipped": SKIPPED,
        "broken": ERROR,
    }[outcome]
    return status, outcome


def _of_claim(claim: JudgedClaim) -> Item:
    comparison = claim.comparison
    message = f"{comparison.word}: {claim.verdict}, expected {comparison.wanted.en}"
    lines = [message, *([comparison.why.en] if comparison.why else []), reason_of(claim).en]
    return Item(
        f"{claim.claim.id}/verdict",
        claim.claim.mechanism,
        FAILED,
        str(comparison.word),
        visible(message, keep=""),
        "\n".join(clip(visible(line, keep=""), 4 * WIDTH) for line in lines),
        properties=(("verdict", claim.verdict),),
    )


def _explain(claim: JudgedClaim, case: Case) -> str:
    """What happened, for a terminal: call, expected, got, the transcript, how to run it again."""
    shown = case.chosen
    lines = [
        f"{case.outcome}: {outcome_reason(shown) or 'no reason was given'}",
        f"claim:  {claim.claim.id}: {claim.claim.title} ({claim.verdict})",
        f"source: {where_to_look(shown)}",
        f"again:  {reproduce(case)}",
    ]
    if shown.transcript:
        steps = cut(fold(steps_of(shown.transcript)), 24)
        lines += ["", *(step_line(step) for step in steps)]
    for item in shown.left:
        lines.append(f"left behind: {item}")
    return "\n".join(clip(visible(line, keep=""), WIDTH - 2) for line in lines)


def step_line(step: Step, language: str = "en") -> str:
    """One step of a transcript as a line of text."""
    time = "" if step.time is None else f"{step.time:.1f}"
    return f"{time:>9} {step.actor:<9} {step_text(step)[language]}"
