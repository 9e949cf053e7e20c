"""The room where a text becomes words, tags, lemmas, dependencies and entities."""
