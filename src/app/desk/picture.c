#include "app/desk/picture.h"

#include <string.h>

#include "app/desk/desk.h"
#include "app/desk/desk_parts.h"
#include "app/desk/upstream.h"
#include "base/phrase.h"
#include "base/texts.h"
#include "store/tip.h"
#include "system/file.h"

#define FILE_LIMIT_BYTES 64

static char *picture_path(Desk *desk)
{
	return g_build_filename(desk_place(desk)->desk_folder, "picture", NULL);
}

gboolean picture_note(Desk *desk, GError **error)
{
	g_autofree char *path = picture_path(desk);
	g_autofree char *text = instant_format(desk_now(desk));
	return file_write(path, text, strlen(text), FALSE, error);
}

Instant picture_seen(Desk *desk)
{
	g_autofree char *path = picture_path(desk);
	g_autoptr(GBytes) bytes = file_read(path, FILE_LIMIT_BYTES, FALSE, NULL);
	g_autofree char *text = text_of_bytes(bytes);
	Instant seen;
	return instant_parse(text, &seen) ? seen : INSTANT_NONE;
}

void picture_say(Desk *desk)
{
	static const Phrase old = {"picture %1 old; `desk sync` brings what is "
			"new",
		"картина на %1 назад; новое принесёт `desk sync`"};
	gint64 stale;
	if (!upstream_is_synced(desk) ||
		!desk_setting_number(desk, "sync.stale", &stale, NULL))
		return;
	Instant seen = picture_seen(desk);
	if (seen == INSTANT_NONE || desk_now(desk) - seen <= stale)
		return;
	g_autofree char *span = desk_hours_text(desk, (desk_now(desk) - seen) /
		60 * 60);
	desk_say_once(desk, &old, span, NULL);
}
