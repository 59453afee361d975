// SPDX-License-Identifier: MIT
#include <errno.h>
#include <time.h>

#include <windows.h>

#include "debug.h"
#include "event.h"
#include "handle.h"

/* Signalled when any event is set; used with ntdvd_lock. */
static pthread_cond_t was_set;

void ntdvd_event_init(void)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&was_set, &attributes);
	pthread_condattr_destroy(&attributes);
}

static HANDLE create(BOOL manual_reset, BOOL set, bool has_name)
{
	static const struct ntdvd_wish wish;
	struct ntdvd_object *event;
	uintptr_t value = 0;
	uint32_t error;

	if (has_name) {
		ntdvd_debug("CreateEvent: libntdvd has no events with names");
		SetLastError(ERROR_NOT_SUPPORTED);
		return NULL;
	}
	event = ntdvd_object_new(NTDVD_EVENT);
	if (!event) {
		SetLastError(ERROR_NOT_ENOUGH_MEMORY);
		return NULL;
	}
	event->manual_reset = manual_reset;
	event->set = set;
	pthread_mutex_lock(&ntdvd_lock);
	ntdvd_object_list(event);
	pthread_mutex_unlock(&ntdvd_lock);
	error = ntdvd_handle_make(event, &wish, &value);
	SetLastError(error);
	return error ? NULL : (HANDLE)value;
}

HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES lpEventAttributes,
			   BOOL bManualReset, BOOL bInitialState, LPCSTR lpName)
{
	(void)lpEventAttributes;
	return create(bManualReset, bInitialState, lpName);
}

HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES lpEventAttributes,
			   BOOL bManualReset, BOOL bInitialState, LPCWSTR lpName)
{
	(void)lpEventAttributes;
	return create(bManualReset, bInitialState, lpName);
}

bool ntdvd_event_change(uintptr_t value, bool set)
{
	struct ntdvd_ref ref;
	bool is_event;

	if (!ntdvd_handle_get(value, &ref))
		return false;
	is_event = ref.object->kind == NTDVD_EVENT;
	if (is_event) {
		pthread_mutex_lock(&ntdvd_lock);
		ref.object->set = set;
		if (set)
			pthread_cond_broadcast(&was_set);
		pthread_mutex_unlock(&ntdvd_lock);
	}
	ntdvd_handle_put(&ref);
	return is_event;
}

static BOOL change(HANDLE event, bool set)
{
	if (ntdvd_event_change((uintptr_t)event, set))
		return TRUE;
	SetLastError(ERROR_INVALID_HANDLE);
	return FALSE;
}

BOOL WINAPI SetEvent(HANDLE hEvent)
{
	return change(hEvent, true);
}

BOOL WINAPI ResetEvent(HANDLE hEvent)
{
	return change(hEvent, false);
}

static struct timespec deadline(DWORD milliseconds)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += milliseconds / 1000;
	at.tv_nsec += milliseconds % 1000 * 1000000L;
	if (at.tv_nsec >= 1000000000L) {
		at.tv_sec++;
		at.tv_nsec -= 1000000000L;
	}
	return at;
}

static DWORD wait_for(struct ntdvd_object *event, DWORD milliseconds)
{
	struct timespec at = deadline(milliseconds);
	int err = 0;

	pthread_mutex_lock(&ntdvd_lock);
	while (!event->set && err != ETIMEDOUT)
		err = milliseconds == INFINITE ?
		      pthread_cond_wait(&was_set, &ntdvd_lock) :
		      pthread_cond_timedwait(&was_set, &ntdvd_lock, &at);
	if (event->set) {
		err = 0;
		event->set = event->manual_reset;
	}
	pthread_mutex_unlock(&ntdvd_lock);
	return err ? WAIT_TIMEOUT : WAIT_OBJECT_0;
}

DWORD WINAPI WaitForSingleObject(HANDLE hHandle, DWORD dwMilliseconds)
{
	DWORD result = WAIT_OBJECT_0;
	struct ntdvd_ref ref;

	if (!ntdvd_handle_get((uintptr_t)hHandle, &ref)) {
		SetLastError(ERROR_INVALID_HANDLE);
		return WAIT_FAILED;
	}
	if (ref.object->kind == NTDVD_EVENT)
		result = wait_for(ref.object, dwMilliseconds);
	ntdvd_handle_put(&ref);
	return result;
}
