#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# second-host.sh: the virtual drive against second-host, a host that shares no code
# with it.
#
# guest: --drives 0 --no-module --file build/tests/e2e/iso9660.img
# programs: /usr/bin/python3
# python: second-host.py
set -eu

# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

iso=/sr_aacs/build/tests/e2e/iso9660.img
# longest.bin on the disc: 255 whole sectors; each begins with this line
first_line='longest 1'
blocks=255
pki=$dir/pki
host_pki=$pki
disc=$dir/disc.img
out=$dir/out

# start_drive PKI OPTION...: start a drive with one AGID
start_drive()
{
	drive_pki=$1
	shift
	aacs-vdrive --background --name second --pki "$drive_pki" --image "$disc" \
		--agids 1 "$@" </dev/null >"$dir/drive.out" 2>&1 || {
		cat "$dir/drive.out" >&2
		return 1
	}
	sr=$(sed -n 's/^second: ready: //p' "$dir/drive.out")
}

stop_drive()
{
	aacs-vdrivectl second stop
}

# second_host ARGUMENT...: run the second host; one Python process serves all checks
second_host()
{
	echo "$dir/answer $*" >&3
	read -r code <&4
	cat "$dir/answer"
	return "$code"
}

# host ARGUMENT...: run the second host on the drive
host()
{
	second_host --pki "$host_pki" "$sr" "$@"
}

# verifies TEXT...: check that `verify` passes, and prints a line that begins with each
# TEXT
verifies()
{
	host verify >"$out" || {
		cat "$out"
		return 1
	}
	cat "$out"
	for text; do
		grep -q "^$text" "$out" || {
			echo "not printed: $text"
			return 1
		}
	done
	aacs-vdrivectl second agids | grep -qx '0 free'
}

# fails TEXT: check that `verify` fails with the message TEXT, and frees its AGID
fails()
{
	code=0
	host verify >"$out" || code=$?
	cat "$out"
	[ "$code" -eq 1 ] && grep -qx "second-host: $1" "$out" &&
		aacs-vdrivectl second agids | grep -qx '0 free'
}

# notices FAULT KIND ARG TEXT: check that `verify` fails with TEXT because of this fault
notices()
{
	aacs-vdrivectl second fault "$1" "$2" "$3" && fails "$4"
}

# flip FILE BYTE: flip the lowest bit of a byte of a file of hex digits
flip()
{
	at=$(($2 * 2 + 2))
	digit=$(cut -c $at "$1")
	flipped=$(printf '%x' $((0x$digit ^ 1)))
	sed "s/./$flipped/$at" "$1" >"$1.new"
	cat "$1.new" >"$1"
	rm "$1.new"
}

# forged NAME: copy the authority's directory, to change the copy
forged()
{
	cp -R "$pki" "$dir/$1"
	echo "$dir/$1"
}

# sectors FILE FIRST COUNT
sectors()
{
	dd if="$1" bs=2048 skip="$2" count="$3" 2>/dev/null
}

# ---- correct drives and discs ----

exits_with_2()
{
	code=0
	second_host "$@" >"$out" || code=$?
	cat "$out"
	[ "$code" -eq 2 ] && grep -q '^usage: ' "$out"
}

# with_drive NAME PKI OPTION... -- CMD...: check CMD on such a drive
with_drive()
{
	name=$1
	options=
	shift
	while [ "$1" != -- ]; do
		options="$options $1"
		shift
	done
	shift
	# shellcheck disable=SC2086 # no option has a space
	start_drive $options
	check "$name" "$@"
	stop_drive
}

good_drives()
{
	check 'wrong usage' exits_with_2 /dev/sr0 read 1
	with_drive 'a drive' "$pki" -- \
		verifies '38h .*: the signature is right' '80h .*: the MAC' \
		'81h .*: the MAC' '82h .*: the MAC' \
		'83h .*: 2 packs, type 00031003h, version 1, 1 hosts and 0 drives' \
		'84h .*: the drive has none' '85h .*: the drive has none' \
		'binding nonce: the MACs'
	aacs-vdrive mkpki --bus-encryption "$dir/bec" >"$out"
	host_pki=$dir/bec
	with_drive 'a drive with bus encryption by its certificate alone' "$host_pki" -- \
		verifies '84h .*: the drive has two' '85h .*: 0$'
	host_pki=$pki
	with_drive 'a drive with bus encryption' "$pki" --bus-encryption -- \
		verifies '84h .*: the drive has two' '85h .*: 0$' 'binding nonce: the MACs'
	with_drive 'a nonce for four blocks' "$pki" --nonce-blocks 4 -- \
		verifies 'binding nonce: the MACs'
	with_drive 'a drive without binding nonces' "$pki" --no-bng -- \
		verifies 'binding nonce: the drive has none'
	with_drive 'a write-protected disc' "$pki" --read-only -- \
		verifies 'binding nonce: the disc is write-protected'
	with_drive 'a media key block of five packs, the last one short' "$pki" \
		--mkb-size 140000 --mkb-short -- verifies '83h .*: 5 packs'
	with_drive 'a drive without AACS' "$pki" --no-aacs -- \
		fails 'feature 010Dh: the drive has none'
}

other_discs()
{
	sed -i 's/^serial-number .*/serial-number none/' "$disc.aacs"
	printf '%s\n' 'mkb-version 7' 'revoked-host 112233445566' \
		'revoked-host 665544332211' >>"$disc.aacs"
	with_drive 'a disc without a serial number, with longer lists' "$pki" -- \
		verifies '81h .*: the disc has none' '83h .* version 7, 3 hosts and 0 drives'
	echo 'aacs no' >"$disc.aacs"
	none=': the disc has none'
	for option in '' --bus-encryption; do
		# shellcheck disable=SC2086
		with_drive "a disc without AACS${option:+, $option}" "$pki" $option -- \
			verifies "80h .*$none" "81h .*$none" "82h .*$none" "83h .*$none" \
			"84h .*$none" "binding nonce$none"
	done
	rm "$disc.aacs"
}

# other_media: check the values of each kind of disc
other_media()
{
	none=': the disc has none'
	for profile in bd-rom dvd-rom; do
		with_drive "--profile $profile" "$pki" --profile $profile -- \
			verifies '80h .*: the MAC' '81h .*: the MAC' "82h .*$none" \
			'binding nonce: the disc is write-protected'
		rm "$disc.aacs"
	done
	for profile in bd-re bd-r; do
		with_drive "--profile $profile" "$pki" --profile $profile -- \
			verifies "80h .*$none" "81h .*$none" '82h .*: the MAC'
		rm "$disc.aacs"
	done
	with_drive 'a drive like a real one, with RMC and without WBE' "$pki" \
		--like pioneer-bdr-s09 -- \
		verifies 'feature 010Dh: version 1, flags 1Bh' '84h .*: the drive has two'
	rm "$disc.aacs"
}

# ---- changed answers ----

tampered_answers()
{
	no_cert='this is no drive certificate'
	start_drive "$pki" --bus-encryption
	check 'another certificate by 38h' \
		notices a4:38 fake 5e/96 "38h drive certificate: $no_cert"
	check 'another certificate in the challenge' \
		notices a4:01 fake 72/116 "80h volume identifier: $no_cert"
	check 'another point and signature' notices a4:02 fake 52/84 \
		'80h volume identifier: the signature of the drive key is wrong'
	for value in '80h volume identifier' '81h serial number' '82h media identifier'; do
		check "another $value" \
			notices "ad:${value%%h *}" fake 22/36 "$value: the MAC is wrong"
	done
	check 'another media key block' notices ad:83 fake 8002/32772 \
		'83h media key block: a record has a wrong length'
	check 'another new nonce' \
		notices a4:20 fake 22/36 'binding nonce: the MAC is wrong'
	check 'another nonce than the new one' notices a4:21 fake 22/36 \
		'binding nonce: format 21h returns another nonce than 20h'
	check 'a wrong length field' notices ad:84 length 20 \
		'84h data keys: opcode ADh, format 84h: 36 bytes came, the length field is 0020h'
	check 'extents that end in the middle' notices ad:85 fake 8/10 \
		'85h extents: 10 bytes are no whole extents'
	check 'a refusal' notices a4:21 sense 5/6f/01 \
		'binding nonce: opcode A4h, format 21h: 5/6F/01'
	check 'no fault is left' verifies
	stop_drive
}

# Wrong certificates and keys of the drive
forged_keys()
{
	bad=$(forged signature)
	flip "$bad/drive.crt" 91
	with_drive 'one bit of the certificate'\''s signature' "$bad" -- \
		fails '38h drive certificate: the signature of the drive certificate is wrong'
	bad=$(forged body)
	flip "$bad/drive.crt" 9
	with_drive 'one bit of the certificate' "$bad" -- \
		fails '38h drive certificate: the signature of the drive certificate is wrong'
	bad=$(forged key)
	cp "$dir/other/drive.key" "$bad"
	with_drive 'a drive key of another certificate' "$bad" -- \
		fails '80h volume identifier: the signature of the drive key is wrong'
	bad=$(forged authority)
	cp "$dir/other/authority.key" "$bad"
	with_drive 'a media key block of another authority' "$bad" -- \
		fails '83h media key block: the signature of the host list is wrong'
}

# refuses NAME FORMAT: check that the drive refuses the host of $host_pki at this SEND
# KEY
refuses()
{
	check "the drive refuses $1" \
		fails "80h volume identifier: opcode A3h, format $2: 5/6F/00"
}

forged_hosts()
{
	start_drive "$pki"
	host_pki=$(forged host-signature)
	flip "$host_pki/host.crt" 91
	refuses 'a host by one bit of its certificate' 01h
	host_pki=$(forged host-key)
	cp "$pki/revoked-host.key" "$host_pki/host.key"
	refuses 'a host with the key of another one' 02h
	host_pki=$(forged revoked)
	cp "$pki/revoked-host.key" "$host_pki/host.key"
	cp "$pki/revoked-host.crt" "$host_pki/host.crt"
	refuses 'a revoked host' 01h
	host_pki=$pki
	stop_drive
}

# ---- bus encryption ----

# reads_plain FILE FIRST COUNT: `read` returns these sectors of FILE
reads_plain()
{
	host read "$2" "$3" >"$dir/read" && sectors "$1" "$2" "$3" | cmp - "$dir/read"
}

# The first 32 sectors of the file differ, each only after its first 16 bytes.
encrypted_on_the_bus()
{
	sectors "$sr" "$lba" 32 >"$dir/raw" || return 1
	sectors "$disc" "$lba" 32 >"$dir/plain"
	cmp -l "$dir/raw" "$dir/plain" >"$out" || true
	awk '{ at = ($1 - 1) % 2048; clear += at < 16; sector[int(($1 - 1) / 2048)] }
		END {
			for (i in sector)
				sectors++
			print sectors " sectors differ, " clear + 0 " clear bytes"
			exit sectors != 32 || clear
		}' "$out"
}

# mounted CMD...: run CMD while the disc is mounted
mounted()
{
	mkdir -p "$dir/mnt"
	mount -t iso9660 -o ro "$sr" "$dir/mnt" || return 1
	code=0
	"$@" || code=$?
	umount "$dir/mnt"
	return "$code"
}

# differs FILE1 FILE2: check that the files have the same length and different bytes
differs()
{
	[ "$(stat -c %s "$1")" -eq "$(stat -c %s "$2")" ] && ! cmp -s "$1" "$2"
}

writes()
{
	host write "$lba" "$blocks" "$dir/new" &&
		sectors "$disc" "$lba" "$blocks" | cmp - "$dir/new"
}

without_extents()
{
	sed -i '/^bus-encrypted /d' "$disc.aacs"
	aacs-vdrivectl second change && mounted cmp "$dir/mnt/longest.bin" "$dir/new"
}

bus_encryption()
{
	lba=$(strings -n 9 -t d "$disc" | sed -n "s/^ *\([0-9]*\) $first_line\$/\1/p")
	lba=$((lba / 2048))
	sectors "$disc" "$lba" "$blocks" >"$dir/file"
	seq 100000 | head -c $((blocks * 2048)) >"$dir/new"

	start_drive "$pki"
	stop_drive
	echo "bus-encrypted $lba $blocks" >>"$disc.aacs"
	with_drive 'plain sectors of a drive without bus encryption' "$pki" -- \
		reads_plain "$iso" $((lba - 5)) $((blocks + 5))

	start_drive "$pki" --bus-encryption
	check 'a disc with an encrypted extent' verifies '85h .*: 1$'
	check 'read returns the file and what is before it' \
		reads_plain "$iso" $((lba - 5)) $((blocks + 5))
	check 'the sectors are encrypted but for their first 16 bytes' encrypted_on_the_bus
	check 'a mounted file is encrypted' \
		mounted differs "$dir/mnt/longest.bin" "$dir/file"
	check 'write puts the plain data on the disc' writes
	check 'read returns what was written' reads_plain "$disc" "$lba" "$blocks"
	check 'the file is what was written once the extent is gone' without_extents
	stop_drive
}

mkfifo "$dir/commands" "$dir/codes"
python3 tests/tools/second-host.py serve <"$dir/commands" >"$dir/codes" &
exec 3>"$dir/commands" 4<"$dir/codes"
aacs-vdrive mkpki "$pki" >/dev/null
aacs-vdrive mkpki "$dir/other" >/dev/null
cp "$iso" "$disc"
good_drives
other_discs
other_media
tampered_answers
forged_keys
forged_hosts
bus_encryption
tap_done
