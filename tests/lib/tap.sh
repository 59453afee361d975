# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# TAP for scripts. Source it: it sets `dir`, a directory that goes away at the
# end. The last command of a script is tap_done.

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
tap_checks=0
tap_failures=0
tap_cr=$(printf '\r')

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

# check NAME CMD...: CMD succeeds
check()
{
	tap_name=$1
	tap_status=0
	shift
	"$@" >"$dir/check.log" 2>&1 || tap_status=$?
	result "$tap_status" "$tap_name"
	[ "$tap_status" -eq 0 ] || sed 's/^/#   /' "$dir/check.log"
}

# relay PREFIX: the results of another program, from its TAP on standard input,
# with PREFIX before each name; what it says besides is a comment
relay()
{
	tap_planned=0
	tap_before=$tap_checks
	while IFS= read -r tap_line; do
		tap_line=${tap_line%"$tap_cr"}
		case $tap_line in
		1..*) tap_planned=${tap_line#1..} ;;
		'ok '*) result 0 "$1${tap_line#* - }" ;;
		'not ok '*) result 1 "$1${tap_line#* - }" ;;
		*) printf '# %s%s\n' "$1" "${tap_line#\# }" ;;
		esac
	done
	tap_seen=$((tap_checks - tap_before))
}

# relay_whole PREFIX: the same; the program must keep its plan
relay_whole()
{
	relay "$1"
	if [ "$tap_seen" -eq 0 ] || [ "$tap_seen" -ne "$tap_planned" ]; then
		result 1 "$1all $tap_planned tests were run, not $tap_seen"
	fi
}

tap_done()
{
	echo "1..$tap_checks"
	[ "$tap_failures" -eq 0 ] && [ "$tap_checks" -gt 0 ]
}
