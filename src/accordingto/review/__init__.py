"""What people decided of claims and matters, applied beside the machine's own output, never in its place."""
