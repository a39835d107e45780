# What the machine itself must have: commands that come from Debian packages.
# Sourced, never run.

# as_root COMMAND...: run it with the rights of root, or fail.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        return 1
    fi
}

apt_install() {
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

# ensure_packages WHAT-FOR PACKAGE...: install them, or say who can.
ensure_packages() {
    local purpose=$1
    shift
    local way_out="Ask an administrator to run: apt-get install $*"
    command -v apt-get >/dev/null \
        || die "$purpose is missing and this machine has no apt-get." "Install it yourself (on Debian: $*) and start again."
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || die "$purpose is missing and you may not install packages." "$way_out"
        # Ask for the password now: the installation itself runs without a keyboard.
        sudo -n true 2>/dev/null || sudo -v || die "$purpose is missing and sudo was refused." "$way_out"
    fi
    step "Installing $purpose" "Is the network there? $way_out" apt_install "$@"
}

# ensure_command COMMAND WHAT-FOR PACKAGE...
ensure_command() {
    local command=$1
    shift
    command -v "$command" >/dev/null || ensure_packages "$@"
}
