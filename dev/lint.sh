# The tools that check the code, installed outside the checkout, and the check function.
# Sourced, never run. Needs common.sh, packages.sh and venv.sh.

build_lint_venv() {
    rm -rf "$2"
    "$1" -m venv "$2"
    "$2/bin/python" -m pip install --quiet --disable-pip-version-check \
        -r "$CHECKOUT/dev/requirements-lint.txt"
}

# Sets LINT_BIN, the folder of the Python tools.
ensure_lint_venv() {
    local venv=$CACHE/lint-venv stamp=$CACHE/lint-venv/requirements-lint.txt base
    LINT_BIN=$venv/bin
    cmp -s "$CHECKOUT/dev/requirements-lint.txt" "$stamp" && return
    base=$(system_python) || {
        ensure_packages "Python with venv" python3 python3-venv
        base=$(system_python) || die "no Python from 3.10 to 3.13 was found." "Install one."
    }
    step "Installing the Python linters" \
        "Is the network there? Start again; nothing half done is used." \
        build_lint_venv "$base" "$venv"
    cp "$CHECKOUT/dev/requirements-lint.txt" "$stamp"
}

node_is_new_enough() {
    node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
        process.exit(major > 18 || (major === 18 && minor >= 18) ? 0 : 1)' 2>/dev/null
}

install_node_packages() {
    rm -rf "$1" "$1.partial"
    mkdir -p "$1.partial"
    cp "$CHECKOUT/package.json" "$CHECKOUT/package-lock.json" "$1.partial"
    (cd "$1.partial" && npm ci --ignore-scripts --no-audit --no-fund)
    mv "$1.partial" "$1"
}

# Sets NODE_BIN, the folder of the tools, and ESLINT_CONFIG. Node looks for what a module
# imports beside that module, so a copy of eslint's configuration goes where the packages
# are; the paths in it stay those of the folder where eslint runs.
ensure_node_packages() {
    local packages
    ensure_command node "Node.js and npm" nodejs npm
    ensure_command npm "npm" npm
    node_is_new_enough || die "this Node.js is too old ($(node --version)); eslint needs 18.18 or newer." \
        "Install a newer one and start again."
    packages=$CACHE/node-$(cat "$CHECKOUT/package.json" "$CHECKOUT/package-lock.json" | cksum | cut -d' ' -f1)
    NODE_BIN=$packages/node_modules/.bin
    [ -d "$packages" ] || step "Installing the JavaScript linters" \
        "Is the network there? Start again; nothing half done is used." \
        install_node_packages "$packages"
    ln -sfn "$packages/node_modules" "$LINT_STATE/node_modules"
    ESLINT_CONFIG=$LINT_STATE/eslint.config.mjs
    cp "$CHECKOUT/eslint.config.mjs" "$ESLINT_CONFIG"
}

# The checkout may have any name, and some tools look through a symbolic link at the name
# behind it: they get a copy of the files under the module's name. The empty .git tells
# them where to stop looking for a repository.
copy_module() {
    rm -rf "$LINT_STATE/addons"
    mkdir -p "$LINT_STATE/addons/.git" "$LINT_STATE/addons/$MODULE"
    tar -C "$CHECKOUT" --exclude=./.git --exclude=node_modules --exclude=__pycache__ -cf - . \
        | tar -C "$LINT_STATE/addons/$MODULE" -xf -
}

# check LABEL COMMAND...: one line if it finds nothing, else all that it says.
FAILED=()
check() {
    local label=$1 output
    shift
    if output=$("$@" 2>&1 </dev/null); then
        printf '  %s: clean\n' "$label"
    else
        printf '\n%s\n  %s: NOT clean\n\n' "$output" "$label"
        FAILED+=("$label")
    fi
}

# files NAME-PATTERN...: those of the checkout, as paths from its root.
files() {
    local pattern expression=()
    for pattern in "$@"; do
        expression+=(-o -name "$pattern")
    done
    find . \( -name .git -o -name node_modules -o -name '.venv' -o -path ./static/lib \) -prune \
        -o -type f \( "${expression[@]:1}" \) -printf '%P\n' | sort
}

# Shell scripts have the name or the first line of one.
shell_scripts() {
    files '*.sh'
    files '*' | grep -v '\.[^/]*$' | while read -r file; do
        head -n 1 "$file" | grep -aqE '^#!.*\b(ba)?sh\b' && echo "$file"
    done
}

# each COMMAND... -- FILE...: one run with all the files, none if there are none.
each() {
    local command=()
    while [ "$1" != -- ]; do
        command+=("$1")
        shift
    done
    shift
    [ $# -eq 0 ] || "${command[@]}" "$@"
}
