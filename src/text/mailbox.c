#include "text/mailbox.h"

#include <string.h>

static const char *const daemons[] = {"bounce", "bounces", "do-not-reply",
	"do_not_reply", "donotreply", "mail-daemon", "mailer-daemon",
	"mailerdaemon", "no-reply", "no_reply", "noreply", "postmaster"};

gboolean mailbox_is_daemon(const char *address)
{
	const char *at = strrchr(address, '@');
	gsize size = at ? (gsize)(at - address) : 0;
	for (gsize i = 0; i < G_N_ELEMENTS(daemons); i++) {
		gsize length = strlen(daemons[i]);
		if (size >= length &&
			g_ascii_strncasecmp(address, daemons[i], length) == 0 &&
			(size == length || address[length] == '+' ||
				address[length] == '-'))
			return TRUE;
	}
	return FALSE;
}
