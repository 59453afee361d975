# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of the documents; tests/docs/run runs what they show in guests.

UNIT_TESTS += tests/docs/docs-test tests/docs/checks-test tests/docs/messages-test
