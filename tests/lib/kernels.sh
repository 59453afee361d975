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

# All kernels that a guest can boot.
bootable_kernels()
{
	kernel_names stock release uml smp cross
}

# The kernels that run everything: all except the one that counts lines (make coverage).
matrix_kernels()
{
	local name

	for name in $(kernel_names stock release headers uml smp cross); do
		kernel_counts "$name" || echo "$name"
	done
}

# kernel_counts NAME: true if this kernel counts which lines of the module run
kernel_counts()
{
	local kind from fragments compiler

	kernel_row "$1"
	case " $fragments " in
	*' gcov '*) return 0 ;;
	esac
	return 1
}

# kernel_row NAME: set kind, from and fragments, and compiler for what is built from
# source; for the kind `cross` also arch, flavour, triplet, karch and programs. False if
# there is no such kernel.
kernel_row()
{
	local row

	row=$(awk -v name="$1" '!/^#/ && $1 == name' "$top/tests/kernels/table")
	# shellcheck disable=SC2034 # for the caller
	read -r _ kind from fragments <<<"$row"
	compiler=
	case $kind in
	# That of Debian 12: gcc-14 makes a User Mode Linux whose kmemleak sees leaks.
	uml | smp) compiler=gcc-12 ;;
	esac
	case $fragments in
	*' cc='*)
		# shellcheck disable=SC2034 # for the caller
		compiler=${fragments#* cc=}
		fragments=${fragments%% cc=*}
		;;
	esac
	arch=
	[ "$kind" != cross ] || cross_row "$1"
	[ -n "$row" ]
}

# cross_row NAME: set the additional variables of a kernel of another architecture:
# Debian's name of the architecture, its name in tuples and in the kernel's makefiles,
# and the build directory of the programs for it
# shellcheck disable=SC2034 # for the caller
cross_row()
{
	read -r arch flavour <<<"$fragments"
	fragments=
	programs=build/$1 triplet='' karch=''
	case $arch in
	arm64) triplet=aarch64-linux-gnu karch=arm64 ;;
	armhf) triplet=arm-linux-gnueabihf karch=arm ;;
	i386) triplet=i386-linux-gnu karch=i386 ;;
	s390x) triplet=s390x-linux-gnu karch=s390 ;;
	*) die "tests/kernels/table: unknown architecture: $arch" ;;
	esac
}

# cross_compiler, cross_prefix: the compiler for $triplet, and the prefix of the names
# of the other tools. This machine's own compiler makes 32-bit programs.
cross_compiler()
{
	case $arch in
	i386) echo 'gcc -m32' ;;
	*) echo "$triplet-gcc" ;;
	esac
}

cross_prefix()
{
	[ "$arch" = i386 ] || echo "$triplet-"
}

# cross_environment DIRECTORY: make later commands find the compiler of this kernel in
# its directory. Only the programs in that directory load libraries from it, since the
# libraries' names contain the architecture.
cross_environment()
{
	[ "$arch" != i386 ] || return 0
	export PATH=$1/tools/usr/bin:$PATH
	export LD_LIBRARY_PATH=$1/tools/usr/lib/x86_64-linux-gnu${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
}
