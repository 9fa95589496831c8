/*
 * The one place that reads the clock, the zone and randomness.
 *
 * DESK_NOW (RFC 3339, or "@" and seconds) fixes the clock, DESK_RANDOM (any
 * text) makes the random bytes a fixed sequence, other bytes at each call of a
 * process and the same in each process: both for tests.
 */
#ifndef SYSTEM_CLOCK_H
#define SYSTEM_CLOCK_H

#include "base/instant.h"

/* Now. The same value for the whole process, so one operation has one time. */
Instant clock_now(void);

/* For a program that stays up: what follows has a time of its own. */
void clock_renew(void);

/* FALSE with DESK_ERROR_USAGE if DESK_NOW is set to something that is no time
 * (clock_now() would then read the clock): for main() to ask once. */
gboolean clock_check(GError **error);

/* The zone of the terminal (TZ, /etc/localtime). Free with
 * g_time_zone_unref(). */
GTimeZone *clock_local_zone(void);

/* Monotonic milliseconds, for timeouts only. */
gint64 clock_monotonic_ms(void);

/* Cryptographically random (getrandom), or the fixed sequence. */
void random_bytes(guint8 *bytes, gsize size);

#endif
