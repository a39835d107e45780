# The packages of npm that scripts and tests use, installed outside the checkout.
# Sourced, never run. Needs common.sh and packages.sh.

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

# Sets NODE_PACKAGES, the folder node_modules of what package.json names.
ensure_node_packages() {
    local packages
    ensure_command node "Node.js and npm" nodejs npm
    ensure_command npm "npm" npm
    node_is_new_enough || die "this Node.js is too old ($(node --version)); 18.18 or newer is needed." \
        "Install a newer one and start again."
    packages=$CACHE/node-$(cat "$CHECKOUT/package.json" "$CHECKOUT/package-lock.json" | cksum | cut -d' ' -f1)
    NODE_PACKAGES=$packages/node_modules
    [ -d "$packages" ] || step "Installing the JavaScript tools" \
        "Is the network there? Start again; nothing half done is used." \
        install_node_packages "$packages"
}
