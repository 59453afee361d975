# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# A part of tests/kernels/get: kernels from packages of this machine's or another
# release of Debian. get sets these variables:

: "${cache:?}"
name='' release='' version='' tmp='' log='' arch='' flavour='' triplet='' from=''

# candidate PACKAGE: print the version that apt would install, if any. A name that apt
# does not know is a pattern for it.
candidate()
{
	LC_ALL=C apt-cache policy "$1" 2>/dev/null |
		awk -v name="$1:" '/^[^ ]/ { of = $0 }
			of == name && $1 == "Candidate:" && $2 != "(none)" { print $2 }'
}

# depends PACKAGE PATTERN: print the first dependency that matches PATTERN
depends()
{
	LC_ALL=C apt-cache depends "$1" 2>/dev/null |
		sed -n "s/^ *Depends: \($2\)\$/\1/p" | head -n 1
}

# find_cross REFRESH: set release, version and key of a kernel of another architecture
find_cross()
{
	other_release "$from" "$1" "$arch"
	release=$(depends "linux-headers-$flavour:$arch" "linux-headers-.*-$flavour.*")
	release=${release#linux-headers-}
	release=${release%":$arch"}
	version=$(candidate "linux-headers-$release:$arch")
	# shellcheck disable=SC2034 # for get
	key=$release-$version-r${recipe:?}
}

# newest_release PATTERN: print the newest kernel release for which apt has image
# and headers of the same version
newest_release()
{
	local one offered

	apt-cache pkgnames linux-headers- | sed -n "s/^linux-headers-\($1\)\$/\1/p" |
		sort -rV | while read -r one; do
		offered=$(candidate "linux-headers-$one")
		if [ -n "$offered" ] &&
			[ "$(candidate "linux-image-$one")" = "$offered" ]; then
			echo "$one"
			break
		fi
	done
}

# archive LABEL: print where this machine's apt has Debian's archive of that label
archive()
{
	# shellcheck disable=SC2016 # for apt
	env -u APT_CONFIG apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' \
		'Created-By: Packages' | sed -n "s/^Debian|$1|//p" | head -n 1
}

# other_release SUITE REFRESH [ARCHITECTURE]: make apt use another release of Debian,
# from this machine's mirror and without this machine's installed packages; with
# packages of a second architecture
other_release()
{
	local dir=$cache/apt/$1${3:+-$3} mirror source suite suites=$1 preferred=$1

	mirror=$(archive Debian)
	[ -n "$mirror" ] || die "apt has no Debian mirror; try apt-get update"
	mkdir -p "$dir/lists/partial" "$dir/archives/partial"
	: >"$dir/status"
	case $1 in
	# experimental alone is incomplete.
	experimental) suites='experimental unstable' ;;
	# Backports alone have only newer packages.
	*-backports) suites="$1 ${1%-backports}" ;;
	# The newest of both, as where they are installed.
	*-security) suites="${1%-security} $1" preferred= ;;
	esac
	for suite in $suites; do
		source=$mirror
		[ "$suite" = "${suite%-security}" ] || source=$(archive Debian-Security)
		[ -z "$source" ] || printf 'deb [signed-by=%s] %s %s main\n' \
			/usr/share/keyrings/debian-archive-keyring.gpg \
			"$source" "$suite"
	done >"$dir/sources.list"
	cat >"$dir/apt.conf" <<-END
	Dir::State "$dir";
	Dir::State::status "$dir/status";
	Dir::Cache "$dir";
	Dir::Etc::sourcelist "$dir/sources.list";
	Dir::Etc::sourceparts "/dev/null";
	Dir::Etc::preferences "/dev/null";
	Dir::Etc::preferencesparts "/dev/null";
	APT::Architectures { "amd64"; ${3:+\"$3\"; }};
	${preferred:+APT::Default-Release \"$preferred\";}
	APT::Install-Recommends "false";
	APT::Sandbox::User "root";
	Acquire::Check-Valid-Until "false";
	Acquire::Languages "none";
	END
	export APT_CONFIG=$dir/apt.conf
	if [ -n "$2" ] || [ -z "$(candidate linux-headers-amd64)" ]; then
		say "$name: updating the package lists of Debian $1 ..."
		(
			flock 8
			apt-get -qq update
		) 8>"$dir/.lock" >"$dir/update.log" 2>&1 </dev/null ||
			say "$(tail -n 2 "$dir/update.log")"
	fi
}

# unpack DIRECTORY: unpack all packages in $tmp/deb and remove them
unpack()
{
	mkdir -p "$1"
	progress "$name: unpacking" "$log" unpack_all "$1"
	rm "$tmp"/deb/*.deb
}

unpack_all()
{
	local deb

	# base-files has links to directories: unpack it first.
	for deb in "$tmp"/deb/base-files_*.deb "$tmp"/deb/*.deb; do
		[ -e "$deb" ] || continue
		echo "${deb##*/}"
		dpkg-deb --fsys-tarfile "$deb" |
			tar -C "$1" -x -f - --keep-directory-symlink || return 1
	done
}

# fetch PACKAGE[=VERSION]...: download and unpack into $tmp/pkg
fetch()
{
	mkdir -p "$tmp/deb"
	(
		cd "$tmp/deb" || exit
		progress "$name: downloading $*" "$log" \
			apt-get -o APT::Sandbox::User=root download "$@"
	)
	unpack "$tmp/pkg"
}

# fetch_headers: put the headers of $release in $tmp/new/{src,obj}. Their programs are
# of this machine's architecture.
fetch_headers()
{
	local kbuild common=linux-headers-${release%"-${flavour:-amd64}"}-common

	kbuild=$(depends "linux-headers-$release${arch:+:$arch}" 'linux-kbuild-.*')
	kbuild=${kbuild%":$arch"}
	fetch "linux-headers-$release${arch:+:$arch}=$version" "${kbuild:?}" \
		"$common=$version"
	mkdir -p "$tmp/new/usr"
	mv "$tmp/pkg/usr/src" "$tmp/pkg/usr/lib" "$tmp/new/usr/"
	ln -s "usr/src/$common" "$tmp/new/src"
	ln -s "usr/src/linux-headers-$release" "$tmp/new/obj"
	echo "$release" >"$tmp/new/release"
}

# fetch_root: put the headers of $release and the compiler and libc of that release
# of Debian in $tmp/new/root. It does not run the packages' scripts; it makes only the
# links that the compiler needs.
fetch_root()
{
	local root=$tmp/new/root

	mkdir -p "$tmp/deb/partial"
	progress "$name: downloading the headers of $release and their compiler" \
		"$log" apt-get -y -d -o Dir::Cache::archives="$tmp/deb" install \
		linux-headers-amd64 make base-files bash coreutils dash diffutils \
		findutils grep mawk perl-base sed
	rmdir "$tmp/deb/partial"
	rm -f "$tmp/deb/lock"
	unpack "$root"
	rm -rf "$root/usr/share/doc" "$root/usr/share/man" "$root/usr/share/locale"
	ln -s mawk "$root/usr/bin/awk"
	mkdir "$root/build"
	: >"$root/dev/null"
	echo "$release" >"$tmp/new/release"
}

# unpack_vmlinux BZIMAGE: write its ELF file to standard output. The setup header has
# the file's position (Documentation/x86/boot.rst: setup_sects, payload_offset,
# payload_length); the last four bytes of the payload are its unpacked size.
unpack_vmlinux()
{
	local sects offset length magic tool

	sects=$(od -An -j $((0x1f1)) -N 1 -t u1 "$1")
	offset=$(od -An -j $((0x248)) -N 4 -t u4 "$1")
	length=$(od -An -j $((0x24c)) -N 4 -t u4 "$1")
	offset=$(((sects + 1) * 512 + offset))
	magic=$(od -An -j "$offset" -N 4 -t x1 "$1" | tr -d ' ')
	case $magic in
	fd377a58) tool=xz ;;
	28b52ffd) tool=zstd ;;
	1f8b*) tool=gzip ;;
	*) die "$1: unknown compression ($magic)" ;;
	esac
	dd if="$1" bs=64K iflag=skip_bytes,count_bytes skip="$offset" \
		count=$((length - 4)) status=none | "$tool" -dc
}

# The modules for the guest; modprobe adds their dependencies. scsi_debug provides
# slow disks and hosts with one tag, ahci has QEMU's optical drives.
guest_modules='target_core_user tcm_loop sr_mod sg sd_mod ahci scsi_debug isofs udf loop nls_utf8 nls_cp437 nls_iso8859-1 nls_ascii'

# fetch_image: put the kernel of $release and its modules in $tmp/new
fetch_image()
{
	local image=linux-image-$release${arch:+:$arch} part packages module path
	local root=$tmp/root modules

	packages=("$image=$(candidate "$image")")
	for part in "linux-base-$release" 'linux-binary-.*' 'linux-modules-.*'; do
		part=$(depends "$image" "$part")
		[ -z "$part" ] || packages+=("$part")
	done
	fetch "${packages[@]}"
	# In the guest and in newer packages /lib is a link to usr/lib.
	[ -e "$tmp/pkg/lib" ] || ln -s usr/lib "$tmp/pkg/lib"
	modules=$root/usr/lib/modules/$release
	path=$(find "$tmp/pkg" -name "vmlinuz-$release" -o \
		-path "*/$release/vmlinuz" | head -n 1)
	if [ -n "$arch" ]; then
		cp "${path:?}" "$tmp/new/vmlinuz"
	else
		unpack_vmlinux "${path:?}" >"$tmp/new/vmlinux"
	fi
	depmod -b "$tmp/pkg" "$release"
	mkdir -p "$modules"
	# virtio_console replaces the serial ports that s390x lacks.
	[ "$arch" != s390x ] || guest_modules="$guest_modules virtio_console"
	for module in $guest_modules; do
		modprobe -d "$tmp/pkg" -S "$release" --show-depends "$module" ||
			case $arch:$module in
			# Not all architectures have these; the tests skip what needs them.
			?*:scsi_debug | ?*:ahci) ;;
			*) die "$name: no module $module" ;;
			esac
	done | sed -n "s|^insmod $tmp/pkg/\([^ ]*\).*|\1|p" | sort -u |
		while read -r path; do
			install -D -m 644 "$tmp/pkg/$path" "$root/usr/$path"
		done
	# The guest's busybox can't load compressed modules.
	find "$modules" -name '*.xz' -exec xz -d {} +
	find "$modules" -name '*.zst' -exec zstd -q -d --rm {} +
	cp "$tmp/pkg/lib/modules/$release"/modules.builtin* \
		"$tmp/pkg/lib/modules/$release/modules.order" \
		"$modules/"
	depmod -b "$root/usr" "$release"
	(
		cd "$root" || exit
		find . -mindepth 1 | sort | cpio -o -H newc -R 0:0 --quiet
	) >"$tmp/new/modules.cpio"
}

make_stock()
{
	fetch_headers
	fetch_image
}

make_release()
{
	fetch_root
	fetch_image
}

make_headers()
{
	fetch_root
}

# The libraries of programs, with the files to compile and link with them, and the
# guest's busybox.
sysroot_packages='libc6 libc6-dev linux-libc-dev libgcc-s1 libgcrypt20 libgcrypt20-dev
	libgpg-error0 libgpg-error-dev busybox-static'

# fetch_tools: put a compiler for $arch in $tmp/new/tools and the libraries of $arch in
# $tmp/new/sysroot. The compiler can't be installed, since it conflicts with
# gcc-multilib. It finds its own parts by their position relative to it, and most
# libraries in the directories of this machine's compiler. The directory of libbinutils
# changes with the release.
fetch_tools()
{
	local gcc cpp package packages=() dir

	rm -rf "${tmp:?}/pkg"

	# This machine's compiler makes 32-bit programs.
	if [ "$arch" != i386 ]; then
		gcc=$(depends "gcc-$triplet" "gcc-[0-9]*-$triplet")
		cpp=${gcc/gcc/cpp}
		package=${gcc#gcc-}
		fetch "gcc-$triplet" "cpp-$triplet" "${gcc:?}" "$cpp" libbinutils \
			"binutils-$triplet" "libgcc-${package%%-*}-dev-$arch-cross"
		mv "$tmp/pkg" "$tmp/new/tools"
		rm -rf "$tmp/new/tools/usr/share"
	fi
	for package in $sysroot_packages; do
		packages+=("$package:$arch")
	done
	# Merge /usr, so that links between libraries work.
	mkdir -p "$tmp/pkg/usr"/{bin,lib,sbin}
	for dir in bin lib sbin; do
		ln -s "usr/$dir" "$tmp/pkg/$dir"
	done
	fetch "${packages[@]}"
	mv "$tmp/pkg" "$tmp/new/sysroot"
	rm -rf "$tmp/new/sysroot/usr/share"
	find "$tmp/new/sysroot" -type l -lname '/*' | while read -r package; do
		ln -srfn "$tmp/new/sysroot$(readlink "$package")" "$package"
	done
}

make_cross()
{
	fetch_headers
	fetch_image
	fetch_tools
}
