#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# If the start of aacs-vdrive hangs, SIGTERM ends it at any point, and nothing is left
# behind.
#
# guest: --drives 0 --no-module
# programs: flock
set -eu

# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

run=/run/aacs-vdrive
target=/sys/kernel/config/target

# until_true SECONDS CMD...: poll for a condition that sends a shell no event
until_true()
{
	end=$(($(date +%s) + $1))
	shift
	while ! "$@" >/dev/null 2>&1; do
		[ "$(date +%s)" -lt "$end" ] || return 1
		sleep 0.02
	done
}

# drive OPTION...: the command line of the drive that hangs
drive()
{
	exec aacs-vdrive --name hangs "$@" </dev/null >"$dir/out" 2>&1
}

# drive_without_nodes DIRECTORY: the same, with this directory in place of /dev
drive_without_nodes()
{
	# shellcheck disable=SC2016 # for the inner shell
	exec unshare -m sh -c 'mount --bind "$0" /dev && exec aacs-vdrive --name hangs' \
		"$1" </dev/null >"$dir/out" 2>&1
}

# Makes a directory without nodes of drives: sets nodes.
make_nodes()
{
	nodes=$(mktemp -d "$run/dev.XXXXXX")
	mknod -m 666 "$nodes/null" c 1 3
}

# ---- where the start hangs ----

# catches_sigterm PID
catches_sigterm()
{
	# Bit 14 of the mask.
	grep -q '^SigCgt:.*[4-7c-f]...$' "/proc/$1/status"
}

# waits_for_lock PID: in flock()
waits_for_lock()
{
	grep -q -- "-> FLOCK .* $1 " /proc/locks
}

# has_uio DRIVE: sets uio, the name of its device
has_uio()
{
	for uio in /sys/class/uio/uio*; do
		grep -q "/$1/" "$uio/name" || continue
		uio=${uio##*/}
		return
	done
	return 1
}

has_disk()
{
	[ -n "$(ls -d /sys/block/sr* 2>/dev/null)" ]
}

# give_uio DRIVE: the node of its device, for drive_without_nodes()
give_uio()
{
	until_true 10 has_uio "$1" &&
		mknod "$nodes/$uio" c "$(cut -d : -f 1 "/sys/class/uio/$uio/dev")" \
			"$(cut -d : -f 2 "/sys/class/uio/$uio/dev")"
}

pid_file_says()
{
	drive_pid=$(cat "$run/hangs.pid") && [ -n "$drive_pid" ]
}

# ---- the result ----

has_ended()
{
	! grep -q '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$1/status" 2>/dev/null
}

nothing_left()
{
	ls -d "$target"/core/user_* "$target"/loopback/naa.* "$run"/hangs.* \
		2>/dev/null || return 0
	return 1
}

# says TEXT: check the drive's message; without kernel modules modprobe complains, too
says()
{
	cat "$dir/out"
	[ "$(grep -v '^modprobe:' "$dir/out")" = "$1" ]
}

works()
{
	aacs-vdrive --background --name hangs && aacs-vdrivectl hangs stop
}

# hangs WHERE PID DRIVE-PID SAYS CMD...: the drive hangs at WHERE once CMD succeeds
hangs()
{
	where=$1 pid=$2 drive_pid=$3 says=$4
	shift 4
	check "a start hangs $where" until_true 20 "$@"
	kill -TERM "$drive_pid"
	check '  SIGTERM ends it' until_true 5 has_ended "$drive_pid"
	kill -KILL "$drive_pid" 2>/dev/null || true
	status=0
	wait "$pid" || status=$?
	check '  exit status 1' [ "$status" -eq 1 ]
	check '  it says why' says "$says"
	check '  it leaves nothing behind' nothing_left
}

mkdir -p "$run"
cancelled='hangs: stopped before it was ready'

# The signal handler prints nothing.
mkfifo "$dir/fifo"
drive --log "$dir/fifo" &
hangs 'at the file of its log' $! $! '' catches_sigterm $!

exec 9>"$run/.lock"
flock 9
drive &
hangs 'while another drive has the lock' $! $! '' waits_for_lock $!
drive --background &
pid=$!
check 'the pid file names the drive in the background' until_true 20 pid_file_says
hangs 'there in the background' "$pid" "$drive_pid" '' waits_for_lock "$drive_pid"
exec 9>&-
check 'another drive starts' works

make_nodes
drive_without_nodes "$nodes" &
hangs 'without /dev/uioN' $! $! "$cancelled" has_uio hangs
check 'another drive starts' works

make_nodes
drive_without_nodes "$nodes" &
pid=$!
check 'the node of a device' give_uio hangs
hangs 'without /dev/srN' "$pid" "$pid" "$cancelled" has_disk
check 'another drive starts' works

tap_done
