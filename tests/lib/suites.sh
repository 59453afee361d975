# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Builds the tests, runs TAP programs and adds up their results. Source it after
# common.sh, in the top directory.

: "${build:?}" "${top:?}"
logs=$build/logs
# A line for each program: `PASSED FAILED SKIPPED SECONDS TITLE`.
results=$(mktemp)
trap 'rm -f "$results" "$results.failed"' EXIT

# build_tests: build the programs for this machine and for the guests, or exit
build_tests()
{
	local log=$logs/build.log
	local make=(make --no-print-directory "-j$(nproc)" test-programs e2e-discs)

	mkdir -p "$logs"
	! "${make[@]}" -q >/dev/null 2>&1 || return 0
	echo 'Building the programs and tests ...'
	if ! "${make[@]}" >"$log" 2>&1 </dev/null; then
		tail -n 30 "$log"
		echo "The build failed; the whole log: $log"
		echo '0 passed, 1 failed'
		exit 1
	fi
}

# job TITLE CMD...: print the line for run_jobs
job()
{
	printf '%s\t' "$1"
	shift
	printf '%q ' "$@"
	echo
}

# run_jobs N: run the jobs on standard input, N in parallel. They print TAP.
run_jobs()
{
	"$top/tests/lib/prove" -j "$1" "$logs" "$results"
}

# sum_up: print all failures again, and the last line; false if a test failed or no test
# ran
sum_up()
{
	if [ -s "$results.failed" ]; then
		echo 'Failed:'
		cat "$results.failed"
	fi
	awk '{ passed += $1; failed += $2; skipped += $3 }
		END {
			printf "%d passed, %d failed", passed, failed
			if (skipped)
				printf ", %d skipped", skipped
			print ""
			exit !(passed && !failed)
		}' "$results"
}
