# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Runs rows of the table `failures`. Source it after tests/lib/tap.sh.

# tap.sh sets it.
: "${dir:?}"

# ended_by_pipe CMD...: return the exit status of CMD with a pipe that has no reader
ended_by_pipe()
{
	mkfifo "$dir/pipe"
	# Open both ends, and keep only the write end.
	# shellcheck disable=SC2094 # a pipe
	exec 5<>"$dir/pipe" 6>"$dir/pipe" 5<&-
	rm "$dir/pipe"
	ended=0
	("$@") >&6 || ended=$?
	exec 6>&-
	return "$ended"
}

# row STATUS COMMAND PATTERN: check the exit status and the output of COMMAND
row()
{
	got=0
	(eval "$2") >"$dir/said" 2>&1 </dev/null || got=$?
	cat "$dir/said"
	echo "exit status $got, expected $1: $3"
	[ "$got" -eq "$1" ] || return 1
	# shellcheck disable=SC2254 # a pattern
	case $(cat "$dir/said") in
	$3) ;;
	*) return 1 ;;
	esac
}

# rows TABLE PREFIX: run all rows with PREFIX in the first column, or all other rows if
# PREFIX is ''. Calls the function that the first column names, at each change of it.
rows()
{
	tab=$(printf '\t')
	now=
	while IFS=$tab read -r how status command pattern; do
		case $how in
		'#'* | '') continue ;;
		guest-*) [ -n "$2" ] || continue ;;
		*) [ -z "$2" ] || continue ;;
		esac
		how=${how#"$2"}
		[ "$how" = "$now" ] || "$how"
		now=$how
		check "$how: $command" row "$status" "$command" "$pattern"
	done <"$1"
}
