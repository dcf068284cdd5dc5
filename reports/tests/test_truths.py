"""What the catalogue tells a reader who learnt the document by heart, in both languages."""

from __future__ import annotations

import re

import pytest

from ipclaim_reports.catalogue import Claim, load_catalogue
from ipclaim_reports.session import ROOT

CLAIMS = load_catalogue(ROOT).claims
SEED = [claim for claim in CLAIMS.values() if claim.origin == "seed"]
CONTRADICTED = [claim for claim in SEED if claim.verdict in ("refuted", "depends")]


@pytest.mark.parametrize("claim", CONTRADICTED, ids=lambda claim: claim.id)
def test_a_contradicted_sentence_says_what_is_true_and_by_which_clause(claim: Claim) -> None:
    for truth, end in ((claim.truth_en, "."), (claim.truth_zh, "。")):
        assert truth and truth.endswith(end) and 8 <= len(truth) <= 220
        # One sentence: nothing that ends one stands in the middle.
        assert not re.search(r"[.!?] [A-Z]|[。！？].", truth)
    assert claim.truth_en and not re.search("[\u3000-\u9fff\uff00-\uffef]", claim.truth_en)
    assert claim.truth_zh and re.search("[\u4e00-\u9fff]", claim.truth_zh)
    assert claim.reference


@pytest.mark.parametrize("claim", CONTRADICTED, ids=lambda claim: claim.id)
def test_the_chinese_truths_use_chinese_punctuation(claim: Claim) -> None:
    prose = re.sub(r"[A-Za-z0-9_/ ()]+|:=", "", claim.truth_zh or "")
    assert not re.search(r"[,;:?!]", prose)


ADVICE = [claim for claim in SEED if claim.verdict == "advice"]


@pytest.mark.parametrize("claim", ADVICE, ids=lambda claim: claim.id)
def test_advice_names_what_can_be_measured_about_it(claim: Claim) -> None:
    named = claim.evidence_claims + claim.counter_claims
    assert named and len(set(named)) == len(named) and claim.id not in named
    assert all(CLAIMS[id].kind != "advice" for id in named)
