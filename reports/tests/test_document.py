"""The document, annotated: its text whole, every claim where it is made, the truth beside it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Callable

import plays
import pytest
import samples

from ipclaim_reports.annotate import annotate
from ipclaim_reports.catalogue import Catalogue, Claim, Expectation, load_catalogue
from ipclaim_reports.document import document_lines
from ipclaim_reports.facts import advice_line, elsewhere, facts_of, standing, truth_of
from ipclaim_reports.folio import folios
from ipclaim_reports.html import render_html
from ipclaim_reports.manuscript import blocks_of
from ipclaim_reports.markdown import render_markdown
from ipclaim_reports.model import Report, build_report
from ipclaim_reports.reasons import reason_of
from ipclaim_reports.record import Record
from ipclaim_reports.session import ROOT
from ipclaim_reports.stream import read_results

LINES = document_lines(ROOT)


def seed(id: str, quote: str, *lines: int, verdict: str = "holds", **more: Any) -> Claim:
    expect = {"linux": Expectation(verdict), **more.pop("expect", {})}
    given = {"kind": "semantics", "section": "s", "reference": "XSH write()", **more}
    return Claim(
        id, "t", "pipe", origin="seed", method="m", expect=expect, verdict=verdict, quote=quote,
        lines=lines, **given,
    )  # fmt: skip


def reported(tmp_path: Path, text: str, *claims: Claim, cases: list[dict[str, Any]] = []) -> Report:
    file = samples.write(tmp_path / "r.ndjson", samples.stream(cases or [plays.mtype()]))
    catalogue = Catalogue({claim.id: claim for claim in claims})
    return build_report(catalogue, [read_results(file)], Record(None), lines=text.split("\n"))


def shown(report: Report) -> str:
    return "\n".join(str(folio.html) for folio in folios(report, annotate(report)))


def bare(html: str) -> str:
    """The text alone, without the signs that were put into it."""
    html = re.sub(r'<a class="(?:at|again).*?</a>', "", html, flags=re.S)
    return re.sub(r"<[^>]*>", "", html)


def passing(claim: str, **more: Any) -> dict[str, Any]:
    return samples.case(claim, "it_does", **more)


# The real document.


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Report:
    file = tmp_path_factory.mktemp("real") / "r.ndjson"
    results = read_results(samples.write(file, samples.stream([plays.mtype()])))
    return build_report(load_catalogue(ROOT), [results], Record(None), lines=LINES)


def test_nothing_of_the_document_is_dropped_or_moved() -> None:
    told: dict[int, str] = {}
    for block in blocks_of(LINES):
        for row in block.rows:
            for piece in row:
                line = LINES[piece.line - 1]
                assert line[piece.start : piece.end] == piece.text
                told[piece.line] = told.get(piece.line, "") + piece.text
    for number, line in enumerate(LINES, 1):
        only_marks = re.fullmatch(r"\s*(---|```\w*|\|[\s|:-]*\||)\s*", line)
        marks = r"^\s*(#+|-|\d+\.)\s+|(?<!\\)\||\s"
        was = re.sub(marks, "", line)
        got = re.sub(r"(?<!\\)\||\s", "", told.get(number, ""))
        assert only_marks or got == was or re.sub(r"\s", "", line) == got, (number, line)
    assert list(told) == sorted(told)


def test_every_claim_is_found_where_it_is_made(real: Report) -> None:
    notes = annotate(real)
    seeds = [j for j in real.claims if j.claim.origin == "seed"]
    assert not notes.lost and len(seeds) == len(notes.numbers)
    assert sorted(notes.numbers.values()) == list(range(1, len(seeds) + 1))
    html = shown(real)
    for judged in seeds:
        assert html.count(f'id="at-{judged.anchor}"') == 1
        assert html.count(f'href="#{judged.anchor}"') == 1


def test_the_evidence_leads_back_to_the_text(real: Report) -> None:
    text = render_html(real)
    for judged in real.claims:
        assert judged.claim.origin != "seed" or f'href="#at-{judged.anchor}"' in text


def test_each_contradicted_sentence_has_its_truth_beside_it_in_both_languages(real: Report) -> None:
    document = render_html(real).split('<h2 id="document">')[1].split('<h2 id="evidence">')[0]
    for judged in real.claims:
        if judged.claim.origin == "seed" and judged.claim.verdict in ("refuted", "depends"):
            truth = truth_of(judged)
            assert truth is not None
            for text in (truth.text.en, truth.text.zh):
                plain = text.replace("&", "&amp;").replace("'", "&#39;")
                assert plain.replace("<", "&lt;").replace(">", "&gt;") in document


# Small ones.


def test_overlapping_claims_are_marked_without_tangling(tmp_path: Path) -> None:
    first, second = seed("a.one", "**甲乙**丙", 1), seed("a.two", "乙**丙丁", 1)
    report = reported(tmp_path, "**甲乙**丙丁。", first, second)
    html = shown(report)
    assert bare(html) == "甲乙丙丁。"
    assert re.findall(r"</?mark", html) == ["<mark", "</mark"] * 3
    assert html.index('id="at-claim-a.one"') < html.index("丁</mark>")


def test_the_gravest_verdict_colours_what_two_claims_share(tmp_path: Path) -> None:
    claims = [seed("a.one", "甲乙", 1), seed("a.two", "乙", 1, verdict="refuted")]
    cases = [passing("a.one"), passing("a.two", shows="refutes")]
    html = shown(reported(tmp_path, "甲乙。", *claims, cases=cases))
    assert '<mark class="holds">甲</mark><mark class="refuted">乙</mark>' in html
    assert html.count('<a class="at ') == 2 and "✕" in html and "✓" in html


def test_a_claim_over_cells_and_lines_has_one_sign(tmp_path: Path) -> None:
    text = "| a | b\\|c |\n|---|---|\n| d | e |\n\n```c\nint x;\n    go();\ny\nx\n```"
    claims = [seed("a.row", "| d | e |", 3), seed("a.code", "int x;\n    go();", 6, 9)]
    html = shown(reported(tmp_path, text, *claims))
    assert "<th>b|c</th>" in html
    assert re.search(r"<td><mark[^>]*>d</mark></td><td><mark[^>]*>e</mark><a class=.at", html)
    assert html.count('id="at-claim-a.code"') == 1
    assert re.search(r'x<a class="again untested" href="#at-claim-a.code">', html)


def test_a_list_is_nested_as_it_was_and_keeps_its_numbers(tmp_path: Path) -> None:
    html = shown(reported(tmp_path, "2. **two**\n   - inner\n   - more\n3. three"))
    assert html == (
        '<ol><li value="2"><strong>two</strong><ul><li>inner</li><li>more</li></ul></li>'
        '<li value="3">three</li></ol>'
    )


def test_markup_in_the_document_stays_text(tmp_path: Path) -> None:
    evil = (
        "# <script>x</script>\n\n| <img src=x> |\n\n- [a](javascript:x) <b>\n\n```\n</pre>\x1b\n```"
    )
    html = shown(reported(tmp_path, evil, seed("a.evil", "<img src=x>", 3)))
    assert not re.search(r"<(script|img|b|a href)\b", html)
    assert "&lt;script&gt;" in html and "&lt;/pre&gt;\\x1b" in html


def test_a_quote_that_is_not_there_is_listed_and_not_hidden(tmp_path: Path) -> None:
    report = reported(tmp_path, "甲。", seed("a.lost", "乙", 1))
    assert list(annotate(report).lost) == ["a.lost"]
    assert "Not found in the text" in render_html(report)


# What stands beside a claim.


def test_the_truth_says_how_far_it_goes(tmp_path: Path) -> None:
    def title(verdict: str, *cases: dict[str, Any]) -> str:
        told = {"truth_en": "It is not.", "truth_zh": "并非如此。"}
        claim = seed("a.b", "甲", 1, verdict=verdict, **told)
        report = reported(tmp_path, "甲", claim, cases=list(cases))
        truth = truth_of(report.claims[0])
        return truth.title.en if truth else ""

    assert title("refuted", passing("a.b", shows="refutes")) == "Instead"
    assert title("depends", passing("a.b")) == "True here, not everywhere"
    assert title("depends") == "Not decided in this run"
    assert title("holds", passing("a.b")) == ""


def test_advice_gets_facts_and_no_verdict(tmp_path: Path) -> None:
    named = {"evidence_claims": ("a.yes", "a.no", "a.open"), "counter_claims": ("a.also",)}
    advice = seed("a.advice", "甲", 1, verdict="advice", kind="advice", **named)
    others = [seed(id, "甲", 1) for id in ("a.yes", "a.no", "a.open", "a.also")]
    cases = [passing("a.yes"), passing("a.no", shows="refutes"), passing("a.also")]
    report = reported(tmp_path, "甲", advice, *others, cases=cases)
    judged = report.by_id["a.advice"]
    facts = facts_of(judged, report)
    assert [f.side for f in facts] == ["supports", "contradicts", "open", "contradicts"]
    assert standing(judged).word.en == "advice"
    assert advice_line(facts).en == (
        "Measured facts: 1 supports it, 2 contradict it, 1 not decided."
    )
    assert "so there is no verdict" in reason_of(judged).en
    for text in (render_html(report), render_markdown(report)):
        assert "contradicts it" in text and "not decided in this run" in text


def test_other_systems_are_told_from_the_catalogue_and_marked_so(tmp_path: Path) -> None:
    expect = {
        "freebsd": Expectation("refuted", "two buffers"),
        "netbsd": Expectation("holds"),
        "openbsd": Expectation("unknown", "nobody looked"),
        "macos": Expectation("expected"),
    }
    report = reported(
        tmp_path, "甲", seed("a.b", "甲", 1, expect=expect), cases=[passing("a.b")]
    )  # fmt: skip
    found = elsewhere(report.claims[0], report)
    assert [(other.system, other.text.en) for other in found] == [
        ("FreeBSD", "refuted: two buffers")
    ]
    for text in (render_html(report), render_markdown(report)):
        assert "Elsewhere, not measured here" in text and "nobody looked" not in text


def test_a_question_of_speed_is_left_to_the_benchmark(tmp_path: Path) -> None:
    report = reported(tmp_path, "甲", seed("a.fast", "甲", 1, kind="performance"))
    assert "ipclaim bench" in reason_of(report.claims[0]).en
    assert "ipclaim bench" in render_html(report)


def test_variants_that_went_the_same_way_are_shown_once(report_of: Callable[..., Report]) -> None:
    cases = [
        *plays.full_pipe("a"),
        *plays.full_pipe("b"),
        {**plays.full_pipe("c")[0], "transcript": plays.mtype()["transcript"]},
    ]
    text = render_html(report_of(cases))
    assert text.count("Step by step the same as") == 1
    assert text.count('<pre class="steps">') == 2
