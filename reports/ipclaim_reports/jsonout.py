"""report.json: everything that the report says, for programs.

Its words are keys and codes; what is a sentence is for a person who debugs the program, and always
English, so that the file is the same whatever language the other files are in.
"""

from __future__ import annotations

import json
from typing import Any

from .bench.data import as_data as bench_data
from .items import items_of
from .model import Case, JudgedClaim, Report
from .reasons import reason_of, reproduce
from .records import Execution
from .summary import notices, product, rows
from .surprises import surprises_of

SCHEMA = "ipclaim-report"
VERSION = 1


def render_json(report: Report) -> str:
    """The whole file."""
    return json.dumps(document(report), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def document(report: Report) -> dict[str, Any]:
    """The report as plain data."""
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "target": report.target,
        "product": product(report).en,
        "exit": report.exit_status,
        "complete": not (report.truncated or report.interrupted or report.missing),
        "notices": [notice.en for notice in notices(report)],
        "runs": [_run(results) for results in report.results],
        "environment": dict(report.environment),
        "summary": {
            "claims": {
                row.origin or "all": {"total": row.total, "decided": row.decided, **row.tally}
                for row in rows(report)
            },
            "cases": report.outcomes(),
            "comparison": _comparisons(report),
        },
        "surprises": {
            kind: [{"id": s.id, "text": s.text.en} for s in found]
            for kind, found in surprises_of(report).items()
        },
        "items": [{"name": i.name, "status": i.status, "kind": i.kind} for i in items_of(report)],
        "claims": [_claim(claim) for claim in report.claims + report.strangers],
        "cases": [_case(case) for case in report.cases],
        "bench": bench_data(report.bench) if report.bench else None,
    }


def _run(results: Any) -> dict[str, Any]:
    run, end = results.run, results.end
    return {
        "run": run.id,
        "tool": dict(run.tool),
        "started": run.started,
        "finished": end.finished if end else None,
        "argv": list(run.argv),
        "seed": run.seed,
        "shuffle": run.shuffle,
        "jobs": run.jobs,
        "repeat": run.repeat,
        "timeout_scale": run.timeout_scale,
        "subject": run.subject,
        "planned": run.planned,
        "executed": len(results.executions),
        "truncated": results.truncated,
        "interrupted": end.interrupted if end else None,
        "environment": dict(run.environment),
    }


def _comparisons(report: Report) -> dict[str, int]:
    counts: dict[str, int] = {}
    for claim in report.claims + report.strangers:
        word = claim.comparison.word or "not compared"
        counts[word] = counts.get(word, 0) + 1
    return counts


def _claim(judged: JudgedClaim) -> dict[str, Any]:
    claim = judged.claim
    return {
        "id": claim.id,
        "title": claim.title,
        "mechanism": claim.mechanism,
        "kind": claim.kind,
        "origin": claim.origin,
        "reference": claim.reference,
        "quote": claim.quote,
        "section": claim.section,
        "lines": list(claim.lines),
        "catalogued": judged.catalogued,
        "verdict": judged.verdict,
        "decided": judged.decided,
        "conditions": dict(judged.judgement.conditions),
        "reason": reason_of(judged).en,
        "comparison": judged.comparison.word,
        "wanted": judged.comparison.wanted.en,
        "why": judged.comparison.why.en,
        "cases": [case.id for case in judged.cases],
    }


def _case(case: Case) -> dict[str, Any]:
    shown = case.chosen
    return {
        "id": case.id,
        "claim": shown.claim,
        "name": shown.name,
        "variant": shown.variant,
        "mechanism": shown.mechanism,
        "file": shown.file,
        "line": shown.line,
        "shows": shown.shows,
        "condition": shown.condition,
        "outcome": case.outcome,
        "tally": dict(case.tally),
        "flaky": case.flaky,
        "left": case.left,
        "reproduce": reproduce(case),
        "executions": [_execution(e, e is shown) for e in case.executions],
    }


def _execution(execution: Execution, whole: bool) -> dict[str, Any]:
    """One execution; the transcript of the one that is shown, for results.ndjson has the others."""
    reason = execution.reason
    data: dict[str, Any] = {
        "round": execution.round,
        "outcome": execution.outcome,
        "reason": None if reason is None else dict(vars(reason)),
        "started_us": execution.started_us,
        "duration_us": execution.duration_us,
        "observations": [dict(vars(o)) for o in execution.observations],
    }
    if whole:
        data["actors"] = [dict(vars(actor)) for actor in execution.actors]
        data["transcript"] = [dict(event) for event in execution.transcript]
        data["transcript_dropped"] = execution.transcript_dropped
        data["output"] = execution.output
    return data
