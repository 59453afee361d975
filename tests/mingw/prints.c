// SPDX-License-Identifier: GPL-2.0-or-later
/* C and C++: what a program over MinGW-w64's headers prints on Linux. */
#include <windows.h>
#include <strsafe.h>
#include <tchar.h>
#include <stdio.h>

#ifdef __cplusplus
#include <cstdio>
#include <cwchar>
#include <string>
#endif

int main()
{
	DWORD all = 0xFFFFFFFF;
	TCHAR name[32];

	printf("%lu %lx %ld\n", all, all, (LONG)all);
	printf("%I64u\n", (ULONGLONG)-1);
	_stprintf(name, _T("\\\\.\\CdRom%lu"), (DWORD)0);
	_tprintf(_T("%s %S %d\n"), name,
#ifdef UNICODE
		 "\xC3\xA9",
#else
		 L"\xE9",
#endif
		 7);
	if (FAILED(StringCchPrintf(name, 32, _T("%lu"), all)) ||
	    SUCCEEDED(StringCchPrintf(name + 10, 4, _T("%lu"), (DWORD)1234)))
		return 1;
	_putts(name);
#ifdef __cplusplus
	std::string text(std::to_string(all));

	std::printf("%s\n", text.c_str());
#else
	fprintf(stdout, "%lu\n", all);
#endif
	return 0;
}
