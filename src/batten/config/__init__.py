"""batten.yaml: what a team decides once."""
