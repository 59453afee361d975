# SPDX-License-Identifier: GPL-2.0-or-later
# What the programs say when something is wrong, without a drive.

UNIT_TESTS += tests/programs/failures-test tests/programs/doctor-test \
	tests/programs/completion-test
