#include "app/change/apply.h"

#include <string.h>

#include "app/change/change.h"
#include "app/change/relate.h"
#include "app/desk/people_words.h"
#include "app/desk/ticket_name.h"
#include "base/error.h"
#include "base/texts.h"
#include "model/regulation.h"
#include "text/date.h"

static const Phrase
	unknown_op = {"unknown op \"%.1\"", "неизвестная операция «%.1»"},
	unknown_key = {"%1 has no \"%.2\"", "у %1 нет «%.2»"},
	did_you_mean = {"%1; did you mean \"%2\"?", "%1; может быть, «%2»?"},
	one_of = {"%1; one of %2", "%1; есть: %2"},
	missing = {"\"%1\" is missing", "не хватает «%1»"},
	no_fields = {"\"fields\" is an object of names and values",
		"\"fields\" — объект из имён и значений"},
	no_wait = {"\"for\": requester, vendor or date",
		"\"for\": requester, vendor или date"},
	one_ticket = {"\"%1\" names one ticket",
		"\"%1\" называет одну заявку"},
	no_relation = {"\"relation\": one of %1", "\"relation\": одно из %1"},
	no_op = {"an operation is an object with \"op\"",
		"операция — объект с \"op\""};

/* --- reading an operation -------------------------------------------- */

typedef struct {
	Operation *op;
	Desk *desk;
	const Value *object;
	gboolean meant;
	char *texts[16]; /* freed with the operation */
	guint text_count;
} Request;

static const char *keep(Request *request, char *text)
{
	g_assert(request->text_count < G_N_ELEMENTS(request->texts));
	return request->texts[request->text_count++] = text;
}

static void request_clear(Request *request)
{
	for (guint i = 0; i < request->text_count; i++)
		g_free(request->texts[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Request, request_clear)

/* NULL if absent or null. */
static const char *text_of(Request *request, const char *key)
{
	const Value *value = value_record_get(request->object, key);
	if (!value || value->type == VALUE_NONE)
		return NULL;
	return value->type == VALUE_TEXT ? value->text :
		keep(request, value_to_text(value));
}

static gboolean is_true(Request *request, const char *key)
{
	const Value *value = value_record_get(request->object, key);
	return value && value->type == VALUE_FLAG && value->integer;
}

static gboolean need(Request *request, const char *key, const char **text,
	GError **error)
{
	*text = text_of(request, key);
	if (*text)
		return TRUE;
	return desk_refuse(error, DESK_ERROR_USAGE, &missing, key, NULL);
}

/* One text, or a list of them. Elements: char*; g_ptr_array_unref(). NULL on
 * error: there is none. */
static GPtrArray *need_texts(Request *request, const char *key, GError **error)
{
	const Value *value = value_record_get(request->object, key);
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	if (value && value->type == VALUE_LIST)
		for (guint i = 0; i < value->items->len; i++)
			g_ptr_array_add(texts, value_to_text(
				value->items->pdata[i]));
	else if (value && value->type != VALUE_NONE)
		g_ptr_array_add(texts, value_to_text(value));
	if (texts->len)
		return g_steal_pointer(&texts);
	desk_refuse(error, DESK_ERROR_USAGE, &missing, key, NULL);
	return NULL;
}

/* A person as typed → as stored; an absent key stays NULL. */
static gboolean person(Request *request, const char *key,
	char *(*read)(Desk *, const char *, GError **), const char **name,
	GError **error)
{
	const char *word = text_of(request, key);
	*name = NULL;
	if (word)
		*name = keep(request, read(request->desk, word, error));
	return !word || *name;
}

static char *agent_or_group(Desk *desk, const char *word, GError **error)
{
	return words_assignee(desk, word, TRUE, error);
}

static gboolean term(Request *request, const char *key, const char **name,
	GError **error)
{
	const char *word = text_of(request, key);
	*name = word ? words_term(request->desk, key, word, error) : NULL;
	return !word || *name;
}

/* The one ticket that `key` names. Borrowed; NULL on error. */
static const char *ticket_uid(Request *request, const char *key, GError **error)
{
	const char *name;
	if (!need(request, key, &name, error))
		return NULL;
	g_autoptr(GPtrArray) uids = desk_find_tickets(request->desk, name, error);
	if (uids && uids->len == 1)
		return keep(request, g_strdup(uids->pdata[0]));
	if (uids)
		desk_refuse(error, DESK_ERROR_USAGE, &one_ticket, key, NULL);
	return NULL;
}

/* "time", as long as one thing takes; 0: none. Nobody can be asked. */
static gboolean span(Request *request, gint64 *seconds, GError **error)
{
	static const Phrase too_long = {"\"time\": %1 is longer than a day; if "
			"that is the time of one work: `desk apply -y`",
		"«time»: %1 — больше суток; если это время одной работы: `desk "
		"apply -y`"};
	const char *word = text_of(request, "time");
	*seconds = 0;
	if (!word)
		return TRUE;
	if (!duration_parse(word, seconds, error))
		return FALSE;
	return *seconds <= WORK_MEANT_SECONDS || request->meant ||
		desk_refuse(error, DESK_ERROR_USAGE, &too_long, word, NULL);
}

/* --- verbs ----------------------------------------------------------- */

static gboolean do_ask(Request *request, Ticket *ticket, GError **error)
{
	Reply reply = {
		.mail.body = text_of(request, "message"),
		.mail.not_before = INSTANT_NONE,
	};
	return outbox_not_before(request->desk, &reply.mail.not_before,
			error) &&
		change_ask(request->op, ticket, &reply, error) != NULL;
}

static gboolean do_assign(Request *request, Ticket *ticket, GError **error)
{
	const char *to;
	if (!need(request, "to", &to, error) ||
		!person(request, "to", agent_or_group, &to, error))
		return FALSE;
	return change_assign(request->op, ticket, to,
		text_of(request, "message"), error);
}

static gboolean do_call(Request *request, Ticket *ticket, GError **error)
{
	Call call = {
		.outgoing = is_true(request, "out"),
		.missed = is_true(request, "missed"),
		.text = text_of(request, "message"),
	};
	return need(request, "contact", &call.contact, error) &&
		person(request, "contact", words_requester, &call.contact,
			error) &&
		span(request, &call.talked_seconds, error) &&
		change_call(request->op, ticket, &call, error);
}

static gboolean do_category(Request *request, Ticket *ticket, GError **error)
{
	const char *name;
	return need(request, "category", &name, error) &&
		term(request, "category", &name, error) &&
		change_category(request->op, ticket, name, error);
}

static gboolean do_close(Request *request, Ticket *ticket, GError **error)
{
	const char *resolution;
	return term(request, "resolution", &resolution, error) &&
		change_close(request->op, ticket, resolution,
			text_of(request, "message"), error);
}

static gboolean do_comment(Request *request, Ticket *ticket, GError **error)
{
	return change_comment(request->op, ticket, text_of(request, "message"),
		error);
}

static gboolean do_drop(Request *request, Ticket *ticket, GError **error)
{
	return change_drop(request->op, ticket, text_of(request, "message"),
		error);
}

static gboolean do_escalate(Request *request, Ticket *ticket, GError **error)
{
	const char *assignee;
	return person(request, "assignee", agent_or_group, &assignee, error) &&
		change_escalate(request->op, ticket, text_of(request, "to"),
			assignee, text_of(request, "message"), error);
}

static gboolean do_eta(Request *request, Ticket *ticket, GError **error)
{
	const char *word;
	Instant at;
	return need(request, "eta", &word, error) &&
		words_deadline(request->desk, word, &at, error) &&
		change_eta(request->op, ticket, at, error);
}

static gboolean do_forward(Request *request, Ticket *ticket, GError **error)
{
	g_autoptr(GPtrArray) words = need_texts(request, "to", error);
	g_autoptr(GPtrArray) to = g_ptr_array_new_with_free_func(g_free);
	Reply reply = {
		.wait = is_true(request, "wait"),
		.no_files = is_true(request, "no-attachments"),
		.mail = {.to = to, .body = text_of(request, "message"),
			.not_before = INSTANT_NONE},
	};
	for (guint i = 0; words && i < words->len; i++) {
		char *address = words_mail_address(request->desk,
			words->pdata[i], error);
		if (!address)
			return FALSE;
		g_ptr_array_add(to, address);
	}
	return words && outbox_not_before(request->desk,
			&reply.mail.not_before, error) &&
		change_forward(request->op, ticket, &reply, error) != NULL;
}

static gboolean do_reopen(Request *request, Ticket *ticket, GError **error)
{
	return change_reopen(request->op, ticket, text_of(request, "message"),
		error);
}

static gboolean do_reply(Request *request, Ticket *ticket, GError **error)
{
	Reply reply = {
		.wait = is_true(request, "wait"),
		.mail.not_before = INSTANT_NONE,
	};
	return need(request, "message", &reply.mail.body, error) &&
		term(request, "status", &reply.status, error) &&
		outbox_not_before(request->desk, &reply.mail.not_before,
			error) &&
		change_reply(request->op, ticket, &reply, error) != NULL;
}

static gboolean do_return(Request *request, Ticket *ticket, GError **error)
{
	return change_return(request->op, ticket, text_of(request, "message"),
		error);
}

static gboolean do_set(Request *request, Ticket *ticket, GError **error)
{
	const Value *fields = value_record_get(request->object, "fields");
	if (!fields || fields->type != VALUE_RECORD)
		return desk_refuse(error, DESK_ERROR_USAGE, &no_fields, NULL);
	for (guint i = 0; i < fields->names->len; i++) {
		g_autofree char *value = value_to_text(
			g_ptr_array_index(fields->items, i));
		if (!change_set(request->op, ticket,
			g_ptr_array_index(fields->names, i), SET_VALUE, value,
			error))
			return FALSE;
	}
	return TRUE;
}

static gboolean do_solve(Request *request, Ticket *ticket, GError **error)
{
	const char *resolution;
	if (!term(request, "resolution", &resolution, error))
		return FALSE;
	return change_solve(request->op, ticket, resolution,
		text_of(request, "message"), error);
}

static gboolean do_split(Request *request, Ticket *ticket, GError **error)
{
	g_autoptr(GPtrArray) entries = need_texts(request, "entries", error);
	return entries && change_split(request->op, ticket, entries,
		text_of(request, "subject"), error) != NULL;
}

static gboolean do_take(Request *request, Ticket *ticket, GError **error)
{
	return change_take(request->op, ticket, is_true(request, "steal"),
		error);
}

static gboolean do_wait(Request *request, Ticket *ticket, GError **error)
{
	static const char *const whom[] = {"requester", "vendor", "date"};
	const char *wait = text_of(request, "for");
	const char *word = text_of(request, "until");
	Instant until = INSTANT_NONE;
	guint i = 0;
	while (wait && i < G_N_ELEMENTS(whom) && strcmp(wait, whom[i]) != 0)
		i++;
	if (i == G_N_ELEMENTS(whom))
		return desk_refuse(error, DESK_ERROR_USAGE, &no_wait, NULL);
	return (!word || words_deadline(request->desk, word, &until, error)) &&
		change_wait(request->op, ticket, (WaitFor)i, until,
			text_of(request, "message"), error);
}

static gboolean do_work(Request *request, Ticket *ticket, GError **error)
{
	const char *word;
	gint64 seconds;
	return need(request, "time", &word, error) &&
		span(request, &seconds, error) &&
		change_work(request->op, ticket, seconds, error);
}

static gboolean do_new(Request *request, Ticket *ticket, GError **error)
{
	(void)ticket;
	NewTicket wanted = {
		.subject = text_of(request, "subject"),
		.text = text_of(request, "message"),
		.channel = text_of(request, "channel"),
		.dedupe_key = text_of(request, "dedupe-key"),
	};
	NewOutcome outcome;
	return need(request, "subject", &wanted.subject, error) &&
		person(request, "requester", words_requester, &wanted.requester,
			error) &&
		person(request, "customer", words_customer, &wanted.customer,
			error) &&
		person(request, "assignee", agent_or_group, &wanted.assignee,
			error) &&
		term(request, "category", &wanted.category, error) &&
		term(request, "priority", &wanted.priority, error) &&
		term(request, "type", &wanted.type, error) &&
		change_new(request->op, &wanted, &outcome, error) != NULL;
}

static gboolean do_link(Request *request, Ticket *ticket, GError **error)
{
	const char *word, *other;
	if (!need(request, "relation", &word, error) ||
		!(other = ticket_uid(request, "to", error)))
		return FALSE;
	const Relation *relation = relation_find(word);
	g_autofree char *names = relation_names();
	return relation ? change_link(request->op, ticket, relation, other,
		error) : desk_refuse(error, DESK_ERROR_USAGE, &no_relation,
		names, NULL);
}

static gboolean do_merge(Request *request, Ticket *ticket, GError **error)
{
	gboolean strange = FALSE;
	const char *target = ticket_uid(request, "into", error);
	return target && change_merge(request->op, ticket, target, &strange,
		error);
}

static gboolean do_unlink(Request *request, Ticket *ticket, GError **error)
{
	const char *other = ticket_uid(request, "from", error);
	return other && change_unlink(request->op, ticket, other, error);
}

/* Sorted by name. */
static const struct {
	const char *name;
	const char *keys; /* besides op and ticket */
	gboolean (*run)(Request *request, Ticket *ticket, GError **error);
	gboolean makes; /* a ticket; the others name one */
} verbs[] = {
	{"ask", "message", do_ask},
	{"assign", "to message", do_assign},
	{"call", "contact out missed time message", do_call},
	{"category", "category", do_category},
	{"close", "resolution message", do_close},
	{"comment", "message", do_comment},
	{"drop", "message", do_drop},
	{"escalate", "to assignee message", do_escalate},
	{"eta", "eta", do_eta},
	{"forward", "to message wait no-attachments", do_forward},
	{"link", "relation to", do_link},
	{"merge", "into", do_merge},
	{"new", "subject message requester customer category priority type "
		"assignee channel dedupe-key", do_new, TRUE},
	{"reopen", "message", do_reopen},
	{"reply", "message status wait", do_reply},
	{"return", "message", do_return},
	{"set", "fields", do_set},
	{"solve", "resolution message", do_solve},
	{"split", "entries subject", do_split},
	{"take", "steal", do_take},
	{"unlink", "from", do_unlink},
	{"wait", "for until message", do_wait},
	{"work", "time", do_work},
};

/* --- one after the other --------------------------------------------- */

/* Adds what it may have meant. */
static void add_known(GError **error, const char *word, const GPtrArray *names)
{
	const char *near = nearest_name(word, names);
	g_autofree char *all = texts_join(names);
	desk_error_reword(error, near ? &did_you_mean : &one_of,
		near ? near : all, NULL);
}

static int verb_index(const char *name, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; i < G_N_ELEMENTS(verbs); i++) {
		if (strcmp(verbs[i].name, name) == 0)
			return (int)i;
		g_ptr_array_add(names, (gpointer)verbs[i].name);
	}
	desk_refuse(error, DESK_ERROR_USAGE, &unknown_op, name, NULL);
	add_known(error, name, names);
	return -1;
}

/* A key that nobody reads is a slip: its value would be lost. */
static gboolean check_keys(const Value *object, int verb, GError **error)
{
	g_auto(GStrv) keys = g_strsplit(verbs[verb].keys, " ", -1);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (char **key = keys; *key; key++)
		g_ptr_array_add(names, *key);
	if (!verbs[verb].makes)
		g_ptr_array_add(names, (gpointer)"ticket");
	for (guint i = 0; i < object->names->len; i++) {
		const char *key = g_ptr_array_index(object->names, i);
		if (strcmp(key, "op") == 0 || texts_have(names, key))
			continue;
		desk_refuse(error, DESK_ERROR_USAGE, &unknown_key,
			verbs[verb].name, key, NULL);
		add_known(error, key, names);
		return FALSE;
	}
	return TRUE;
}

static Ticket *named_ticket(Request *request, GError **error)
{
	const char *uid = ticket_uid(request, "ticket", error);
	return uid ? operation_ticket(request->op, uid, error) : NULL;
}

static gboolean apply_one(Operation *op, const Value *object, gboolean meant,
	GError **error)
{
	g_auto(Request) request = {.op = op, .desk = operation_desk(op),
		.object = object, .meant = meant};
	const char *name;
	if (object->type != VALUE_RECORD)
		return desk_refuse(error, DESK_ERROR_USAGE, &no_op, NULL);
	if (!need(&request, "op", &name, error))
		return FALSE;
	int verb = verb_index(name, error);
	if (verb < 0 || !check_keys(object, verb, error))
		return FALSE;
	Ticket *ticket = NULL;
	if (!verbs[verb].makes &&
		!(ticket = named_ticket(&request, error)))
		return FALSE;
	return verbs[verb].run(&request, ticket, error);
}

gboolean apply_operations(Operation *op, const Apply *apply, GError **error)
{
	const Value *operations = apply->operations;
	if (operations->type != VALUE_LIST)
		return apply_one(op, operations, apply->meant, error);
	for (guint i = 0; i < operations->items->len; i++) {
		if (apply_one(op, g_ptr_array_index(operations->items, i),
			apply->meant, error))
			continue;
		g_prefix_error(error, "operation %u: ", i + 1);
		return FALSE;
	}
	return TRUE;
}
