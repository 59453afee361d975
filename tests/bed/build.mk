# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of the test bed itself, and of make install.

UNIT_TESTS += tests/bed/bed-test tests/bed/install-test tests/bed/kernels-test
