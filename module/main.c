// SPDX-License-Identifier: GPL-2.0-only
/* sr_aacs: init and exit. */
#include <linux/module.h>
#include <scsi/scsi_device.h>
#include "chardev.h"
#include "command.h"
#include "discover.h"
#include "execute.h"

static int __init sr_aacs_init(void)
{
	int error;

	error = aacs_chardev_init();
	if (error)
		return error;
	error = aacs_command_init();
	if (error)
		goto exit_chardev;
	error = aacs_discover_init();
	if (error)
		goto exit_command;
	return 0;

exit_command:
	aacs_command_exit();
exit_chardev:
	aacs_chardev_exit();
	return error;
}

static void __exit sr_aacs_exit(void)
{
	aacs_discover_exit();
	aacs_command_exit();
	aacs_chardev_exit();
	aacs_mkb_exit();
}

module_init(sr_aacs_init);
module_exit(sr_aacs_exit);

MODULE_DESCRIPTION("AACS authentication for optical drives (IOCTL_AACS_*)");
MODULE_AUTHOR("The sr_aacs authors");
MODULE_VERSION(SR_AACS_VERSION);
MODULE_LICENSE("GPL");
MODULE_SOFTDEP("pre: sr_mod");
MODULE_ALIAS_SCSI_DEVICE(TYPE_ROM);
MODULE_ALIAS_SCSI_DEVICE(TYPE_WORM);
