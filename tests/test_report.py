"""The nouns hold what docs/evidence.md asks of them."""

import pytest

from accordingto.report import Span


def test_a_span_quotes_the_wording():
    assert Span(4, 9).of("Ann told Bob") == "told "


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_a_span_that_runs_backwards_is_refused(start, end):
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)
