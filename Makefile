# Two commands do everything on a fresh machine: make run, make test.
PYTHON ?= python3
VENV := .venv
UV := $(VENV)/bin/uv
STAMP := $(VENV)/.installed
export OMP_THREAD_LIMIT ?= 1

.PHONY: install system run test lint types lock clean

install: $(STAMP)

# Debian packages for OCR and old office formats; skipped where they are installed already
system:
	@bash scripts/install_system.sh

$(STAMP): pyproject.toml requirements.lock scripts/install_system.sh
	@bash scripts/install_system.sh
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --upgrade uv
	$(UV) pip sync --quiet requirements.lock
	$(UV) pip install --quiet --no-deps --editable .
	@touch $(STAMP)

run: install
	$(VENV)/bin/kehoach run data/raw --out data/processed

test: install
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/pytest -n auto --dist loadgroup

lint: install
	$(VENV)/bin/ruff check .

types: install
	$(VENV)/bin/mypy

# requirements.lock pins every package of every extra, with hashes
lock:
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra dev --no-emit-index-url --no-header pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) data/processed/*.csv data/processed/*.parquet data/processed/*.xlsx data/processed/run.json
