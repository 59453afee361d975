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
	kernel_names stock release uml smp cross
}

# Where everything is run: all but what counts (make coverage).
matrix_kernels()
{
	local name

	for name in $(kernel_names stock release headers uml smp cross); do
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
# for the kind cross arch, flavour, triplet, karch and programs; false if there is no
# such kernel
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
	arch=
	[ "$kind" != cross ] || cross_row "$1"
	[ -n "$row" ]
}

# cross_row NAME: set what a kernel of another architecture needs besides: Debian's name
# of the architecture, its name in tuples and in the kernel's makefiles, and where
# the programs for it are built
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

# cross_compiler, cross_prefix: the compiler for $triplet, and what the names of the
# other tools begin with. This machine's own makes programs of 32 bits.
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

# cross_environment DIRECTORY: make later commands find the compiler of this kernel
# in its directory. Only the programs in it look for libraries there: their names
# have the architecture in them.
cross_environment()
{
	[ "$arch" != i386 ] || return 0
	export PATH=$1/tools/usr/bin:$PATH
	export LD_LIBRARY_PATH=$1/tools/usr/lib/x86_64-linux-gnu${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
}
