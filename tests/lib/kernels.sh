# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The table of test kernels, tests/kernels/table. Source it after common.sh.

: "${top:?}"

# kernel_names KIND...: the names of all kernels of these kinds
kernel_names()
{
	awk -v kinds=" $* " '!/^#/ && index(kinds, " " $2 " ") { print $1 }' \
		"$top/tests/kernels/table"
}

# All that a guest can boot.
bootable_kernels()
{
	kernel_names stock release uml smp
}

# Where everything is run: all but what counts (make coverage).
matrix_kernels()
{
	local name

	for name in $(kernel_names stock release headers uml smp); do
		kernel_counts "$name" || echo "$name"
	done
}

# kernel_counts NAME: the module tells on it which of its lines were run
kernel_counts()
{
	local kind from fragments compiler

	kernel_row "$1"
	case " $fragments " in
	*' gcov '*) return 0 ;;
	esac
	return 1
}

# kernel_row NAME: set kind, from, fragments, and compiler where it is not gcc;
# false if there is no such kernel
kernel_row()
{
	local row

	row=$(awk -v name="$1" '!/^#/ && $1 == name' "$top/tests/kernels/table")
	# shellcheck disable=SC2034 # for the caller
	read -r _ kind from fragments <<<"$row"
	compiler=
	case $fragments in
	*' cc='*)
		# shellcheck disable=SC2034 # for the caller
		compiler=${fragments#* cc=}
		fragments=${fragments%% cc=*}
		;;
	esac
	[ -n "$row" ]
}
