// SPDX-License-Identifier: MIT
/*
 * libsr-aacs-wine.so: for LD_PRELOAD. Waits until the process loads Wine's ntdll.so, and
 * puts our NtDeviceIoControlFile() into its system call table. Does nothing in any other
 * process.
 */
#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>

#include "say.h"
#include "wine-calls.h"

const struct wine_calls *wine_calls;

static const char *install(void *ntdll)
{
	void *counter = dlsym(ntdll, "NtQueryPerformanceCounter");

	if (!counter)
		return "ntdll.so has no NtQueryPerformanceCounter()";
	wine_calls = convention_of(counter);
	if (!wine_calls)
		return "the calling convention of ntdll.so is unknown";
	if (!wine_calls->load(ntdll))
		return "a function is missing in ntdll.so";
	return table_replace(ntdll, wine_calls->hooks);
}

/* Wine's loader calls this for ntdll.so, before any other thread exists. */
__attribute__((visibility("default")))
void *dlopen(const char *file, int mode)
{
	static void *(*original)(const char *file, int mode);
	static bool done;
	const char *error;
	void *library;

	if (!original)
		original = dlsym(RTLD_NEXT, "dlopen");
	/* A jump: dlopen() finds its caller, and so the search path, by the return address. */
	if (done)
		return original(file, mode);
	library = original(file, mode);
	if (!library || !dlsym(library, "wine_server_handle_to_fd"))
		return library;
	done = true;
	error = install(library);
	if (error)
		say("this Wine is not as expected, AACS requests do not work: %s", error);
	return library;
}
