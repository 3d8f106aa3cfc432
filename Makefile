# `make` lists the targets. Each makes its own virtual environment, .venv, from
# requirements.txt; all that a machine needs is Python 3.11 or newer, git and make.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
PEERS := .venv/peers
FRAMEWORK := .venv/framework
STUDIES := .venv/studies
WASM := .venv/wasm
HUB := .venv/hub
MODULE := PYTHONPATH=website $(BIN)/python -m
# One thread of linear algebra: two on a busy machine can be twenty times slower.
# MPLBACKEND would make the cells of the book draw nothing.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1
unexport MPLBACKEND

.PHONY: help book runtime pdf same differences serve test shuffled oldest newest oracle check mutants checkers luck weave \
	studies bench framework constraints links readme notebooks wasm binder lighthouse clean
.DELETE_ON_ERROR:

help:
	@echo "make book    build the website into _build/html (any warning is an error)"
	@echo "make runtime fetch what runs the cells of a page in a browser (needs npm)"
	@echo "make pdf     print the book as one PDF and link it on the site (needs Chromium)"
	@echo "make same    build it again and again from nothing: every byte must agree"
	@echo "make differences OLD=folder  say what this site says otherwise than an older one"
	@echo "make serve   build it, open it in a browser, build again at every edit"
	@echo "make test    run the tests"
	@echo "make shuffled  run them in two other orders; SEEDS=\"3 4\" for two more"
	@echo "make oldest  run the tests on the oldest Python and NumPy that nnfs supports"
	@echo "make newest  run them on the newest"
	@echo "make oracle  compare nnfs with PyTorch over networks drawn at random"
	@echo "make check   run all that must pass before a change lands: .ci/run"
	@echo "make mutants break the package in every small way; the tests must notice"
	@echo "make checkers  break every solution in small ways; its check must notice; OF=\"06 9.3\""
	@echo "make luck    run the pages with other seeds; PAGES=\"05 06\" FAMILIES=\"1 2\" for some"
	@echo "make studies compare the optimizers on a thousand seeds; PROBLEMS=\"Bowl\" for some"
	@echo "             luck and studies: JOBS=4 workers, SCHEDULER=tcp://... on a cluster"
	@echo "make weave   copy code from nnfs/ into the chapters that print it"
	@echo "make bench   measure the times that pages quote, nnfs beside its peers"
	@echo "make framework  train nnfs beside PyTorch, and in several processes"
	@echo "make readme  copy the title page's figure to README and card (needs Chromium)"
	@echo "make notebooks  run every notebook of the site in a fresh environment"
	@echo "make wasm    run the cells of every page in WebAssembly, as a browser; PAGES=\"05\" for some"
	@echo "make binder  open every notebook as Binder would, and run it (needs Chromium)"
	@echo "make lighthouse  score every built page as on a phone (needs Chromium)"
	@echo "make constraints  pin anew all that is installed, to the newest that fit"
	@echo "make links   ask every address that the book links to"
	@echo "make clean   remove what was built"

book: $(READY)
	$(BIN)/jupyter-book build . -n -W --keep-going

runtime: $(READY)
	$(MODULE) nnfs_site.run.pyodide $(if $(PACKAGES),--packages $(PACKAGES))

pdf: book
	$(BIN)/python -m pip install --quiet -r tests/browser/site/requirements.txt
	$(MODULE) nnfs_site.print.pdf
	$(BIN)/pytest --no-header -q tests/browser/pdf
	$(MAKE) book

same: $(READY)
	$(BIN)/python tools/reproducible.py

differences: book
	$(BIN)/python tools/differences.py $(OLD) _build/html

serve: $(READY)
	$(BIN)/python tools/serve.py

test: $(READY)
	$(BIN)/pytest --cov

SEEDS := 1 2
shuffled: $(SEEDS:%=shuffled-%)

shuffled-%: $(READY)
	$(BIN)/pytest -q --random-order-bucket=global --random-order-seed=$*

# An interpreter that is not on the path: make newest PYTHON=/path/to/python3
oldest: PYTHON := python3.11
newest: PYTHON := python3.13

oldest newest:
	$(PYTHON) tests/programs/ends.py $@

oracle: .venv-oracle/ready
	.venv-oracle/bin/python tests/reference/oracle.py

.venv-oracle/ready: tests/reference/requirements.txt constraints.txt
	$(PYTHON) -m venv .venv-oracle
	.venv-oracle/bin/python -m pip install --quiet -r $<
	touch $@

check:
	.ci/run

mutants: $(READY)
	$(BIN)/python -m pip install --quiet -r tests/programs/mutation/requirements.txt
	rm -rf mutants
	$(BIN)/mutmut run
	$(BIN)/python tests/programs/mutation/report.py

checkers: $(READY)
	$(BIN)/python -m pip install --quiet -r tests/programs/mutation/requirements.txt
	$(MODULE) tests.programs.mutation.checkers $(OF)

JOBS := 2
WORKERS = --jobs $(JOBS) $(if $(SCHEDULER),--scheduler $(SCHEDULER))
luck: $(STUDIES)/ready
	PYTHONPATH=website $(STUDIES)/bin/python -m tests.programs.luck.run $(PAGES) \
	    --families "$(FAMILIES)" $(WORKERS)

studies: $(STUDIES)/ready
	PYTHONPATH=website $(STUDIES)/bin/python -m studies.run $(PROBLEMS) $(WORKERS)

weave: $(READY)
	$(BIN)/python tools/weave.py

bench: book $(PEERS)/ready $(HUB)/ready
	$(BIN)/python benchmarks/memory.py
	$(BIN)/python benchmarks/batches.py
	$(BIN)/python benchmarks/convolution.py
	$(PEERS)/bin/python benchmarks/layers.py
	$(BIN)/python benchmarks/tape.py
	$(BIN)/python benchmarks/names.py
	$(PEERS)/bin/python benchmarks/convolution_layers.py
	$(PEERS)/bin/python benchmarks/gpt.py
	$(PEERS)/bin/python benchmarks/speed.py
	PYTHONPATH=website $(HUB)/bin/python benchmarks/reader.py

framework: $(READY) $(FRAMEWORK)/ready
	$(FRAMEWORK)/bin/python framework/run.py
	$(MODULE) framework.seal

# Emptied first: pip and uv alike would keep to what it says. Not left empty.
constraints: $(READY)
	$(BIN)/python -m pip install --quiet -r .ci/requirements.txt
	: > constraints.txt
	$(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 \
	    --no-annotate --no-emit-package nnfs-book --no-emit-package pip \
	    --custom-compile-command "make constraints" \
	    --output-file constraints.txt requirements.txt binder/requirements.txt \
	    .ci/requirements.txt tests/browser/site/requirements.txt \
	    tests/programs/mutation/requirements.txt tests/programs/wasm/requirements.txt \
	    tests/reference/requirements.txt benchmarks/requirements.txt \
	    framework/requirements.txt studies/requirements.txt || \
	    { git checkout --quiet constraints.txt; exit 1; }

links: $(READY)
	$(BIN)/jupyter-book build . --builder linkcheck

readme: $(READY)
	$(BIN)/python -m pip install --quiet -r tests/browser/site/requirements.txt
	$(BIN)/python tools/readme_figure.py

notebooks: book
	$(MODULE) tests.programs.notebooks.run

wasm: book $(WASM)/ready
	$(MODULE) tests.programs.wasm.run $(PAGES)

binder: book
	$(BIN)/python -m pip install --quiet -r tests/browser/site/requirements.txt
	$(MODULE) tests.programs.binder.run_notebooks

lighthouse: $(READY)
	$(BIN)/python -m pip install --quiet -r tests/browser/site/requirements.txt
	$(MODULE) tests.programs.lighthouse

clean:
	rm -rf _build mutants

$(READY): requirements.txt constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "This book needs Python 3.11 or newer: make PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(PEERS)/ready: benchmarks/requirements.txt constraints.txt pyproject.toml $(READY)
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check \
	    -r benchmarks/requirements.txt
	touch $@

$(FRAMEWORK)/ready: framework/requirements.txt constraints.txt pyproject.toml $(READY)
	$(PYTHON) -m venv $(FRAMEWORK)
	$(FRAMEWORK)/bin/python -m pip install --quiet --disable-pip-version-check \
	    -r framework/requirements.txt
	touch $@

$(STUDIES)/ready: studies/requirements.txt requirements.txt constraints.txt pyproject.toml $(READY)
	$(PYTHON) -m venv $(STUDIES)
	$(STUDIES)/bin/python -m pip install --quiet --disable-pip-version-check \
	    -r studies/requirements.txt
	touch $@

$(HUB)/ready: binder/requirements.txt constraints.txt pyproject.toml $(READY)
	$(PYTHON) -m venv $(HUB)
	$(HUB)/bin/python -m pip install --quiet --disable-pip-version-check \
	    -r binder/requirements.txt
	touch $@

$(WASM)/ready: tests/programs/wasm/requirements.txt constraints.txt $(READY)
	$(PYTHON) -m venv $(WASM)
	$(WASM)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	touch $@
