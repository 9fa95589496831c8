#include "system/clock.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "base/error.h"

static const Phrase
	no_time = {"DESK_NOW: \"%1\" is no time; write 2026-11-21T06:14:03Z "
			"or @1795241643, or unset it",
		"DESK_NOW: «%1» — не время; напишите 2026-11-21T06:14:03Z "
		"или @1795241643 либо уберите переменную"};

/* RFC 3339, or "@" and seconds. */
static gboolean parse_fixed(const char *text, Instant *at)
{
	if (*text != '@')
		return instant_parse(text, at);
	return g_ascii_string_to_signed(text + 1, 10, -62135596800,
		253402300799, at, NULL);
}

gboolean clock_check(GError **error)
{
	const char *fixed = g_getenv("DESK_NOW");
	Instant at;
	if (!fixed || !*fixed || parse_fixed(fixed, &at))
		return TRUE;
	desk_refuse(error, DESK_ERROR_USAGE, &no_time, fixed, NULL);
	return FALSE;
}

G_LOCK_DEFINE_STATIC(present);
static Instant present = INSTANT_NONE;

Instant clock_now(void)
{
	G_LOCK(present);
	if (present == INSTANT_NONE) {
		const char *fixed = g_getenv("DESK_NOW");
		if (!fixed || !parse_fixed(fixed, &present))
			present = g_get_real_time() / G_USEC_PER_SEC;
	}
	Instant now = present;
	G_UNLOCK(present);
	return now;
}

void clock_renew(void)
{
	G_LOCK(present);
	present = INSTANT_NONE;
	G_UNLOCK(present);
}

GTimeZone *clock_local_zone(void)
{
	return g_time_zone_new_local();
}

gint64 clock_monotonic_ms(void)
{
	return g_get_monotonic_time() / 1000;
}

/* Block n of the sequence is HMAC-SHA-256(seed, n); what a call leaves of its
 * last block is dropped, so no call sees bytes of another. */
static void fixed_sequence(const char *seed, guint8 *bytes, gsize size)
{
	static guint64 next;
	while (size > 0) {
		guint64 counter = GUINT64_TO_BE(next++);
		guint8 block[32];
		gsize length = sizeof block;
		g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA256,
			(const guchar *)seed, strlen(seed));
		g_hmac_update(hmac, (const guchar *)&counter, sizeof counter);
		g_hmac_get_digest(hmac, block, &length);
		gsize part = MIN(size, length);
		memcpy(bytes, block, part);
		bytes += part;
		size -= part;
	}
}

void random_bytes(guint8 *bytes, gsize size)
{
	const char *seed = g_getenv("DESK_RANDOM");
	if (seed && *seed) {
		fixed_sequence(seed, bytes, size);
		return;
	}
	while (size > 0) {
		ssize_t got = getrandom(bytes, size, 0);
		if (got < 0 && errno == EINTR)
			continue;
		/* It knows no other failure; weak names would be worse. */
		g_assert(got > 0);
		bytes += got;
		size -= (gsize)got;
	}
}
