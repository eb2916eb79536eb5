# make run      sets up what is missing and opens the window; without a display it publishes the
#               example library and says where it is
# make test     sets up what is missing and runs all tests
# make bench    prints the speed figures against their peers
# make windows  builds the command for Windows and tries it under Wine
# make windows-window  builds the window for Windows
# make check    formatting and lints
# make install  puts the command and the window among your own programs
# make types    writes anew what is made from the Rust types and the list of components

SHELL := /bin/bash
# Outside of the clone, so that a fresh clone builds fast.
export CARGO_TARGET_DIR ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/werkwijzer-target
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
EXAMPLE := $(or $(XDG_DATA_HOME),$(HOME)/.local/share)/werkwijzer/example
PUBLISHED := $(EXAMPLE)-published
MANUALS := $(or $(WERKWIJZER_CORPUS),../shared/corpus)
WEASYPRINT := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/werkwijzer-weasyprint
COMMAND = $(CARGO_TARGET_DIR)/release/werkwijzer

WINDOW = $(CARGO_TARGET_DIR)/release/werkwijzer-desktop

.PHONY: run publish-example test bench windows windows-window check command window ui types install test-rust test-html test-ui

run:
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" != Linux ]; then \
	  $(MAKE) --no-print-directory window && exec "$(WINDOW)"; \
	else \
	  echo "There is no display to open the window on, so the example is published instead."; \
	  $(MAKE) --no-print-directory publish-example; \
	fi

publish-example: command
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

# The command, too, and all that measures them: each by itself would choose other features of the
# dependencies, and compile most of them once more.
window: ui | window-tools
	cargo build --release --locked --workspace --bins --example empty-window

# The page is in the program: it is built before the program is.
ui: | ui-tools
	@cd ui && npm run --silent build

types: ui window-tools
	WERKWIJZER_WRITE=1 cargo test --workspace -- the_types_of_the_window the_list_of_components

install: window
	install -Dm755 "$(COMMAND)" "$(or $(PREFIX),$(HOME)/.local)/bin/werkwijzer"
	install -Dm755 "$(WINDOW)" "$(or $(PREFIX),$(HOME)/.local)/bin/werkwijzer-desktop"

# Only what is missing is installed, so that a second run needs neither network nor root.
.PHONY: tools window-tools ui-tools test-tools bench-tools
tools:
	@command -v cc >/dev/null || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq build-essential; }
	@command -v cargo >/dev/null || { echo "install Rust first: cargo was not found"; exit 1; }

WINDOW_PACKAGES := libwebkit2gtk-4.1-dev librsvg2-dev libayatana-appindicator3-dev
window-tools: tools
	@dpkg -s $(WINDOW_PACKAGES) >/dev/null 2>&1 || { $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq $(WINDOW_PACKAGES); }

ui-tools:
	@command -v node >/dev/null || { echo "install Node.js 20 or newer first: node was not found"; exit 1; }
	@cd ui && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --silent --no-audit --no-fund; }

WINDOW_TEST_PACKAGES := webkit2gtk-driver xvfb dbus-daemon dbus-bin xdotool
test-tools: window-tools
	@dpkg -s $(WINDOW_TEST_PACKAGES) >/dev/null 2>&1 || { $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq $(WINDOW_TEST_PACKAGES); }
	@command -v syncthing >/dev/null || { $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq syncthing; } || echo "Syncthing cannot be installed: what is tried with it is skipped"
	@command -v tauri-driver >/dev/null || cargo install tauri-driver --version '^2' --locked --quiet
	@{ command -v /usr/bin/chromium && command -v pdftotext && command -v qpdf && command -v java && fc-list | grep -qi 'noto.*cjk'; } >/dev/null 2>&1 || { $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq chromium poppler-utils qpdf default-jre-headless fontconfig fonts-noto-core fonts-noto-cjk; }
	@command -v node >/dev/null || { echo "install Node.js 20 or newer first: node was not found"; exit 1; }
	@cd tests/html && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --silent --no-audit --no-fund; }

test: test-ui test-rust test-html

# The window's own parts.
test-ui: ui
	cd ui && npm run --silent check && npm test --silent

test-rust: ui test-tools
	cargo test --workspace --locked

# The published example as a reader has it, a library of all that is hard to show, and the real
# manuals where they are, by the command that the tests built: building it by itself would choose
# other features of the dependencies and compile them all once more.
test-html: test-rust
	set -e; place=$$(mktemp -d); trap 'rm -rf "$$place"' EXIT; \
	  werkwijzer="$(CARGO_TARGET_DIR)/debug/werkwijzer"; \
	  "$$werkwijzer" new "$$place/library" --example; \
	  "$$werkwijzer" publish "$$place/library" --to "$$place/published" --create; \
	  for manuals in tests/html/hard "$(MANUALS)"; do \
	    [ -d "$$manuals" ] || { echo "no real manuals in $$manuals: their pages are not checked (WERKWIJZER_CORPUS names another folder)"; continue; }; \
	    more="$$place/more/$$(basename "$$manuals")"; mkdir -p "$$more"; \
	    { "$$werkwijzer" new "$$more/library" && \
	      "$$werkwijzer" --quiet import "$$manuals" --into "$$more/library" && \
	      "$$werkwijzer" --quiet publish "$$more/library" --to "$$more/published" --create; \
	    } >"$$more/log" 2>&1 || { cat "$$more/log"; exit 1; }; \
	  done; \
	  cd tests/html && node check.mjs "$$place/published" "$$place"/more/*/published && PUBLICATION="$$place/published" node --test behaviour.mjs

check: ui window-tools
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

bench-tools: test-tools
	@{ command -v pandoc && command -v /usr/bin/time && command -v rg && [ -x "$(WEASYPRINT)/bin/weasyprint" ]; } >/dev/null 2>&1 || { $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq pandoc time ripgrep python3-venv libpango-1.0-0 libpangoft2-1.0-0 && python3 -m venv "$(WEASYPRINT)" && "$(WEASYPRINT)/bin/pip" install --quiet weasyprint; }

# ONLY=history, index, command or window measures that part.
bench: bench-tools window
	"$(CARGO_TARGET_DIR)/release/bench" "$(COMMAND)" "$(WEASYPRINT)/bin/weasyprint" "$(WINDOW)" "$(CARGO_TARGET_DIR)/release/examples/empty-window" $(ONLY)

# Debian's own Rust builds the standard library for Windows too, and Wine runs what it makes: the
# tests of paths, names and locked files, and the example's publication.
.PHONY: windows-tools
WINDOWS := x86_64-pc-windows-gnu
WINDOWS_BUILD := $(CARGO_TARGET_DIR)-windows
WINDOWS_DEBUG := $(WINDOWS_BUILD)/$(WINDOWS)/debug
WINDOWS_PACKAGES := rustc-web cargo-web rust-web-src gcc-mingw-w64-x86-64 wine64 wine

windows-tools: tools
	@dpkg -s $(WINDOWS_PACKAGES) >/dev/null 2>&1 || { $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq $(WINDOWS_PACKAGES); }

windows windows-window: export PATH := /usr/bin:$(PATH)
windows windows-window: export RUSTC := /usr/bin/rustc
windows windows-window: export RUSTDOC := /usr/bin/rustdoc
windows windows-window: export RUSTC_BOOTSTRAP := 1
windows: export WINEDEBUG := -all
windows: export WINEPREFIX := $(WINDOWS_BUILD)/wine
windows: export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER := wine
windows: windows-tools
	@mkdir -p "$(WINDOWS_DEBUG)/deps" "$(WINEPREFIX)"
	x86_64-w64-mingw32-gcc -shared -O2 -o "$(WINDOWS_DEBUG)/bcryptprimitives.dll" tests/windows/bcryptprimitives.c -ladvapi32
	cp "$(WINDOWS_DEBUG)/bcryptprimitives.dll" "$(WINDOWS_DEBUG)/deps/"
	CARGO_TARGET_DIR="$(WINDOWS_BUILD)" timeout 3600 /usr/bin/cargo test --locked -Z build-std=std,panic_abort --target $(WINDOWS) -p werkwijzer-store -p werkwijzer-cli

windows-window: ui windows-tools
	CARGO_TARGET_DIR="$(WINDOWS_BUILD)" timeout 3600 /usr/bin/cargo build --locked -Z build-std=std,panic_abort --target $(WINDOWS) -p werkwijzer-desktop
