/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bench: virtual drives and their logs, the nodes of the module, raw SCSI
 * commands past it. Everything here fails the case when it doesn't work, but
 * where it returns a status.
 */
#ifndef E2E_LAB_H
#define E2E_LAB_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <linux/sr_aacs.h>

#define SECTOR		2048U
#define RUN_DIR		"/run/aacs-vdrive"	/* of the drives */

struct drive {
	char name[32];		/* for aacs-vdrivectl */
	int number;		/* of srN and aacsN */
	char log[96];
	char sr[32];
	char aacs[32];
	char sg[32];
	char hctl[32];		/* host:channel:id:lun */
	unsigned int agids;	/* how many it has */
	off_t mark;		/* where in the log the case has got to */
};

/* One of the drives that the guest came up with. */
struct drive lab_drive(unsigned int n);
unsigned int lab_drives(void);
/* A drive of this case's own, with an image of @blocks blocks; more options
 * for aacs-vdrive in @options, blanks between them ("" for none). It has as many
 * AGIDs as the guest's drives, unless these say otherwise. */
struct drive drive_start(const char *name, unsigned int blocks,
			 const char *options);
void drive_stop(const struct drive *drive);
/* Skips the case on a drive with fewer AGIDs than @count. */
void need_agids(const struct drive *drive, unsigned int count);
/* kill -9: the device stays behind, with nobody to answer. */
void drive_kill(const struct drive *drive);
/* Path of the image that drive_start() made for @name; static memory. */
const char *drive_image(const char *name);
/* A file of @len zero bytes. */
void make_file(const char *path, off_t len);
/* Clears faults, loads a disc, stops drives of cases; says what was wrong. */
bool lab_tidy(char *why, size_t max);

/* What `aacs-vdrivectl NAME words...` says; static memory. */
const char *ctl(const struct drive *drive, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/*
 * The same of the drive @name, as aacs-vdrivectl does it, but without a program
 * for each word: there are thousands of them. Returns whether the drive has done
 * it; ctl_ask() on a connection that ctl_connect() has made (-1: it has not).
 */
bool try_ctl(const char *name, const char *words, char *answer, size_t max);
int ctl_connect(const char *name);
bool ctl_ask(int fd, const char *words, char *answer, size_t max);
/*
 * A fault for commands to come: "a4:1 delay 500", say. fault_met(): one has
 * come, and is being held back if the fault is of that kind. One at a time.
 */
void fault_set(const struct drive *drive, const char *fault);
bool fault_met(void *drive);
/*
 * sr unbound from the drive and bound to it again, by sysfs; there are some ticks
 * in between. 0 or an errno.
 */
int sr_unbind(const struct drive *drive);
int sr_bind(const struct drive *drive);
/*
 * Both, so that the module does not know the drive's feature: its first GET
 * CONFIGURATION has met @fault ("sense 4/44/00", say), which stays. Files that
 * were open are of no use any more.
 */
void sr_rebind(struct drive *drive, const char *fault);
/* The number of AGIDs that are not free at the drive. */
unsigned int agids_taken(const struct drive *drive);
/*
 * True when so many are taken, or will be soon: a session that its file has
 * given up is ended at the drive a moment later. agids_free(): none is.
 */
bool agids_become(const struct drive *drive, unsigned int taken);
bool agids_free(const struct drive *drive);
#define agids_expect(drive, taken)					\
	do {								\
		if (!agids_become((drive), (taken)))			\
			FAIL("%u AGIDs are taken, wanted %s",		\
			     agids_taken(drive), #taken);		\
	} while (0)

/*
 * The log. log_expect() compares every REPORT KEY, SEND KEY and READ DISC
 * STRUCTURE since the mark with the lines given ("CDB SENSE BYTES", to be
 * ended with NULL), whole CDBs; what sr asks of its own is passed over.
 * log_expect_silence() wants no command at all, but for those with which sr
 * looks for events of its own accord. Both move the mark.
 */
void log_mark(struct drive *drive);
void log_expect_at(const char *file, int line, struct drive *drive,
		   const char *const *lines);
#define log_expect(drive, ...)						\
	log_expect_at(__FILE__, __LINE__, (drive),			\
		      (const char *const[]){ __VA_ARGS__, NULL })
#define log_expect_no_aacs(drive)					\
	log_expect_at(__FILE__, __LINE__, (drive),			\
		      (const char *const[]){ NULL })
/* The lines given, then the end of each of the drive's AGIDs from @first on. */
void log_expect_ends_at(const char *file, int line, struct drive *drive,
			unsigned int first, const char *const *lines);
#define log_expect_ends(drive, first, ...)				\
	log_expect_ends_at(__FILE__, __LINE__, (drive), (first),	\
			   (const char *const[]){ __VA_ARGS__, NULL })
void log_expect_silence_at(const char *file, int line, struct drive *drive);
#define log_expect_silence(drive)					\
	log_expect_silence_at(__FILE__, __LINE__, (drive))
/* How many lines since the mark begin with @prefix; the mark stays. */
unsigned int log_count(struct drive *drive, const char *prefix);
/* Waits until that many do, or fails the case. */
void log_await(struct drive *drive, const char *prefix, unsigned int count);
/*
 * True when all these blocks were written since the mark, before the first line
 * that begins with @before; the mark stays.
 */
bool log_written(struct drive *drive, uint32_t lba, uint32_t blocks,
		 const char *before);

/* Lines for log_expect(), by AGID; static memory, good for many calls. */
const char *line_grant(void);
const char *line_end(unsigned int agid);
/* "a4" or "a3", key class 02h, no extent: CDB, sense, bytes. */
const char *line_key(uint8_t opcode, unsigned int agid, uint8_t format,
		     uint16_t len, const char *rest);
const char *line_nonce(unsigned int agid, uint8_t format, uint32_t lba,
		       uint8_t blocks, const char *rest);
const char *line_structure(unsigned int agid, uint8_t format, uint8_t layer,
			   uint32_t address, uint16_t len, const char *rest);

/* ---- the node ---- */

struct answer {
	int ret;		/* of ioctl(2) */
	int error;		/* errno, 0 when ret is 0 */
	uint32_t status;
	uint32_t information;
};

int node_open(const struct drive *drive, int flags);
struct answer request(int fd, uint32_t code, const void *in, uint32_t in_len,
		      void *out, uint32_t out_len);
/*
 * When set, every request is made by this program, `PROGRAM --request FD CODE
 * INPUT LENGTH`, on the same open file; request_main() is that program's part,
 * with the words after --request.
 */
extern const char *request_program;
int request_main(char *const *words);
/* Checks status, information and the errno that belongs to the status. */
void expect_at(const char *file, int line, struct answer got, uint32_t status,
	       uint32_t information);
#define EXPECT(got, status, information)				\
	expect_at(__FILE__, __LINE__, (got), (status), (information))
/* The errno that ioctl(2) gives beside a status, 0 for a success. */
int errno_of(uint32_t status);
const char *code_name(uint32_t code);

/* The plain requests; those that return a number fail the case on an error. */
uint32_t start_session(int fd);
struct answer try_start(int fd, uint32_t *agid);
/* As many as the drive has AGIDs, from 0 on. */
void start_all_sessions(int fd, const struct drive *drive);
/*
 * AGID 1, where the drive has it. Returns what poll() will tell of its loss:
 * POLLPRI, or 0 on a drive of one AGID.
 */
short start_second_session(int fd, const struct drive *drive);
struct answer end_session(int fd, uint32_t agid);
/* Any request that names an AGID, with buffers of the right size. */
struct answer use_agid(int fd, uint32_t code, uint32_t agid);
struct answer read_mkb_size(int fd, uint32_t *size);
/* The codes that name an AGID, END_SESSION the last. */
extern const uint32_t agid_codes[];
extern const unsigned int agid_code_count;
extern const uint32_t all_codes[];
#define CODES	13
/* Labels for tables by all_codes and agid_codes. */
const char *code_label(unsigned int i);
const char *agid_code_label(unsigned int i);
/* Sizes of input and output; of READ_MEDIA_KEY_BLOCK the least. */
uint32_t code_in(uint32_t code);
uint32_t code_out(uint32_t code);

/* Waits until poll() reports all of @events, or fails the case. */
void expect_poll(int fd, short events, unsigned int ms);
/* What poll() reports now. */
short poll_now(int fd);

/* ---- past the module ---- */

struct raw {
	uint8_t key, asc, ascq;	/* key 0: good */
	uint32_t host;		/* host byte of the result */
	unsigned int moved;
};

/* SG_IO on /dev/sgN; @to: direction. */
struct raw raw_command(const struct drive *drive, const uint8_t *cdb,
		       unsigned int cdb_len, bool to, void *data,
		       unsigned int len);
/* TEST UNIT READY: takes a unit attention away from everybody else. */
struct raw raw_test_unit_ready(const struct drive *drive);
/* REPORT KEY 00h: an AGID that the module knows nothing of. */
unsigned int raw_grant(const struct drive *drive);
void raw_end(const struct drive *drive, unsigned int agid);
/* SG_SCSI_RESET; @what is SG_SCSI_RESET_DEVICE or _TARGET. 0 or an errno. */
int raw_reset(const struct drive *drive, int what);
/*
 * Whether the SCSI device counts its unit attentions, whichever command meets
 * them: from Linux 6.15 on.
 */
bool attentions_counted(void);
/* Opens /dev/srN as any program that looks at it does, and closes it. */
void sr_look(const struct drive *drive);
/* events_poll_msecs of srN. */
void set_polling(const struct drive *drive, int ms);
bool path_exists(void *path);
bool path_missing(void *path);

#endif /* E2E_LAB_H */
