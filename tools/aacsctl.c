// SPDX-License-Identifier: GPL-2.0-or-later
/* aacsctl: shows the drives of sr_aacs, and says what is wrong. */
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
	{ "list", "", "one line for each drive",
	  "The last word is what the drive says of its disc: AACS, not AACS, no, or\n"
	  "unknown, where it does not tell within 2 s. With -o json: an array with an\n"
	  "object for each drive, see info.\n",
	  0, 0, OPTION_JSON, aacsctl_list },
	{ "info", "DRIVE", "all properties of a drive",
	  "With -o json the keys are the names of the attributes in sysfs, and node,\n"
	  "disk, vendor, model, disc (a disc is in) and aacs_disc; null is what is not\n"
	  "known.\n",
	  1, 1, OPTION_JSON, aacsctl_info },
	{ "mkb", "DRIVE FILE", "write the disc's media key block to FILE",
	  "FILE is - for standard output. A regular file that exists is not overwritten.\n"
	  "Tells the progress on a terminal.\n",
	  2, 2, 0, aacsctl_mkb },
	{ "nonce", "[OPTION]... DRIVE [FILE]", "get a binding nonce: runs bindnonce",
	  "See bindnonce --help for the options.\n",
	  0, 0, OPTION_ANY, aacsctl_nonce },
	{ "sessions", "DRIVE", "which AGIDs are free",
	  "Asks the drive, for 2 s at most: takes the AGIDs that are free, and gives them\n"
	  "back. The kernel does not tell whether one in use is granted, bound to a nonce\n"
	  "or given up, nor which program holds it.\n",
	  1, 1, OPTION_JSON, aacsctl_sessions },
	{ "end-sessions", "DRIVE", "end the sessions that no program holds",
	  "Clears AGIDs that a crash, or a program that does not use sr_aacs, has left.\n"
	  "One that such a program still uses is cleared as well. Sessions of programs\n"
	  "that have /dev/aacsN open live on.\n",
	  1, 1, 0, aacsctl_end_sessions },
	{ "watch", "DRIVE", "a line for each event of the drive",
	  "Starts a session, which takes one AGID, and prints a line each time that poll()\n"
	  "reports it lost (a disc change, an eject, a reset), and starts another. After\n"
	  "a loss the drive is asked for an AGID every second until it grants one.\n"
	  "Interrupt it to end it (exit status 0). It ends with 1 when the drive is gone.\n",
	  1, 1, 0, aacsctl_watch },
	{ "capture", "[--serial] DRIVE DIR", "record what a drive answers",
	  "Sends the commands that need no key and change nothing to the drive, also\n"
	  "without sr_aacs, and records its answers in DIR/drive.capture. Serial numbers\n"
	  "are blanked.\n"
	  "\n"
	  "  --serial      don't blank them, and record the drive's certificate too\n",
	  2, 2, OPTION_SERIAL, aacsctl_capture },
	{ "doctor", "[DRIVE]", "look for what is wrong, and say what mends it",
	  "Looks at kernel, module, drives, nodes, rights, keys and libraries. Each line is\n"
	  "ok, warn or fail; warn and fail name the command that mends it. A drive is asked\n"
	  "for 1.5 s at most. Exit status: 1 if a line is fail, else 0.\n",
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
	      "Shows the drives of sr_aacs, and says what is wrong.\n"
	      "\n", stdout);
	for (const struct command *c = commands; c < commands + COMMANDS; c++)
		printf("  %s%s%s\n                %s\n", c->name, *c->arguments ? " " : "",
		       c->arguments, c->summary);
	printf("\n%s\n"
	       "  -o json       print JSON (list, info, sessions, doctor)\n%s"
	       "  --version     print the version\n"
	       "\n"
	       "aacsctl COMMAND --help tells more of a command.\n"
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
		return bad_usage("-o json goes behind ", command->name);
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
