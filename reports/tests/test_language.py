"""Every word of the reports' own is in the table of messages, in both languages, and used."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter
from typing import Callable, Iterator

import plays
import pytest

from ipclaim_reports.html import render_html
from ipclaim_reports.jsonout import render_json
from ipclaim_reports.language import Said, join, say
from ipclaim_reports.markdown import render_markdown
from ipclaim_reports.messages import TABLE, bench, headings, matrix, page, sentences, words
from ipclaim_reports.model import Report
from ipclaim_reports.session import REPORTS

PACKAGE = REPORTS / "ipclaim_reports"
TEMPLATES = sorted((PACKAGE / "templates").glob("*.html"))
# Modules whose texts reach a reader of the page or of report.md. The command line, its errors, the
# items for pytest and CI viewers, and report.json are for those who run the program, in English.
SPEAKING = (
    "annotate compare diagram document facts folio html manuscript markdown markup model reasons"
    " summary surprises transcript verdicts views words matrix/html matrix/markdown matrix/words"
    " bench/html bench/markdown bench/parts bench/sentences bench/views bench/words"
).split()
COMMANDS = ("ipclaim run ",)
CHINESE = re.compile("[\u4e00-\u9fff]")


def placeholders(message: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(message) if name}


def bare(message: str) -> str:
    return re.sub(r"\{[^}]*\}", "", message)


def test_no_key_is_in_two_tables() -> None:
    assert len(TABLE) == sum(len(t.TABLE) for t in (bench, headings, matrix, page, sentences, words))


@pytest.mark.parametrize("key", TABLE)
def test_a_message_is_complete_in_both_languages(key: str) -> None:
    en, zh = TABLE[key]
    assert en.strip() and not CHINESE.search(en)
    if key.startswith("heading."):
        # The heading itself is Chinese, so only readers without Chinese need it explained.
        assert zh == "" and CHINESE.search(key)
        return
    assert placeholders(en) == placeholders(zh)
    if re.search("[A-Za-z]", bare(en)) and en != "POSIX":
        assert CHINESE.search(zh) or zh.strip() in "×"
    if CHINESE.search(zh):
        assert not re.search("[\u4e00-\u9fff][,;:.!?]", zh), "Chinese has marks of its own"


def strings(module: str) -> Iterator[tuple[ast.AST, str]]:
    tree = ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node, node.value


@pytest.mark.parametrize("module", SPEAKING)
def test_no_sentence_is_written_outside_the_table(module: str) -> None:
    prose = re.compile(r"(?<![<\w/=\"'-])[A-Za-z]{2,},? [a-z]{2,}(?![=\w])")
    found = [text for _, text in strings(module) if prose.search(re.sub(r"<[^>]*>?", "", text))]
    assert [text for text in found if text not in COMMANDS] == []


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_templates_hold_no_words(file: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", file.read_text("utf-8"), flags=re.S)
    assert not re.search(r"\b(aria-label|placeholder|title|alt)=", text)
    visible = re.sub(r"<[^>]*>", " ", text)
    assert re.findall(r"[A-Za-z\u4e00-\u9fff]+", visible) == []


@pytest.mark.parametrize("name", ["report.js", "language.js"])
def test_a_script_holds_no_words(name: str) -> None:
    script = (PACKAGE / "templates" / name).read_text("utf-8")
    code = re.sub(r"//.*", "", script).replace('"use strict"', "")
    literals = re.findall(r'"([^"]*)"|`([^`]*)`', code)
    told = [re.sub(r"\$\{[^}]*\}", "", a or b) for a, b in literals]
    assert [text for text in told if re.search(r"[a-z]{2,} [a-z]{2,}", text)] == []


def used() -> tuple[set[str], set[str]]:
    """The keys that the package names, and the beginnings of those that it puts together."""
    whole, begun = set(), set()
    for file in [*PACKAGE.glob("*.py"), *PACKAGE.glob("matrix/*.py"), *PACKAGE.glob("bench/*.py")]:
        text = file.read_text("utf-8")
        whole |= set(re.findall(r"""\bsay\(\s*["']([\w. ]*[\w ])["']""", text))
        whole |= set(re.findall(r'\bkey = "([\w.]+)" if \w+', text))
        whole |= set(re.findall(r'(?:if \w+|\)|> 1|"holds") else "([\w.]+)"', text)) & set(TABLE)
        whole |= set(re.findall(r'"((?:reason|page)\.\w+)" if', text))
        whole |= {f"page.{key}" for key in re.findall(r'_t\(\s*"(\w+)"', text)}
        whole |= {f"page.{key}" for key in re.findall(r"_t\('(\w+)'", text)}
        begun |= set(re.findall(r"""\b(?:say\(|key = )f?["']([\w.]+\.\w*)(?:\{|["'] \+)""", text))
    for file in TEMPLATES:
        text = file.read_text("utf-8")
        whole |= {f"page.{key}" for key in re.findall(r'\bt\("(\w+)"', text)}
        whole |= set(re.findall(r'\bsay\("([\w.]+)"\)', text))
        begun |= set(re.findall(r'\bsay\("([\w.]+)" ~', text))
    # The helpers that put "page." before a key are given the key itself, which is found above.
    return whole, begun - {"page."} | {"page.truth_"}


def test_every_key_that_is_used_is_in_the_table() -> None:
    whole, begun = used()
    assert sorted(whole - set(TABLE)) == []
    assert [start for start in begun if not any(key.startswith(start) for key in TABLE)] == []


def test_every_message_is_used() -> None:
    whole, begun = used()
    idle = [key for key in TABLE if key not in whole and not any(key.startswith(s) for s in begun)]
    # What the page says by verdict.
    assert [key for key in idle if key not in {"page.yes", "page.no"}] == []


def seen_in(text: str, other: str) -> str:
    """What a reader of the page sees, the spans of the `other` language hidden."""
    text = re.sub(r"<(script|style|title)>.*?</\1>", "", text, flags=re.S)
    text = re.sub(rf'<(span|text)[^>]* lang="?{other}"?[^>]*>.*?</\1>', "", text, flags=re.S)
    return re.sub(r"<[^>]*>", "", text)


def test_each_view_of_the_page_is_in_one_language(report_of: Callable[..., Report]) -> None:
    text = render_html(report_of(plays.assorted()))
    english, chinese = seen_in(text, "zh"), seen_in(text, "en")
    for key, (en, zh) in TABLE.items():
        if placeholders(en) or len(en) < 16 or not zh:
            continue
        assert en not in chinese, key
        assert zh not in english, key
    assert "与记录对照" in chinese and "Against the record" in english


def test_the_language_asked_for_is_the_one_that_is_open(report_of: Callable[..., Report]) -> None:
    report = report_of(plays.assorted())
    for language, other in (("en", "zh"), ("zh", "en")):
        text = render_html(report, language)
        assert re.search(f'<input[^>]*id="lang-{language}"[^>]* checked', text)
        assert not re.search(f'<input[^>]*id="lang-{other}"[^>]* checked', text)
        assert f'<html lang="{language}">' in text


def test_markdown_speaks_the_language_asked_for(report_of: Callable[..., Report]) -> None:
    report = report_of(plays.assorted())
    assert "# Linux 6.18.44 x86_64, glibc 2.36 的真实行为" in render_markdown(report, "zh")
    for key, (en, zh) in TABLE.items():
        if not placeholders(en) and len(en) >= 16 and zh:
            assert en not in render_markdown(report, "zh"), key


def test_report_json_is_the_same_whatever_the_language(report_of: Callable[..., Report]) -> None:
    text = render_json(report_of(plays.assorted()))
    assert not [zh for _, zh in TABLE.values() if len(zh) > 4 and CHINESE.search(zh) and zh in text]


def test_numbers_bring_their_noun_in_english_only() -> None:
    assert say("page.n_cases", n=1) == Said("1 case", "1 个用例")
    assert say("page.n_cases", n=1200) == Said("1,200 cases", "1,200 个用例")


def test_what_was_filled_in_is_no_message_itself() -> None:
    assert say("reason.absent", why="{n} {0}").en == "Absent here: {n} {0}."
    assert join(say("list.comma"), ["a", say("page.yes")]) == Said("a, yes", "a，是")
