# SPDX-License-Identifier: GPL-2.0-or-later
# goals.awk GOALS DATA: a line for each goal and kernel: met or not, with the figure.
# Times are judged where the clock counts instructions.
BEGIN {
	FS = "\t"
	print ""
}

/^#/ {
	next
}

FNR == NR {
	kind[$3] = $1
	limit[$3] = $2
	next
}

$2 == "time" || !($4 in kind) {
	next
}

{
	value = $5
	if (kind[$4] == "ratio")
		value = $8 / $11
	if (kind[$4] == "more")
		value = $8 - $11
	# A goal of two digits is met to two digits: two runs differ in the third.
	judged = kind[$4] == "ratio" ? sprintf("%.2f", value) + 0 : value
	met = kind[$4] == "least" ? judged >= limit[$4] : judged <= limit[$4]
	printf "%-8s %-15s %-32s %8.4g, %s %s is asked\n", met ? "met" : "NOT MET", $1, $4,
		value, kind[$4] == "least" ? "at least" : "at most", limit[$4]
	all++
	good += met
}

END {
	printf "%d of %d goals are met\n", good, all
}
