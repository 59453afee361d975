#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# udev loads the module for existing drives and for a new one, and gives their nodes a
# group, a tag and links. QEMU has two drives that differ only in their path; path_id
# finds no path for a virtual drive.
#
# kernel: debian-6.1
# guest: --drives 0 --no-module
# guest: --device ich9-ahci,id=ahci
# guest: --device ide-cd,bus=ahci.0,serial=SAME --device ide-cd,bus=ahci.1,serial=SAME
# programs: udevadm modprobe depmod setfacl /etc/group tools/udev/60-sr-aacs.rules
# programs: /usr/lib/x86_64-linux-gnu/libkmod.so.2
# programs: /lib/udev/ata_id /lib/udev/cdrom_id /lib/udev/scsi_id
# programs: /lib/udev/rules.d/50-udev-default.rules /lib/udev/rules.d/60-cdrom_id.rules
# programs: /lib/udev/rules.d/60-persistent-storage.rules
# programs: /lib/udev/rules.d/70-uaccess.rules /lib/udev/rules.d/71-seat.rules
# programs: /lib/udev/rules.d/73-seat-late.rules /lib/udev/rules.d/80-drivers.rules
set -eu

# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

modules=/lib/modules/$(uname -r)
by_id=/dev/aacs/by-id
by_path=/dev/aacs/by-path

vdrive()
{
	name=$1
	shift
	aacs-vdrive --background --name "$name" "$@"
}

# come LINK...: check that the links appear, and wait until udev has handled all events
come() { udevadm wait --timeout=30 --settle "$@"; }
go() { udevadm wait --timeout=30 --settle --removed "$@"; }

# rights TEXT: what aacsctl doctor tells the user nobody about the first drive's node
rights()
{
	# Without a file it would look for one that runs already.
	start-stop-daemon -S -p "$dir/none" -c nobody -x "$(command -v aacsctl)" -- \
		doctor aacs0 >"$dir/doctor" 2>&1 || :
	cat "$dir/doctor"
	grep -qF "rights: this user $1" "$dir/doctor"
}

loaded() { [ -d "/sys/module/$1" ]; }
not_loaded() { ! loaded "$1"; }

# links DIRECTORY: print name and number of each link to an optical drive's node
links()
{
	for link in "$1"/*; do
		node=$(readlink -f "$link")
		case $node in
		/dev/sr* | /dev/aacs*) echo "${link##*/} ${node##*[a-z]}" ;;
		esac
	done
}

# names DIRECTORY: the same without the numbers
names() { links "$1" | sed 's/ .*//'; }

# as_disks WHAT KIND: check that links or names equal those of srN
as_disks()
{
	"$1" "/dev/aacs/$2" >"$dir/ours"
	"$1" "/dev/disk/$2" >"$dir/disks"
	[ -s "$dir/ours" ] && diff "$dir/disks" "$dir/ours"
}

# count N KIND PATTERN: check that N links have a matching name
count()
{
	links "/dev/aacs/$2" >"$dir/links"
	cat "$dir/links"
	[ "$(grep -c "$3" "$dir/links")" -eq "$1" ]
}

# open_to_users N: check that there are N nodes, and that users may use each
open_to_users()
{
	set -- "$1" /dev/aacs[0-9]*
	[ $# -eq $(($1 + 1)) ] || {
		echo "$*"
		return 1
	}
	shift
	for node; do
		stat -c '%n %a %U %G' "$node"
		[ "$(stat -c '%a %U %G' "$node")" = '660 root cdrom' ] || return 1
		udevadm info "$node" >"$dir/info"
		cat "$dir/info"
		grep -qx 'E: TAGS=.*:uaccess:.*' "$dir/info" || return 1
	done
}

# There are two nodes, though the drives have the same name.
two_paths()
{
	links $by_path | grep 'ata-[12]\.0 ' | sed 's/.* //' | sort -u >"$dir/two"
	cat "$dir/two"
	[ "$(wc -l <"$dir/two")" -eq 2 ]
}

# A scan of all hosts finds the deleted drive again.
scan()
{
	for host in /sys/class/scsi_host/*/scan; do
		echo '- - -' >"$host"
	done
}

# The udevadm command of `make install`.
tell_udev()
{
	udevadm control --reload &&
		udevadm trigger --subsystem-match=aacs &&
		udevadm trigger --action=add --subsystem-match=scsi '--attr-match=type=[45]'
}

# udevd writes its messages to the kernel log.
no_complaint()
{
	dmesg | grep 'systemd-udevd\[' >"$dir/udevd" || return 0
	cat "$dir/udevd"
	! grep -qi aacs "$dir/udevd"
}

# As after a boot from a disk: the module is installed, but not loaded.
mkdir -p "$modules/extra" /etc/modprobe.d /etc/udev/rules.d /run/udev
cp /lib/sr_aacs/sr_aacs.ko "$modules/extra/"
cp tools/udev/60-sr-aacs.rules /etc/udev/rules.d/
grep -q '^nobody:' /etc/passwd ||
	echo 'nobody:x:65534:65534::/:/bin/sh' >>/etc/passwd
depmod
modprobe -r sr_mod
check 'a drive, and no module' vdrive first --no-wait
check 'no node' sh -c '! ls /dev/sr* /dev/aacs*'

ln -s "$(command -v udevadm)" "$dir/systemd-udevd"
check 'udevd' env SYSTEMD_LOG_TARGET=kmsg "$dir/systemd-udevd" --daemon
# Like systemd-udev-trigger.service at boot.
udevadm trigger --type=subsystems --action=add
udevadm trigger --type=devices --action=add
check 'three drives at boot' come /dev/aacs0 /dev/aacs1 /dev/aacs2
check 'udev has loaded the module' loaded sr_aacs
check 'mode 0660, group cdrom, uaccess' open_to_users 3
check 'without an ACL a user may not use them' rights 'is not in the group cdrom of'
check 'an ACL, as logind gives one' setfacl -m u:nobody:rw /dev/aacs0
check 'with it the user may' rights 'may use /dev/aacs0 (by an ACL)'
check 'by-id has the names of /dev/disk' as_disks names by-id
check 'by-path has the links of /dev/disk' as_disks links by-path
check 'a serial number from ata_id' count 1 by-id '^ata-QEMU_DVD-ROM_SAME '
check 'one from scsi_id' count 1 by-id '^scsi-[^ ]*AACSTEST'
check 'drives of the same name have two paths' two_paths

check 'a drive that comes' vdrive second
check 'gets a node' come /dev/aacs3
check 'for users' open_to_users 4
check 'and a name, though it answers like the first one' count 2 by-id '^scsi-[^ ]*AACSTEST'
check 'like that of its disk' as_disks names by-id
check 'it goes' aacs-vdrivectl second stop
check 'with its node' go /dev/aacs3
check 'and its name' count 1 by-id '^scsi-[^ ]*AACSTEST'

first=$(echo $by_path/*-ata-1.0)
twin=$(echo $by_path/*-ata-2.0)
node=$(readlink -f "$twin")
echo 1 >"/sys/class/aacs/${node##*/}/device/delete"
check 'an ATA drive goes' go "$twin"
check 'the other one has their name' count 1 by-id '^ata-QEMU_DVD-ROM_SAME '
check 'rmmod' rmmod sr_aacs
check 'without the module' not_loaded sr_aacs
check 'no node, no link' go "$first"
check 'nothing below /dev/aacs' sh -c "! ls $by_id/* $by_path/*"
check 'sr stays' loaded sr_mod
scan
check 'the ATA drive comes' come "$twin"
check 'and brings the module' loaded sr_aacs
check 'and the others theirs' come /dev/aacs0 /dev/aacs1 /dev/aacs2
check 'for users' open_to_users 3

check 'rmmod' rmmod sr_aacs
check 'what make install does loads it' tell_udev
check 'for drives that are there' come "$first" "$twin"
check 'by-path has the links of /dev/disk' as_disks links by-path
check 'rmmod' rmmod sr_aacs
echo 'blacklist sr_aacs' >/etc/modprobe.d/no-aacs.conf
check 'with a blacklist' tell_udev
udevadm settle
check 'it is not loaded' not_loaded sr_aacs
# Without udev, the softdep alone loads sr_mod.
check 'sr_mod goes' rmmod sr_mod
check 'by hand, modprobe' modprobe sr_aacs
check 'loads sr_mod before' loaded sr_mod
check 'and the drives have nodes' come /dev/aacs0 /dev/aacs1 /dev/aacs2

check 'udevd ends' udevadm control --exit
check 'udevd has no complaint about the rules' no_complaint
check 'the first drive ends' aacs-vdrivectl first stop

tap_done
