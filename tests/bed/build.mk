# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of the test scripts, of make, make install and the public headers.

UNIT_TESTS += tests/bed/bed-test tests/bed/install-test tests/bed/kernels-test \
	      tests/bed/headers-test tests/bed/flags-test tests/bed/make-test tests/bed/dist-test tests/bed/setup-test
UNIT_TESTS += tests/bed/man-test tests/bed/debian-test
