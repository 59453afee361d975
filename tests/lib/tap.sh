# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# TAP for scripts. Source it: it sets `dir`, a directory that it removes at the end. The
# last command of a script is tap_done.

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
tap_checks=0
tap_failures=0

# result STATUS NAME: `ok` if STATUS is 0
result()
{
	tap_checks=$((tap_checks + 1))
	if [ "$1" -eq 0 ]; then
		printf 'ok %u - %s\n' "$tap_checks" "$2"
	else
		printf 'not ok %u - %s\n' "$tap_checks" "$2"
		tap_failures=$((tap_failures + 1))
	fi
}

# check NAME CMD...: check that CMD succeeds
check()
{
	tap_name=$1
	tap_status=0
	shift
	"$@" >"$dir/check.log" 2>&1 || tap_status=$?
	result "$tap_status" "$tap_name"
	[ "$tap_status" -eq 0 ] || sed 's/^/#   /' "$dir/check.log"
}

tap_done()
{
	echo "1..$tap_checks"
	[ "$tap_failures" -eq 0 ] && [ "$tap_checks" -gt 0 ]
}
