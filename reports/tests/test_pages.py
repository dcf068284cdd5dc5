"""The files that people and viewers open: whole, closed, and deaf to what strangers wrote."""

from __future__ import annotations

import base64
import hashlib
import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Callable

import plays
import pytest
import samples

from ipclaim_reports.catalogue import load_catalogue
from ipclaim_reports.html import render_html
from ipclaim_reports.junit import render_junit
from ipclaim_reports.markdown import render_markdown
from ipclaim_reports.mdtext import code, md
from ipclaim_reports.model import Report, build_report
from ipclaim_reports.record import Divergence, Record
from ipclaim_reports.session import ROOT
from ipclaim_reports.stream import read_results

VOID = {"meta", "br", "input", "link", "img", "hr"}
MARKUP = (
    "</script></style></title>--><script>alert(1)</script><img src=x onerror=alert(2)>'\"&{{7*7}}"
)


class Page(HTMLParser):
    """Notes what a browser would see, and complains of tags that do not match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.feed(text)
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.stack and self.stack.pop() == tag, (tag, self.getpos())


def hostile(value: Any) -> Any:
    """The same value with markup in every string, keys left alone."""
    if isinstance(value, str):
        return value + MARKUP
    if isinstance(value, list):
        return [hostile(item) for item in value]
    if isinstance(value, dict):
        return {key: hostile(item) for key, item in value.items()}
    return value


def hostile_cases() -> list[dict[str, Any]]:
    cases = []
    for case in plays.assorted():
        kept = {key: case[key] for key in ("type", "shows", "outcome", "round")}
        bad = {**hostile(case), **kept}
        for event, was in zip(bad["transcript"], case["transcript"]):
            event["event"] = was["event"]
        variant = f"[{bad['variant']}]" if bad["variant"] else ""
        bad["id"] = f"{bad['claim']}/{bad['name']}{variant}"
        cases.append(bad)
    return cases


@pytest.fixture(params=["plain", "hostile"])
def report(request: pytest.FixtureRequest, report_of: Callable[..., Report]) -> Report:
    if request.param == "plain":
        return report_of(plays.assorted())
    run = samples.run(0)
    more = {key: hostile(run[key]) for key in ("tool", "environment", "argv", "subject", "started")}
    return report_of(hostile_cases(), **more)


def test_the_page_is_well_formed_and_closed(report: Report) -> None:
    text = render_html(report)
    page = Page(text)
    assert len(page.ids) == len(set(page.ids))
    links = [attrs["href"] for tag, attrs in page.tags if "href" in attrs]
    assert links and all(str(link).startswith("#") for link in links)
    assert {str(link)[1:] for link in links} <= set(page.ids)
    assert not [attrs for _, attrs in page.tags if "src" in attrs or "srcset" in attrs]
    assert not [attrs for _, attrs in page.tags if any(name.startswith("on") for name in attrs)]
    assert not [attrs for _, attrs in page.tags if "style" in attrs]
    assert not [tag for tag, _ in page.tags if tag in ("link", "img", "iframe", "object", "base")]
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert "url(http" not in text and "@import" not in text
    assert ">alert(1)<" not in text


def test_the_policy_allows_our_own_style_and_script_only(report: Report) -> None:
    text = render_html(report)
    policy = next(
        attrs["content"] for tag, attrs in Page(text).tags if attrs.get("http-equiv") is not None
    )
    assert policy is not None and policy.startswith("default-src 'none';")
    assert "unsafe" not in policy and "http" not in policy
    for tag in ("style", "script"):
        inside = re.search(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert inside is not None
        digest = base64.b64encode(hashlib.sha256(inside[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_control_characters_are_spelled_out(report_of: Callable[..., Report]) -> None:
    bad = plays.failing()
    bad["reason"]["message"] = "\x1b[2Jgone \u202ereversed\x00"
    bad["output"] = "\x1b[31mred\n"
    report = report_of([bad])
    for text in (render_html(report), render_markdown(report), render_junit(report)):
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", text)
        assert "\\x1b" in text and "\\u202e" in text


def test_what_the_page_says_of_each_claim(report_of: Callable[..., Report]) -> None:
    text = render_html(report_of(plays.assorted()))
    assert "5 of 7 claims decided (71.4\N{NO-BREAK SPACE}%)" in text
    for claim in ("pipe.full.block", "msg.prio.higher-first", "pipe.never.tried"):
        assert f'id="claim-{claim}"' in text
    assert "ipclaim run &#39;pipe.full.block/write_to_full_pipe_blocks_until_drained" in text


def test_surprises_come_first_and_the_document_keeps_its_order(
    report_of: Callable[..., Report]
) -> None:
    text = render_html(report_of(plays.assorted()))
    surprises, rest = text.split('<h2 id="document">')
    document, evidence = rest.split('<h2 id="evidence">')
    assert '<h2 id="surprising">' in surprises
    quotes = ("管道满时写入会阻塞", "类型大的消息先被读取", "在同一个处理器上顺序不变")
    for part in (document, evidence):
        assert sorted(quotes, key=part.index) == list(quotes)


def test_a_calm_report_says_so(report_of: Callable[..., Report]) -> None:
    report = report_of([*plays.full_pipe(), plays.mtype(), plays.lost_update()])
    assert report.exit_status == 0
    for text in (render_html(report), render_markdown(report)):
        assert "Nothing. Every verdict is the one on record" in text


def test_known_divergences_are_listed_and_not_surprising(report_of: Callable[..., Report]) -> None:
    known = Divergence(
        "pipe.write.epipe", "refuted", "it <b>blocks</b>", "a run", "confirmed", {}, {}
    )
    report = report_of(
        [*plays.full_pipe(), {**plays.failing(), "left": []}], Record(None, (known,))
    )
    assert report.exit_status == 0
    for text in (render_html(report), render_markdown(report)):
        assert "Nothing. Every verdict" in text and "Known divergences" in text
        assert "it &lt;b&gt;blocks" in text
    assert '<skipped type="known"' in render_junit(report)


def test_junit_counts_add_up_and_names_differ(report: Report) -> None:
    top = ElementTree.fromstring(render_junit(report))
    suites = top.findall("testsuite")
    cases = top.findall("testsuite/testcase")
    names = [(case.get("classname"), case.get("name")) for case in cases]
    assert len(names) == len(set(names))
    for place, inside in [(top, cases)] + [(s, s.findall("testcase")) for s in suites]:
        assert int(place.get("tests", "")) == len(inside)
        for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(place.get(count, "")) == sum(1 for c in inside if c.find(tag) is not None)
    for case in cases:
        verdicts = [e for e in case if e.tag in ("failure", "error", "skipped")]
        assert len(verdicts) <= 1
        assert re.fullmatch(r"\d+\.\d+", case.get("time", ""))


def test_markdown_makes_no_markup_of_foreign_text(report: Report) -> None:
    text = render_markdown(report)
    outside = re.sub(r"(`+).*?\1", "", text)
    outside = "\n".join(line for line in outside.splitlines() if not line.startswith("    "))
    assert "<script" not in outside and "<img" not in outside


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a_b O_NONBLOCK", "a_b O_NONBLOCK"),
        ("_a_", "\\_a\\_"),
        ("[x](http://e)", "\\[x\\](http&#58;//e)"),
        ("# a\n- b", "\\# a - b"),
        ("1. a", "1\\. a"),
        ("a|b", "a\\|b"),
        ("<b>&", "&lt;b&gt;&amp;"),
    ],
)
def test_markdown_is_escaped(text: str, shown: str) -> None:
    assert md(text) == shown


def test_code_in_markdown_ends_where_it_should() -> None:
    assert code("a`b``c") == "``` a`b``c ```"


def test_a_full_report_stays_small(tmp_path: Path) -> None:
    catalogue = load_catalogue(ROOT)
    cases = []
    for number, claim in enumerate(list(catalogue.claims)[:150]):
        case = plays.crowd(6, 40 + number % 3 * 80)
        cases.append({**case, "claim": claim, "id": f"{claim}/{case['name']}"})
    results = read_results(samples.write(tmp_path / "big", samples.stream(cases)))
    report = build_report(catalogue, [results], Record(None))
    assert len(render_html(report).encode()) < 5_000_000
