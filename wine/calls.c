// SPDX-License-Identifier: MIT
/*
 * Wine's functions and ours in one calling convention. Compiled twice: with
 * -DWINDOWS_CONVENTION for Windows' convention, without it for C's. Each object has
 * only one convention: GCC 12 merges the ends of calls of both kinds wrongly.
 */
#include <dlfcn.h>
#include <stddef.h>

#include "completion.h"
#include "nt.h"
#include "request.h"
#include "wine-calls.h"

#if !defined(WINDOWS_CONVENTION)
#define NTAPI
#define NTCDECL
#elif defined(__x86_64__)
#define NTAPI	__attribute__((ms_abi))
#define NTCDECL	__attribute__((ms_abi))
#else
#define NTAPI	__attribute__((stdcall))
#define NTCDECL
#endif

/* Wine's dispatcher does not align the stack as C requires on i386. */
#define HOOK	static NTAPI __attribute__((force_align_arg_pointer))

#define CURRENT_PROCESS	((void *)(intptr_t)-1)
#define CURRENT_THREAD	((void *)(intptr_t)-2)
#define SAME_ACCESS	2U	/* DUPLICATE_SAME_ACCESS */

static uint32_t (NTAPI *device_io_control)(void *file, void *event, void *apc, void *context,
					   struct nt_io_status *io, uint32_t code, void *in,
					   uint32_t in_len, void *out, uint32_t out_len);
static uint32_t (NTAPI *set_information_file)(void *file, struct nt_io_status *io,
					      void *data, uint32_t len, uint32_t class);
static uint32_t (NTAPI *nt_close)(void *handle);

static uint32_t (NTCDECL *server_handle_to_fd)(void *handle, uint32_t access, int *fd,
					       uint32_t *options);
static uint32_t (NTAPI *nt_set_event)(void *event, int32_t *state);
static uint32_t (NTAPI *nt_queue_apc)(void *thread, void *apc, uintptr_t context,
				      uintptr_t io, uintptr_t reserved);
static uint32_t (NTAPI *nt_set_completion)(void *port, uintptr_t key, uintptr_t context,
					   uint32_t status, uintptr_t information);
static uint32_t (NTAPI *nt_duplicate)(void *from, void *handle, void *to, void **copy,
				      uint32_t access, uint32_t attributes,
				      uint32_t options);

/* Completes a request as Wine does if its own request completes immediately. */
HOOK uint32_t hook_device_io_control(void *file, void *event, void *apc, void *context,
				     struct nt_io_status *io, uint32_t code, void *in,
				     uint32_t in_len, void *out, uint32_t out_len)
{
	struct wine_request req = {
		.file = file, .code = code,
		.in = in, .in_len = in_len, .out = out, .out_len = out_len,
	};

	if (!request_execute(&req))
		return device_io_control(file, event, apc, context, io, code, in, in_len,
					 out, out_len);
	if (NT_ERROR(req.status))
		return req.status;
	io->status = req.status;
	io->information = req.information;
	if (event)
		nt_set_event(event, NULL);
	if (apc)
		nt_queue_apc(CURRENT_THREAD, apc, (uintptr_t)context, (uintptr_t)io, 0);
	else if (context)
		completion_post(file, context, req.status, req.information);
	return req.status;
}

HOOK uint32_t hook_set_information_file(void *file, struct nt_io_status *io, void *data,
					uint32_t len, uint32_t class)
{
	uint32_t status = set_information_file(file, io, data, len, class);

	if (!NT_ERROR(status))
		completion_note(file, class, data, len);
	return status;
}

HOOK uint32_t hook_close(void *handle)
{
	completion_forget(handle);
	return nt_close(handle);
}

static const struct wine_hook hooks[WINE_HOOKS] = {
	{ "NtDeviceIoControlFile", hook_device_io_control, (void **)&device_io_control },
	{ "NtSetInformationFile", hook_set_information_file,
	  (void **)&set_information_file },
	{ "NtClose", hook_close, (void **)&nt_close },
};

static bool load(void *ntdll)
{
	const struct {
		const char *name;
		void **function;
	} functions[] = {
		{ "wine_server_handle_to_fd", (void **)&server_handle_to_fd },
		{ "NtSetEvent", (void **)&nt_set_event },
		{ "NtQueueApcThread", (void **)&nt_queue_apc },
		{ "NtSetIoCompletion", (void **)&nt_set_completion },
		{ "NtDuplicateObject", (void **)&nt_duplicate },
	};

	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		*functions[i].function = dlsym(ntdll, functions[i].name);
		if (!*functions[i].function)
			return false;
	}
	return true;
}

static uint32_t handle_to_fd(void *handle, uint32_t access, int *fd)
{
	return server_handle_to_fd(handle, access, fd, NULL);
}

static void set_completion(void *port, uintptr_t key, void *context, uint32_t status,
			   uintptr_t information)
{
	nt_set_completion(port, key, (uintptr_t)context, status, information);
}

static uint32_t duplicate(void *handle, void **copy)
{
	return nt_duplicate(CURRENT_PROCESS, handle, CURRENT_PROCESS, copy, 0, 0,
			    SAME_ACCESS);
}

static void close_handle(void *handle)
{
	nt_close(handle);
}

#ifdef WINDOWS_CONVENTION
const struct wine_calls wine_calls_windows = {
#else
const struct wine_calls wine_calls_c = {
#endif
	.hooks = hooks,
	.load = load,
	.handle_to_fd = handle_to_fd,
	.set_completion = set_completion,
	.duplicate = duplicate,
	.close = close_handle,
};
