#include "app/outbox/template.h"

#include <string.h>

#include "app/desk/agents.h"
#include "base/error.h"

#define QUOTE_LINES 30
#define QUOTE_BYTES 4000

void template_text_clear(TemplateText *text)
{
	g_clear_pointer(&text->language, g_free);
	g_clear_pointer(&text->subject, g_free);
	g_clear_pointer(&text->body, g_free);
}

/* --- the files ----------------------------------------------------------- */

static gboolean add_name(const char *path, const char *oid, guint mode,
	void *data)
{
	(void)oid;
	(void)mode;
	const char *name = path + strlen("templates/");
	if (g_str_has_suffix(name, ".yaml") && !strchr(name, '/'))
		g_ptr_array_add(data,
			g_strndup(name, strlen(name) - strlen(".yaml")));
	return TRUE;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

GPtrArray *template_names(Desk *desk, GError **error)
{
	Store *store = desk_store(desk, error);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	if (!store || !store_each(store, NULL, "templates", add_name, names,
			      error))
		return NULL;
	g_ptr_array_sort(names, by_name);
	return g_steal_pointer(&names);
}

static void unknown(Desk *desk, const char *name, GError **error)
{
	g_autoptr(GPtrArray) names = template_names(desk, NULL);
	const char *near = names ? nearest_name(name, names) : NULL;
	if (near)
		g_set_error(error, DESK_ERROR, DESK_ERROR_NOT_FOUND,
			"no template \"%s\"; did you mean \"%s\"?", name, near);
	else
		g_set_error(error, DESK_ERROR, DESK_ERROR_NOT_FOUND,
			"no template \"%s\"; `desk template list` shows them",
			name);
}

static const char *store_language(Desk *desk)
{
	const Regulation *regulation = desk_regulation(desk, NULL);
	return regulation && regulation->language ? regulation->language : "en";
}

CannedReply *template_load(Desk *desk, const char *name, GError **error)
{
	Store *store = desk_store(desk, error);
	if (!store)
		return NULL;
	g_autofree char *path = g_strdup_printf("templates/%s.yaml", name);
	char oid[41];
	if (strchr(name, '/') || !store_lookup(store, NULL, path, oid, NULL)) {
		unknown(desk, name, error);
		return NULL;
	}
	g_autoptr(GBytes) bytes = store_read_blob(store, oid, error);
	if (!bytes)
		return NULL;
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	return canned_reply_parse(name, text ? text : "", size,
		store_language(desk), error);
}

/* --- people -------------------------------------------------------------- */

static char *lookup(Desk *desk, const char *sql, const char *a, const char *b)
{
	const char *values[] = {a, b, NULL};
	Index *index = desk_index(desk, NULL);
	g_autoptr(GPtrArray) rows = index ? index_rows(index, sql, values, NULL)
					  : NULL;
	char **row = rows && rows->len > 0 ? g_ptr_array_index(rows, 0) : NULL;
	return row && *row[0] ? g_strdup(row[0]) : NULL;
}

/* A column of the contact "customer/contact"; NULL for other requesters. */
static char *of_contact(Desk *desk, const char *requester, const char *sql)
{
	g_autofree char *customer = customer_of_contact(requester);
	return customer ? lookup(desk, sql, customer,
		requester + strlen(customer) + 1) : NULL;
}

char *template_language(Desk *desk, const Ticket *ticket)
{
	char *language = of_contact(desk, ticket_get(ticket, "requester"),
		"SELECT language FROM contact WHERE customer = ? AND name = ?");
	if (!language)
		language = lookup(desk, "SELECT language FROM customer"
			" WHERE name = ?", ticket_get(ticket, "customer"), NULL);
	return language ? language : g_strdup(store_language(desk));
}

/* As the requester signed their first mail: "Name <address>". */
static char *signed_name(const Ticket *ticket)
{
	const char *requester = ticket_get(ticket, "requester");
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *entry = ticket_entry(ticket, i);
		const char *angle = strrchr(entry->by, '<');
		gsize size = strlen(requester);
		if (strcmp(entry->kind, "message") == 0 && angle &&
			angle > entry->by &&
			g_ascii_strncasecmp(angle + 1, requester, size) == 0 &&
			angle[1 + size] == '>')
			return g_strstrip(g_strndup(entry->by,
				(gsize)(angle - entry->by)));
	}
	return NULL;
}

/* NULL for a requester known by address or number alone. */
static char *requester_name(Desk *desk, const Ticket *ticket)
{
	char *name = of_contact(desk, ticket_get(ticket, "requester"),
		"SELECT full_name FROM contact WHERE customer = ? AND name = ?");
	return name ? name : signed_name(ticket);
}

static char *agent_name(Desk *desk, const char *login)
{
	char *name = login && *login ? lookup(desk,
		"SELECT name FROM agent WHERE login = ?", login, NULL) : NULL;
	return name;
}

/* --- values -------------------------------------------------------------- */

static gboolean is_russian(const char *language)
{
	return strcmp(language, "ru") == 0;
}

static char *greeting(const char *name, const char *language)
{
	const char *word = is_russian(language) ? "Здравствуйте" : "Hello";
	const char *end = is_russian(language) ? "!" : ",";
	return g_strdup_printf("%s%s%s%s", word,
		name ? is_russian(language) ? ", " : " " : "", name ? name : "",
		end);
}

static char *time_text(const Regulation *regulation, Instant at,
	const char *language)
{
	if (at == INSTANT_NONE)
		return NULL;
	return instant_format_in(at, regulation->zone,
		is_russian(language) ? "%d.%m.%Y %H:%M" : "%Y-%m-%d %H:%M");
}

static const char *term_title(const Regulation *regulation, const char *field,
	const Ticket *ticket)
{
	const char *name = ticket_get(ticket, field);
	const Term *term = *name ? regulation_find(regulation, field, name)
				 : NULL;
	return term ? term->title : name;
}

static char *questions(const Regulation *regulation, const Ticket *ticket)
{
	const char *category = ticket_get(ticket, "category");
	const Term *term = *category ? regulation_find(regulation, "category",
		category) : NULL;
	GString *out = g_string_new(NULL);
	for (guint i = 0; term && term->ask && i < term->ask->len; i++)
		g_string_append_printf(out, "%s- %s", i ? "\n" : "",
			(char *)g_ptr_array_index(term->ask, i));
	return g_string_free(out, FALSE);
}

static char *quote(const char *body)
{
	g_autofree char *cut = g_strndup(body, QUOTE_BYTES);
	g_autofree char *valid = g_utf8_make_valid(cut, -1);
	g_auto(GStrv) lines = g_strsplit(g_strchomp(valid), "\n",
		QUOTE_LINES + 1);
	GString *out = g_string_new(NULL);
	for (guint i = 0; lines[i]; i++) {
		gboolean more = i == QUOTE_LINES;
		g_string_append_printf(out, "%s> %s", i ? "\n" : "",
			more ? "…" : lines[i]);
	}
	if (strlen(body) > QUOTE_BYTES)
		g_string_append(out, " …");
	return g_string_free(out, FALSE);
}

static char *last_message(const Ticket *ticket)
{
	for (guint i = ticket_entry_count(ticket); i-- > 0;) {
		const Entry *entry = ticket_entry(ticket, i);
		if (strcmp(entry->kind, "message") == 0 && entry->body &&
			!ticket_entry_is_retracted(ticket, entry->id))
			return quote(entry->body);
	}
	return NULL;
}

/* The latest planned visit. */
static Instant visit_time(const Ticket *ticket)
{
	for (guint i = ticket_entry_count(ticket); i-- > 0;) {
		const Entry *entry = ticket_entry(ticket, i);
		Instant at;
		if (strcmp(entry->kind, "visit") == 0 &&
			!ticket_entry_is_retracted(ticket, entry->id) &&
			instant_parse(entry_get(entry, "planned"), &at))
			return at;
	}
	return INSTANT_NONE;
}

static void set(Value *record, const char *name, const char *value)
{
	value_record_set(record, name, value_text(value ? value : ""));
}

static void take(Value *record, const char *name, char *value)
{
	set(record, name, value);
	g_free(value);
}

static char *tag(const Regulation *regulation, const Ticket *ticket)
{
	if (ticket_get_number(ticket) == 0 || !regulation->prefix)
		return NULL;
	return g_strdup_printf("[%s#%" G_GINT64_FORMAT "]", regulation->prefix,
		ticket_get_number(ticket));
}

static void set_terms(Value *record, const Regulation *regulation,
	const Ticket *ticket)
{
	static const char *const fields[] = {"category", "group", "priority",
		"resolution", "status"};
	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
		set(record, fields[i], term_title(regulation, fields[i], ticket));
	set(record, "level", ticket_get(ticket, "level"));
}

static void set_times(Value *record, const Regulation *regulation,
	const Ticket *ticket, const TemplateFacts *facts, const char *language)
{
	const struct {
		const char *name;
		Instant at;
	} times[] = {
		{"answer-by", facts->answer_by},
		{"created", ticket_get_instant(ticket, "created")},
		{"due", facts->clock ? facts->clock_due : INSTANT_NONE},
		{"eta", ticket_get_instant(ticket, "eta")},
		{"until", ticket_get_instant(ticket, "until")},
		{"visit", visit_time(ticket)},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(times); i++)
		take(record, times[i].name,
			time_text(regulation, times[i].at, language));
}

static void set_people(Value *record, Desk *desk, const Ticket *ticket,
	const TemplateFacts *facts, const char *language)
{
	g_autofree char *name = requester_name(desk, ticket);
	take(record, "greeting", greeting(name, language));
	set(record, "requester", name ? name : ticket_get(ticket, "requester"));
	take(record, "agent", agent_name(desk, ticket_get(ticket, "assignee")));
	take(record, "by", agent_name(desk, facts->by));
	take(record, "customer", lookup(desk, "SELECT title FROM customer"
		" WHERE name = ?", ticket_get(ticket, "customer"), NULL));
}

static Value *record_of(Desk *desk, const Regulation *regulation,
	const Ticket *ticket, const TemplateFacts *facts, const char *language)
{
	Value *record = value_record();
	set(record, "number", ticket_get(ticket, "number"));
	set(record, "subject", ticket_get(ticket, "subject"));
	take(record, "tag", tag(regulation, ticket));
	set(record, "team", regulation->team);
	set(record, "vendor", ticket_get(ticket, "vendor-ref"));
	set(record, "reason", facts->reason);
	set(record, "clock", !facts->clock ? NULL :
		phrase_in(&facts->clock->title, language));
	set(record, "said", facts->said);
	set(record, "list", facts->list);
	take(record, "ask", facts->ask ? g_strdup(facts->ask) :
		questions(regulation, ticket));
	take(record, "message", last_message(ticket));
	set_terms(record, regulation, ticket);
	set_times(record, regulation, ticket, facts, language);
	set_people(record, desk, ticket, facts, language);
	return record;
}

gboolean template_render(Desk *desk, const char *name, const Ticket *ticket,
	const TemplateFacts *facts, TemplateText *text, GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	g_autoptr(CannedReply) reply = regulation ?
		template_load(desk, name, error) : NULL;
	if (!reply)
		return FALSE;
	g_autofree char *wanted = facts->language ? g_strdup(facts->language)
		: template_language(desk, ticket);
	const CannedText *canned = canned_reply_text(reply, wanted,
		store_language(desk));
	g_autoptr(Value) record = record_of(desk, regulation, ticket, facts,
		canned->language);
	text->name = name;
	text->language = g_strdup(canned->language);
	return canned_reply_fill(reply, canned, record, &text->subject,
		&text->body, error);
}
