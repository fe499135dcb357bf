"""Search over the catalogue: candidates by words and by meaning, fused, and a decision."""
