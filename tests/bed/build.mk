# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of the test bed itself.

UNIT_TESTS += tests/bed/bed-test
