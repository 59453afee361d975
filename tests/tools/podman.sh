#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A container gets the drives that --device names, see Documentation/installing.rst.
#
# kernel: debian-6.1
# guest: --drives 2
# programs: podman crun conmon
set -eu

# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

# The guest's root can't be pivoted from, and the guest has no systemd. Since version 5
# podman looks for netavark, which it does not run for a container without a network.
mkdir "$dir/helpers"
echo '#!/bin/sh' >"$dir/helpers/netavark"
chmod +x "$dir/helpers/netavark"
export CONTAINERS_CONF="$dir/containers.conf"
cat >"$CONTAINERS_CONF" <<-END
	[engine]
	cgroup_manager = "cgroupfs"
	events_logger = "none"
	helper_binaries_dir = ["$dir/helpers"]
	no_pivot_root = true
	runtime = "crun"
END
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir "$dir/root"
for part in bin sbin lib lib64; do
	ln -s usr/$part "$dir/root/$part"
done

# in_container [OPTION]... -- CMD...: run CMD in a container, with the guest's programs
in_container()
{
	options=
	while [ "$1" != -- ]; do
		options="$options $1"
		shift
	done
	shift
	# shellcheck disable=SC2086 # words
	podman --storage-driver vfs --root "$dir/storage" --runroot "$dir/run" run --rm \
		--network none --security-opt seccomp=unconfined --log-driver k8s-file \
		--env "PATH=$PATH" --volume /usr:/usr:ro --volume /etc:/etc:ro $options \
		--rootfs "$dir/root" "$@"
}

# Lists the nodes in a container, and gets a nonce there.
own_drive()
{
	in_container --device /dev/aacs0 --device /dev/sr0 -- \
		sh -c 'echo /dev/aacs* /dev/sr*; bindnonce D:' >"$dir/out" || return 1
	cat "$dir/out"
	[ "$(head -n 1 "$dir/out")" = '/dev/aacs0 /dev/sr0' ] &&
		grep -qx 'MAC verified' "$dir/out"
}

ln -s aacs1 /dev/link
chgrp cdrom /dev/aacs0 /dev/aacs1
group=$(sed -n 's/^cdrom:x:\([0-9]*\):.*/\1/p' /etc/group)
open='exec 3<>/dev/aacs1'

check 'a nonce from the drive of a container' own_drive
check 'a user with the group, by a link' in_container --device "$(readlink -f /dev/link)" \
	--user 1000 --group-add "$group" -- sh -c "$open"
check 'a user without the group' in_container --device /dev/aacs1 --user 1000 -- \
	sh -c "[ -c /dev/aacs1 ] && ! ($open)"

tap_done
