# The Python packages of Odoo and of the tests, in a virtual environment of the cache.
# Sourced, never run. Sets PYTHON.

python_is_new_enough() {
    "$1" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

# Debian splits venv from Python; ensurepip is the part that is then missing.
system_python() {
    local python
    for python in python3 python3.13 python3.12 python3.11 python3.10; do
        if python_is_new_enough "$python" && "$python" -c 'import ensurepip, venv' 2>/dev/null; then
            command -v "$python"
            return
        fi
    done
    return 1
}

build_venv() {
    rm -rf "$2"
    "$1" -m venv "$2"
    "$2/bin/python" -m pip install --quiet --disable-pip-version-check -r "$CHECKOUT/dev/requirements.txt"
}

ensure_venv() {
    local venv=$CACHE/venv stamp=$CACHE/venv/requirements.txt base
    PYTHON=$venv/bin/python
    cmp -s "$CHECKOUT/dev/requirements.txt" "$stamp" && return
    base=$(system_python) || {
        ensure_packages "Python with venv" python3 python3-venv
        base=$(system_python) || die "no Python from 3.10 to 3.13 was found." "Install one; Odoo 19 needs it."
    }
    step "Installing the Python packages" "Is the network there? Start again; nothing half done is used." \
        build_venv "$base" "$venv"
    cp "$CHECKOUT/dev/requirements.txt" "$stamp"
}
