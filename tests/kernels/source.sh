# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# A part of tests/kernels/get: kernels from source packages and the fragments of
# the table. get sets the variables below; kernel_row sets from, fragments and
# compiler. A change of a function that recipe_of names or of an option in a
# fragment rebuilds these kernels; a change of comments does not.

: "${top:?}"
name='' version='' tmp='' log='' compiler=''

# Prints the fragments of this kernel. The last line for a symbol counts.
fragment()
{
	local part files=()

	for part in ${fragments:?}; do
		files+=("$top/tests/kernels/$part.config")
	done
	awk '{ symbol = $0; sub(/^# /, "", symbol); sub(/[= ].*/, "", symbol)
			name[NR] = symbol; line[NR] = $0; last[symbol] = NR }
		END { for (i = 1; i <= NR; i++)
			if (name[i] !~ /^CONFIG_/ || last[name[i]] == i)
				print line[i] }' "${files[@]}"
}

# recipe_of KIND: print the recipe of a kernel, for its key
recipe_of()
{
	declare -f compile keep keep_for_modules "make_$1"
	[ "$1" != uml ] || declare -f fix_uml
	[ "$compiler" = gcc-12 ] || echo "$compiler"
}

# use_compiler: make later calls of make use the kernel's compiler
use_compiler()
{
	[ -n "$compiler" ] || return 0 # it is built from packages
	command -v "$compiler" >/dev/null ||
		die "$name: $compiler is missing; tests/setup test or matrix installs it"
	export MAKEFLAGS="${MAKEFLAGS-} CC=$compiler"
}

# fix_uml SRC: fix bugs that stop User Mode Linux on some hosts
fix_uml()
{
	# UML sets a process' FPU state from a buffer of a fixed size. The host accepts
	# only a buffer that is at least as large as its own state (EFAULT otherwise: a
	# host with AMX has 11 KiB) and ignores the rest of a larger one.
	sed -i 's/DEFINE_LONGS(HOST_FP_SIZE, 2696)/DEFINE_LONGS(HOST_FP_SIZE, 16384)/' \
		"$1/arch/x86/um/user-offsets.c"
	grep -q 'HOST_FP_SIZE, 16384' "$1/arch/x86/um/user-offsets.c"
	# In 6.1 force_flush_all() walks the tree of areas without a lock. lockdep would
	# report that in every log.
	sed -i -e '/^void force_flush_all/,/^}/ {
		/for_each_vma/i \	rcu_read_lock();
		s/^}/\trcu_read_unlock();\n}/
	}' "$1/arch/um/kernel/tlb.c"
}

unpack_source()
{
	local installed tarball=/usr/src/${from:?}.tar.xz

	installed=$(dpkg-query -W -f '${db:Status-Abbrev}${Version}' "$from" \
		2>/dev/null || true)
	if [ "$installed" != "ii $version" ] || [ ! -e "$tarball" ]; then
		fetch "$from=$version"
		tarball=$tmp/pkg$tarball
	fi
	mkdir -p "$tmp/src" "$tmp/obj"
	progress "$name: unpacking the source of $version" "$log" \
		tar -C "$tmp/src" --strip-components=1 -xf "$tarball"
	rm -rf "${tmp:?}/pkg"
}

# compile ARCH TARGET...: build with the options of the fragments, all others off
compile()
{
	local make=(nice -n 10 make -C "$tmp/src" ARCH="$1" O="$tmp/obj")

	shift
	fragment >"$tmp/fragment"
	progress "$name: configuring" "$log" "${make[@]}" \
		KCONFIG_ALLCONFIG="$tmp/fragment" allnoconfig
	# Fail now if an option is missing, not later in a test.
	if grep -E '^(CONFIG_|# CONFIG_.* is not set)' "$tmp/fragment" |
		grep -vxF -f "$tmp/obj/.config" >&2; then
		die "$name: these lines of its fragments did not come out"
	fi
	progress "$name: building the kernel (10 minutes of processor time or more)" \
		"$log" "${make[@]}" -j"$(nproc)" "$@" modules
	"${make[@]}" -s --no-print-directory kernelrelease >"$tmp/new/release"
}

# keep FROM TO FIND-ARGUMENTS...: copy the files that find finds in FROM to TO
keep()
{
	local from=$1 to=$2

	shift 2
	mkdir -p "$to"
	(
		cd "$from" || exit
		find "$@" -print0
	) | tar -C "$from" -cf - --null --no-recursion -T - | tar -C "$to" -xf -
}

keep_for_modules()
{
	local tools=()

	keep "$tmp/src" "$tmp/new/src" Makefile Kbuild scripts include arch/um \
		arch/x86 ! -type d \( -path 'scripts/*' -o -name '*.h' \
		-o -name 'Makefile*' -o -name 'Kbuild*' -o -name '*.um' \
		-o -name '*.S' -path '*/include/*' \)
	[ ! -e "$tmp/obj/tools/objtool/objtool" ] ||
		tools=(tools/objtool/objtool)
	keep "$tmp/obj" "$tmp/new/obj" .config Makefile Module.symvers include \
		scripts arch "${tools[@]}" ! -type d ! -name '*.o' ! -name '*.a' \
		! -name '*.c' ! -name '.*.cmd' ! -name 'vmlinux*' ! -name bzImage
	: >"$tmp/new/modules.cpio"
}

make_uml()
{
	unpack_source
	fix_uml "$tmp/src"
	compile um linux
	keep_for_modules
	strip -g -o "$tmp/new/linux" "$tmp/obj/linux"
}

make_smp()
{
	unpack_source
	compile x86_64 bzImage
	keep_for_modules
	cp "$tmp/obj/arch/x86/boot/bzImage" "$tmp/new/vmlinuz"
}
