/* "Did you mean …": model/regulation.h. */
#include "model/regulation.h"

#include <string.h>

/* Longer words are cut: names of a regulation are short. */
#define LONGEST 48

static guint letters(const char *word, gunichar *out)
{
	g_autofree char *valid = g_utf8_make_valid(word, -1);
	g_autofree char *folded = g_utf8_casefold(valid, -1);
	guint count = 0;
	for (const char *p = folded; *p && count < LONGEST;
		p = g_utf8_next_char(p))
		out[count++] = g_utf8_get_char(p);
	return count;
}

/* Insertions, deletions, replacements and swaps of neighbours. */
static guint edit_distance(const gunichar *a, guint m, const gunichar *b,
	guint n)
{
	guint cost[LONGEST + 1][LONGEST + 1];
	for (guint i = 0; i <= m; i++)
		cost[i][0] = i;
	for (guint k = 0; k <= n; k++)
		cost[0][k] = k;
	for (guint i = 1; i <= m; i++) {
		for (guint k = 1; k <= n; k++) {
			guint same = a[i - 1] != b[k - 1];
			guint best = MIN(cost[i - 1][k] + 1, cost[i][k - 1] + 1);
			best = MIN(best, cost[i - 1][k - 1] + same);
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] &&
				a[i - 2] == b[k - 1])
				best = MIN(best, cost[i - 2][k - 2] + 1);
			cost[i][k] = best;
		}
	}
	return cost[m][n];
}

const char *nearest_name(const char *word, const GPtrArray *names)
{
	gunichar a[LONGEST], b[LONGEST];
	guint m = letters(word, a);
	guint limit = m <= 2 ? 1 : m <= 4 ? 2 : 3;
	const char *nearest = NULL;
	guint best = G_MAXUINT;
	for (guint i = 0; i < names->len && m > 0; i++) {
		if (!names->pdata[i])
			continue;
		guint n = letters(names->pdata[i], b);
		guint distance = edit_distance(a, m, b, n);
		/* "prio" means "priority"; "ab" does not mean "xy". */
		if (m >= 3 && m < n && memcmp(a, b, m * sizeof *a) == 0)
			distance = MIN(distance, 2);
		if (distance > limit || distance >= MAX(m, n) ||
			distance >= best)
			continue;
		best = distance;
		nearest = names->pdata[i];
	}
	return nearest;
}
