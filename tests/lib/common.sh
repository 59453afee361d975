# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Shared by the test scripts. Before you source it, set `top` to the top directory of
# the project.

: "${top:?}"
# shellcheck disable=SC2034 # for the scripts that source this
build=$top/build
# shellcheck disable=SC2034
cache=${SR_AACS_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/sr_aacs}

# In test builds, compiler warnings are errors.
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

# progress WHAT LOG CMD...: run CMD with its output in LOG; print WHAT immediately, and
# the progress every ten seconds. Returns the status of CMD; on failure shows the end
# of LOG.
progress()
{
	local what=$1 log=$2 start=$SECONDS pid status=0 tick=0

	shift 2
	say "$what ..."
	"$@" >"$log" 2>&1 </dev/null &
	pid=$!
	while kill -0 "$pid" 2>/dev/null; do
		# Bash has no wait for one child with a time limit, so this polls.
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
