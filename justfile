# Six verbs; `just` alone lists them. Everything also runs without just: the lines are plain commands.
python := ".venv/bin/python"

# list the verbs
default:
    @just --list

# install everything for work on the code
setup:
    python3 -m venv .venv
    .venv/bin/pip install -q -c constraints.txt -e '.[test]'

# run the tests (just test -n 0 tests/unit/scoring)
test *words:
    {{python}} -m pytest {{words}}

# lint, format, types and contracts
lint:
    .venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/lint-imports

# rewrite golden files and generated pages; read the diff
update:
    {{python}} -m pytest --update tests/house tests/unit

# what CI runs
ci:
    bash .ci/run

# build the site of the shipped network
site:
    .venv/bin/ceecluster report all -o build/
