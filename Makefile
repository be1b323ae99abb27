# Everything people type here. Each target does its own set-up; the work is in bin/.
.PHONY: help run test check lock messages services bench bench-quiz bench-cohort
MAKEFLAGS += --no-print-directory

help: ## what one can type here
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

run: ## start the platform (PORT=8000 DATA_DIR=var; DEMO=0: without demonstration)
	@bin/run

test: ## run every test, on SQLite then on PostgreSQL and Redis
	@bin/test

check: ## judge style, types, layers, templates, migrations, French, deployment
	@bin/check

lock: ## choose the newest versions that requirements*.in allow
	@bin/lock

messages: ## gather what templates and code say into the French catalogues
	@bin/set-up dev && bin/debian-packages gettext && .venv/bin/python bin/messages.py

services: ## start a private PostgreSQL and Redis (bin/services.py stop ends them)
	@bin/set-up dev && bin/debian-packages postgresql redis-server && .venv/bin/python bin/services.py start

bench: ## measure pages per second (docs/performance.md)
	@bin/set-up dev && bin/debian-packages postgresql redis-server && .venv/bin/python bin/services.py run .venv/bin/python -m bench

bench-quiz: ## let 300 learners hand in a quiz within 10 seconds (docs/performance.md)
	@bin/set-up dev && bin/debian-packages postgresql redis-server && .venv/bin/python bin/services.py run .venv/bin/python -m bench.quiz

bench-cohort: ## measure a cohort of 5,000: list, papers, memory (docs/performance.md)
	@bin/set-up dev && bin/debian-packages postgresql redis-server && .venv/bin/python bin/services.py run .venv/bin/python -m bench.cohort
