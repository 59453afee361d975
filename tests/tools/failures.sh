#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The messages of bindnonce and aacsctl if a drive has no disc, does not answer, or does
# not support the request: the rows guest-* of tests/programs/failures. Also the commands
# of aacsctl that need a drive.
#
# guest: --drives 1
# programs: tests/programs/failures tests/programs/table.sh script
set -eu

# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck source=tests/programs/table.sh
. tests/programs/table.sh

node=
watchers=
timeout=/sys/module/sr_aacs/parameters/timeout

# until_true SECONDS CMD...: poll for a condition that sends a shell no event
until_true()
{
	tries=$(($1 * 50))
	shift
	while ! "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.02
	done
}

# as_nobody CMD...
as_nobody()
{
	program=$(command -v "$1")
	shift
	# Without a PID file start-stop-daemon would look for a running process.
	start-stop-daemon -S -p "$dir/none" -c nobody -x "$program" -- "$@"
}

# start_second OPTION...: start another drive; sets node
start_second()
{
	aacs-vdrive --background --name second "$@" --image "$dir/second.img" \
		</dev/null >"$dir/second.out"
	node=/dev/aacs$(sed 's/.*sr//' "$dir/second.out")
	until_true 10 test -c "$node"
}

stop_second()
{
	[ -n "$node" ] || return 0
	aacs-vdrivectl second stop
	until_true 10 test ! -e "/sys/class/aacs/${node#/dev/}"
	node=
}

# ---- the states of tests/programs/failures ----

as_it_is()
{
	stop_second
	if [ -n "$watchers" ]; then
		# shellcheck disable=SC2086 # two numbers
		kill $watchers
		watchers=
	fi
	aacs-vdrivectl vdrive0 faults clear >/dev/null
	chown 0:0 /dev/aacs0
	chmod 600 /dev/aacs0
}

forbidden() { as_it_is; }

group_only()
{
	chgrp daemon /dev/aacs0
	chmod 660 /dev/aacs0
}

no_aacs()
{
	as_it_is
	start_second --no-aacs
	# The first request asks the drive.
	aacsctl end-sessions "$node" >/dev/null 2>&1 || :
}

no_bng()
{
	as_it_is
	start_second --no-bng
	aacsctl end-sessions "$node" >/dev/null
}

refuses()
{
	as_it_is
	aacs-vdrivectl vdrive0 fault a4:20 sense 5/24/00
}

no_disc()
{
	as_it_is
	aacs-vdrivectl vdrive0 eject
}

other_disc()
{
	as_it_is
	cp "$image.aacs" "$dir/disc.aacs"
	echo 'aacs no' >"$image.aacs"
	aacs-vdrivectl vdrive0 insert "$image"
}

aacs_disc()
{
	as_it_is
	cp "$dir/disc.aacs" "$image.aacs"
	aacs-vdrivectl vdrive0 change "$image"
}

# Two programs, each with a session.
no_agid()
{
	aacs_disc
	aacsctl watch D: >"$dir/watch1" &
	watchers=$!
	aacsctl watch D: >"$dir/watch2" &
	watchers="$watchers $!"
	until_true 10 grep -q started "$dir/watch1"
	until_true 10 grep -q started "$dir/watch2"
}

silent()
{
	as_it_is
	echo 1 >$timeout
	aacs-vdrivectl vdrive0 fault a4:0 silent
}

# ---- aacsctl ----

# prints TEXT CMD...: check that CMD succeeds and prints exactly this
prints()
{
	printf '%s\n' "$1" >"$dir/expected"
	shift
	"$@" >"$dir/printed" && diff "$dir/expected" "$dir/printed"
}

# says TEXT CMD...: check for a line of the output, with any exit status
says()
{
	text=$1
	shift
	"$@" >"$dir/printed" 2>&1 || :
	cat "$dir/printed"
	grep -qF -- "$text" "$dir/printed"
}

good_nonce() { "$@" | grep -qxE '[0-9a-f]{32}'; }
json_nonce() { bindnonce -o json D: | grep -xE '\{"nonce": "[0-9a-f]{32}", "lba": 0, "blocks": 1\}'; }

mkb()
{
	aacsctl mkb "$1" "$dir/block" && [ "$(stat -c %s "$dir/block")" -eq 65536 ] &&
		# A media key block begins with a type and version record.
		[ "$(od -An -tx1 -N4 "$dir/block" | tr -d ' ')" = 1000000c ] &&
		aacsctl mkb "$1" - | cmp - "$dir/block"
}

started_twice() { [ "$(grep -c started "$dir/watch")" -eq 2 ]; }

# ends STATUS PID
ends()
{
	got=0
	wait "$2" || got=$?
	echo "exit status $got, expected $1"
	[ "$got" -eq "$1" ]
}

healthy()
{
	chgrp daemon /dev/aacs0
	chmod 660 /dev/aacs0
	got=0
	aacsctl doctor >"$dir/doctor" || got=$?
	cat "$dir/doctor"
	for line in 'loaded: sr_aacs is loaded' 'sr_mod: .*' 'drive: 1 is connected' \
		'node: /dev/aacs0 beside /dev/sr0' \
		'mode: /dev/aacs0 has mode 660, group daemon' \
		'rights: this user may use /dev/aacs0 (root)' 'AACS: /dev/sr0 is an AACS drive' \
		'BNG: /dev/sr0 generates binding nonces' 'AGIDs: 2 of 2 are free in /dev/sr0' \
		'disc: an AACS disc is in /dev/sr0' 'PKI: /etc/aacs-vdrive' \
		'letters: D: /dev/aacs0' 'timeout: 20 s for a command'; do
		grep -q "^ok    $line$" "$dir/doctor" || {
			echo "missing: $line"
			return 1
		}
	done
}

# quick CMD...: check that CMD takes less than 3 s
quick()
{
	begin=$(cut -d ' ' -f 1 /proc/uptime)
	"$@" || return 1
	end=$(cut -d ' ' -f 1 /proc/uptime)
	echo "from $begin to $end"
	awk "BEGIN { exit !($end - $begin < 3) }"
}

image=/run/discs/disc0.img
truncate -s 1M "$dir/second.img"
chmod 755 "$dir"
grep -q '^nobody:' /etc/passwd ||
	echo 'nobody:x:65534:65534::/:/bin/sh' >>/etc/passwd
printf 'root:x:0:\ndaemon:x:1:\n' >/etc/group
aacs-vdrive mkpki "$dir/other" >/dev/null

as_it_is
for name in D: CdRom0 sr0 aacs0 /dev/sr0 /dev/aacs0; do
	check "bindnonce $name" good_nonce bindnonce --quiet "$name"
done
mkdir /dev/aacs
ln -s ../sr0 /dev/aacs/by-id
check 'bindnonce with a link' good_nonce bindnonce --quiet /dev/aacs/by-id
check 'aacsctl nonce' good_nonce aacsctl nonce --quiet --lba 7 sr0
check 'bindnonce -o json' json_nonce
check 'aacsctl mkb' mkb D:
aacs-vdrivectl vdrive0 fault ad:83 delay 800 count 2
check 'aacsctl mkb tells its progress on a terminal' \
	says 'of 2 packs' script -q -c "aacsctl mkb D: $dir/slow" /dev/null
check 'and nothing else' cmp "$dir/slow" "$dir/block"
aacs-vdrivectl vdrive0 faults clear
check 'aacsctl list' says 'disc: AACS' aacsctl list
check 'aacsctl list -o json' says '"agids": 2, ' aacsctl list -o json
check 'its disc' grep -F '"disc": true, "aacs_disc": true' "$dir/printed"
check 'aacsctl sessions' prints 'AGID 0: free
AGID 1: free' aacsctl sessions D:
check 'aacsctl doctor' healthy

rows tests/programs/failures guest-

echo 20 >$timeout
aacs_disc
chmod 640 /dev/aacs0
check 'doctor: mode' says 'warn  mode: /dev/aacs0 has mode 640' aacsctl doctor
chgrp daemon /dev/aacs0
check 'doctor: group' says "fail  rights: this user is not in the group daemon of /dev/aacs0; log in again afterwards: usermod -aG daemon" \
	as_nobody aacsctl doctor
mv /dev/aacs0 /dev/saved
check 'doctor: node' says 'fail  node: /dev/aacs0: No such file' aacsctl doctor
mknod /dev/aacs0 c 1 3
check 'doctor: number' says 'fail  node: /dev/aacs0 has the number 1:3 of another device: rm /dev/aacs0' \
	aacsctl doctor
mv /dev/saved /dev/aacs0
aacs-vdrivectl vdrive0 eject
check 'doctor: no disc' says 'warn  disc: /dev/sr0 has no disc' aacsctl doctor
check 'list: no disc' says 'disc: no' aacsctl list
aacs-vdrivectl vdrive0 insert
start_second --no-aacs
check 'doctor: AACS' says "fail  AACS: /dev/sr${node#/dev/aacs} is not an AACS drive" \
	aacsctl doctor "$node"
stop_second
check 'end-sessions' aacsctl end-sessions sr0
aacsctl watch D: >"$dir/watch" &
watch=$!
check 'watch' until_true 10 grep -q 'session started' "$dir/watch"
check 'sessions while it runs' says 'in use' aacsctl sessions D:
check 'doctor: AGIDs' says 'ok    AGIDs: 1 of 2' aacsctl doctor
aacs-vdrivectl vdrive0 change
dd if=/dev/sr0 of=/dev/null bs=2048 count=1 2>/dev/null || :
check 'watch tells a change' until_true 10 grep -q 'session lost' "$dir/watch"
check 'and has another session' until_true 10 started_twice
kill -INT "$watch"
check 'SIGINT ends it with 0' ends 0 "$watch"
start_second
aacsctl watch "$node" >"$dir/watch3" &
watch=$!
check 'watch of another drive' until_true 10 grep -q 'session started' "$dir/watch3"
stop_second
check 'watch ends with the drive' ends 1 "$watch"
check 'and prints that' grep -q ': gone$' "$dir/watch3"

# This comes last: the kernel gives up on the commands after 5 s.
aacs-vdrivectl vdrive0 fault 46 silent count 3
aacsctl list >"$dir/list" &
list=$!
aacsctl sessions D: >"$dir/sessions" 2>&1 &
sessions=$!
check 'doctor of a silent drive: under 3 s' quick says 'fail  AACS: /dev/sr0 did not answer' \
	aacsctl doctor
check 'list with a silent drive' ends 0 "$list"
check 'sessions of a silent drive' ends 1 "$sessions"
check 'says so' grep -x 'aacsctl: D: the drive did not answer in time' "$dir/sessions"
check 'list says unknown' grep -q 'disc: unknown$' "$dir/list"

tap_done
