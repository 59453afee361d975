# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Runs rows of the table `failures`. Source it after tests/lib/tap.sh.

# tap.sh sets it.
: "${dir:?}"

# ended_by_pipe CMD...: the exit status of a command whose reader has gone
ended_by_pipe()
{
	mkfifo "$dir/pipe"
	# Open both ends, and leave the one for writing alone.
	# shellcheck disable=SC2094 # a pipe
	exec 5<>"$dir/pipe" 6>"$dir/pipe" 5<&-
	rm "$dir/pipe"
	ended=0
	("$@") >&6 || ended=$?
	exec 6>&-
	return "$ended"
}

# row STATUS COMMAND PATTERN: COMMAND fails like this
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

# rows TABLE PREFIX: all rows whose first column begins with PREFIX, or the others with
# ''; before each change of the first column a function of this name is called
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
