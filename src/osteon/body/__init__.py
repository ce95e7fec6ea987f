"""The physiology: one file a subsystem; pools, parameters, flows and nothing else."""
