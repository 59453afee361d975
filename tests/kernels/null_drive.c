// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A SCSI host with an optical drive that answers immediately, so that a request takes
 * only the time of the kernel and the module. It always grants AGID 0.
 */
#include <linux/module.h>
#include <scsi/scsi.h>
#include <scsi/scsi_cmnd.h>
#include <scsi/scsi_device.h>
#include <scsi/scsi_eh.h>
#include <scsi/scsi_host.h>

static struct Scsi_Host *null_host;

/* The commands of the drive. */
static const struct null_answer {
	u8 opcode, at, format;	/* byte @at of the CDB is @format */
	u8 len;
	u8 data[40];
} null_answers[] = {
	{ 0x00 },				/* TEST UNIT READY */
	{ 0x12, .len = 36, .data = "\x05\x80\x05\x02\x1f\0\0\0AACSTESTNULL DRIVE      1.00" },
	{ 0x46, 3, 0x0D, 16, { [3] = 12, [7] = 0x43, 0x01, 0x0D, 5, 4, 1, 1, 1, 1 } },
	{ 0xA3, 10, 0x3F },			/* SEND KEY: an AGID invalidated */
	{ 0xA4, 10, 0x3F },
	{ 0xA4, 10, 0x00, 8, { 0, 6 } },	/* REPORT KEY: AGID 0 */
	{ 0xAD, 7, 0x83, 4, { 0x80, 2, 0, 1 } },	/* a media key block of a pack */
};

static void null_execute(struct scsi_cmnd *scmd)
{
	const struct null_answer *answer;
	unsigned int i, moved;

	for (i = 0; i < ARRAY_SIZE(null_answers); i++) {
		answer = &null_answers[i];
		if (answer->opcode != scmd->cmnd[0] ||
		    (answer->at && answer->format != scmd->cmnd[answer->at]))
			continue;
		moved = scsi_bufflen(scmd);
		/* A pack counts as sent, though only its header is copied. */
		if (scmd->cmnd[0] != 0xAD)
			moved = min_t(unsigned int, moved, answer->len);
		if (answer->len)
			scsi_sg_copy_from_buffer(scmd, (void *)answer->data, answer->len);
		scsi_set_resid(scmd, scsi_bufflen(scmd) - moved);
		return;
	}
	scsi_build_sense(scmd, 0, ILLEGAL_REQUEST, 0x20, 0x00);
}

/* An enum on newer kernels */
typedef typeof(((struct scsi_host_template *)NULL)->queuecommand(NULL, NULL)) null_status;

static null_status null_queue(struct Scsi_Host *host, struct scsi_cmnd *scmd)
{
	scmd->result = 0;
	if (scmd->device->id || scmd->device->lun)
		scmd->result = DID_NO_CONNECT << 16;
	else
		null_execute(scmd);
	scsi_done(scmd);
	return 0;
}

static struct scsi_host_template null_template = {
	.module = THIS_MODULE,
	.name = "null drive",
	.proc_name = "null_drive",
	.queuecommand = null_queue,
	.can_queue = 4,
	.this_id = -1,
	.sg_tablesize = SG_ALL,
	.max_sectors = 128,
};

static int __init null_init(void)
{
	int error;

	null_host = scsi_host_alloc(&null_template, 0);
	if (!null_host)
		return -ENOMEM;
	null_host->max_id = 1;
	null_host->max_lun = 1;
	error = scsi_add_host(null_host, NULL);
	if (error)
		scsi_host_put(null_host);
	else
		scsi_scan_host(null_host);
	return error;
}
module_init(null_init);

static void __exit null_exit(void)
{
	scsi_remove_host(null_host);
	scsi_host_put(null_host);
}
module_exit(null_exit);

MODULE_DESCRIPTION("An optical drive that answers at once");
MODULE_LICENSE("GPL");
