# `make chat` and `make test` set everything up themselves; nothing that is done already is done again.
VENV := .venv
PYTHON := $(VENV)/bin/python
SITDOWN := $(VENV)/bin/sitdown
UV_VERSION := 0.13.9
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help chat test setup train serve check evaluate simulate format lock clean

help:
	@echo "make chat    rehearse in the terminal (sets everything up first)"
	@echo "make test    run all tests"
	@echo "make serve   the rehearsal page in your browser"
	@echo "make check   check rubric, personas and scenarios"
	@echo "make evaluate  measure understanding and scoring, and write docs/evaluation.md"
	@echo "make simulate  play every scenario with every manager, and write docs/simulation.md"
	@echo "make train   train the model if anything has changed"
	@echo "make format  format the code"
	@echo "make lock    resolve the dependencies anew"
	@echo "make clean   remove environment and models; your rehearsals are kept"

chat: setup
	@$(SITDOWN) chat $(ARGS)

serve: setup
	@$(SITDOWN) serve $(ARGS)

train: setup
	@$(SITDOWN) train $(ARGS)

check: setup
	@$(SITDOWN) check

evaluate: setup
	@$(SITDOWN) evaluate --write $(ARGS)

simulate: setup
	@$(SITDOWN) train
	@$(SITDOWN) simulate

test: setup
	@$(PYTHON) -m ruff format --check --quiet . || { echo "Run make format."; exit 1; }
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m mypy
	@$(PYTHON) -m pytest $(ARGS)

format: setup
	@$(PYTHON) -m ruff format --quiet .
	@$(PYTHON) -m ruff check --fix --quiet .

setup: $(VENV)/.installed

$(VENV)/.installed: requirements.lock pyproject.toml scripts/setup.sh
	@sh scripts/setup.sh $(VENV) $(UV_VERSION)
	@touch $@

lock: setup
	@$(VENV)/bin/uv pip compile pyproject.toml --extra dev --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet -o requirements.lock

clean:
	rm -rf $(VENV) models .rasa
