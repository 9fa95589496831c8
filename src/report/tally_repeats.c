/* What comes again: soon after another one like it. */
#include "report/tally.h"

typedef struct {
	Instant at;
	gint64 ticket;
	Group *group; /* NULL: not of the period */
} Birth;

static void free_births(void *births)
{
	g_array_unref(births);
}

GHashTable *tally_alike_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		free_births);
}

static void add_birth(const Tally *tally, char *key, Birth birth)
{
	GArray *births = g_hash_table_lookup(tally->alike, key);
	if (!births) {
		births = g_array_new(FALSE, FALSE, sizeof birth);
		g_hash_table_insert(tally->alike, key, births);
	} else
		g_free(key);
	g_array_append_val(births, birth);
}

void tally_birth(const Tally *tally, const FactTicket *ticket, Instant at,
	Group *group)
{
	const char *const *values = ticket->fields;
	Birth birth = {at, ticket->id, group};
	if (*values[TICKET_ASSET])
		add_birth(tally, g_strconcat("asset\n", values[TICKET_CUSTOMER],
			"\n", values[TICKET_ASSET], NULL), birth);
	else if (*values[TICKET_REQUESTER] && *values[TICKET_CATEGORY])
		add_birth(tally, g_strconcat("person\n",
			values[TICKET_REQUESTER], "\n",
			values[TICKET_CATEGORY], NULL), birth);
}

static int by_birth(gconstpointer a, gconstpointer b)
{
	const Birth *left = a, *right = b;
	return left->at != right->at ? (left->at < right->at ? -1 : 1) :
		left->ticket < right->ticket ? -1 : left->ticket > right->ticket;
}

void tally_repeats(const Tally *tally)
{
	GHashTableIter iter;
	gpointer value;
	g_hash_table_iter_init(&iter, tally->alike);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		GArray *births = value;
		g_array_sort(births, by_birth);
		for (guint i = 1; i < births->len; i++) {
			Birth *birth = &g_array_index(births, Birth, i);
			if (birth->group && birth->at - birth[-1].at <=
				REPEAT_DAYS * 24 * 60 * 60)
				tally_count(tally, birth->ticket, birth->group,
					&birth->group->counts[COUNT_REPEATS],
					1);
		}
	}
}
