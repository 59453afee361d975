/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Drives that misbehave at a command: the commands that the module sends, the meaning
 * of the sense data in each row of the status table, and functions that carry out one
 * combination of the two and check all its effects.
 */
#ifndef E2E_MISBEHAVE_H
#define E2E_MISBEHAVE_H

#include "../fixture/fixture.h"

/* A command that the module sends, by the request that makes it do so. */
struct drive_command {
	const char *name;
	const char *target;	/* of a fault */
	uint32_t code;		/* of the request; 0: close() */
	unsigned int len;	/* bytes of data, header included */
	unsigned int flags;
	const char *before;	/* a fault that is needed for it to be sent */
};

#define UNDER_AGID	0x01	/* the command carries one */
#define TO_DRIVE	0x02	/* the data's direction */
#define INVALIDATES	0x04	/* SEND KEY or REPORT KEY 3Fh */
#define OF_FEATURE	0x08	/* GET CONFIGURATION */
#define OF_BLOCK	0x10	/* READ DISC STRUCTURE 83h */
#define FALLBACK	0x20	/* sent where the first one was refused */
#define NO_BUS_KEY	0x40	/* needs none, so 5/6F/02 says: no such session */
#define OF_DISC		0x80	/* READ DISC STRUCTURE: names the media type */

enum {
	COMMAND_GRANT,
	COMMAND_REPORT_CERTIFICATE,
	COMMAND_REPORT_DRIVE_KEY,
	COMMAND_GENERATE_NONCE,
	COMMAND_READ_NONCE,
	COMMAND_REPORT_INVALIDATE,
	COMMAND_SEND_CERTIFICATE,
	COMMAND_SEND_HOST_KEY,
	COMMAND_INVALIDATE,
	COMMAND_INVALIDATE_AT_CLOSE,
	COMMAND_INVALIDATE_AFTER,
	COMMAND_VOLUME_ID,
	COMMAND_SERIAL_NUMBER,
	COMMAND_MEDIA_ID,
	COMMAND_BLOCK_SIZE,
	COMMAND_FIRST_PACK,
	COMMAND_LAST_PACK,
	COMMAND_CONFIGURATION,
	DRIVE_COMMANDS
};

extern const struct drive_command drive_commands[DRIVE_COMMANDS];

/* A row of the status table, with sense data that falls under it. */
struct sense_row {
	const char *row;
	const char *sense;
	uint32_t status;	/* what that row says */
	unsigned int means;
};

#define ATTENTION	0x01	/* without an AGID the module repeats the command */
#define ALL_LOST	0x02	/* the drive has dropped its AGIDs */
#define REFUSED		0x04	/* 5/xx: an invalidation has a second form */
#define NO_SESSION	0x08	/* to that form: there is no such AGID */
#define NO_DATA		0x10	/* good, but without data no answer */
#define WRONG_TYPE	0x20	/* to READ DISC STRUCTURE: of the media type */
#define UNKNOWN		0x40	/* the drive does not know the command */

extern const struct sense_row sense_rows[];
extern const unsigned int sense_row_count;

/* ---- a drive with all AGIDs taken ---- */

struct full_drive {
	struct drive drive;
	int fd;			/* sends the request; has one session, or none */
	int other;		/* does nothing; has the other sessions, if any */
	uint32_t agid;		/* of fd */
};

/*
 * Starts all sessions that the drive can have; @c: the command that follows.
 * Prints the reason and returns false if the drive refuses one.
 */
bool full_drive_fill(struct full_drive *full, const struct drive_command *c);
/* The module forgets the drive and all sessions; @full gets new files. */
void full_drive_forget(struct full_drive *full);
/* Closes both files. */
void full_drive_close(struct full_drive *full);
/* Makes the drive idle, with a new disc. */
void full_drive_renew(struct full_drive *full);

/* ---- one combination ---- */

struct combination {
	const struct drive_command *command;
	char fault[64];		/* KIND [ARG] of its target */
	char then[64];		/* the same for the command after that, or "" */
	unsigned int count;	/* how often */
	uint32_t status;	/* of the request */
	unsigned int sent;	/* how often by one request; 0: see @most */
	unsigned int most;	/* the most that it may be sent then */
	bool fake;		/* on success, the data is FAULT_FAKE_BYTEs */
	bool lost;		/* the module has lost all sessions */
	bool reset;		/* the drive, too: reset it during the command */
	bool over;		/* the file has lost the session */
	bool told;		/* ... without having asked for that: poll() reports it */
	bool denied;		/* the drive keeps an AGID and denies it */
	bool leftover;		/* ... which the module ends when no other is free */
	bool ended_later;	/* ... which the module ends as soon as it can */
	bool remembered;	/* the module remembers that the drive has no AACS */
	/* GET CONFIGURATIONs, by the request and by the next one; -1: any */
	int profiles;
	int profiles_after;
};

#define COUNT_ENDLESS	1000000000U

/* KIND [ARG] of a correct answer without authentication; "" if it needs no fault. */
const char *right_answer(const struct drive_command *c);
/* The line of the log for this command, as log_count() takes it. */
const char *command_line(const struct drive_command *c, uint32_t agid,
			 const char *rest);

/* Met once, and with no effect on any session. */
struct combination combination_of(const struct drive_command *c, uint32_t status,
				  const char *fault);
/*
 * Sets the effect of an answer to an invalidation on the session: @d has the status of
 * the sense data, and @means its meaning.
 */
void combination_invalidates(struct combination *d, unsigned int means);

/* Sets the faults, and reads the data to compare the answer with. */
void combination_prepare(struct full_drive *full, const struct combination *d);
/* The request by itself. */
struct answer command_send(struct full_drive *full, const struct drive_command *c);
/* The sum of the counts of the remaining faults. */
unsigned int faults_left(const struct drive *drive);
/* Sends the request, and keeps the answer for combination_check(). Returns its status. */
uint32_t combination_ask(struct full_drive *full, const struct combination *d);
/* Checks answer, buffer, poll() and AGIDs, in the process that sent the request. */
void combination_check(struct full_drive *full, const struct combination *d);
/*
 * Makes the drive ready for the same command again. If the drive or the module has lost
 * an AGID, prints the reason and returns false.
 */
bool combination_next(struct full_drive *full, const struct combination *d);

/* The module's parameter timeout. */
void set_timeout(const char *seconds);

#endif /* E2E_MISBEHAVE_H */
