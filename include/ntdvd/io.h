/* SPDX-License-Identifier: MIT */
/*
 * io.h of libntdvd: Microsoft's names for POSIX' functions on descriptors. There
 * is no text mode: files are read and written as they are.
 */
#ifndef NTDVD_IO_H
#define NTDVD_IO_H

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "msvcrt-names.h"

#define O_BINARY	0
#define O_TEXT		0
#define _O_BINARY	0
#define _O_TEXT		0
#define _O_RDONLY	O_RDONLY
#define _O_WRONLY	O_WRONLY
#define _O_RDWR		O_RDWR
#define _O_CREAT	O_CREAT
#define _O_TRUNC	O_TRUNC
#define _O_EXCL		O_EXCL
#define _O_APPEND	O_APPEND
#define _S_IREAD	S_IRUSR
#define _S_IWRITE	S_IWUSR

#define _open		open
#define _close		close
#define _read		read
#define _write		write
#define _lseek		lseek
#define _access		access
#define _isatty		isatty
#define _fileno		fileno
#define _unlink		unlink
#define _setmode(fd, mode)	((void)(fd), (void)(mode), 0)
#define setmode(fd, mode)	_setmode(fd, mode)

#endif /* NTDVD_IO_H */
