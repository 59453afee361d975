# SPDX-License-Identifier: GPL-2.0-or-later
# Prints the figures of data.tsv (KERNEL, CLOCK, row or figure, NAME, values) by kernel
# and clock. Times become microseconds.
BEGIN {
	FS = "\t"
}

$1 != kernel || $2 != clock {
	kernel = $1
	clock = $2
	printf "\n%-32s %9s %9s %9s %9s %7s\n",
		clock == "-" ? kernel : kernel ", " clock,
		clock == "-" ? "" : "median", clock == "-" ? "" : "p99",
		clock == "-" ? "" : "SG_IO", clock == "-" ? "" : "p99",
		clock == "-" ? "" : "ratio"
}

$3 == "row" {
	printf "%-32s %9.1f %9.1f %9.1f %9.1f %7.3f\n", $4, $6 / 1000, $7 / 1000,
		$9 / 1000, $10 / 1000, $8 / $11
}

$3 == "figure" {
	printf "%-32s %9.6g\n", $4, $5
}
