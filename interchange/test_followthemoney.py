"""followthemoney reads our statements back, and would have written each of them itself."""

import io
from pathlib import Path

import pytest
from followthemoney import model
from followthemoney.dataset import Dataset
from followthemoney.statement import Statement, StatementEntity
from followthemoney.statement.serialize import read_json_statements
from tests.publish_case import VIEW

from accordingto import pipeline
from accordingto.ledger.view import LedgerView
from accordingto.publish.exports import export

EXAMPLES = pipeline.build([Path("examples")]).view


def read(view: LedgerView) -> list[Statement]:
    return list(read_json_statements(io.BytesIO(export(view, "ftm"))))


@pytest.mark.parametrize("view", [VIEW, EXAMPLES], ids=["by hand", "examples"])
def test_every_value_is_clean_and_every_key_the_librarys_own(view: LedgerView):
    for statement in read(view):
        prop = model[statement.schema].get(statement.prop)
        assert prop is not None, (statement.schema, statement.prop)
        assert prop.type.clean(statement.value) == statement.value, statement
        assert statement.id == statement.generate_key()


@pytest.mark.parametrize("view", [VIEW, EXAMPLES], ids=["by hand", "examples"])
def test_statements_make_valid_entities(view: LedgerView):
    by_id: dict[str, list[Statement]] = {}
    for statement in read(view):
        by_id.setdefault(statement.canonical_id, []).append(statement)
    dataset = Dataset.make({"name": "accordingto", "title": "accordingto"})
    entities = {i: StatementEntity.from_statements(dataset, said) for i, said in by_id.items()}
    for entity in entities.values():
        entity.schema.validate(entity.to_dict())
        for prop in entity.iterprops():
            if prop.type.name == "entity":
                assert set(entity.get(prop)) <= set(entities)
    claims = [e for e in entities.values() if e.schema.name == "Note"]
    assert len(claims) == len(view.claims) + len(view.non_responses)
