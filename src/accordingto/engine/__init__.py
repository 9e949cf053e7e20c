"""Where the per-report steps run."""
