"""Repositories that are benchmarks: copies, forks, translations and result dumps of one.

A leaked item in a file costs the file.  Where a good share of a repository's files hold items, the
others are their harness, their prompts and their answers, in words of their own: all of it goes.
A near copy of it from which the items were taken goes too: what such a repository would have given
is compared with the others' (`repositories.find_copies`).
"""

import itertools
from collections.abc import Sequence

from repoloom.transforms import failures
from repoloom.transforms.records import DROP, FAILED, SourceFile
from repoloom.transforms.verdicts import policy
from repoloom.transforms.verdicts.policy import Judgement, Policy

# (different items, share of the files that were read) from which a repository is a benchmark.  One
# that quotes three tasks in its tests is none; one that holds a whole data set in one file is, be
# it 1 of 11 files (HumanEval) or 3 of 46 (CRUXEval), unless it is one folder of a large project.
REASON = "benchmark_repository"
LIMITS = ((20, 0.1), (100, 0.02))


def judge_all(
    files: Sequence[SourceFile], limits: Policy, *, strict: bool = False
) -> list[Judgement]:
    """What each file deserves by itself, and by the repository that it is in.

    Args:
        files: rows of a bucket, the files of a repository side by side.
        limits: of the rules on a file's own signals.
        strict: a file that cannot be judged ends the run; else it fails.
    """
    found: list[Judgement] = []
    for _, group in itertools.groupby(files, key=lambda file: file.repo):
        repository = list(group)
        evidence = benchmark_evidence(repository)
        for file in repository:
            own = _judged(file, limits, strict)
            taken = (
                evidence
                and own.reason not in ("opted_out", "benchmark", FAILED)
                and not file.reason
            )
            whole = Judgement(DROP, REASON, evidence, otherwise=own.verdict)
            found.append(whole if taken else own)
    return found


def _judged(file: SourceFile, limits: Policy, strict: bool) -> Judgement:
    try:
        return policy.judge(file, limits)
    except Exception as error:
        if strict:
            raise failures.StrictError(f"{file.repo}:{file.path} failed in judge") from error
        failure = failures.of(error, "judge", file.repo, file.path, file.content)
        return Judgement(FAILED, FAILED, str(failure))


def benchmark_evidence(files: Sequence[SourceFile]) -> str:
    """How many files of a repository hold how many items, "" where it is no benchmark."""
    holding = [file for file in files if file.hits]
    items = {(hit.benchmark, hit.item) for file in holding for hit in file.hits}
    read = sum(not file.reason or bool(file.hits) for file in files)
    if any(len(items) >= least and len(holding) >= share * read for least, share in LIMITS):
        return f"{len(holding)} of {read} files hold {len(items)} items"
    return ""
