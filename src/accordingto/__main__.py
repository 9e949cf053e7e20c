"""python -m accordingto"""

from accordingto.cli import app

app(prog_name="accordingto")
