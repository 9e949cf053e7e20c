"""Which lines of a plain-text copy are the article. First thin version: length and phrases."""

from accordingto.languages import lexicon
from accordingto.report import Role


def roles(lines: list[str]) -> list[Role | None]:
    """A furniture role for each line, None for what is article."""
    table = lexicon("en", "furniture")
    found: list[Role | None] = []
    for line in lines:
        low = line.lower().replace("’", "'")
        role = None
        for kind, phrases in table.items():
            weak = phrases["weak"] if len(low) < 60 else []
            if any(p in low for p in [*phrases["strong"], *weak]):
                role = Role(kind)
                break
        found.append(role)
    body = [i for i, line in enumerate(lines) if found[i] is None and len(line) > 90]
    if not body:
        return found
    return [
        role or (None if body[0] - 3 <= i <= body[-1] else Role.NAVIGATION) for i, role in enumerate(found)
    ]
