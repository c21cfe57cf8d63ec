"""What a model gains from the context that a composer gives, as code length.

    python -m benchmarks.context_value OUT [--prime OTHER] [--plot FILE.svg]

OUT is a finished run.  Its kept files are woven again for each arm, by the project's own weave,
without infilling: every composer of the registry, the baselines `path`, `random` and `deepseek`,
each piece alone, and the members of the baseline's examples shuffled.  A predictor that was primed
on other repositories then reads each example and pays bits for its pieces of code with loss; what
it learns of one example it forgets before the next.  Copies and context files cost nothing and are
read.  Shorter is better: a model that has the right context needs fewer bits.

Printed are bits a byte of all code; of names, the first mention in a piece of an identifier that
another file of the repository has and the prime has not; and of tests that are paired with a
source; each against the baseline with an interval by bootstrap over repositories.  A second table
gives every arm the same number of bytes before a piece, so that it compares what stands there.

`benchmarks.context_value.pretrained` asks a pretrained model the same of some pieces.

Read `corpus` first (a run and its arms), then `predictor`, `lengths`, `gains` and `plot`; of the
pretrained model `reading` (tokens to bytes), `smollm` and `pretrained`.
"""
