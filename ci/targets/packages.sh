# Sourced: fetches Debian packages of another release or processor and unpacks them in the cache, never into the system.
# shellcheck shell=bash

# debian_mirror: the address that this system takes Debian's packages from.
debian_mirror() {
    apt-get indextargets --format '$(REPO_URI) $(ORIGIN)' 'Created-By: Packages' 2>/dev/null |
        grep -E ' Debian$' | grep -v -e security -e -updates | head -n 1 | cut -d ' ' -f 1
}

# shellcheck disable=SC2154 # common.sh sets cache
# private_apt SUITE ARCH COMMAND…: apt with a state and sources of its own.
private_apt() {
    local suite=$1 arch=$2 dir=$cache/apt-$1-$2
    shift 2
    if [ ! -e "$dir/.complete" ]; then
        local mirror
        mirror=$(debian_mirror)
        [ -n "$mirror" ] || return 1
        mkdir -p "$dir/state/lists/partial" "$dir/cache/archives/partial"
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$dir/sources.list"
        cat >"$dir/apt.conf" <<END
APT::Architecture "$arch";
APT::Architectures "$arch";
APT::Sandbox::User "$(id -un)";
Acquire::Languages "none";
Dir::State "$dir/state";
Dir::State::status "/dev/null";
Dir::Cache "$dir/cache";
Dir::Etc::sourcelist "$dir/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
END
        APT_CONFIG=$dir/apt.conf apt-get -q update >"$dir/log" 2>&1 || return 1
        touch "$dir/.complete"
    fi
    APT_CONFIG=$dir/apt.conf "$@"
}

# unpack_kernel SUITE ARCH METAPACKAGE: leaves $cache/kernel-SUITE-ARCH/vmlinuz, the kernel that the package stands for.
unpack_kernel() {
    local suite=$1 arch=$2 dir=$cache/kernel-$1-$2 package
    [ -e "$dir/vmlinuz" ] && return
    say "Fetching Debian's kernel for $arch of $suite …"
    # Names of kernel packages carry versions, and move.
    package=$(private_apt "$suite" "$arch" apt-cache depends "$3" | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
    [ -n "$package" ] || return 1
    mkdir -p "$dir/unpacked"
    (cd "$dir" && private_apt "$suite" "$arch" apt-get -q download "$package" >>"$dir/log" 2>&1) || return 1
    dpkg -x "$dir"/linux-image-*.deb "$dir/unpacked" || return 1
    cp "$dir"/unpacked/boot/vmlinu[xz]-* "$dir/vmlinuz.new"
    rm -rf "$dir/unpacked" "$dir"/*.deb
    mv "$dir/vmlinuz.new" "$dir/vmlinuz"
}
