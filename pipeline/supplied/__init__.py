"""What settings name outside of the run: policies, lists, benchmarks, providers, an earlier run.

Takes a path or a word of a setting, checks it before any work begins, gives what a step works with.
Read `policies` first, the plainest; `protection` has what keeps text out (safety providers, public
values, repositories to leave out), `decontamination` the index of benchmarks, `against` an earlier
run, and `identity` says by its content whether such a file is still the same.
"""
