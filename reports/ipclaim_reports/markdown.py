"""report.md: the report for a terminal and for GitHub, without the transcripts."""

from __future__ import annotations

from typing import Iterator

from . import words
from .bench.markdown import section as bench_section
from .catalogue import MECHANISMS
from .document import sections_of
from .facts import elsewhere, facts_of, truth_of
from .items import ERROR, FAILED, items_of, step_line
from .language import Text, said, say
from .mdtext import code, md
from .model import JudgedClaim, Report
from .reasons import outcome_reason, reason_of, reproduce
from .summary import (
    commit_of,
    conformance_line,
    decided_line,
    document_line,
    notices,
    product,
    record_line,
    rows,
    verdicts_line,
)
from .surprises import surprises_of
from .text import clip, unmarked, visible
from .transcript import cut, fold, steps_of
from .verdicts import VERDICTS
from .views import measurements


def render_markdown(report: Report, language: str = "en") -> str:
    """The whole file, in one language."""
    lines = _Writer(report, language).lines()
    return "\n".join(lines) + "\n"


class _Writer:
    """Writes one report in one language, part by part."""

    def __init__(self, report: Report, language: str) -> None:
        self.report, self.language = report, language

    def lines(self) -> Iterator[str]:
        yield from self._head()
        yield from self._surprises()
        yield from self._failures()
        yield from self._document()
        yield from self._mechanisms()
        if self.report.bench:
            yield from bench_section(self.report.bench, self.language)
        yield from self._limits()
        yield from self._environment()

    def _t(self, key: str, **values: Text | int) -> str:
        return say(f"page.{key}", **values)[self.language]

    def _in(self, text: Text) -> str:
        """Words in the language, with whatever a stranger's file put into them made harmless."""
        return md(said(text)[self.language])

    def _badge(self, verdict: str) -> str:
        return f"{words.VERDICT_SIGNS[verdict]} {words.verdict(verdict)[self.language]}"

    def _head(self) -> Iterator[str]:
        report = self.report
        run = report.results[0].run
        yield f"# {self._in(say('page.title_line', product=product(report)))}"
        yield ""
        seed = self._t("seed", n=str(run.seed))
        yield f"{md(run.started)} · {seed} · {md(commit_of(report))}"
        yield ""
        lead = say("page.lead", verdicts=verdicts_line(report))[self.language]
        yield f"**{decided_line(report)[self.language]}**{lead}  "
        yield f"{self._t('sentence', text=conformance_line(report))}  "
        yield self._t("record", line=record_line(report))
        for notice in notices(report):
            yield ""
            yield f"> **{self._in(notice)}**"
        yield ""
        verdicts = [words.verdict(verdict)[self.language] for verdict in VERDICTS]
        yield "| " + " | ".join(
            [self._t("claims"), self._t("all"), self._t("decided"), *verdicts]
        ) + " |"
        yield "| --- |" + " ---: |" * (2 + len(VERDICTS))
        for row in rows(report):
            name = (
                say(f"origin.{row.origin}")[self.language]
                if row.origin
                else f"**{self._t('all')}**"
            )
            counts = " | ".join(str(row.tally[verdict]) for verdict in VERDICTS)
            yield f"| {name} | {row.total} | {row.decided} | {counts} |"
        yield ""

    def _surprises(self) -> Iterator[str]:
        yield f"## {self._t('surprising')}"
        yield ""
        found = surprises_of(self.report)
        if not found:
            yield say("surprise.none")[self.language]
            yield ""
        for kind, surprises in found.items():
            yield f"### {say(f'surprise.{kind}')[self.language]} ({len(surprises)})"
            yield ""
            yield say(f"about.{kind}")[self.language]
            yield ""
            for surprise in surprises:
                yield f"- **{md(surprise.title)}** {code(surprise.id)}  "
                yield f"  {self._in(surprise.text)}"
            yield ""
        if self.report.known:
            yield f"### {say('known.title')[self.language]} ({len(self.report.known)})"
            yield ""
            yield say("known.about")[self.language]
            yield ""
            for judged in self.report.known:
                named = f"{md(judged.claim.title)} {code(judged.claim.id)}"
                why = self._in(judged.comparison.why)
                yield f"- {self._badge(judged.verdict)} · {named}: {why}"
            yield ""

    def _failures(self) -> Iterator[str]:
        names = {item.name for item in items_of(self.report) if item.status in (FAILED, ERROR)}
        bad = [case for case in self.report.cases if case.id in names]
        if not bad:
            return
        yield f"## {self._t('failures')}"
        yield ""
        for case in bad:
            yield f"### {md(case.title)}"
            yield ""
            word, why = words.outcome(case.outcome), outcome_reason(case.chosen)
            yield f"{self._in(say('surprise.case', outcome=word, why=why))}  "
            yield f"{self._t('again')} {code(reproduce(case))}"
            yield ""
            for step in cut(fold(steps_of(case.chosen.transcript)), 40):
                yield "    " + clip(visible(step_line(step, self.language), keep=""), 110)
            if case.chosen.transcript:
                yield ""

    def _document(self) -> Iterator[str]:
        sections = sections_of(self.report)
        if not sections:
            return
        yield f"## {self._t('evidence_part')}"
        yield ""
        yield document_line(self.report)[self.language]
        yield ""
        for section in sections:
            english = [words.heading(part).en for part in section.path]
            yield f"### {md(' / '.join(section.path))}"
            yield ""
            if all(english) and self.language == "en":
                yield f"*{' / '.join(english)}*"
                yield ""
            for judged in section.claims:
                yield from self._sentence(judged)
            yield ""

    def _sentence(self, judged: JudgedClaim) -> Iterator[str]:
        lines = [
            f"- {self._badge(judged.verdict)} · 「{md(unmarked(judged.claim.quote or ''))}」",
            f"**{md(judged.claim.title)}** {code(judged.claim.id)}",
            self._in(reason_of(judged)),
        ]
        truth = truth_of(judged)
        if truth:
            lines.append(f"*{self._in(truth.title)}:* {self._in(truth.text)}")
        for fact in facts_of(judged, self.report):
            title = f"{md(fact.judged.claim.title)} {code(fact.judged.claim.id)}"
            lines.append(f"{self._in(fact.word)}: {title} ({self._badge(fact.judged.verdict)})")
        for other in elsewhere(judged, self.report):
            lines.append(f"{self._t('elsewhere')}: {md(other.system)}: {self._in(other.text)}")
        yield "  \n  ".join(lines)

    def _mechanisms(self) -> Iterator[str]:
        yield f"## {self._t('posix')}"
        yield ""
        for mechanism in MECHANISMS:
            own = [
                c
                for c in self.report.claims
                if c.claim.origin != "seed" and c.claim.mechanism == mechanism
            ]
            if not own:
                continue
            tested = [c for c in own if c.verdict != "untested"]
            yield f"### {words.mechanism(mechanism)[self.language]}"
            yield ""
            if tested:
                yield f"| {self._t('verdict')} | {self._t('claim')} | {self._t('why')} |"
                yield "| --- | --- | --- |"
                yield from (self._row(judged) for judged in tested)
                yield ""
            if len(own) > len(tested):
                yield self._t("untested_rest", n=len(own) - len(tested))
                yield ""

    def _row(self, judged: JudgedClaim) -> str:
        title = f"{md(judged.claim.title)} {code(judged.claim.id)}"
        return f"| {self._badge(judged.verdict)} | {title} | {self._in(reason_of(judged))} |"

    def _limits(self) -> Iterator[str]:
        measured = measurements(self.report)
        if not measured:
            return
        yield f"## {self._t('measured')}"
        yield ""
        yield f"| {self._t('what')} | {self._t('value')} | {self._t('case')} |"
        yield "| --- | ---: | --- |"
        for values in measured.values():
            for value in values:
                more = len(value.cases) - 1
                also = self._t("also_cases", n=more) if more else ""
                case = md(value.cases[0].title) + also
                yield f"| {code(value.name)} | {self._in(value.value)} | {case} |"
        yield ""

    def _environment(self) -> Iterator[str]:
        yield f"## {self._t('environment')}"
        yield ""
        for key, value in self.report.environment.items():
            if not isinstance(value, dict):
                answer = self._t("yes" if value else "no")
                yield f"- {md(key)}: {code(answer if isinstance(value, bool) else str(value))}"
        yield ""
        yield self._t("counting", text=say("counting"))
