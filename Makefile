# Two commands set up all they need, in an environment of their own: make demo, make test.
PYTHON ?= python3
ENV := .venv
RUN := $(ENV)/bin
export PYTHONDONTWRITEBYTECODE = 1

.PHONY: demo test check bench bench-speed bench-softstop-quick bench-treatments clean

demo: $(ENV)/demo.stamp
	$(RUN)/stillwater demo

test: $(ENV)/test.stamp
	$(RUN)/coverage run -m pytest tests/host tests/test_architecture.py
	$(RUN)/pytest -n 2 tests/vm
	$(RUN)/coverage report

check: $(ENV)/check.stamp
	$(RUN)/ruff check .
	$(RUN)/mypy
	$(RUN)/python tests/support/firmware_types.py
	$(RUN)/pytest tests/test_architecture.py

bench: bench-speed bench-softstop-quick bench-treatments

bench-speed: $(ENV)/test.stamp
	$(RUN)/stillwater bench-speed

bench-softstop-quick: $(ENV)/test.stamp
	$(RUN)/stillwater campaign --sittings 200

bench-treatments: $(ENV)/test.stamp
	$(RUN)/stillwater treatments --count 40

clean:
	rm -rf $(ENV) out

$(ENV)/demo.stamp: pyproject.toml
	$(PYTHON) -m venv $(ENV)
	$(RUN)/pip install --quiet --disable-pip-version-check -e .
	touch $@

$(ENV)/test.stamp: $(ENV)/demo.stamp
	$(RUN)/pip install --quiet --disable-pip-version-check -e '.[test]'
	touch $@

$(ENV)/check.stamp: $(ENV)/test.stamp
	$(RUN)/pip install --quiet --disable-pip-version-check -e '.[check]'
	touch $@
