# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What the scripts of the test bed share. Source it with `top` set to the
# top directory of the project.

: "${top:?}"
# shellcheck disable=SC2034 # for those who source this
build=$top/build
# shellcheck disable=SC2034
cache=${SR_AACS_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/sr_aacs}

# Warnings of the compiler are errors in what the tests build.
export WERROR=1

say()
{
	printf '%s\n' "$*" >&2
}

die()
{
	say "${0##*/}: $*"
	exit 1
}

# progress WHAT LOG CMD...: run CMD with its output in LOG; say WHAT at once and
# every ten seconds how far it is. Returns what CMD returns; on failure the end
# of LOG is shown.
progress()
{
	local what=$1 log=$2 start=$SECONDS pid status=0 tick=0

	shift 2
	say "$what ..."
	"$@" >"$log" 2>&1 </dev/null &
	pid=$!
	while kill -0 "$pid" 2>/dev/null; do
		# A wait that ends early would be nicer; bash has none with a
		# time limit for one child.
		sleep 0.2
		tick=$((tick + 1))
		[ $((tick % 50)) -ne 0 ] ||
			say "  $((SECONDS - start)) s: $(tail -n 1 "$log" | cut -c 1-60)"
	done
	wait "$pid" || status=$?
	if [ "$status" -ne 0 ]; then
		say "$what failed ($status); the end of $log:"
		tail -n 30 "$log" >&2
	fi
	return "$status"
}
