/* Making a ticket, setting its fields, attaching files. */

#include "app/change/change.h"

#include <string.h>

#include "app/change/change_parts.h"
#include "app/desk/agents.h"
#include "app/desk/current_index.h"
#include "app/desk/outbox_address.h"
#include "app/desk/people_words.h"
#include "base/error.h"
#include "base/identifier.h"
#include "base/texts.h"
#include "index/tickets.h"
#include "model/field.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "system/media_type.h"
#include "text/yaml.h"

#define REPEAT "repeat"
#define REPEATS_KEPT 20

static const Phrase
	unknown_field = {"unknown field \"%1\"; `desk fields` lists them",
		"неизвестное поле «%1»; список: `desk fields`"},
	like_field = {"unknown field \"%1\"; did you mean \"%2\"? `desk fields` "
			"lists them",
		"неизвестное поле «%1»; может быть, «%2»? Список: `desk fields`"},
	not_by_hand = {"%1 is not changed by hand; `desk fields` says which "
			"are",
		"%1 вручную не меняют; какие меняют, скажет `desk fields`"},
	no_subject = {"the subject is empty", "тема пуста"},
	one_value = {"%1 holds one value: %1=VALUE",
		"у %1 одно значение: %1=ЗНАЧЕНИЕ"};

#define UID_LENGTH 8
#define ENTRY_ID_LENGTH 6

/* The open ticket of a dedupe key, NULL if there is none. */
static Ticket *open_by_key(Operation *op, const char *key, GError **error)
{
	Index *index = desk_index(operation_desk(op), error);
	g_autofree char *uid = NULL;
	return index && index_open_ticket_by_key(index, key, &uid, error) && uid ?
		operation_ticket(op, uid, error) : NULL;
}

char *change_uid_of_key(Operation *op, const char *key, const char *last,
	Instant at, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autofree char *before = g_strdup(last ? last : "");
	for (;;) {
		g_autofree char *content = g_strjoin("\n", key, before, NULL);
		g_autofree char *name = operation_name(op, "dedupe-key",
			content, UID_LENGTH);
		g_autofree char *uid = uid_make(at, name);
		gboolean there = operation_ticket_or_null(op, uid, &problem) ||
			g_error_matches(problem, DESK_ERROR, DESK_ERROR_DATA);
		if (!there)
			return desk_error_pass(error, &problem) ?
				g_steal_pointer(&uid) : NULL;
		/* It had the key and lost it by hand. */
		g_clear_error(&problem);
		g_free(before);
		before = g_steal_pointer(&uid);
	}
}

static char *uid_of_key(Operation *op, const char *key, GError **error)
{
	Index *index = desk_index(operation_desk(op), error);
	g_autofree char *last = NULL;
	return index && index_ticket_by_key(index, key, &last, error) ?
		change_uid_of_key(op, key, last, operation_now(op), error) :
		NULL;
}

static void set_if(Ticket *ticket, const char *field, const char *value)
{
	if (value && *value)
		ticket_set(ticket, field, value);
}

static gboolean fill(Operation *op, Ticket *ticket, const NewTicket *wanted,
	GError **error)
{
	g_autofree char *subject = yaml_clean_text(
		wanted->subject ? wanted->subject : "", -1);
	g_strdelimit(subject, "\n\t", ' ');
	ticket_set(ticket, "subject", g_strstrip(subject));
	ticket_set(ticket, "channel", wanted->channel ? field_value_meant(
		field_find("channel"), wanted->channel) : "shell");
	set_if(ticket, "requester", wanted->requester);
	Index *index = desk_index(operation_desk(op), error);
	g_autofree char *customer = NULL;
	if (!index || !customer_of_requester(index, wanted->requester,
		&customer, error))
		return FALSE;
	set_if(ticket, "customer",
		wanted->customer ? wanted->customer : customer);
	set_if(ticket, "type", wanted->type);
	set_if(ticket, "priority", wanted->priority);
	set_if(ticket, "dedupe-key", wanted->dedupe_key);
	if (wanted->category && *wanted->category &&
		!change_category(op, ticket, wanted->category, error))
		return FALSE;
	return !wanted->assignee || !*wanted->assignee ||
		change_assign(op, ticket, wanted->assignee, NULL, error);
}

/* But for white space around them. */
static gboolean says_same(const char *one, const char *other)
{
	g_autofree char *first = g_strstrip(g_strdup(one));
	g_autofree char *second = g_strstrip(g_strdup(other));
	return strcmp(first, second) == 0;
}

/* What is said under a key has one id on every host; NULL: any will do. */
static char *text_id(Operation *op, const Ticket *ticket,
	const NewTicket *wanted)
{
	if (!wanted->dedupe_key)
		return NULL;
	g_autofree char *text = g_strstrip(g_strdup(wanted->text));
	g_autofree char *content = g_strjoin("\n", ticket_get(ticket, "uid"),
		text, NULL);
	g_autofree char *id = operation_name(op, "dedupe-text", content,
		ENTRY_ID_LENGTH);
	return ticket_entry_by_id(ticket, id) ? NULL : g_steal_pointer(&id);
}

static void say_text(Operation *op, Ticket *ticket, const NewTicket *wanted,
	gboolean repeated)
{
	g_autofree char *id = text_id(op, ticket, wanted);
	gboolean theirs = wanted->requester && *wanted->requester;
	Entry *entry = operation_say(op, ticket, theirs ? "message" : "comment",
		wanted->text, id, theirs ? wanted->requester : NULL,
		INSTANT_NONE);
	if (repeated)
		entry_set(entry, "automatic", REPEAT);
}

/* What a machine says again is worth keeping while it says something else, and
 * not for ever. */
static NewOutcome keep_text(Operation *op, Ticket *ticket,
	const NewTicket *wanted)
{
	guint kept = 0;
	if (!wanted->text || !*wanted->text)
		return NEW_KNOWN;
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *entry = ticket_entry(ticket, i);
		kept += strcmp(entry_get(entry, "automatic"), REPEAT) == 0;
		if (entry->body && says_same(entry->body, wanted->text))
			return NEW_KNOWN;
	}
	if (kept >= REPEATS_KEPT)
		return NEW_KNOWN;
	say_text(op, ticket, wanted, TRUE);
	return NEW_REPEATED;
}

Ticket *change_new(Operation *op, const NewTicket *wanted, NewOutcome *outcome,
	GError **error)
{
	g_autoptr(GError) problem = NULL;
	Ticket *ticket = wanted->dedupe_key ?
		open_by_key(op, wanted->dedupe_key, &problem) : NULL;
	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return NULL;
	}
	*outcome = ticket ? keep_text(op, ticket, wanted) : NEW_MADE;
	if (ticket)
		return ticket;
	g_autofree char *uid = NULL;
	if (wanted->dedupe_key &&
		!(uid = uid_of_key(op, wanted->dedupe_key, error)))
		return NULL;
	ticket = operation_create(op, uid, INSTANT_NONE, error);
	if (!ticket || !fill(op, ticket, wanted, error))
		return NULL;
	if (wanted->text && *wanted->text)
		say_text(op, ticket, wanted, FALSE);
	return ticket;
}

/* --- set ------------------------------------------------------------- */

static gboolean need_settable(const char *field, const Field **row,
	GError **error)
{
	*row = field_find(field);
	if (g_str_has_prefix(field, "fields.") ||
		(*row && ((*row)->flags & FIELD_SETTABLE)))
		return TRUE;
	if (*row)
		return desk_refuse(error, DESK_ERROR_FORBIDDEN, &not_by_hand,
			field, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (gsize i = 0; i < fields_count; i++)
		g_ptr_array_add(names, (void *)fields[i].name);
	const char *near = nearest_name(field, names);
	return desk_refuse(error, DESK_ERROR_USAGE, near ? &like_field :
		&unknown_field, field, near, NULL);
}

/* Mail goes to who stands in a list of people: a name becomes the address. */
static char *element(Desk *desk, const Field *field, const char *word,
	GError **error)
{
	if (!(field->flags & FIELD_PEOPLE))
		return g_strdup(word);
	g_autofree char *address = words_mail_address(desk, word, error);
	return address ? outbox_bare_address(address) : NULL;
}

static gboolean set_whole(Desk *desk, Ticket *ticket, const Field *field,
	const char *value, GError **error)
{
	g_autoptr(GPtrArray) elements = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) parts = g_strsplit(value, ",", -1);
	for (char **part = parts; *part; part++) {
		char *one = *g_strstrip(*part) ? element(desk, field, *part,
			error) : g_strdup("");
		if (!one)
			return FALSE;
		if (*one)
			g_ptr_array_add(elements, one);
		else
			g_free(one);
	}
	ticket_set_list(ticket, field->name, elements);
	return TRUE;
}

static gboolean set_list(Desk *desk, Ticket *ticket, const Field *field,
	SetKind kind, const char *value, GError **error)
{
	if (kind == SET_VALUE)
		return set_whole(desk, ticket, field, value, error);
	/* What stands there by hand goes as it stands. */
	gboolean as_it_is = kind == SET_REMOVE && texts_have(
		ticket_get_list(ticket, field->name), value);
	g_autofree char *one = as_it_is ? g_strdup(value) : element(desk, field,
		value, error);
	if (one && kind == SET_ADD)
		ticket_list_add(ticket, field->name, one);
	else if (one)
		ticket_list_remove(ticket, field->name, one);
	return one != NULL;
}

gboolean change_set(Operation *op, Ticket *ticket, const char *field,
	SetKind kind, const char *value, GError **error)
{
	const Field *row;
	if (!need_settable(field, &row, error))
		return FALSE;
	if (row && row->type == FIELD_LIST) {
		g_autofree char *clean = yaml_clean_text(value, -1);
		return set_list(operation_desk(op), ticket, row, kind, clean,
			error);
	}
	if (kind != SET_VALUE)
		return desk_refuse(error, DESK_ERROR_USAGE, &one_value, field,
			NULL);
	if (strcmp(field, "subject") == 0 && value[strspn(value, " \t")] == '\0')
		return desk_refuse(error, DESK_ERROR_USAGE, &no_subject, NULL);
	g_autofree char *stored = words_field_value(operation_desk(op), field,
		value, error);
	Instant at = INSTANT_NONE;
	if (stored && row && row->type == FIELD_INSTANT && *stored &&
		instant_parse(stored, &at) &&
		!change_is_ahead(op, field, at, error))
		return FALSE;
	if (!stored || (strcmp(field, "status") == 0 &&
		regulation_status_class(operation_regulation(op), stored) ==
			CLASS_CLOSED &&
		!change_may_close(op, ticket,
			ticket_get(ticket, "resolution"), error)))
		return FALSE;
	ticket_set(ticket, field, stored);
	return TRUE;
}

/* --- attachments ----------------------------------------------------- */

gboolean change_attach(Operation *op, Entry *entry, const char *name,
	GBytes *bytes, GError **error)
{
	static const Phrase other = {"the name of the file \"%1\" is no UTF-8, "
			"and others would not read it; mv FILE \"$(printf %%s "
			"FILE | iconv -f CP1251 -t UTF-8)\" makes it so",
		"имя файла «%1» — не UTF-8, другие его не прочтут; исправит mv "
		"ФАЙЛ \"$(printf %%s ФАЙЛ | iconv -f CP1251 -t UTF-8)\""};
	g_autofree char *base = g_path_get_basename(name);
	g_autofree char *clean = yaml_clean_text(base, -1);
	if (!g_utf8_validate(base, -1, NULL))
		return desk_refuse(error, DESK_ERROR_DATA, &other, clean, NULL);
	g_autofree char *type = media_type_of(clean, bytes, error);
	if (!type)
		return FALSE;
	g_autofree char *digest = g_compute_checksum_for_bytes(
		G_CHECKSUM_SHA256, bytes);
	g_autofree char *day = instant_format(operation_now(op));
	g_autofree char *path = g_strdup_printf("%.4s/%.2s/%.2s/%s", day,
		day + 5, day + 8, digest);
	operation_add_original(op, path, bytes);
	g_autofree char *size = g_strdup_printf("%" G_GSIZE_FORMAT,
		g_bytes_get_size(bytes));
	entry_add_record(entry, "attachments", "name", clean, "type", type,
		"size", size, "original", path, NULL);
	return TRUE;
}
