#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The programs of examples/ on a virtual drive, compiled natively, with the headers of
# libntdvd (a) and with those of MinGW-w64 (b). Compares their output with that of Linux
# and other programs, with a disc in the drive, with a mounted disc and without a disc.
#
# guest: --drives 1
# programs: isoinfo sg_raw build/tests/e2e/iso9660.img build/examples/a/spti-inquiry
# programs: build/examples/a/eject build/examples/a/media-info
# programs: build/examples/a/aacs-info build/examples/a/kernel-abi
# programs: build/examples/b/spti-inquiry build/examples/b/eject
# programs: build/examples/b/media-info build/examples/b/aacs-info
# programs: build/examples/man/libntdvd build/examples/man/sr_aacs
set -eu

# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

blank=/run/discs/disc0.img
disc=$PWD/build/tests/e2e/iso9660.img
mount_point=/run/examples
programs=$PWD/build/examples
error='error [0-9]*: [A-Z].*\.'

# ---- running a program ----

# run STATUS PROGRAM ARG...: check that PROGRAM exits with this status
run()
{
	expected=$1
	program=$2
	shift 2
	got=0
	"$programs/$way/$program" "$@" >"$dir/out" 2>"$dir/err" </dev/null || got=$?
	echo "\$ $program $*"
	cat "$dir/out" "$dir/err"
	echo "exit status $got, expected $expected"
	{ echo "\$ $program $*" && cat "$dir/out" "$dir/err" && echo "$got"; } \
		>>"$dir/all.$way"
	[ "$got" -eq "$expected" ]
}

# prints STATUS LINES PROGRAM ARG...: check that it prints these lines and no error
prints()
{
	status=$1
	printf '%s' "${2:+$2
}" >"$dir/expected"
	shift 2
	run "$status" "$@" && diff "$dir/expected" "$dir/out" && [ ! -s "$dir/err" ]
}

# fails PATTERN PROGRAM ARG...: check for exit status 1 and this first error
fails()
{
	pattern=$1
	shift
	run 1 "$@" && head -n 1 "$dir/err" | grep -x -e "$pattern"
}

# ---- the state of the drive ----

# tray STATE LOCKED
tray()
{
	aacs-vdrivectl vdrive0 status | tee "$dir/status"
	grep -qx "tray $1" "$dir/status" && grep -qx "locked $2" "$dir/status"
}

mounted()
{
	grep "^/dev/sr0 $mount_point " /proc/mounts
}

not_mounted()
{
	! mounted
}

mount_disc()
{
	modprobe isofs 2>/dev/null || true
	mkdir -p "$mount_point"
	mount -t iso9660 -o ro /dev/sr0 "$mount_point"
}

refused()
{
	! "$@"
}

until_true()
{
	tries=100
	until "$@"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.1
	done
}

# ---- the expected output, from other programs ----

trimmed()
{
	sed 's/ *$//' "$1"
}

# bytes OFFSET LENGTH FILE: in hexadecimal
bytes()
{
	od -A n -t x1 -j "$1" -N "$2" "$3" | tr -d ' \n'
}

sysfs=/sys/block/sr0
identity="vendor: $(trimmed $sysfs/device/vendor)
product: $(trimmed $sysfs/device/model)
revision: $(trimmed $sysfs/device/rev)"
scsi_type="device type: $(cat $sysfs/device/type)"
address=$(basename "$(readlink $sysfs/device)" |
	sed 's/\(.*\):\(.*\):\(.*\):\(.*\)/system: port \1, path \2, target \3, LUN \4/')
transfer=$(($(cat $sysfs/queue/max_sectors_kb) * 1024))
# INQUIRY reports removable media; 1 is BusTypeScsi, 2 FILE_DEVICE_CD_ROM.
about_drive="$identity
removable: $([ "$(cat $sysfs/removable)" = 1 ] && echo yes)
system: bus type 1
system: at most $transfer bytes in one transfer
device type: 2
system: device number 0"

# spti PROFILE DISC: the output of spti-inquiry
spti()
{
	echo "$scsi_type
$identity
disc: $2
profile: $1
$address
system: at most $transfer bytes in one transfer, alignment mask 0"
}

# about_disc VOLUME IMAGE
about_disc()
{
	sectors=$(($(stat -c %s "$2") / 2048))
	# The first track begins after two seconds of 75 frames.
	echo "track 01: data, frame 150
track aa: data, frame $((sectors + 150))
sector size: 2048
sectors: $sectors
volume: $1"
}

# about_aacs: from the disc by READ DISC STRUCTURE, from the drive by bindnonce
about_aacs()
{
	sg_raw -b -r 32772 -o "$dir/mkb" /dev/sr0 ad 01 00 00 00 00 00 83 80 04 00 00 \
		2>/dev/null
	echo "media key block: $((0x$(bytes 3 1 "$dir/mkb") * 32768)) bytes
media key block: type $(bytes 8 4 "$dir/mkb"), version $((0x$(bytes 12 4 "$dir/mkb")))
session: 0
certificate: id $(bindnonce D: | sed -n 's/.*(id \(.*\))/\1/p')
session: ended"
}

volume=$(isoinfo -d -i "$disc" | sed -n 's/^Volume id: //p')

# ---- the programs ----

blank_disc()
{
	check 'a blank disc: spti-inquiry' prints 0 "$(spti '0043 BD-RE' ready)" \
		spti-inquiry D:
	check '  media-info' prints 0 "drive: D:
$about_drive
$(about_disc 'no ISO 9660' "$blank")" media-info D:
	check '  media-info finds the drive' prints 0 "drive: D:
$about_drive
$(about_disc 'no ISO 9660' "$blank")" media-info
	check '  aacs-info' prints 0 "$(about_aacs)" aacs-info D: \
		/etc/aacs-vdrive/host.crt
	check '  aacs-info without a certificate' prints 0 \
		"$(about_aacs | grep -v '^certificate')" aacs-info d:
	check '  aacs-info with a file that is not a certificate' run 1 aacs-info D: /etc/passwd
}

mounted_disc()
{
	aacs-vdrivectl vdrive0 change "$disc"
	check 'a disc that is mounted' mount_disc
	check '  media-info' prints 0 "drive: D:
$about_drive
$(about_disc "$volume" "$disc")" media-info D:
	check '  eject: the volume is in use' \
		fails 'eject: FSCTL_LOCK_VOLUME: error 5: [A-Z].*\.' eject D:
	check '  is still mounted' mounted
	check '  and the tray closed' tray closed yes
	check '  eject --force' prints_with_lock 'tray open' eject D: --force
	check '  is no longer mounted' not_mounted
	check '  and the tray open' tray open no
}

# prints_with_lock LINES PROGRAM...: the same, but the program can't lock the volume
prints_with_lock()
{
	echo "$1" >"$dir/expected"
	shift
	run 0 "$@" && diff "$dir/expected" "$dir/out" &&
		grep -qx "eject: FSCTL_LOCK_VOLUME: $error" "$dir/err" &&
		[ "$(wc -l <"$dir/err")" -eq 1 ]
}

empty_drive()
{
	check 'an open tray: spti-inquiry' \
		prints 0 "$(spti '0000 none' 'sense 2/3a/02')" spti-inquiry D:
	check '  media-info' empty_media_info
	check '  aacs-info' \
		fails "aacs-info: IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE: error 21: [A-Z].*\." \
		aacs-info D:
	check '  eject --load' prints 0 'tray closed' eject D: --load
	check '  closes it' tray closed no
}

empty_media_info()
{
	printf '%s\n' 'drive: D:' "$about_drive" 'disc: none' >"$dir/expected"
	run 0 media-info && diff "$dir/expected" "$dir/out" &&
		grep -x 'media-info: IOCTL_STORAGE_CHECK_VERIFY2: error 21: [A-Z].*\.' \
			"$dir/err"
}

# The program locks the door until its input ends.
lock_door()
{
	rm -f "$dir/fifo" "$dir/locked"
	mkfifo "$dir/fifo"
	"$programs/$way/eject" D: --lock <"$dir/fifo" >"$dir/locked" 2>&1 &
	exec 9>"$dir/fifo"
	until_true grep -qx 'door locked' "$dir/locked"
}

free_door()
{
	exec 9>&-
	wait "$!"
	grep -qx 'door free' "$dir/locked"
}

# Linux unlocks the door when the program closes its handles.
kill_locker()
{
	kill -KILL "$!"
	wait "$!" || true
	exec 9>&-
	until_true tray closed no
}

doors()
{
	aacs-vdrivectl vdrive0 change "$disc"
	check 'a disc that is not mounted: eject --lock' lock_door
	check '  locks the door' tray closed yes
	check '  against the button' refused aacs-vdrivectl vdrive0 eject
	check '  until its input ends' free_door
	check '  frees it then' tray closed no
	check '  eject --lock' lock_door
	check '  is killed, and frees the door' kill_locker
	check '  eject --unlock' prints 0 'door free' eject D: --unlock
	check '  eject' prints 0 'tray open' eject D:
	check '  opens the tray' tray open no
	check '  eject --load' prints 0 'tray closed' eject D: --load
	check '  closes it' tray closed no
}

wrong_arguments()
{
	check 'a drive that is missing' \
		fails 'media-info: \\\\\.\\X:: error 2: [A-Z].*\.' media-info X:
	for program in spti-inquiry eject media-info aacs-info; do
		check "$program: wrong usage" run 2 "$program" --wrong
	done
}

for way in a b; do
	check "way $way" [ -x "$programs/$way/eject" ]
	blank_disc
	mounted_disc
	empty_drive
	doors
	wrong_arguments
	aacs-vdrivectl vdrive0 change "$blank"
done

check 'with both sets of headers they print the same' diff "$dir/all.a" "$dir/all.b"

# ---- kernel-abi: the module's own interface ----

waits_for_change()
{
	"$programs/a/kernel-abi" /dev/aacs0 --wait >"$dir/waits" 2>&1 &
	until_true grep -qx 'session: [0-3]' "$dir/waits" || return 1
	aacs-vdrivectl vdrive0 change "$disc" || return 1
	# Make Linux ask the drive for its events.
	head -c 1 /dev/sr0 >"$dir/null" || return 1
	wait "$!"
}

way=a
refused='status c0000308, errno [1-9][0-9]* (.*)'
check 'kernel-abi' run 0 kernel-abi /dev/aacs0
check '  gets a session' grep -qx 'session: [0-3]' "$dir/out"
check '  which it has' grep -qx 'events: none' "$dir/out"
check '  and an error for another' grep -x "session [0-3]: $refused" "$dir/out"
check '  ends it' grep -qx 'session: ended' "$dir/out"
check 'kernel-abi --wait' waits_for_change
check '  gets the event' grep -qx 'events: session lost' "$dir/waits"
check '  has no session then' grep -x "session [0-3]: $refused" "$dir/waits"
check 'kernel-abi without a drive' run 1 kernel-abi /dev/aacs9
check 'kernel-abi: wrong usage' run 2 kernel-abi

# ---- those of man pages, on the same disc ----

way='man'
size=$(about_aacs | sed -n '1s/.*: \(.*\) bytes/\1/p')
check 'libntdvd(3)' prints 0 "D: $size bytes" libntdvd
check 'sr_aacs(4)' prints 0 "media key block: $size bytes
session 0" sr_aacs
check '  without a drive' run 1 sr_aacs /dev/aacs9
tap_done
