"""A judgement: what a person decided, with who, when and why. Appended, never changed; undone by another."""
