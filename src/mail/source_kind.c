#include "mail/source_kind.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "mail/header.h"
#include "system/clock.h"
#include "system/ending.h"
#include "system/file.h"

#define WATCH_MS 1000

const Phrase mail_withheld_text = {"its text", "текст"},
	mail_withheld_time = {"the time when it was received",
		"время получения"};

static gint64 write_time(const char *path)
{
	struct stat status;
	if (stat(path, &status) != 0)
		return 0;
	return (gint64)status.st_mtim.tv_sec * 1000000000 +
		status.st_mtim.tv_nsec;
}

gboolean mail_source_wait_for_file(const char *path, int timeout_ms)
{
	gint64 before = write_time(path);
	gint64 until = clock_monotonic_ms() + timeout_ms;
	for (gint64 left = timeout_ms; left > 0 && !ending_is_asked();
		left = until - clock_monotonic_ms()) {
		ending_poll(-1, 0, (int)MIN(left, WATCH_MS));
		if (write_time(path) != before)
			return TRUE;
	}
	return FALSE;
}

GBytes *mail_source_header_only(const char *bytes, gsize size)
{
	g_autoptr(MailHeaders) headers = mail_headers_read(bytes, size, 0);
	GByteArray *header = g_byte_array_new();
	g_byte_array_append(header, (const guint8 *)bytes,
		(guint)MIN(headers->body, size));
	return g_byte_array_free_to_bytes(header);
}

Instant mail_source_header_time(GBytes *raw)
{
	gsize size;
	const char *bytes = g_bytes_get_data(raw, &size);
	g_autoptr(MailHeaders) headers = mail_headers_read(bytes, size, 2000);
	const char *carried = mail_headers_get(headers, "received");
	const char *last = carried ? strrchr(carried, ';') : NULL;
	g_autofree char *received = last ? header_date(last + 1) : NULL;
	const char *written = mail_headers_get(headers, "date");
	g_autofree char *sent = written ? header_date(written) : NULL;
	return mail_source_instant(received ? received : sent);
}

gboolean mail_source_lacks(const char *root, const char *folder, GError **error)
{
	static const Phrase no_folder = {"%1: no folder \"%2\"",
		"%1: нет папки «%2»"};
	return desk_refuse(error, DESK_ERROR_CONFIG, &no_folder, root, folder,
		NULL);
}

gboolean mail_source_unreadable(const char *path, GError **error)
{
	static const Phrase unreadable = {"%2: cannot be read: %1",
		"%2: не прочитать: %1"};
	return desk_refuse_system(error, file_error_passes(errno) ? DESK_ERROR_TEMPORARY :
		DESK_ERROR_UNAVAILABLE, errno, &unreadable, path, NULL);
}

gboolean mail_source_moves_somewhere(const MailAccount *account, GError **error)
{
	static const Phrase nowhere = {"mail is to be moved, but the account "
			"does not say where",
		"письма надо перемещать, но в настройках ящика не сказано "
		"куда (move-to)"};
	return account->after != AFTER_MOVE || account->move_to ||
		desk_refuse(error, DESK_ERROR_CONFIG, &nowhere, NULL);
}

void mail_source_may_not(const MailAccount *account, GError **error)
{
	static const Phrase way_out = {"%1; the mail is taken in, and `desk "
			"config set account.%2.after keep` leaves it as it is "
			"there",
		"%1; письма уже приняты, а `desk config set account.%2.after "
		"keep` оставит их там как есть"};
	static const int final[] = {DESK_ERROR_UNAVAILABLE, DESK_ERROR_WRITE};
	for (gsize i = 0; i < G_N_ELEMENTS(final); i++)
		if (g_error_matches(*error, DESK_ERROR, final[i]))
			desk_error_reword(error, &way_out,
				account->name ? account->name : "NAME", NULL);
}

Instant mail_source_instant(const char *date)
{
	Instant at = INSTANT_NONE;
	if (date)
		instant_parse(date, &at);
	return at;
}
