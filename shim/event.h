/* SPDX-License-Identifier: MIT */
/* Events: CreateEvent() and related functions. */
#ifndef NTDVD_EVENT_H
#define NTDVD_EVENT_H

#include <stdbool.h>
#include <stdint.h>

/* Call it before the first event, and in a child of fork(). */
void ntdvd_event_init(void);

/* Sets or resets an event; false if @value is not the handle of an event. */
bool ntdvd_event_change(uintptr_t value, bool set);

#endif /* NTDVD_EVENT_H */
