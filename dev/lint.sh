# The tools that check the code, installed outside the checkout, and the check function.
# Sourced, never run. Needs common.sh, packages.sh, venv.sh and node.sh.

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

# Sets NODE_BIN, the folder of the tools, and ESLINT_CONFIG. Node looks for what a module
# imports beside that module, so a copy of eslint's configuration goes where the packages
# are; the paths in it stay those of the folder where eslint runs.
ensure_lint_packages() {
    ensure_node_packages
    NODE_BIN=$NODE_PACKAGES/.bin
    ln -sfn "$NODE_PACKAGES" "$LINT_STATE/node_modules"
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
