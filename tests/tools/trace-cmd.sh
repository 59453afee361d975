#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# trace-cmd shows a session: bindnonce's requests, their commands, the AGID.
#
# guest: --drives 1
# programs: trace-cmd
set -eu

# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

# shows TEXT: a line of the report has it
shows()
{
	grep -F -- "$1" "$dir/report" || { cat "$dir/report"; return 1; }
}

# record: sets nonce
record()
{
	trace-cmd record -q -e sr_aacs -o "$dir/trace.dat" \
		bindnonce --quiet D: >"$dir/nonce" 2>"$dir/log" || { cat "$dir/log"; return 1; }
	trace-cmd report -i "$dir/trace.dat" >"$dir/report" 2>>"$dir/log"
	nonce=$(grep -E '^[0-9a-f]{32}$' "$dir/nonce")
}

# hides HEX: these bytes are not in the file, nor do they stand in the report
hides()
{
	! grep -qi "$1" "$dir/report" &&
		! xxd -p "$dir/trace.dat" | tr -d '\n' | grep -q "$1"
}

[ -d /sys/kernel/tracing/events ] || mount -t tracefs tracefs /sys/kernel/tracing
check 'trace-cmd records bindnonce' record
check 'a request comes in' \
	shows 'aacs0: START_SESSION (0x3350c8), AGID -1: status 0x103 after '
check 'its command' \
	shows 'aacs0: a40000000000000200080000 (0xa4), AGID 0: status 0'
check 'an AGID is granted' shows 'aacs0: AGID 0 granted'
check 'the request goes out' shows 'aacs0: START_SESSION (0x3350c8), AGID 0: status 0'
check 'the nonce binds the AGID' shows 'aacs0: AGID 0 bound'
check 'the AGID is ended' shows 'aacs0: AGID 0 ended'
check 'no byte of the nonce' hides "$nonce"
tap_done
