// SPDX-License-Identifier: GPL-2.0-or-later
/* aacsctl: shows the drives of sr_aacs and finds faults. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "aacsctl.h"
#include "output.h"
#include "root.h"

#define OPTION_JSON	1	/* -o json */
#define OPTION_SERIAL	2	/* --serial */
#define OPTION_ANY	4	/* another program takes the arguments as they are */

static const struct command {
	const char *name, *arguments, *summary, *help;
	int min, max;		/* arguments */
	int options;
	int (*run)(const struct aacsctl_options *options, char **argv);
} commands[] = {
	{ "list", "", "print one line for each drive",
	  "The last word describes the disc: AACS, not AACS, no (the drive is empty), or\n"
	  "unknown (the drive did not answer in 2 s). With -o json: an array with an\n"
	  "object for each drive, see info.\n",
	  0, 0, OPTION_JSON, aacsctl_list },
	{ "info", "DRIVE", "print all properties of a drive",
	  "With -o json the keys are the names of the attributes in sysfs, and node,\n"
	  "disk, vendor, model, disc (the drive has a disc) and aacs_disc. A value that\n"
	  "is not known is null.\n",
	  1, 1, OPTION_JSON, aacsctl_info },
	{ "mkb", "DRIVE FILE", "write the disc's media key block to FILE",
	  "FILE is - for standard output. mkb does not overwrite an existing regular\n"
	  "file. On a terminal it shows its progress.\n",
	  2, 2, 0, aacsctl_mkb },
	{ "nonce", "[OPTION]... DRIVE [FILE]", "get a binding nonce: runs bindnonce",
	  "See bindnonce --help for the options.\n",
	  0, 0, OPTION_ANY, aacsctl_nonce },
	{ "sessions", "DRIVE", "show which AGIDs are free",
	  "Asks the drive, for 2 s at most: takes the free AGIDs and gives them back. For\n"
	  "an AGID in use, the kernel does not report whether it is granted, bound to a\n"
	  "nonce or given up, nor which program holds it.\n",
	  1, 1, OPTION_JSON, aacsctl_sessions },
	{ "end-sessions", "DRIVE", "end the sessions that no program holds",
	  "Clears AGIDs that are left after a crash or by a program that does not use\n"
	  "sr_aacs, even if such a program still uses them. Keeps the sessions of programs\n"
	  "that have /dev/aacsN open.\n",
	  1, 1, 0, aacsctl_end_sessions },
	{ "watch", "DRIVE", "print a line for each event of the drive",
	  "Starts a session, which takes one AGID. Each time that poll() reports the loss\n"
	  "of the session (a disc change, an eject, a reset), prints a line and asks the\n"
	  "drive for an AGID every second until it grants one. An interrupt ends the\n"
	  "program with status 0, the removal of the drive with status 1.\n",
	  1, 1, 0, aacsctl_watch },
	{ "capture", "[--serial] DRIVE DIR", "record the answers of a drive",
	  "Sends commands that need no key and change nothing, and records the drive's\n"
	  "answers in DIR/drive.capture, with serial numbers blanked. Works without\n"
	  "sr_aacs, too.\n"
	  "\n"
	  "  --serial      don't blank them, and record the drive's certificate too\n",
	  2, 2, OPTION_SERIAL, aacsctl_capture },
	{ "doctor", "[DRIVE]", "find faults, and name the command that repairs each",
	  "Checks kernel, module, drives, nodes, permissions, keys and libraries. Each line\n"
	  "begins with ok, warn or fail; warn and fail name a command that helps. Waits\n"
	  "for a drive for 1.5 s at most. Exit status: 1 if a line is fail, else 0.\n",
	  0, 1, OPTION_JSON, aacsctl_doctor },
};

#define COMMANDS	(sizeof(commands) / sizeof(commands[0]))

static const char names[] =
	"DRIVE is a drive letter (D:), CdRom0, /dev/aacs0, /dev/sr0, aacs0, sr0, 0, or a\n"
	"link to a node, like /dev/cdrom.\n";

static const char common[] =
	"  --sysfs DIR   read DIR instead of /sys\n"
	"  --dev DIR     look for nodes in DIR instead of /dev\n"
	"  -h, --help    print this text\n";

static int bad_usage(const char *what, const char *argument)
{
	fprintf(stderr, "aacsctl: %s%s\nTry 'aacsctl --help'.\n", what,
		argument);
	return 2;
}

static void print_usage(void)
{
	fputs("Usage: aacsctl [OPTION]... COMMAND [ARGUMENT]...\n"
	      "Shows the drives of sr_aacs and finds faults.\n"
	      "\n", stdout);
	for (const struct command *c = commands; c < commands + COMMANDS; c++)
		printf("  %s%s%s\n                %s\n", c->name, *c->arguments ? " " : "",
		       c->arguments, c->summary);
	printf("\n%s\n"
	       "  -o json       print JSON (list, info, sessions, doctor)\n%s"
	       "  --version     print the version\n"
	       "\n"
	       "aacsctl COMMAND --help describes a command.\n"
	       "\n"
	       "Exit status: 0 success; 1 failure, which a message explains; 2 wrong usage.\n",
	       names, common);
}

static void print_help(const struct command *c)
{
	printf("Usage: aacsctl %s%s%s%s\n%s\n%s%s%s%s\n"
	       "Exit status: 0 success; 1 failure, which a message explains; 2 wrong usage.\n",
	       c->name, c->options & OPTION_JSON ? " [-o json]" : "", *c->arguments ? " " : "",
	       c->arguments, c->help, c->min || c->max ? names : "",
	       c->min || c->max ? "\n" : "",
	       c->options & OPTION_JSON ? "  -o json       print JSON\n" : "", common);
}

/* Returns -1, or the exit status. @command is NULL before the command. */
static int parse_options(int argc, char **argv, const struct command *command,
			 struct aacsctl_options *options)
{
	static const struct option longopts[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ "output", required_argument, NULL, 'o' },
		{ "sysfs", required_argument, NULL, 's' },
		{ "dev", required_argument, NULL, 'd' },
		{ "serial", no_argument, NULL, 'S' },
		{ NULL, 0, NULL, 0 },
	};
	int opt;

	opterr = 0;
	optind = 0;
	while ((opt = getopt_long(argc, argv, command ? ":ho:" : "+:ho:", longopts,
				  NULL)) != -1) {
		switch (opt) {
		case 'h':
			if (command)
				print_help(command);
			else
				print_usage();
			return 0;
		case 'V':
			puts("aacsctl " SR_AACS_VERSION);
			return 0;
		case 's':
			root_set_sysfs(optarg);
			break;
		case 'd':
			root_set_dev(optarg);
			break;
		case 'o':
			if (strcmp(optarg, "json"))
				return bad_usage("-o takes json, not ", optarg);
			options->json = true;
			break;
		case 'S':
			if (!command || !(command->options & OPTION_SERIAL))
				return bad_usage("unknown option ", "--serial");
			options->serial = true;
			break;
		case ':':
			return bad_usage(argv[optind - 1], strcmp(argv[optind - 1], "-o") &&
					 strcmp(argv[optind - 1], "--output") ?
					 " needs a directory" : " needs a format: json");
		default:
			return bad_usage("unknown option ", argv[optind - 1]);
		}
	}
	if (command && options->json && !(command->options & OPTION_JSON))
		return bad_usage("no JSON from ", command->name);
	return -1;
}

static const struct command *find_command(const char *name)
{
	for (const struct command *c = commands; c < commands + COMMANDS; c++)
		if (!strcmp(c->name, name))
			return c;
	return NULL;
}

static int run(int argc, char **argv)
{
	struct aacsctl_options options = { false, false };
	const struct command *command;
	int status = parse_options(argc, argv, NULL, &options);

	if (status >= 0)
		return status;
	argc -= optind;
	argv += optind;
	if (!argc)
		return bad_usage("no command", "");
	if (!strcmp(argv[0], "help")) {
		command = argc > 1 ? find_command(argv[1]) : NULL;
		if (argc > 1 && !command)
			return bad_usage("unknown command ", argv[1]);
		if (command)
			print_help(command);
		else
			print_usage();
		return 0;
	}
	command = find_command(argv[0]);
	if (!command)
		return bad_usage("unknown command ", argv[0]);
	if (command->options & OPTION_ANY && options.json)
		return bad_usage("-o json goes after ", command->name);
	if (command->options & OPTION_ANY)
		return command->run(&options, argv + 1);
	status = parse_options(argc, argv, command, &options);
	if (status >= 0)
		return status;
	if (argc - optind < command->min || argc - optind > command->max)
		return bad_usage("wrong number of arguments for ", command->name);
	return command->run(&options, argv + optind);
}

int main(int argc, char **argv)
{
	return output_finish("aacsctl", run(argc, argv));
}
