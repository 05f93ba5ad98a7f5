"""The evaluation harness: how good the matching is, with intervals."""
