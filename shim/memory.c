// SPDX-License-Identifier: MIT
/* Memory, time and strings: functions that Windows sources use besides drives. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <windows.h>

HLOCAL WINAPI LocalAlloc(UINT uFlags, SIZE_T uBytes)
{
	void *memory = uFlags & LMEM_ZEROINIT ? calloc(1, uBytes ? uBytes : 1) :
						malloc(uBytes ? uBytes : 1);

	if (!memory)
		SetLastError(ERROR_NOT_ENOUGH_MEMORY);
	return memory;
}

HLOCAL WINAPI LocalFree(HLOCAL hMem)
{
	free(hMem);
	return NULL;
}

VOID WINAPI Sleep(DWORD dwMilliseconds)
{
	struct timespec left = {
		.tv_sec = dwMilliseconds / 1000,
		.tv_nsec = dwMilliseconds % 1000 * 1000000L,
	};

	/* INFINITE means forever. */
	while (nanosleep(&left, &left) && errno == EINTR)
		;
	while (dwMilliseconds == INFINITE)
		nanosleep(&(struct timespec) { .tv_sec = 86400 }, NULL);
}

ULONGLONG WINAPI GetTickCount64(VOID)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (ULONGLONG)now.tv_sec * 1000 + (ULONGLONG)now.tv_nsec / 1000000;
}

DWORD WINAPI GetTickCount(VOID)
{
	return (DWORD)GetTickCount64();
}

int WINAPI lstrlenA(LPCSTR lpString)
{
	return lpString ? (int)strlen(lpString) : 0;
}

int WINAPI lstrlenW(LPCWSTR lpString)
{
	int len = 0;

	while (lpString && lpString[len])
		len++;
	return len;
}

/* As on Windows, NULL gives NULL. */
LPSTR WINAPI lstrcpyA(LPSTR lpString1, LPCSTR lpString2)
{
	return lpString1 && lpString2 ? strcpy(lpString1, lpString2) : NULL;
}

LPWSTR WINAPI lstrcpyW(LPWSTR lpString1, LPCWSTR lpString2)
{
	if (!lpString1 || !lpString2)
		return NULL;
	return memcpy(lpString1, lpString2,
		      ((size_t)lstrlenW(lpString2) + 1) * sizeof(WCHAR));
}

LPSTR WINAPI lstrcatA(LPSTR lpString1, LPCSTR lpString2)
{
	return lpString1 && lpString2 ? strcat(lpString1, lpString2) : NULL;
}

LPWSTR WINAPI lstrcatW(LPWSTR lpString1, LPCWSTR lpString2)
{
	if (!lpString1 || !lpString2)
		return NULL;
	lstrcpyW(lpString1 + lstrlenW(lpString1), lpString2);
	return lpString1;
}
