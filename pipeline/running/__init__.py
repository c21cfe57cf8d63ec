"""What a run does around its pipelines: one module a step, and what each step reads and checks."""
