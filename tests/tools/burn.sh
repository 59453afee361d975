#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Debian's programs for optical discs on the virtual drive: checks their output, and
# reads back the data that they write.
#
# guest: --drives 1 --no-module
# programs: growisofs genisoimage dvd+rw-format dvd+rw-mediainfo xorriso cdrskin wodim
# programs: cd-info mkudffs blkid eject sg_opcodes sg_rep_pip sg_inq sg_get_config
# programs: udevadm /lib/udev/cdrom_id /lib/udev/rules.d/60-cdrom_id.rules
set -eu

# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

name=vdrive0
image=/run/discs/disc0.img
sr=/dev/sr0
log=/run/aacs-vdrive/$name.log
mnt=$dir/mnt
mkdir "$mnt" "$dir/tree" "$dir/more"
seq 100000 >"$dir/tree/numbers"
echo one more >"$dir/more/another"

# says TEXT CMD...: the program succeeds, and prints TEXT
says()
{
	text=$1
	shift
	"$@" >"$dir/out" 2>&1 </dev/null || {
		echo "exit status $?"
		cat "$dir/out"
		return 1
	}
	grep -F -- "$text" "$dir/out" || {
		cat "$dir/out"
		return 1
	}
}

# answered PATTERN CMD...: the drive refuses only commands that match the pattern (CDB
# and sense data in the log)
answered()
{
	pattern=$1
	shift
	wc -l <"$log" >"$dir/before"
	"$@" || return 1
	tail -n "+$(($(cat "$dir/before") + 1))" "$log" | grep -v ' good ' |
		grep -Ev "$pattern" >"$dir/refused" || return 0
	echo 'the drive refused:'
	cat "$dir/refused"
	return 1
}

none='^$'

# on_disc FS COMMAND...: mount the disc, run the command, unmount
on_disc()
{
	mount -t "$1" "$sr" "$mnt"
	shift
	status=0
	"$@" || status=$?
	umount "$mnt"
	return "$status"
}

check 'wodim -prcap' answered "$none" \
	says 'Does write DVD-RAM media' wodim -prcap dev=$sr
# The structures of a DVD, a vendor's mode page and READ BUFFER.
check 'wodim -checkdrive' answered '^(ad00|5a0030|3c00).* 5/2[04]/00 ' \
	says "Vendor_info    : 'AACSTEST'" wodim -checkdrive dev=$sr
check 'dvd+rw-mediainfo' answered "$none" \
	says 'Mounted Media:         43h, BD-RE' dvd+rw-mediainfo $sr
check 'its media' grep -F 'Media ID:              VDRIVE/IMG' "$dir/out"
check 'its formats' grep -F '31h(0):' "$dir/out"
check 'cdrskin -minfo' answered "$none" \
	says 'Mounted media type:       BD-RE' cdrskin dev=$sr -minfo
# READ SUB-CHANNEL, READ TOC format 2 and the structures of a DVD don't apply to a BD.
check 'cd-info' answered '^(42|4302|ad00).* 5/2[04]/00 ' \
	says 'CD-DATA (Mode 1)' cd-info -C $sr
check 'sg_inq' answered "$none" says 'version=0x00' sg_inq $sr
check 'sg_get_config' answered "$none" says 'AACS' sg_get_config $sr
# MAINTENANCE IN has the opcode of SEND KEY: a real drive refuses it, too.
check 'sg_opcodes: an answer that a drive of MMC-6 gives' \
	says 'Illegal request' sh -c "! sg_opcodes $sr"
check 'sg_rep_pip' says 'Illegal request' sh -c "! sg_rep_pip $sr"

check 'dvd+rw-format -force' answered "$none" \
	says 'formatting' dvd+rw-format -force $sr
check 'dvd+rw-format -ssa=none' answered "$none" \
	says 'formatting' dvd+rw-format -ssa=none $sr
check 'FORMAT UNIT came' grep -q '^0411' "$log"
check 'cdrskin blank=format_by_index_1' answered "$none" \
	says 'formatting done' cdrskin dev=$sr -v blank=format_by_index_1 -force

check 'growisofs -Z' answered "$none" \
	says 'flushing cache' growisofs -Z $sr -quiet -R "$dir/tree"
check 'what it wrote' on_disc iso9660 cmp "$dir/tree/numbers" "$mnt/numbers"
check 'growisofs -M' answered "$none" \
	says 'flushing cache' growisofs -M $sr -quiet -R "$dir/more"
check 'what it added' on_disc iso9660 cmp "$dir/more/another" "$mnt/another"
check 'what was there' on_disc iso9660 cmp "$dir/tree/numbers" "$mnt/numbers"
check 'xorriso' answered "$none" says 'completed successfully' \
	xorriso -outdev $sr -blank as_needed -volid XORRISO -map "$dir/tree" /tree -commit
check 'what it wrote' on_disc iso9660 cmp "$dir/tree/numbers" "$mnt/tree/numbers"
check 'blkid' says 'LABEL="XORRISO"' blkid -p $sr
genisoimage -quiet -R -o "$dir/image.iso" "$dir/more"
check 'cdrskin' answered "$none" \
	says 'burning done' cdrskin dev=$sr -v "$dir/image.iso"
check 'what it wrote' \
	cmp -n "$(stat -c %s "$dir/image.iso")" "$dir/image.iso" $sr

# udev's rules: start the daemon, and send the event of a new disc.
mkdir -p /run/udev
ln -s "$(command -v udevadm)" "$dir/systemd-udevd"
check 'udevd' "$dir/systemd-udevd" --daemon
check "cdrom_id by udev's rules" says 'ID_CDROM_MEDIA_BD_RE=1' sh -c \
	"udevadm trigger --action=change $sr && udevadm settle && udevadm info $sr"
check 'udevd ends' udevadm control --exit

check 'eject' answered ' 2/3a/02 ' eject $sr
check 'the tray is open' says 'tray open' aacs-vdrivectl $name status
check 'eject -t' answered ' (2/3a/0.|6/28/00) ' eject -t $sr
check 'the tray is closed' says 'tray closed' aacs-vdrivectl $name status

# 50 GB: two layers. The file is sparse.
truncate -s 50000000000 "$dir/big.img"
check 'a disc of 50 GB' aacs-vdrivectl $name change "$dir/big.img"
check 'dvd+rw-mediainfo on 50 GB' says '24414062*2048=49999998976' dvd+rw-mediainfo $sr
check 'growisofs on 50 GB' answered '6/28/00' \
	says 'flushing cache' growisofs -Z $sr -quiet -R "$dir/tree"
check 'what it wrote' on_disc iso9660 cmp "$dir/tree/numbers" "$mnt/numbers"
check 'mkudffs on 50 GB' says 'blocks=24414062' \
	mkudffs --media-type=hd --blocksize=2048 --label=BIG $sr
check 'blkid' says 'TYPE="udf"' blkid -p $sr
check 'a file on it' on_disc udf cp "$dir/tree/numbers" "$mnt/copy"
check 'and read again' on_disc udf cmp "$dir/tree/numbers" "$mnt/copy"

check 'the former disc' aacs-vdrivectl $name change "$image"

tap_done
