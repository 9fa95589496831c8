#include "text/mailbox.h"

#include <string.h>

static const char *const daemons[] = {"auto-reply", "autoreply", "bounce",
	"bounces", "do-not-reply", "do.not.reply", "do_not_reply", "donotreply",
	"dontreply", "mail-daemon", "mailer-daemon", "mailerdaemon",
	"ne-otvechat", "neotvechat", "nicht-antworten", "no-reply", "no.reply",
	"no_reply", "nobody", "noreply", "postmaster"};

gboolean mailbox_is_daemon(const char *address)
{
	const char *at = strrchr(address, '@');
	gsize size = at ? (gsize)(at - address) : 0;
	for (gsize i = 0; i < G_N_ELEMENTS(daemons); i++) {
		gsize length = strlen(daemons[i]);
		if (size < length)
			continue;
		const char *tail = address + size - length;
		if (g_ascii_strncasecmp(address, daemons[i], length) == 0 &&
			(size == length || strchr("+-.", address[length])))
			return TRUE;
		if (size > length && strchr("-_.", tail[-1]) &&
			g_ascii_strncasecmp(tail, daemons[i], length) == 0)
			return TRUE;
	}
	return FALSE;
}

char *mailbox_without_plus(const char *address)
{
	const char *plus = strchr(address, '+');
	const char *at = strrchr(address, '@');
	if (!plus || plus == address || !at || plus > at)
		return g_strdup(address);
	g_autofree char *local = g_strndup(address, (gsize)(plus - address));
	return g_strconcat(local, at, NULL);
}
