"""What a trajectory means: status, scores, fracture risk."""
