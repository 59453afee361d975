// SPDX-License-Identifier: MIT
/*
 * Finds the calling convention of Wine's Unix side. NtQueryPerformanceCounter() only
 * fills in the two numbers that its arguments point to, so one call can pass the
 * arguments of both conventions.
 */
#include <stddef.h>
#include <stdint.h>

#include "wine-calls.h"

#ifdef __x86_64__

/*
 * Calls @function with a counter and a frequency for each convention: C takes rdi and
 * rsi; Windows takes rcx and rdx, and space for four registers on the stack.
 */
void convention_try(void *function, int64_t *c, int64_t *windows);
__asm__(".text\n"
	".type convention_try, @function\n"
	"convention_try:\n"
	"	pushq	%rbp\n"
	"	movq	%rsp, %rbp\n"
	"	andq	$-16, %rsp\n"
	"	subq	$32, %rsp\n"
	"	movq	%rdi, %rax\n"
	"	movq	%rsi, %rdi\n"
	"	leaq	8(%rdi), %rsi\n"
	"	movq	%rdx, %rcx\n"
	"	leaq	8(%rcx), %rdx\n"
	"	call	*%rax\n"
	"	leave\n"
	"	ret\n"
	".size convention_try, . - convention_try\n");

const struct wine_calls *convention_of(void *query_performance_counter)
{
	int64_t c[2] = { 0 }, windows[2] = { 0 };

	convention_try(query_performance_counter, c, windows);
	if (!c[1] == !windows[1])
		return NULL;
	return c[1] ? &wine_calls_c : &wine_calls_windows;
}

#else

/*
 * Calls @function with a counter and a frequency, and returns how many bytes of the
 * arguments it leaves on the stack: stdcall removes them, C does not.
 */
uint32_t convention_try(void *function, int64_t *numbers);
__asm__(".text\n"
	".type convention_try, @function\n"
	"convention_try:\n"
	"	pushl	%ebp\n"
	"	movl	%esp, %ebp\n"
	"	pushl	%ebx\n"
	"	movl	8(%ebp), %eax\n"
	"	movl	12(%ebp), %ecx\n"
	"	leal	8(%ecx), %edx\n"
	"	andl	$-16, %esp\n"
	"	subl	$8, %esp\n"
	"	movl	%esp, %ebx\n"
	"	pushl	%edx\n"
	"	pushl	%ecx\n"
	"	call	*%eax\n"
	"	movl	%ebx, %eax\n"
	"	subl	%esp, %eax\n"
	"	movl	-4(%ebp), %ebx\n"
	"	leave\n"
	"	ret\n"
	".size convention_try, . - convention_try\n");

const struct wine_calls *convention_of(void *query_performance_counter)
{
	int64_t numbers[2] = { 0 };
	uint32_t left = convention_try(query_performance_counter, numbers);

	if (!numbers[1])
		return NULL;
	switch (left) {
	case 0:
		return &wine_calls_windows;
	case 8:
		return &wine_calls_c;
	default:
		return NULL;
	}
}

#endif
