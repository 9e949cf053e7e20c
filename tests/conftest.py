"""How tests run: found examples are the same on every machine, and a slow machine fails nothing."""

from hypothesis import settings

settings.register_profile("accordingto", derandomize=True, deadline=None, database=None)
settings.load_profile("accordingto")
