# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Shared by tests/packages/suite and cross: systems in a directory. Source it after
# common.sh and tap.sh, with `prefix` set to the first part of the names of logs.

: "${prefix:?}" "${tap_failures:?}" "${dir:?}"

# The user's own numbers, where the caller is not root.
own=()
[ "$(id -u)" -eq 0 ] || own=(--user --map-root-user --map-auto)

# unpack_root ARCHIVE ROOT: without the nodes in dev, which only root may make
unpack_root()
{
	mkdir -p "$2" &&
		unshare "${own[@]}" tar -C "$2" --numeric-owner --exclude='./dev/*' -xf "$1" &&
		cp -L /etc/resolv.conf "$2/etc/resolv.conf"
}

# remove_root ROOT: nothing of this machine is mounted there
remove_root()
{
	[ ! -d "$1" ] || unshare "${own[@]}" rm -rf "$1"
}

# inside ROOT ARCHIVES CMD...: run CMD in the system ROOT, with the directory ARCHIVES
# for the packages that apt downloads. The mounts are private to CMD, and what CMD
# started ends with it.
inside()
{
	# shellcheck disable=SC2016 # for that shell
	unshare "${own[@]}" --mount --pid --fork --kill-child sh -ec '
		root=$1 archives=$2
		shift 2
		mount -t proc proc "$root/proc"
		for node in null zero full random urandom tty; do
			[ -e "$root/dev/$node" ] || : >"$root/dev/$node"
			mount --bind "/dev/$node" "$root/dev/$node"
		done
		ln -sfn /proc/self/fd "$root/dev/fd"
		mount --bind "$archives" "$root/var/cache/apt/archives"
		exec env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
			LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
			chroot "$root" "$@"' sh "$@" </dev/null
}

# logged NAME CMD...: run CMD with its output in a log; print the end of the log if CMD
# fails
logged()
{
	local log=$prefix-$1.log

	shift
	"$@" >"$log" 2>&1 || { tail -n 40 "$log" && return 1; }
}

# must NAME CMD...: a check that all later checks need
must()
{
	local failures=$tap_failures

	check "$@"
	if [ "$tap_failures" -ne "$failures" ]; then
		tap_done || exit 1
	fi
}

# copy_source DIRECTORY: copy this tree, without built files
copy_source()
{
	mkdir -p "$1" &&
		tar -cf - --exclude=./build --exclude=./.git . |
		unshare "${own[@]}" tar -C "$1" --no-same-owner -xf -
}

# ---- a system with the packages, which in_user runs commands in ----

# built_for RELEASE VERSION: dkms has installed this one, and modprobe would take it
built_for()
{
	in_user dkms status
	[ "$(in_user dkms status sr-aacs -k "$1" | grep -c ': installed')" -eq 1 ] &&
		[ "$(in_user modinfo -k "$1" -F version sr_aacs)" = "$2" ] &&
		in_user modinfo -k "$1" -F vermagic sr_aacs | grep "^$1 "
}

# The alias that udev passes to modprobe for a new optical drive (type 5) or WORM (type 4).
loads_by_itself()
{
	local type

	for type in 4 5; do
		in_user modprobe -S "$1" --show-depends "scsi:t-0x0$type" | tee "$dir/depends"
		grep -q 'sr_aacs\.ko' "$dir/depends" || return 1
	done
}

not_built_for()
{
	! in_user modinfo -k "$1" sr_aacs
}

no_package_left()
{
	# shellcheck disable=SC2016 # for dpkg-query
	in_user dpkg-query -W -f '${Package} ${Status}\n' | grep -e aacs -e ntdvd >"$dir/left" || true
	diff /dev/null "$dir/left"
}
