"""Summit Facts: one folder a stage, pure functions over polars frames; Dagster only in the asset modules."""
