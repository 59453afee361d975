# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Building for the suites, those that run in a guest, and how the results of
# suites are counted. Source it after common.sh, in the top directory.

: "${build:?}"
passed=0
failed=0
skipped=0

# build_tests: what is for this machine and goes into the guests, or the end
build_tests()
{
	local log=$build/logs/build.log

	mkdir -p "$build/logs"
	echo 'Building the programs and tests ...'
	if ! make --no-print-directory "-j$(nproc)" test-programs e2e-discs \
		>"$log" 2>&1 </dev/null; then
		tail -n 30 "$log"
		echo "The build failed; the whole log: $log"
		echo '0 passed, 1 failed'
		exit 1
	fi
}

# kunit_on KERNEL LOG: the KUnit suites; LOG gets TAP
kunit_on()
{
	local status=0 log=$2 base=${2%.log}

	# Of the run before, when this one does not come to write its own.
	rm -f "$base-dmesg.log"
	tests/run-in-guest --kernel "$1" --kunit --drives 0 --no-module \
		--dmesg "$base-dmesg.log" --timeout 1200 \
		-- tests/guest/kunit >"$base-output.log" 2>&1 </dev/null || status=$?
	touch "$base-dmesg.log"
	tests/lib/ktap-to-tap "$base-dmesg.log" >"$log"
	[ "$status" -eq 0 ] || sed 's/^/# /' "$base-output.log" >>"$log"
	# The suites may have passed, and the kernel log have a report.
	if [ "$status" -ne 0 ]; then
		echo "not ok the guest: exit code $status" >>"$log"
	else
		echo 'ok the guest: unloaded cleanly, no report, no leak' >>"$log"
	fi
}

# show_failures NAME LOG COUNTED: what TAP and tap-count's further lines say
show_failures()
{
	# The remarks of a test stand before or after its line.
	grep -a -B 5 -A 10 '^not ok' "$2" | head -n 100 | sed 's/^/  /' || true
	tail -n +2 <<<"$3" | sed "s|^.|  $1: &|"
	echo "  the whole log: $2"
}

# count NAME LOG STATUS: add the results of a TAP log, say how it went
count()
{
	local counted ok bad skip

	counted=$(tests/lib/tap-count "$2" "$3")
	read -r ok bad skip <<<"$counted"
	passed=$((passed + ok))
	failed=$((failed + bad))
	skipped=$((skipped + skip))
	echo "$1: $ok passed, $bad failed$([ "$skip" -eq 0 ] || echo ", $skip skipped") ($SECONDS s)"
	[ "$bad" -eq 0 ] || show_failures "$1" "$2" "$counted"
}

# sum_up: the last line; false when a test has failed, or none was run
sum_up()
{
	local more=

	[ "$skipped" -eq 0 ] || more=", $skipped skipped"
	echo "$passed passed, $failed failed$more"
	[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
