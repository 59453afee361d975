// SPDX-License-Identifier: MIT
/*
 * spti-inquiry D: - identifies a drive by SCSI commands (through the SCSI
 * pass-through interface): INQUIRY with a buffer of the program (_DIRECT), TEST
 * UNIT READY and GET CONFIGURATION with data after the structure.
 */
#define PROGRAM "spti-inquiry"

#include "example.h"

#include <stddef.h>
#include <ntddscsi.h>

#define INQUIRY			0x12
#define TEST_UNIT_READY		0x00
#define GET_CONFIGURATION	0x46
#define CHECK_CONDITION		0x02

#define INQUIRY_LEN		36
#define FEATURE_HEADER_LEN	8
#define SENSE_LEN		18
#define TIMEOUT			10	/* seconds */

/* A command with data that go straight into a buffer of the program. */
struct direct_command {
	SCSI_PASS_THROUGH_DIRECT pass;
	ULONG align;			/* aligns the next member */
	UCHAR sense[32];
};

/* A command with data in the same buffer as the structure. */
struct buffered_command {
	SCSI_PASS_THROUGH pass;
	ULONG align;
	UCHAR sense[32];
	UCHAR data[64];
};

/* Prints a SCSI text, which is padded with spaces. */
static void print_field(const char *name, const UCHAR *text, int len)
{
	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\0'))
		len--;
	printf("%s: %.*s\n", name, len, (const char *)text);
}

/* Sense key, additional sense code and its qualifier, as 2/3a/01. */
static void print_sense(const char *name, UCHAR status, const UCHAR *sense)
{
	if (status == CHECK_CONDITION)
		printf("%s: sense %x/%02x/%02x\n", name, sense[2] & 0x0f,
		       sense[12], sense[13]);
	else
		printf("%s: SCSI status %02x\n", name, status);
}

static BOOL inquiry(HANDLE drive)
{
	/* Adapters require aligned data; memory of the heap is aligned, too. */
	union {
		UCHAR bytes[INQUIRY_LEN];
		ULONGLONG align;
	} data;
	struct direct_command cmd;
	DWORD got;

	ZeroMemory(&data, sizeof(data));
	ZeroMemory(&cmd, sizeof(cmd));
	cmd.pass.Length = sizeof(cmd.pass);
	cmd.pass.CdbLength = 6;
	cmd.pass.SenseInfoLength = SENSE_LEN;
	cmd.pass.DataIn = SCSI_IOCTL_DATA_IN;
	cmd.pass.DataTransferLength = INQUIRY_LEN;
	cmd.pass.TimeOutValue = TIMEOUT;
	cmd.pass.DataBuffer = data.bytes;
	cmd.pass.SenseInfoOffset = offsetof(struct direct_command, sense);
	cmd.pass.Cdb[0] = INQUIRY;
	cmd.pass.Cdb[4] = INQUIRY_LEN;
	if (!DeviceIoControl(drive, IOCTL_SCSI_PASS_THROUGH_DIRECT, &cmd,
			     sizeof(cmd), &cmd, sizeof(cmd), &got, NULL)) {
		report_error("INQUIRY");
		return FALSE;
	}
	if (cmd.pass.ScsiStatus) {
		print_sense("INQUIRY", cmd.pass.ScsiStatus, cmd.sense);
		return FALSE;
	}
	printf("device type: %d\n", data.bytes[0] & 0x1f);
	print_field("vendor", data.bytes + 8, 8);
	print_field("product", data.bytes + 16, 16);
	print_field("revision", data.bytes + 32, 4);
	return TRUE;
}

/* Sends a command that returns at most `len` bytes, into cmd->data. */
static BOOL send_buffered(HANDLE drive, const char *name,
			  struct buffered_command *cmd, UCHAR cdb_len, ULONG len)
{
	DWORD got;

	cmd->pass.Length = sizeof(cmd->pass);
	cmd->pass.CdbLength = cdb_len;
	cmd->pass.SenseInfoLength = SENSE_LEN;
	cmd->pass.SenseInfoOffset = offsetof(struct buffered_command, sense);
	cmd->pass.DataIn = SCSI_IOCTL_DATA_IN;
	cmd->pass.DataTransferLength = len;
	cmd->pass.DataBufferOffset = offsetof(struct buffered_command, data);
	cmd->pass.TimeOutValue = TIMEOUT;
	if (!DeviceIoControl(drive, IOCTL_SCSI_PASS_THROUGH, cmd, sizeof(*cmd),
			     cmd, sizeof(*cmd), &got, NULL)) {
		report_error(name);
		return FALSE;
	}
	return TRUE;
}

/* A drive without a disc answers with CHECK CONDITION, which is not an error. */
static BOOL test_unit_ready(HANDLE drive)
{
	struct buffered_command cmd;

	ZeroMemory(&cmd, sizeof(cmd));
	cmd.pass.Cdb[0] = TEST_UNIT_READY;
	if (!send_buffered(drive, "TEST UNIT READY", &cmd, 6, 0))
		return FALSE;
	if (cmd.pass.ScsiStatus)
		print_sense("disc", cmd.pass.ScsiStatus, cmd.sense);
	else
		printf("disc: ready\n");
	return TRUE;
}

static const char *profile_name(unsigned int profile)
{
	static const struct {
		unsigned int profile;
		const char *name;
	} names[] = {
		{ 0x0000, "none" },	{ 0x0008, "CD-ROM" },
		{ 0x0009, "CD-R" },	{ 0x000a, "CD-RW" },
		{ 0x0010, "DVD-ROM" },	{ 0x0011, "DVD-R" },
		{ 0x0012, "DVD-RAM" },	{ 0x001a, "DVD+RW" },
		{ 0x001b, "DVD+R" },	{ 0x0040, "BD-ROM" },
		{ 0x0041, "BD-R" },	{ 0x0043, "BD-RE" },
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].profile == profile)
			return names[i].name;
	return "another";
}

static BOOL current_profile(HANDLE drive)
{
	struct buffered_command cmd;
	unsigned int profile;

	ZeroMemory(&cmd, sizeof(cmd));
	cmd.pass.Cdb[0] = GET_CONFIGURATION;
	cmd.pass.Cdb[8] = FEATURE_HEADER_LEN;
	if (!send_buffered(drive, "GET CONFIGURATION", &cmd, 10,
			   FEATURE_HEADER_LEN))
		return FALSE;
	if (cmd.pass.ScsiStatus) {
		print_sense("profile", cmd.pass.ScsiStatus, cmd.sense);
		return TRUE;
	}
	profile = cmd.data[6] << 8 | cmd.data[7];
	printf("profile: %04x %s\n", profile, profile_name(profile));
	return TRUE;
}

static BOOL address(HANDLE drive)
{
	SCSI_ADDRESS answer;

	ZeroMemory(&answer, sizeof(answer));
	if (!ask(drive, "IOCTL_SCSI_GET_ADDRESS", IOCTL_SCSI_GET_ADDRESS,
		 &answer, sizeof(answer), sizeof(answer)))
		return FALSE;
	printf("system: port %u, path %u, target %u, LUN %u\n",
	       answer.PortNumber, answer.PathId, answer.TargetId, answer.Lun);
	return TRUE;
}

static BOOL capabilities(HANDLE drive)
{
	IO_SCSI_CAPABILITIES answer;

	ZeroMemory(&answer, sizeof(answer));
	if (!ask(drive, "IOCTL_SCSI_GET_CAPABILITIES",
		 IOCTL_SCSI_GET_CAPABILITIES, &answer, sizeof(answer),
		 sizeof(answer)))
		return FALSE;
	printf("system: at most %lu bytes in one transfer, alignment mask %lx\n",
	       (unsigned long)answer.MaximumTransferLength,
	       (unsigned long)answer.AlignmentMask);
	return TRUE;
}

int main(int argc, char **argv)
{
	HANDLE drive;
	BOOL ok;

	if (argc != 2 || !is_drive_letter(argv[1])) {
		fprintf(stderr, "usage: spti-inquiry D:\n");
		return 2;
	}
	/* Windows lets only administrators send commands of their own. */
	drive = open_drive(argv[1], GENERIC_READ | GENERIC_WRITE, 0);
	if (drive == INVALID_HANDLE_VALUE)
		return 1;
	ok = inquiry(drive);
	/* Run all three, even if one fails. */
	ok &= test_unit_ready(drive);
	ok &= current_profile(drive);
	ok &= address(drive);
	ok &= capabilities(drive);
	CloseHandle(drive);
	return ok ? 0 : 1;
}
