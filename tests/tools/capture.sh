#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# aacsctl capture of a virtual drive; with --like a second drive that gives the same
# answers, and the built-in drives.
#
# guest: --drives 1 --no-module
set -eu

# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

log=/run/aacs-vdrive/vdrive0.log
file=$dir/blanked/drive.capture
whole=$dir/whole/drive.capture

# has_feature FILE HEX: the answer to GET CONFIGURATION has these bytes
has_feature()
{
	record "$1" '46 00 00 00 00 00 00 20 00 00' | tr -d ' \n' | sed 's/data//g' \
		>"$dir/features"
	cat "$dir/features"
	grep -q "$2" "$dir/features"
}

# says STATUS TEXT ARGUMENT...: check the exit status of aacsctl and a part of its output
says()
{
	status=$1
	text=$2
	shift 2
	got=0
	aacsctl "$@" >"$dir/out" 2>&1 || got=$?
	cat "$dir/out"
	echo "exit status $got, expected $status"
	[ "$got" -eq "$status" ] && grep -qF -- "$text" "$dir/out"
}

# record FILE CDB: the lines of the record with this CDB
record()
{
	awk -v cdb="cdb $2" '/^cdb/ { found = $0 == cdb }
		/^[^#]/ && found' "$1"
}

# answers FILE CDB TEXT: the record's lines after the cdb begin with TEXT
answers()
{
	record "$1" "$2" >"$dir/record"
	cat "$dir/record"
	sed 1d "$dir/record" | grep -q "^$3"
}

well_formed()
{
	[ "$(head -n 1 "$1")" = 'aacs-capture 1' ] || return 1
	! sed 1d "$1" | grep -vE \
		'^(|#.*|(cdb|data)( [0-9a-f]{2})+|sense [0-9a-f](/[0-9a-f]{2}){2}|no-answer .*)$'
}

# The drive's log of the first capture has only these operation codes, and no AACS
# commands (key class 02h, formats 80h to 85h). The kernel adds its own commands when
# a program opens or closes the device: TEST UNIT READY, READ (10), READ TOC, GET EVENT
# STATUS NOTIFICATION, and at the end PREVENT ALLOW MEDIUM REMOVAL.
only_harmless()
{
	sed 's/^\(..\).*/\1/' "$dir/sent" | sort | uniq -c
	! grep -vE '^(#|12|46|5a|a4|23|25|51|52|ac|ad|00|28|43|4a|1e0{10} )' \
		"$dir/sent" &&
		! grep -E '^a4.{12}02' "$dir/sent" &&
		! grep -E '^ad.{12}8[0-5]' "$dir/sent"
}

serial() { record "$1" '12 01 80 00 ff 00' | sed -n '2,$ s/^data //p' | tr -d '\n'; }

serial_is_blank()
{
	serial "$file"
	serial "$file" | grep -qE '^05 80 00 10( 20)+'
}

serial_is_whole()
{
	serial "$whole"
	serial "$whole" | grep -qE '^05 80 00 10( 3[0-9]| 4[1-6])+'
}

# Without the blanked records and the commands of --serial, both are the same.
same_otherwise()
{
	for capture in "$file" "$whole"; do
		awk '/^cdb/ { skip = /^cdb (46|12 01 8|a4 .* 38 )/ }
			/^[^#]/ && !skip' "$capture" >"$capture.rest"
	done
	wc -l "$file.rest"
	[ "$(wc -l <"$file.rest")" -gt 40 ] && diff "$file.rest" "$whole.rest"
}

same_agids()
{
	aacs-vdrivectl vdrive0 agids | diff "$dir/agids" -
}

left_alone() { cmp "$file" "$dir/before"; }
no_file() { [ ! -e "$dir/$1/drive.capture" ]; }

aacs-vdrivectl vdrive0 agids >"$dir/agids"
lines=$(wc -l <"$log")
check 'capture' says 0 "$file" capture sr0 "$dir/blanked"
sed "1,${lines}d" "$log" >"$dir/sent"
check 'each command is told' grep -q '^GET CONFIGURATION: [0-9]* bytes' "$dir/out"
check 'the file has the form that is documented' well_formed "$file"
check 'no command that changes anything, none of a session' only_harmless
check 'all AGIDs are as before' same_agids
check 'INQUIRY' answers "$file" '12 00 00 00 60 00' 'data 05 80 00 32 5b'
check 'feature 010Dh' has_feature "$file" '010d0904110102'
check 'page 2Ah' answers "$file" '5a 00 2a 00 00 00 00 02 00 00' \
	'data 00 2a 00 00 00 00 00 00 2a 22'
check 'RPC state' answers "$file" 'a4 00 00 00 00 00 00 00 00 08 08 00' \
	'data 00 06 00 00 25 ff 01 00'
check 'READ CAPACITY' answers "$file" '25 00 00 00 00 00 00 00 00 00' \
	'data 00 00 3f ff 00 00 08 00'
check 'the serial number is blanked' serial_is_blank
check 'which is said' grep -q '^# blanked: serial number' "$file"

cp "$file" "$dir/before"
check 'a file that exists' says 1 "$file: exists and is not overwritten" \
	capture /dev/sr0 "$dir/blanked"
check 'stays as it was' left_alone

check 'capture --serial' says 0 "$whole" capture --serial /dev/sr0 "$dir/whole"
check 'the serial number is there' serial_is_whole
check 'nothing is said to be blanked' [ "$(grep -c '^# blanked' "$whole")" -eq 0 ]
check 'the certificate too' answers "$whole" 'a4 00 00 00 00 00 00 02 00 60 38 00' \
	'data 00 5e 00 00 01'
check 'and nowhere else' [ -z "$(record "$file" 'a4 00 00 00 00 00 00 02 00 60 38 00')" ]
check 'all the rest is the same' same_otherwise

# A unit attention is not the answer to the command.
aacs-vdrivectl vdrive0 fault 5a sense 6/29/00 count 2
check 'unit attentions' says 0 drive.capture capture 0 "$dir/attention"
check 'are not recorded' [ "$(grep -c '^sense 6' "$dir/attention/drive.capture")" -eq 0 ]
check 'but the answer after them' answers "$dir/attention/drive.capture" \
	'5a 00 2a 00 00 00 00 02 00 00' 'data 00 2a'
aacs-vdrivectl vdrive0 faults clear

aacs-vdrivectl vdrive0 eject
check 'an open tray' says 0 drive.capture capture sr0 "$dir/open"
check 'is what the drive says then' answers "$dir/open/drive.capture" \
	'25 00 00 00 00 00 00 00 00 00' 'sense 2/3a/02'
aacs-vdrivectl vdrive0 insert

# More than its allocation length, or a length field that promises too much.
aacs-vdrivectl vdrive0 fault 46 length ffff
check 'a drive with a wrong length' says 0 drive.capture capture sr0 "$dir/length"
aacs-vdrivectl vdrive0 fault 12 short 10
check 'a drive without INQUIRY' says 1 'no answer to INQUIRY' capture sr0 "$dir/short"
check 'leaves no file' no_file short
aacs-vdrivectl vdrive0 faults clear

check 'a file that is no drive' says 1 '/dev/null: ' capture /dev/null "$dir/null"
check 'leaves no file' no_file null
check 'a drive that is missing' says 1 '/dev/sr9: No such file or directory' \
	capture sr9 "$dir/none"
check 'leaves no file' no_file none

# as_nobody ARGUMENT...: run aacsctl as a user with only read permission
as_nobody()
{
	start-stop-daemon -S -c nobody -x /usr/bin/aacsctl -- "$@"
}

grep -q '^nobody:' /etc/passwd ||
	echo 'nobody:x:65534:65534::/:/bin/sh' >>/etc/passwd
nobody=$(mktemp -d)
chmod 777 "$nobody"
chmod 666 /dev/sr0
check 'a user with only read permission' as_nobody capture /dev/sr0 "$nobody"
check 'gets all answers' [ "$(grep -c '^no-answer' "$nobody/drive.capture")" -eq 0 ]
check 'RPC state too' answers "$nobody/drive.capture" \
	'a4 00 00 00 00 00 00 00 00 08 08 00' 'data 00 06 00 00 25 ff 01 00'
rm -rf "$nobody"
check 'a directory that can not be made' says 1 'No such file or directory' \
	capture sr0 "$dir/a/b"

# like_capture: check that a drive gives the same answers as the captured one
like_capture()
{
	aacs-vdrive --background --name like --like "$dir/blanked" \
		--log "$dir/like.log" </dev/null >"$dir/like.out" || return 1
	aacsctl capture "$(sed 's/.*: //' "$dir/like.out")" "$dir/like" ||
		return 1
	aacs-vdrivectl like stop
	for cdb in '12 00 00 00 60 00' '5a 00 2a 00 00 00 00 02 00 00' \
		'a4 00 00 00 00 00 00 00 00 08 08 00'; do
		record "$file" "$cdb" >"$dir/record"
		record "$dir/like/drive.capture" "$cdb" | diff "$dir/record" - ||
			return 1
	done
}

check 'aacs-vdrive --like the capture' like_capture

# built_in NAME FLAGS: check feature 010Dh of the built-in drive of this name
built_in()
{
	aacs-vdrive --background --name like --like "$1" --image "$dir/disc.img" \
		</dev/null >"$dir/like.out" || return 1
	aacsctl capture "$(sed 's/.*: //' "$dir/like.out")" "$dir/$1" ||
		return 1
	aacs-vdrivectl like stop
	has_feature "$dir/$1/drive.capture" "010d0904$2"
}

truncate -s 1M "$dir/disc.img"
check 'aacs-vdrive --like lg-bu40n' built_in lg-bu40n 17010201
check 'aacs-vdrive --like pioneer-bdr-s09' built_in pioneer-bdr-s09 1b010101
tap_done
