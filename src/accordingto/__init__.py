"""Who says what, how they would know, through whom it passed, and where reports agree or conflict."""

__version__ = "0.1.0"
