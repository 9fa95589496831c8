#include "rules/monitoring.h"

#include <string.h>

#define LINES 300
#define KEY_CHARACTERS 200
#define PATTERN_BYTES 500
#define LINE_BYTES 2000
#define MOST_NAMES 20

void monitoring_match_clear(MonitoringMatch *match)
{
	g_clear_pointer(&match->key, g_free);
	g_clear_pointer(&match->subject, g_free);
}

/* --- patterns -------------------------------------------------------- */

/* The length of "{name}" at `at`, 0 if there is none. */
static gsize name_length(const char *at)
{
	gsize size = 1;
	if (*at != '{')
		return 0;
	while (g_ascii_isalnum(at[size]) || at[size] == '-')
		size++;
	return size > 1 && at[size] == '}' ? size + 1 : 0;
}

typedef struct {
	const char *name; /* in the pattern; NULL: a star */
	gsize name_size;
	const char *start, *end; /* in the text */
} Gap;

typedef struct {
	Gap gaps[MOST_NAMES];
	guint count;
} Gaps;

/* Every gap is as short as what follows allows; on a mismatch only the last one
 * grows. That is enough: the literal behind an earlier one was found at its
 * first place. */
static gboolean fill_gaps(const char *pattern, const char *text, Gaps *gaps)
{
	const char *retry = NULL;
	for (;;) {
		gsize name = name_length(pattern);
		if ((name > 0 || *pattern == '*') && gaps->count < MOST_NAMES) {
			Gap *gap = &gaps->gaps[gaps->count++];
			*gap = (Gap){name > 0 ? pattern + 1 : NULL,
				name > 0 ? name - 2 : 0, text, text};
			pattern += MAX(name, 1);
			retry = pattern;
			if (name == 0)
				continue;
			/* A name stands for something. */
			if (*text == '\0')
				return FALSE;
			gap->end = ++text;
			continue;
		}
		if (*pattern == '\0' && *text == '\0')
			return TRUE;
		if (*pattern && *pattern == *text) {
			pattern++;
			text++;
			continue;
		}
		if (!retry || *gaps->gaps[gaps->count - 1].end == '\0')
			return FALSE;
		pattern = retry;
		text = ++gaps->gaps[gaps->count - 1].end;
	}
}

gboolean monitoring_pattern(const char *pattern, const char *text,
	GHashTable *found)
{
	Gaps gaps = {.count = 0};
	if (strlen(pattern) > PATTERN_BYTES || strlen(text) > LINE_BYTES ||
		!fill_gaps(pattern, text, &gaps))
		return FALSE;
	for (guint i = 0; found && i < gaps.count; i++) {
		const Gap *gap = &gaps.gaps[i];
		if (!gap->name)
			continue;
		g_autofree char *value = g_strndup(gap->start,
			(gsize)(gap->end - gap->start));
		g_autofree char *valid = g_utf8_make_valid(g_strstrip(value),
			-1);
		g_hash_table_replace(found,
			g_strndup(gap->name, gap->name_size),
			g_steal_pointer(&valid));
	}
	return TRUE;
}

/* `patterns` is one text or a list of them. */
static gboolean any_fits(const YamlNode *patterns, const char *text,
	GHashTable *found)
{
	if (patterns && patterns->kind == YAML_SCALAR)
		return monitoring_pattern(patterns->value, text, found);
	for (guint i = 0; patterns && patterns->kind == YAML_LIST &&
		i < patterns->items->len; i++) {
		const YamlNode *item = g_ptr_array_index(patterns->items, i);
		if (item->kind == YAML_SCALAR &&
			monitoring_pattern(item->value, text, found))
			return TRUE;
	}
	return FALSE;
}

/* --- rows ------------------------------------------------------------ */

/* A pattern may fit several lines: the first one counts. */
static void read_lines(const YamlNode *patterns, const char *text,
	GHashTable *found)
{
	for (guint i = 0; *text && i < LINES; i++) {
		gsize size = strcspn(text, "\n");
		g_autofree char *line = g_strndup(text, size);
		g_autoptr(GHashTable) here = g_hash_table_new_full(g_str_hash,
			g_str_equal, g_free, g_free);
		GHashTableIter iter;
		gpointer name, value;
		any_fits(patterns, g_strstrip(line), here);
		g_hash_table_iter_init(&iter, here);
		while (g_hash_table_iter_next(&iter, &name, &value))
			if (!g_hash_table_contains(found, name))
				g_hash_table_insert(found, g_strdup(name),
					g_strdup(value));
		text += size + (text[size] == '\n');
	}
}

/* "{host}/{service}" → "web1/http"; NULL if a name stands for nothing. */
static char *expand(const char *pattern, GHashTable *found)
{
	g_autoptr(GString) out = g_string_new(NULL);
	while (*pattern) {
		gsize name = name_length(pattern);
		if (name == 0) {
			g_string_append_c(out, *pattern++);
			continue;
		}
		g_autofree char *word = g_strndup(pattern + 1, name - 2);
		const char *value = g_hash_table_lookup(found, word);
		if (!value || !*value)
			return NULL;
		g_string_append(out, value);
		pattern += name;
	}
	g_autofree char *valid = g_utf8_make_valid(out->str, -1);
	return g_utf8_strlen(valid, -1) > KEY_CHARACTERS ?
		g_utf8_substring(valid, 0, KEY_CHARACTERS) :
		g_steal_pointer(&valid);
}

/* What the mail tells. A recovery may look like a problem with more words, so
 * it is asked for first; an update may be whatever is neither. */
static gboolean read_event(const YamlNode *row, const char *subject,
	GHashTable *found, MonitoringEvent *event)
{
	static const struct {
		const char *key;
		MonitoringEvent event;
	} kinds[] = {
		{"ignore", MONITORING_IGNORE}, {"recovery", MONITORING_RECOVERY},
		{"problem", MONITORING_PROBLEM}, {"update", MONITORING_UPDATE},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (any_fits(yaml_get(row, kinds[i].key), subject, found)) {
			*event = kinds[i].event;
			return TRUE;
		}
	return FALSE;
}

static gboolean row_matches(const YamlNode *row, const MonitoringMail *mail,
	MonitoringMatch *match)
{
	g_autoptr(GHashTable) found = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, g_free);
	g_autofree char *from = g_ascii_strdown(mail->from, -1);
	if (!any_fits(yaml_get(row, "from"), from, NULL) ||
		!read_event(row, mail->subject, found, &match->event))
		return FALSE;
	match->name = yaml_get_text(row, "name", "");
	if (match->event == MONITORING_IGNORE)
		return TRUE;
	read_lines(yaml_get(row, "lines"), mail->text, found);
	match->key = expand(yaml_get_text(row, "key", ""), found);
	if (!match->key || !*match->key) {
		monitoring_match_clear(match);
		return FALSE;
	}
	const char *subject = yaml_get_text(row, "subject", NULL);
	match->subject = subject ? expand(subject, found) : NULL;
	if (!match->subject)
		match->subject = g_strdup(mail->subject);
	match->by_address = strcmp(yaml_get_text(row, "trust", ""),
		"address") == 0;
	match->then = yaml_get_text(row, "then", "solve");
	match->set = yaml_get(row, "set");
	return TRUE;
}

gboolean monitoring_match(const Regulation *regulation,
	const MonitoringMail *mail, MonitoringMatch *match)
{
	const YamlNode *rows = yaml_get(regulation->root, "monitoring");
	memset(match, 0, sizeof *match);
	for (guint i = 0; rows && rows->kind == YAML_LIST && i < rows->items->len;
		i++)
		if (row_matches(g_ptr_array_index(rows->items, i), mail, match))
			return TRUE;
	return FALSE;
}
