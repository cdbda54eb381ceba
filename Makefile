# Two commands to know: `make run` and `make test`. See README.md.
PYTHON ?= python3
export PYTHONUTF8 = 1

.PHONY: run test check bench screenshots format clean

run:
	@$(PYTHON) deploy/setup.py run && exec .venv/bin/python -m xingtan.project.cli up

test:
	@$(PYTHON) deploy/setup.py test && exec .venv/bin/python deploy/checks/quality.py test

check:
	@$(PYTHON) deploy/setup.py check && exec .venv/bin/python deploy/checks/quality.py check

bench:
	@$(PYTHON) deploy/setup.py run && exec .venv/bin/python -m xingtan.project.cli bench all

screenshots:
	@$(PYTHON) deploy/setup.py test && exec .venv/bin/python -m tests.screenshots

format:
	@$(PYTHON) deploy/setup.py check && .venv/bin/ruff check --fix . && .venv/bin/ruff format .

clean:
	rm -rf .venv node_modules src/xingtan/kernel/ui/static/ui src/xingtan/engines/papers/fonts
