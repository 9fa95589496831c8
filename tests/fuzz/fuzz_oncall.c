/* Any rota: who is called is named in it, each once, and the next change is a
 * change. */
#include <stdint.h>
#include <string.h>

#include "model/oncall.h"

#define FRIDAY 1795737600 /* 2026-11-27T00:00:00Z */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_people(const Rota *rota, Instant at)
{
	g_autoptr(GPtrArray) all = rota_people(rota);
	g_autoptr(GPtrArray) people = rota_at(rota, at);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < people->len; i++) {
		g_assert_true(g_ptr_array_find_with_equal_func(all,
			people->pdata[i], g_str_equal, NULL));
		g_assert_true(g_hash_table_add(seen, people->pdata[i]));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(Rota) rota = rota_parse((const char *)data, size, "f", utc,
		NULL);
	if (!rota)
		return 0;
	for (int hour = 0; hour < 7 * 24; hour += 5)
		check_people(rota, FRIDAY + hour * 3600);
	Instant next = rota_next_change(rota, FRIDAY, 1);
	g_assert_true(next == INSTANT_NONE || next > FRIDAY);
	return 0;
}
