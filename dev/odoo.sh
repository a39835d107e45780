# Odoo 19: the user's own (ODOO_HOME), or Debian's package unpacked into the cache.
# Sourced, never run. Sets ODOO_HOME, the folder that holds the Python package `odoo`.

# The package's symbolic links point at these: the first from its own suite, the others
# from the machine's, where their files still lie where the links look for them.
SID_PACKAGES="odoo-19 fonts-montserrat"
OWN_PACKAGES="fonts-font-awesome fonts-inconsolata fonts-ocr-b fonts-roboto-unhinted
    libjs-jquery libjs-jquery-form libjs-underscore"
# Listed in web.assets_backend and not in the package.
SELFIE_SEGMENTATION="@mediapipe/selfie_segmentation@0.1.1675465747"

is_odoo_19() { grep -q '^version_info = (19, 0' "$1/odoo/release.py" 2>/dev/null; }

debian_mirror() {
    local sources
    # shellcheck disable=SC2016 # the variables are apt's
    sources=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null)
    grep -m1 '/debian/\?$' <<<"$sources"
}

# A list of sources of our own: the system's apt is neither changed nor asked for rights.
apt_private() {
    local apt=$1
    shift
    apt-get -q -o Dir::State="$apt/state" -o Dir::Cache="$apt/cache" \
        -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null \
        -o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none \
        -o Acquire::Retries=3 "$@"
}

download_odoo() {
    local apt=$1 mirror=$2 codename=$3 suite
    mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$apt/deb"
    for suite in "$codename" sid; do
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main"
    done | sort -u >"$apt/sources.list"
    apt_private "$apt" update --error-on=any
    cd "$apt/deb"
    # shellcheck disable=SC2046,SC2086 # lists of words
    apt_private "$apt" download $(printf '%s/sid ' $SID_PACKAGES) \
        $(printf "%s/$codename " $OWN_PACKAGES)
}

# An absolute link of the package is one from the tree's root.
reroot_links() {
    local tree=$1 link target
    find "$tree" -type l -lname '/*' | while read -r link; do
        target=$tree$(readlink "$link")
        [ ! -e "$target" ] || ln -sfnr "$target" "$link"
    done
}

unpack_odoo() {
    local apt=$1 tree=$2 deb segmentation
    for deb in "$apt"/deb/*.deb; do
        dpkg -x "$deb" "$tree"
    done
    reroot_links "$tree"
    cd "$apt"
    npm pack --silent "$SELFIE_SEGMENTATION"
    segmentation=$(find "$tree" -path '*/mail/static/lib' -type d)/selfie_segmentation
    mkdir -p "$segmentation"
    tar -xzf "$apt"/mediapipe-selfie_segmentation-*.tgz -C "$segmentation" \
        --strip-components=1 package/selfie_segmentation.js
    chmod -R u=rwX,go=rX "$segmentation"
}

fetch_odoo() {
    local partial=$CACHE/odoo.partial mirror codename
    mirror=$(debian_mirror) || die "this machine's apt has no Debian mirror, so Odoo cannot be fetched." \
        "Set ODOO_HOME to the folder of an Odoo 19 that you have."
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-sid}")
    ensure_command npm "npm" npm
    rm -rf "$partial"
    mkdir -p "$partial/apt" "$partial/tree"
    step "Downloading Odoo 19 (some 150 MB)" \
        "Is the network there? Or set ODOO_HOME to the folder of an Odoo 19 that you have." \
        download_odoo "$partial/apt" "$mirror" "$codename"
    step "Unpacking Odoo 19" "Is the disk full? Free 2 GB and start again." \
        unpack_odoo "$partial/apt" "$partial/tree"
    mv "$partial/tree" "$CACHE/odoo"
    rm -rf "$partial"
}

ensure_odoo() {
    if [ -n "${ODOO_HOME:-}" ]; then
        is_odoo_19 "$ODOO_HOME" || die "ODOO_HOME=$ODOO_HOME is not the folder of an Odoo 19 (there is no odoo/release.py of 19.0 in it)." \
            "Set it to the folder that holds the Python package \"odoo\", or unset it and Odoo is downloaded."
        ODOO_HOME=$(cd "$ODOO_HOME" && pwd)
    else
        ODOO_HOME=$CACHE/odoo/usr/lib/python3/dist-packages
        is_odoo_19 "$ODOO_HOME" || fetch_odoo
    fi
}

# The checkout may have any name; Odoo and pytest see it under the module's.
addons_path() {
    local link=$STATE/addons/$MODULE path=$ODOO_HOME/odoo/addons
    mkdir -p "$STATE/addons"
    ln -sfn "$CHECKOUT" "$link"
    # A git checkout keeps most add-ons beside the package.
    [ -d "$ODOO_HOME/odoo/addons/web" ] || path=$path,$ODOO_HOME/addons
    echo "$path,$STATE/addons"
}
