#include "cmd/complete.h"

#include <string.h>

#include "app/export/export.h"
#include "base/texts.h"
#include "index/candidates.h"
#include "index/select.h"
#include "model/relation.h"
#include "model/setting.h"
#include "report/report.h"
#include "store/tip.h"

/* --- candidates ---------------------------------------------------------------- */

void completion_offer(const Completion *completion, const char *value,
	const char *help)
{
	if (!g_str_has_prefix(value, completion->word))
		return;
	g_autofree char *line = g_strdup_printf("%s%s\t%s", completion->kept,
		value, help ? help : "");
	/* A title from the store must not become a second candidate. */
	g_strdelimit(line, "\n\r", ' ');
	g_string_append_printf(completion->out, "%s\n", line);
}

static void offer_candidate(const char *word, const char *help, void *data)
{
	completion_offer(data, word, help);
}

/* Candidates are no answer: without the index there are none of these. */
static void offer_terms(Completion *completion, const char *field)
{
	g_autoptr(GError) problem = NULL;
	if (completion->index)
		index_each_term(completion->index, field, offer_candidate,
			completion, &problem);
}

static void offer_all(Completion *completion, Candidates which)
{
	g_autoptr(GError) problem = NULL;
	if (completion->index)
		index_each_candidate(completion->index, which, offer_candidate,
			completion, &problem);
}

static void offer_words(const Completion *completion, const char *words)
{
	g_auto(GStrv) list = g_strsplit(words, " ", -1);
	for (char **word = list; *word; word++)
		completion_offer(completion, *word, NULL);
}

/* Takes `names`. */
static void offer_these(const Completion *completion, GPtrArray *names)
{
	for (guint i = 0; i < names->len; i++)
		completion_offer(completion, names->pdata[i], NULL);
	g_ptr_array_unref(names);
}

/* Of the one ticket that the first operand names. */
static void offer_of_ticket(Completion *completion, TicketCandidates which)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GPtrArray) uids = completion->index && completion->first ?
		index_find_ticket(completion->index, completion->first,
			&problem) : NULL;
	if (uids && uids->len == 1)
		index_each_of_ticket(completion->index, which, uids->pdata[0],
			offer_candidate, completion, &problem);
}

static void offer_relations(const Completion *completion)
{
	for (gsize i = 0; i < relations_count; i++)
		completion_offer(completion, relations[i].name, phrase_in(
			&relations[i].title, completion->language));
}

/* --- values ------------------------------------------------------------------------ */

static const struct {
	OptionValue value;
	Candidates which;
} candidates[] = {
	{VALUE_OF_AGENT, CANDIDATE_AGENTS},
	{VALUE_OF_ASSIGNEE, CANDIDATE_AGENTS},
	{VALUE_OF_CUSTOMER, CANDIDATE_CUSTOMERS},
	{VALUE_OF_CONTACT, CANDIDATE_CONTACTS},
	{VALUE_OF_SCHEDULE, CANDIDATE_SCHEDULES},
	{VALUE_OF_TICKET, CANDIDATE_TICKETS},
};

static const struct {
	OptionValue value;
	const char *field;
} terms[] = {
	{VALUE_OF_CATEGORY, "category"},
	{VALUE_OF_PRIORITY, "priority"},
	{VALUE_OF_STATUS, "status"},
	{VALUE_OF_LEVEL, "level"},
	{VALUE_OF_GROUP, "group"},
	{VALUE_OF_ASSIGNEE, "group"},
	{VALUE_OF_TYPE, "type"},
	{VALUE_OF_RESOLUTION, "resolution"},
};

static const struct {
	OptionValue value;
	const char *words;
} lists[] = {
	{VALUE_OF_FILE, ":files"},
	{VALUE_OF_FOLDER, ":folders"},
	{VALUE_OF_WHEN, "always auto never"},
	{VALUE_OF_LANGUAGE, "en ru"},
	{VALUE_OF_WAIT, "requester vendor date"},
	{VALUE_OF_PUSHER, "unix env:"},
	{VALUE_OF_TIMER_KIND, "systemd crontab"},
	{VALUE_OF_DATE, "now today tomorrow yesterday mon tue wed thu fri sat "
		"sun eow eom 2h 1d 3d 1w"},
	{VALUE_OF_PERIOD, "today yesterday this-week last-week this-month "
		"last-month this-quarter last-quarter this-year last-year 7d "
		"30d"},
	{VALUE_OF_DURATION, "5m 10m 15m 30m 45m 1h 1h30 2h 4h"},
	{VALUE_OF_AGENT, "@me none"},
	{VALUE_OF_ASSIGNEE, "@me none"},
	{VALUE_OF_TICKET, "@"},
};

static void offer_columns(const Completion *completion)
{
	guint count;
	const SelectColumn *columns = select_columns(&count);
	for (guint i = 0; i < count; i++)
		completion_offer(completion, columns[i].name,
			phrase_in(&columns[i].help, completion->language));
}

void completion_offer_commands(const Completion *completion)
{
	for (gsize i = 0; i < commands_count; i++)
		if (commands[i]->group)
			completion_offer(completion, commands[i]->name,
				phrase_in(&commands[i]->summary,
					completion->language));
}

static void offer_reports(const Completion *completion)
{
	for (gsize i = 0; i < reports_count; i++)
		completion_offer(completion, reports[i].name,
			phrase_in(&reports[i].help, completion->language));
}

static void keep_account(const char *key, const char *value, void *data)
{
	(void)value;
	const char *name = key + strlen("desk.account."), *dot = strrchr(key, '.');
	if (g_str_has_prefix(key, "desk.account.") && dot > name)
		g_hash_table_add(data, g_strndup(name, (gsize)(dot - name)));
}

/* char*, sorted. */
static GPtrArray *account_names(const Completion *completion)
{
	g_autoptr(GHashTable) found = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	store_config_each(completion->place, keep_account, found, NULL);
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	GHashTableIter iter;
	gpointer name;
	g_hash_table_iter_init(&iter, found);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		g_ptr_array_add(names, g_strdup(name));
	texts_sort(names);
	return names;
}

/* account.*.url once for each account; alias.* as far as desk knows it. */
static void offer_settings(const Completion *completion)
{
	g_autoptr(GPtrArray) names = account_names(completion);
	for (gsize i = 0; i < settings_count; i++) {
		g_auto(GStrv) parts = g_strsplit(settings[i].name, "*", 2);
		if (!parts[1] || !*parts[1])
			completion_offer(completion, parts[0], phrase_in(
				&settings[i].help, completion->language));
		for (guint k = 0; parts[1] && *parts[1] && k < names->len; k++) {
			g_autofree char *name = g_strconcat(parts[0],
				(char *)g_ptr_array_index(names, k), parts[1],
				NULL);
			completion_offer(completion, name, phrase_in(&settings[i].help,
				completion->language));
		}
	}
}

static void offer_known(Completion *completion, OptionValue value);

static OptionValue value_of_field(const char *values)
{
	static const struct {
		const char *name;
		OptionValue value;
	} rows[] = {
		{"agent", VALUE_OF_AGENT}, {"contact", VALUE_OF_CONTACT},
		{"customer", VALUE_OF_CUSTOMER}, {"date", VALUE_OF_DATE},
		{"span", VALUE_OF_DURATION},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		if (strcmp(rows[i].name, values) == 0)
			return rows[i].value;
	return VALUE_OF_NOTHING;
}

/* The rest of `completion` after the last of `separators`; the part before it
 * is kept. Free `*kept`. */
static Completion after(const Completion *completion, const char *separator,
	char **kept)
{
	Completion inner = *completion;
	const char *start = completion->word;
	for (const char *at = start; *at; at++)
		if (strchr(separator, *at))
			start = at + 1;
	*kept = g_strdup_printf("%s%.*s", completion->kept,
		(int)(start - completion->word), completion->word);
	inner.kept = *kept;
	inner.word = start;
	return inner;
}

static void offer_field_values(Completion *completion, const char *field)
{
	QueryField known = {0};
	if (!query_field_find(field, &known))
		return;
	const Field *row = field_find(known.values);
	if (row && row->type == FIELD_ENUM)
		offer_terms(completion, row->name);
	else
		completion_offer_values(completion, value_of_field(known.values));
}

/* "is:unr", "status:open,pen": the value of a field of the query. */
static void offer_query_values(const Completion *completion, const char *field)
{
	g_autofree char *kept = NULL;
	Completion inner = after(completion, ":,", &kept);
	if (strcmp(field, "is") == 0)
		for (gsize i = 0; i < query_flags_count; i++)
			completion_offer(&inner, query_flags[i].name, phrase_in(
				&query_flags[i].help, completion->language));
	offer_field_values(&inner, field);
}

/* By its name, or by its Russian one once a letter of that stands there. */
static void offer_field_name(const Completion *completion, const Field *field)
{
	const char *const words[] = {field->name, field->title.ru};
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autofree char *name = g_strconcat(words[i], "=", NULL);
		if (i == 0 || (*completion->word && !strchr(name, ' ')))
			completion_offer(completion, name, phrase_in(
				&field->help, completion->language));
	}
}

static gboolean is_settable(const Field *field)
{
	return field->flags & FIELD_SETTABLE && field->type != FIELD_MAP;
}

/* "priority=hi", of `set`. */
static void offer_assignment(const Completion *completion)
{
	g_autofree char *kept = NULL;
	Completion inner = after(completion, "=,", &kept);
	const char *equals = strchr(completion->word, '=');
	g_autofree char *word = equals ? g_strndup(completion->word,
		(gsize)(equals - completion->word)) : NULL;
	for (gsize i = 0; i < fields_count; i++) {
		const Field *field = &fields[i];
		if (!is_settable(field))
			continue;
		if (!word)
			offer_field_name(&inner, field);
		else if (strcmp(field->name, word) == 0 ||
			strcmp(field->title.ru, word) == 0)
			offer_field_values(&inner, field->name);
	}
}

static void offer_groupings(const Completion *completion)
{
	g_auto(GStrv) names = report_groupings(completion->first ?
		report_find(completion->first) : NULL);
	for (char **name = names; *name; name++)
		completion_offer(completion, *name, NULL);
}

/* The last term of a query. */
static void offer_query(const Completion *completion)
{
	g_autofree char *kept = NULL;
	Completion term = after(completion, " (", &kept);
	const char *colon = strchr(term.word, ':');
	if (colon) {
		g_autofree char *field = g_strndup(term.word,
			(gsize)(colon - term.word));
		offer_query_values(&term, field);
		return;
	}
	g_autoptr(GArray) fields_known = query_fields();
	for (guint i = 0; i < fields_known->len; i++) {
		const QueryField *field = &g_array_index(fields_known,
			QueryField, i);
		g_autofree char *name = g_strconcat(field->name, ":", NULL);
		completion_offer(&term, name, phrase_in(&field->help,
			completion->language));
	}
}

/* Files of people that the index does not know: "templates/NAME.ru.md". */
static void offer_names(const Completion *completion, const char *folder)
{
	const char *tree = completion->place ? completion->place->work_tree :
		NULL;
	g_autofree char *path = tree ? g_build_filename(tree, folder, NULL) :
		NULL;
	g_autoptr(GDir) files = path ? g_dir_open(path, 0, NULL) : NULL;
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const char *file;
	while (files && (file = g_dir_read_name(files))) {
		char *name = g_strndup(file, strcspn(file, "."));
		if (*name && !texts_have(names, name))
			g_ptr_array_add(names, name);
		else
			g_free(name);
	}
	texts_sort(names);
	offer_these(completion, g_steal_pointer(&names));
}

static void offer_customer_mark(const char *name, const char *title,
	void *data)
{
	g_autofree char *mark = g_strconcat(name, ":", NULL);
	completion_offer(data, mark, title);
}

/* A customer stands first, the other marks begin with their sign. */
static void offer_marks(Completion *completion)
{
	static const struct {
		char sign;
		OptionValue value;
	} signs[] = {
		{'%', VALUE_OF_CATEGORY}, {'+', VALUE_OF_PRIORITY},
		{'@', VALUE_OF_ASSIGNEE},
	};
	const char *word = completion->word;
	for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
		if (*word != signs[i].sign)
			continue;
		g_autofree char *kept = g_strdup_printf("%s%c",
			completion->kept, *word);
		Completion inner = *completion;
		inner.kept = kept;
		inner.word = word + 1;
		/* "@me" is a mark and a word of its own at once. */
		if (*word == '@')
			offer_words(&inner, "me");
		offer_known(&inner, signs[i].value);
	}
	g_autoptr(GError) problem = NULL;
	if (completion->index)
		index_each_candidate(completion->index, CANDIDATE_CUSTOMERS,
			offer_customer_mark, completion, &problem);
}

static void offer_listed(const Completion *completion, OptionValue value)
{
	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
		if (lists[i].value == value && lists[i].words[0] == ':')
			g_string_append_printf(completion->out, "%s\n",
				lists[i].words);
		else if (lists[i].value == value)
			offer_words(completion, lists[i].words);
}

void completion_offer_values(Completion *completion, OptionValue value)
{
	offer_listed(completion, value);
	offer_known(completion, value);
}

static void offer_known(Completion *completion, OptionValue value)
{
	for (gsize i = 0; i < G_N_ELEMENTS(candidates); i++)
		if (candidates[i].value == value)
			offer_all(completion, candidates[i].which);
	for (gsize i = 0; i < G_N_ELEMENTS(terms); i++)
		if (terms[i].value == value)
			offer_terms(completion, terms[i].field);
	if (value == VALUE_OF_QUERY)
		offer_query(completion);
	else if (value == VALUE_OF_EXPORT)
		offer_these(completion, export_formats());
	else if (value == VALUE_OF_EXPORTED)
		offer_these(completion, export_tables());
	else if (value == VALUE_OF_ASSIGNMENT)
		offer_assignment(completion);
	else if (value == VALUE_OF_GROUPING)
		offer_groupings(completion);
	else if (value == VALUE_OF_COMMAND)
		completion_offer_commands(completion);
	else if (value == VALUE_OF_REPORT)
		offer_reports(completion);
	else if (value == VALUE_OF_ACCOUNT)
		offer_these(completion, account_names(completion));
	else if (value == VALUE_OF_SETTING)
		offer_settings(completion);
	else if (value == VALUE_OF_TEMPLATE)
		offer_names(completion, "templates");
	else if (value == VALUE_OF_CALENDAR)
		offer_names(completion, "calendars");
	else if (value == VALUE_OF_WORDS)
		offer_marks(completion);
	else if (value == VALUE_OF_RELATION)
		offer_relations(completion);
	else if (value == VALUE_OF_LINKED)
		offer_of_ticket(completion, CANDIDATE_LINKED);
	else if (value == VALUE_OF_ENTRY)
		offer_of_ticket(completion, CANDIDATE_SAID);
	else if (value == VALUE_OF_FORMAT)
		offer_words(completion, present_formats());
	else if (value == VALUE_OF_FIELD) {
		g_autofree char *kept = NULL;
		Completion inner = after(completion, ",-", &kept);
		offer_columns(&inner);
	} else if (value == VALUE_OF_TICKET && strchr(completion->word, ',')) {
		g_autofree char *kept = NULL;
		Completion inner = after(completion, ",", &kept);
		completion_offer_values(&inner, value);
	}
}
