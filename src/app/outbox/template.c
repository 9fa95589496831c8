#include "app/outbox/template.h"

#include <string.h>

#include "app/desk/agents.h"
#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/desk/outbox_address.h"
#include "base/error.h"
#include "base/texts.h"
#include "index/agents.h"
#include "index/customers.h"
#include "index/people.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "store/store.h"

#define QUOTE_LINES 30
#define QUOTE_BYTES 4000

static const Phrase
	like_template = {"no template \"%1\"; did you mean \"%2\"?",
		"нет шаблона «%1»; может быть, «%2»?"},
	no_template = {"no template \"%1\"; `desk template list` shows them",
		"нет шаблона «%1»; их показывает `desk template list`"};

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

GPtrArray *template_names(Desk *desk, GError **error)
{
	Store *store = desk_store(desk, error);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	if (!store || !store_each(store, NULL, "templates", add_name, names,
			      error))
		return NULL;
	texts_sort(names);
	return g_steal_pointer(&names);
}

static void unknown(const char *name, const GPtrArray *names, GError **wrong)
{
	const char *near = nearest_name(name, names);
	if (near)
		desk_refuse(wrong, DESK_ERROR_NOT_FOUND, &like_template, name,
			near, NULL);
	else
		desk_refuse(wrong, DESK_ERROR_NOT_FOUND, &no_template, name,
			NULL);
}

static const char *store_language(const Regulation *regulation)
{
	return regulation->language ? regulation->language : "en";
}

/* The blob of templates/NAME.yaml, "" if there is none. */
static gboolean find(Store *store, const char *name, char oid[41],
	GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autofree char *path = g_strdup_printf("templates/%s.yaml", name);
	if (strchr(name, '/') || !store_lookup(store, NULL, path, oid, &problem))
		oid[0] = '\0';
	return desk_error_pass(error, &problem);
}

/* `reply` NULL: it is missing or wrong, which `wrong` says. */
static gboolean load(Desk *desk, const char *name, CannedReply **reply,
	GError **wrong, GError **error)
{
	char oid[41];
	Store *store = desk_store(desk, error);
	const Regulation *regulation = store ? desk_regulation(desk, error) :
		NULL;
	*reply = NULL;
	if (!regulation || !find(store, name, oid, error))
		return FALSE;
	if (oid[0] == '\0') {
		g_autoptr(GPtrArray) names = template_names(desk, error);
		if (names)
			unknown(name, names, wrong);
		return names != NULL;
	}
	g_autoptr(GBytes) bytes = store_read_blob(store, oid, error);
	if (!bytes)
		return FALSE;
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	*reply = canned_reply_parse(name, text ? text : "", size,
		store_language(regulation), wrong);
	return TRUE;
}

CannedReply *template_load(Desk *desk, const char *name, GError **error)
{
	CannedReply *reply;
	return load(desk, name, &reply, error, error) ? reply : NULL;
}

/* --- people -------------------------------------------------------------- */

/* A question about the contact "customer/contact"; NULL for other requesters. */
static gboolean of_contact(Index *index, const char *requester,
	gboolean (*ask)(Index *index, const char *customer,
		const char *contact, char **answer, GError **error),
	char **answer, GError **error)
{
	g_autofree char *customer = customer_of_contact(requester);
	*answer = NULL;
	return !customer || ask(index, customer,
		requester + strlen(customer) + 1, answer, error);
}

gboolean template_language(Desk *desk, const Ticket *ticket, char **language,
	GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	Index *index = regulation ? desk_index(desk, error) : NULL;
	if (!index || !of_contact(index, ticket_get(ticket, "requester"),
			index_contact_language, language, error) ||
		(!*language && !index_customer_language(index,
			ticket_get(ticket, "customer"), language, error)))
		return FALSE;
	if (!*language)
		*language = g_strdup(store_language(regulation));
	return TRUE;
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
static gboolean requester_name(Index *index, const Ticket *ticket, char **name,
	GError **error)
{
	if (!of_contact(index, ticket_get(ticket, "requester"),
		index_contact_name, name, error))
		return FALSE;
	if (!*name)
		*name = signed_name(ticket);
	return TRUE;
}

static gboolean agent_name(Index *index, const char *login, char **name,
	GError **error)
{
	*name = NULL;
	return !login || !*login || index_agent_name(index, login, name, error);
}

/* --- values -------------------------------------------------------------- */

static char *greeting(const char *name, const char *language)
{
	static const Phrase hello = {"Hello,", "Здравствуйте!"},
		hello_name = {"Hello %1,", "Здравствуйте, %1!"};
	return phrase_fill(name ? &hello_name : &hello, language, name, NULL);
}

static char *time_text(const Regulation *regulation, Instant at,
	const char *language)
{
	if (at == INSTANT_NONE)
		return NULL;
	return instant_in_language(at, regulation->zone, language);
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

static const Entry *last_message(const Ticket *ticket)
{
	for (guint i = ticket_entry_count(ticket); i-- > 0;) {
		const Entry *entry = ticket_entry(ticket, i);
		if (strcmp(entry->kind, "message") == 0 && entry->body &&
			!ticket_entry_is_retracted(ticket, entry->id))
			return entry;
	}
	return NULL;
}

/* Who wrote that: the requester, by the name that they have here, or somebody
 * else, by the one that they gave. g_free(). */
static gboolean writer(Index *index, const Ticket *ticket, const Entry *said,
	const char *requester, char **name, GError **error)
{
	g_autofree char *bare = said && strchr(said->by, '@') ?
		outbox_bare_address(said->by) : NULL;
	g_autofree char *contact = NULL;
	const char *is = ticket_get(ticket, "requester");
	if (bare && !people_contact_by_mail(index, bare, &contact, error))
		return FALSE;
	*name = g_strdup(!bare || g_ascii_strcasecmp(bare, is) == 0 ||
			g_strcmp0(contact, is) == 0 ? requester : said->by);
	return TRUE;
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
	if (!regulation->prefix)
		return NULL;
	g_autofree char *name = ticket_short_name(ticket);
	return g_strdup_printf("[%s#%s]", regulation->prefix, name);
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

static gboolean set_people(Value *record, Index *index, const Ticket *ticket,
	const TemplateFacts *facts, const char *language, GError **error)
{
	const Entry *message = last_message(ticket);
	g_autofree char *name = NULL, *agent = NULL, *by = NULL;
	g_autofree char *customer = NULL, *wrote = NULL;
	if (!requester_name(index, ticket, &name, error) ||
		!agent_name(index, ticket_get(ticket, "assignee"), &agent,
			error) ||
		!agent_name(index, facts->by, &by, error) ||
		!index_customer_title(index, ticket_get(ticket, "customer"),
			&customer, error) ||
		!writer(index, ticket, message, name ? name :
			ticket_get(ticket, "requester"), &wrote, error))
		return FALSE;
	take(record, "message", message ? quote(message->body) : NULL);
	set(record, "writer", wrote);
	take(record, "greeting", greeting(name, language));
	set(record, "requester", name ? name : ticket_get(ticket, "requester"));
	set(record, "agent", agent);
	set(record, "by", by);
	set(record, "customer", customer);
	return TRUE;
}

static Value *record_of(Index *index, const Regulation *regulation,
	const Ticket *ticket, const TemplateFacts *facts, const char *language,
	GError **error)
{
	g_autoptr(Value) record = value_record();
	take(record, "number", ticket_short_name(ticket));
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
	set_terms(record, regulation, ticket);
	set_times(record, regulation, ticket, facts, language);
	return set_people(record, index, ticket, facts, language, error) ?
		g_steal_pointer(&record) : NULL;
}

gboolean template_render_if_good(Desk *desk, const char *name,
	const Ticket *ticket, const TemplateFacts *facts, TemplateText *text,
	GError **wrong, GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	Index *index = regulation ? desk_index(desk, error) : NULL;
	g_autoptr(CannedReply) reply = NULL;
	g_autofree char *wanted = g_strdup(facts->language);
	if (!index || !load(desk, name, &reply, wrong, error))
		return FALSE;
	if (!reply)
		return TRUE;
	if (!wanted && !template_language(desk, ticket, &wanted, error))
		return FALSE;
	const CannedText *canned = canned_reply_text(reply, wanted,
		store_language(regulation));
	g_autoptr(Value) record = record_of(index, regulation, ticket, facts,
		canned->language, error);
	if (!record)
		return FALSE;
	text->name = name;
	text->language = g_strdup(canned->language);
	if (!canned_reply_fill(reply, canned, record, &text->subject,
		&text->body, wrong))
		g_clear_pointer(&text->body, g_free);
	return TRUE;
}

gboolean template_render(Desk *desk, const char *name, const Ticket *ticket,
	const TemplateFacts *facts, TemplateText *text, GError **error)
{
	return template_render_if_good(desk, name, ticket, facts, text, error,
		error) && text->body;
}
