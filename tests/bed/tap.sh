# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# TAP for scripts. Source it: it sets `dir`, a directory that goes away at the
# end. The last command of a script is tap_done.

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
tap_checks=0
tap_failures=0

# check NAME CMD...: CMD succeeds
check()
{
	tap_name=$1
	shift
	tap_checks=$((tap_checks + 1))
	if "$@" >"$dir/check.log" 2>&1; then
		echo "ok $tap_checks - $tap_name"
	else
		echo "not ok $tap_checks - $tap_name"
		sed 's/^/#   /' "$dir/check.log"
		tap_failures=$((tap_failures + 1))
	fi
}

tap_done()
{
	echo "1..$tap_checks"
	[ "$tap_failures" -eq 0 ] && [ "$tap_checks" -gt 0 ]
}
