# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Checks what the tests need from the machine, and prints a sentence for each missing
# item. Source it after common.sh.

: "${cache:?}"

# free_memory: print the megabytes that programs can still get in this machine or
# container
free_memory()
{
	local proc=${SR_AACS_PROC:-/proc} cgroup=${SR_AACS_CGROUP:-/sys/fs/cgroup} limit used

	{
		awk '/^(MemAvailable|SwapFree):/ { sum += $2 } END { print int(sum / 1024) }' \
			"$proc/meminfo"
		limit=$(cat "$cgroup/memory.max" 2>/dev/null || echo max)
		used=$(cat "$cgroup/memory.current" 2>/dev/null || echo 0)
		[ "$limit" = max ] || echo $(((limit - used) / 1048576))
	} | sort -n | head -n 1
}

# need_memory MEGABYTES WHAT
need_memory()
{
	local there

	there=$(free_memory)
	[ "$there" -ge "$1" ] ||
		die "$2 needs $1 MB of free memory, and this machine has $there MB: end other programs, or add memory or swap"
}

# cache_advice MEGABYTES: print advice if this amount does not fit into the cache
cache_advice()
{
	local there other='name another directory with SR_AACS_CACHE=DIRECTORY'

	if ! mkdir -p "$cache" 2>/dev/null || [ ! -w "$cache" ]; then
		echo "it can't be written to: $other"
		return
	fi
	there=$(df --output=avail -m "$cache" | tail -n 1)
	[ "$there" -ge "$1" ] ||
		echo "it has $((there)) MB free, and $1 MB are needed: free some, or $other"
}

# no_network LOG: true if apt says there that it can't reach the mirror
no_network()
{
	grep -q -e 'Could not resolve' -e 'Temporary failure' -e 'Unable to connect' \
		-e 'Could not connect' -e 'Cannot initiate the connection' \
		-e 'Network is unreachable' -e 'Connection timed out' -e 'Connection failed' \
		"$1" 2>/dev/null
}

# shellcheck disable=SC2034 # for the scripts that source this
offline='the Debian mirror of apt does not answer: connect this machine to the network, and run it again'
