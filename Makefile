# Two commands set up all they need, in an environment of their own: make demo, make test.
PYTHON ?= python3
ENV := .venv
RUN := $(ENV)/bin
export PYTHONDONTWRITEBYTECODE = 1

.PHONY: demo test chip chip-long check firmware clean
.PHONY: bench bench-speed bench-softstop bench-softstop-quick bench-still bench-margins bench-parameters
.PHONY: bench-sensitivity bench-treatments bench-wear bench-log bench-heap replay-vm

demo: $(ENV)/demo.stamp
	$(RUN)/stillwater demo

test: $(ENV)/test.stamp
	$(RUN)/coverage erase
	$(RUN)/coverage run -m pytest -n 2 --dist loadfile tests/host tests/test_architecture.py
	$(RUN)/coverage combine --quiet
	$(RUN)/pytest -n 2 --dist loadscope tests/vm
	$(RUN)/pytest tests/cases
	$(RUN)/pytest -n 2 --dist loadscope --no-loadscope-reorder --unit chip tests/cases tests/chip
	$(RUN)/coverage report

# On the emulated chip, with a table of its figures; skipped, with one line that says how to get it, without the RP2040 image.
chip: $(ENV)/test.stamp
	$(RUN)/pytest -n 2 --dist loadscope --no-loadscope-reorder --unit chip tests/cases tests/chip

# What takes a minute or more on it: the treatment that waits as long as a patient does, a whole calibration, a blank board flashed.
chip-long: $(ENV)/test.stamp
	$(RUN)/pytest -n 2 --unit chip -m long tests/cases tests/chip

check: $(ENV)/check.stamp
	$(RUN)/ruff check .
	$(RUN)/mypy
	$(RUN)/python tests/support/firmware_types.py
	$(RUN)/pytest tests/test_architecture.py

# What of the firmware is there, compiled for the chip; tells what a unit needs besides.
firmware: $(ENV)/firmware.stamp
	$(RUN)/stillwater firmware

bench: bench-speed bench-softstop-quick bench-treatments bench-wear

bench-speed: $(ENV)/test.stamp
	$(RUN)/stillwater bench-speed

# 16 removals and 16 returns a sitting; one sitting in a hundred has a skin that lets too little current through.
bench-softstop: $(ENV)/campaign.stamp
	$(RUN)/stillwater campaign --sittings 6400

bench-softstop-quick: $(ENV)/campaign.stamp
	$(RUN)/stillwater campaign --sittings 100 --out out/bench/quick

# Half an hour: 1,000 hours of nobody moving, and 1,000 treatments for each way of moving.
bench-still: $(ENV)/campaign.stamp
	$(RUN)/stillwater still --hours 1000 --treatments 1000

bench-margins: $(ENV)/campaign.stamp
	$(RUN)/stillwater margins --sittings 300

bench-parameters: $(ENV)/campaign.stamp
	$(RUN)/stillwater sweep --sittings 200

bench-sensitivity: $(ENV)/campaign.stamp
	$(RUN)/stillwater sensitivity --sittings 100

replay-vm: $(ENV)/campaign.stamp
	$(RUN)/stillwater replay-vm --count 50

bench-treatments: $(ENV)/test.stamp
	$(RUN)/stillwater treatments --count 40

bench-wear: $(ENV)/demo.stamp
	$(RUN)/stillwater bench-wear

# Three minutes, with a thousand units of a year each.
bench-log: $(ENV)/test.stamp
	$(RUN)/stillwater bench-log

# A quarter of an hour for a unit's whole day.
bench-heap: $(ENV)/demo.stamp
	$(RUN)/stillwater bench-heap

clean:
	rm -rf $(ENV) out

$(ENV)/demo.stamp: pyproject.toml
	$(PYTHON) -m venv $(ENV)
	$(RUN)/pip install --quiet --disable-pip-version-check -e .
	touch $@

$(ENV)/firmware.stamp: $(ENV)/demo.stamp
	$(RUN)/pip install --quiet --disable-pip-version-check -e '.[firmware]'
	touch $@

$(ENV)/campaign.stamp: $(ENV)/demo.stamp
	$(RUN)/pip install --quiet --disable-pip-version-check -e '.[campaign]'
	touch $@

$(ENV)/test.stamp: $(ENV)/campaign.stamp
	$(RUN)/pip install --quiet --disable-pip-version-check -e '.[test]'
	touch $@

$(ENV)/check.stamp: $(ENV)/test.stamp
	$(RUN)/pip install --quiet --disable-pip-version-check -e '.[check]'
	touch $@
