/*
 * Who is on call: oncall.yaml.
 *
 *	rota:
 *	  - {who: olga, when: 2026-11-20..2026-11-27}
 *	  - {who: ivan, when: '2026-12-31 18:00..2027-01-01 09:00'}
 *	  - {who: [olga, ivan], when: mon-fri 18:00-09:00}
 *	  - {who: ivan, when: [sat, sun]}
 *	  - {who: anna}                   # always
 *	zone: Europe/Moscow               # default: the regulation's
 *
 * All rows that hold at a time count, in the order of the file: the first is
 * called first. Hours that go over midnight belong to the day they begin on; a
 * day without a time is the whole day.
 */
#ifndef MODEL_ONCALL_H
#define MODEL_ONCALL_H

#include "base/instant.h"
#include "text/yaml.h"

typedef struct Rota Rota;

/* DESK_ERROR_DATA with file, line and column. `zone` where the file names
 * none. */
Rota *rota_parse(const char *text, gsize size, const char *file,
	GTimeZone *zone, GError **error);
void rota_free(Rota *rota);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rota, rota_free)

/* Logins (char*, borrowed) on call at `at`, each once, in calling order. */
GPtrArray *rota_at(const Rota *rota, Instant at);
/* Every login that it names, borrowed; for checks. */
GPtrArray *rota_people(const Rota *rota);
/* The next instant after `at`, within `days`, at which others are on call;
 * INSTANT_NONE if none. To the minute. */
Instant rota_next_change(const Rota *rota, Instant at, guint days);

#endif
