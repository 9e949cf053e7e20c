"""The examples and their gold ledger: quotations stand where they should, ids agree, nothing dangles."""

import json
from pathlib import Path

import pytest
from evals import gold as gold_
from evals.score import links

EXAMPLES = Path(__file__).parents[1] / "examples"
GOLD = json.loads((EXAMPLES / "gold" / "ledger.json").read_text(encoding="utf-8"))
TEXTS = gold_.texts(EXAMPLES / "gold" / "ledger.json")
CLAIMS = {c["id"]: c for c in GOLD["claims"]}


@pytest.mark.parametrize("doc", TEXTS)
def test_each_quotation_stands_once_in_its_report(doc: str):
    stands = {
        e["text"]: len(gold_.places(TEXTS[doc], e["text"])) for d, e in gold_.quotations(GOLD) if d == doc
    }
    assert stands and set(stands.values()) == {1}, stands


@pytest.mark.parametrize("doc", TEXTS)
def test_each_wording_of_a_source_stands_in_its_report(doc: str):
    wordings = [e["text"] for s in GOLD["sources"] for e in s["evidence"] if e["doc"] == doc]
    assert [w for w in wordings if not gold_.places(TEXTS[doc], w)] == []


def test_a_quotation_is_found_across_a_line_break():
    assert gold_.places("came at least\ntwice before", "least twice") == [(8, 19)]


def test_a_quotation_that_is_not_there_is_named():
    gold = {"claims": [{"doc": "d", "evidence": [{"text": "twice"}]}]}
    with pytest.raises(ValueError, match="'twice' stands 2 times"):
        gold_.placed(gold, {"d": "twice and twice"})


def test_offsets_move_with_the_reading(tmp_path: Path):
    (tmp_path / "a.txt").write_text("A new first line.\nThe dam held, he said.", encoding="utf-8")
    claim = {"id": "c", "doc": "d", "evidence": [{"text": "The dam held", "start": 0, "end": 12}]}
    ledger = {"documents": [{"id": "d", "file": "a.txt"}], "claims": [claim]}
    (tmp_path / "ledger.json").write_text(json.dumps(ledger), encoding="utf-8")
    evidence = gold_.settled(tmp_path / "ledger.json")["claims"][0]["evidence"]
    assert evidence == [{"text": "The dam held", "start": 18, "end": 30}]


def test_ids_are_unique_and_all_that_is_named_exists():
    sources = [s["id"] for s in GOLD["sources"]]
    assert len(CLAIMS) == len(GOLD["claims"]) and len(set(sources)) == len(sources)
    for claim in CLAIMS.values():
        assert {claim["origin"], *claim.get("origin_also", [])} <= set(sources)
        assert claim["doc"] in TEXTS
    for pair in GOLD["relations"] + GOLD["non_relations"]:
        assert {pair["a"], pair["b"]} <= set(CLAIMS)
    for proposition in GOLD["propositions"]:
        assert set(proposition["support"]) <= set(CLAIMS)


def test_no_pair_is_both_related_and_ruled_out():
    related = {(frozenset((r["a"], r["b"])), r["relation"]) for r in GOLD["relations"]}
    ruled_out = {"no_conflict": "conflicts", "not_independent": "corroborates_independently"}
    for pair in GOLD["non_relations"]:
        assert (frozenset((pair["a"], pair["b"])), ruled_out.get(pair["kind"])) not in related


def test_gold_against_itself_is_perfect():
    gold = gold_.placed(GOLD, TEXTS)
    score = links.score_ledger(gold, gold)
    assert score["claims"]["f1"] == 1 and score["origin_accuracy"] == 1
    assert score["relations"]["f1"] == 1
    assert score["hard_negatives"]["violations"] == 0


def test_every_report_lies_in_the_folder_and_says_that_it_is_an_example():
    named = {d["file"] for d in GOLD["documents"]}
    lies = {p.name for p in EXAMPLES.iterdir() if p.is_file() and not p.name.endswith(".meta.json")}
    assert named == lies
    for text in TEXTS.values():
        assert ", an invented outlet in an example of the accordingto project" in text


@pytest.mark.parametrize("name", ["06-observer-waiting.pdf"])
def test_the_pdf_is_what_the_script_writes(name: str, tmp_path: Path):
    spec = (EXAMPLES / "gold" / "make_pdf.py").read_text(encoding="utf-8")
    scope: dict[str, object] = {"__name__": "make_pdf", "__file__": str(EXAMPLES / "gold" / "make_pdf.py")}
    exec(compile(spec, "make_pdf.py", "exec"), scope)
    scope["write"](tmp_path / name)  # type: ignore[operator]
    assert (tmp_path / name).read_bytes() == (EXAMPLES / name).read_bytes()
