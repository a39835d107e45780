# Add-ons of the OCA that go well with the module, in the cache and on the addons path.
# Sourced, never run. Needs common.sh and venv.sh. Sets COMPANIONS, their names with commas between.

COMPANIONS=partner_firstname

download_companions() {
    rm -rf "$1.partial" "$1"
    "$PYTHON" -m pip install --quiet --disable-pip-version-check --no-deps --target "$1.partial" \
        -r "$CHECKOUT/dev/requirements-companions.txt"
    mv "$1.partial" "$1"
}

ensure_companions() {
    local list=$CHECKOUT/dev/requirements-companions.txt folder name
    folder=$CACHE/companions-$(cksum <"$list" | cut -d' ' -f1)
    [ -d "$folder" ] || step "Downloading the companions of the module" \
        "Is the network there? Start again; nothing half done is used." \
        download_companions "$folder"
    for name in ${COMPANIONS//,/ }; do
        ln -sfn "$folder/odoo/addons/$name" "$STATE/addons/$name"
    done
}
