# SPDX-License-Identifier: GPL-2.0-or-later
# The script compiles everything by itself.

UNIT_TESTS += tests/mingw/mingw-test
