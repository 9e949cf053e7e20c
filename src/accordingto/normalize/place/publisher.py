"""Where a publisher is at home, so that a local paper's Paris is the Paris down the road."""

from functools import cache

from accordingto.languages import lexicon
from accordingto.normalize.place.fold import fold
from accordingto.normalize.place.gazetteer import Gazetteer
from accordingto.normalize.place.scan import vocabulary

# A town gives its paper a home if it is this many times larger than the next of its name.
_CLEARLY = 3.0


@cache
def _table() -> dict[str, str]:
    homes = lexicon("en", "place_outlets")["home"]
    return {fold(name): code for code, names in homes.items() for name in names}


def home_of(publisher: str, gazetteer: Gazetteer) -> str | None:
    """ISO country or GeoNames code of the first-order unit where a publisher is at home; None if unsure.

    The lexicon of outlets comes first; then the town that the name begins with, if it is one that stands
    out among its namesakes and is followed by the words of a paper ("Dayton Daily News").
    """
    if (code := _table().get(fold(publisher))) is not None:
        return code
    words = [word for word in publisher.split() if word.casefold() != "the"]
    for length in range(len(words) - 1, 0, -1):
        if words[length].casefold() not in vocabulary("outlets"):
            continue
        towns = [e for e in gazetteer.named(" ".join(words[:length])) if e.settlement and not e.alternate]
        if not towns:
            continue
        rival = towns[1].population if len(towns) > 1 else 0
        if towns[0].population >= _CLEARLY * max(rival, 1):
            return towns[0].admin1 or towns[0].country
    return None
