# make run    sets up what is missing, publishes the example library and says where it is
# make test   sets up what is missing and runs all tests
# make bench  prints the speed figures against their peers
# make check  formatting and lints

SHELL := /bin/bash
# Outside of the clone, so that a fresh clone builds fast.
export CARGO_TARGET_DIR ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/werkwijzer-target
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
EXAMPLE := $(or $(XDG_DATA_HOME),$(HOME)/.local/share)/werkwijzer/example
PUBLISHED := $(EXAMPLE)-published
WEASYPRINT := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/werkwijzer-weasyprint
COMMAND = $(CARGO_TARGET_DIR)/release/werkwijzer

.PHONY: run test bench check command install test-rust test-html

run: command
	@mkdir -p "$(dir $(EXAMPLE))"
	@[ -f "$(EXAMPLE)/library.toml" ] || "$(COMMAND)" new "$(EXAMPLE)" --example
	@"$(COMMAND)" publish "$(EXAMPLE)" --to "$(PUBLISHED)" --create >/dev/null
	@echo
	@echo "The example library is published. Open the start page in a browser:"
	@echo "  $(PUBLISHED)/index.html"
	@echo "The PDFs:"
	@find "$(PUBLISHED)" -name '*.pdf' -not -path '*/Archive/*' | sort | sed 's/^/  /'

command: | tools
	cargo build --release --locked -p werkwijzer-cli

install: command
	install -Dm755 "$(COMMAND)" "$(or $(PREFIX),$(HOME)/.local)/bin/werkwijzer"

# Only what is missing is installed, so that a second run needs neither network nor root.
.PHONY: tools test-tools bench-tools
tools:
	@command -v cc >/dev/null || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq build-essential; }
	@command -v cargo >/dev/null || { echo "install Rust first: cargo was not found"; exit 1; }

test-tools: tools
	@{ command -v /usr/bin/chromium && command -v pdftotext && command -v qpdf && command -v java && fc-list | grep -qi 'noto.*cjk'; } >/dev/null 2>&1 || { $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq chromium poppler-utils qpdf default-jre-headless fontconfig fonts-noto-core fonts-noto-cjk; }
	@command -v node >/dev/null || { echo "install Node.js 20 or newer first: node was not found"; exit 1; }
	@cd tests/html && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --silent --no-audit --no-fund; }

test: test-rust test-html

test-rust: test-tools
	cargo test --workspace --locked

# The published example as a reader has it, by the command that the tests built: building it by
# itself would choose other features of the dependencies and compile them all once more.
test-html: test-rust
	set -e; place=$$(mktemp -d); trap 'rm -rf "$$place"' EXIT; \
	  werkwijzer="$(CARGO_TARGET_DIR)/debug/werkwijzer"; \
	  "$$werkwijzer" new "$$place/library" --example; \
	  "$$werkwijzer" publish "$$place/library" --to "$$place/published" --create; \
	  cd tests/html && node check.mjs "$$place/published" && PUBLICATION="$$place/published" node --test behaviour.mjs

check:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

bench-tools: test-tools
	@command -v pandoc /usr/bin/time >/dev/null 2>&1 && [ -x "$(WEASYPRINT)/bin/weasyprint" ] || { $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq pandoc time python3-venv libpango-1.0-0 libpangoft2-1.0-0 && python3 -m venv "$(WEASYPRINT)" && "$(WEASYPRINT)/bin/pip" install --quiet weasyprint; }

bench: bench-tools command
	cargo run --release --locked -p werkwijzer-tests --bin bench -- "$(COMMAND)" "$(WEASYPRINT)/bin/weasyprint"
