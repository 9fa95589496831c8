#include "base/identifier.h"

#include <string.h>

/* The first ten are digits, so adding ten to one of them gives a letter. */
static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

char *identifier_from_bytes(const guint8 *bytes, gsize size, guint length)
{
	g_assert(size * 8 >= (gsize)length * 5);
	char *text = g_malloc(length + 1);
	for (guint i = 0; i < length; i++) {
		guint bit = i * 5;
		guint pair = (guint)bytes[bit / 8] << 8;
		if (bit / 8 + 1 < size)
			pair |= bytes[bit / 8 + 1];
		text[i] = alphabet[(pair >> (11 - bit % 8)) & 31];
	}
	text[length] = '\0';
	return text;
}

char *identifier_letter_first(const guint8 *bytes, gsize size, guint length)
{
	char *text = identifier_from_bytes(bytes, size, length);
	if (g_ascii_isdigit(text[0]))
		text[0] = alphabet[10 + (text[0] - '0')];
	return text;
}

void identifier_derive(const char *secret, const char *purpose,
	const void *content, gsize size, guint8 digest[32])
{
	g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA256,
		(const guchar *)secret, strlen(secret));
	g_hmac_update(hmac, (const guchar *)purpose, (gssize)strlen(purpose) + 1);
	g_hmac_update(hmac, content, (gssize)size);
	gsize length = 32;
	g_hmac_get_digest(hmac, digest, &length);
}

char *uid_make(Instant created, const char *name)
{
	g_autofree char *day = instant_format(created);
	return g_strdup_printf("%.4s%.2s%.2s-%s", day, day + 5, day + 8, name);
}

gboolean uid_is_valid(const char *text)
{
	if (strlen(text) != 17 || text[8] != '-' || g_ascii_isdigit(text[9]))
		return FALSE;
	for (int i = 0; i < 8; i++)
		if (!g_ascii_isdigit(text[i]))
			return FALSE;
	return strspn(text + 9, alphabet) == 8;
}

char *uid_to_path(const char *uid)
{
	return g_strdup_printf("tickets/%.4s/%.2s/%.2s/%s.yaml", uid, uid + 4,
		uid + 6, uid + 9);
}

char *uid_short_name(const char *uid, gint64 number)
{
	return number > 0 ? g_strdup_printf("%" G_GINT64_FORMAT, number) :
		g_strndup(uid + 9, 4);
}

char *uid_from_path(const char *path)
{
	static const char shape[] = "tickets/0000/00/00/xxxxxxxx.yaml";
	if (strlen(path) != strlen(shape))
		return NULL;
	for (gsize i = 0; shape[i] != '\0'; i++)
		if (shape[i] != '0' && shape[i] != 'x' && shape[i] != path[i])
			return NULL;
	g_autofree char *uid = g_strdup_printf("%.4s%.2s%.2s-%.8s", path + 8,
		path + 13, path + 16, path + 19);
	return uid_is_valid(uid) ? g_steal_pointer(&uid) : NULL;
}
