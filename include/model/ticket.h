/*
 * A ticket file: a head and a grow-only list of entries (desk-store(5)).
 *
 * Keeps the bytes it was read from. Encoding an unchanged ticket gives the
 * same bytes; a changed field changes its own lines; entries are copied byte
 * for byte; unknown keys and comments stay.
 *
 *	g_autoptr(Ticket) ticket = ticket_parse(bytes, size, path, error);
 *	ticket_set(ticket, "status", "open");
 *	Entry *entry = entry_new("comment", id, now, "anna", "Ping is lost.");
 *	ticket_append(ticket, entry);
 *	g_autoptr(GBytes) file = ticket_encode(ticket);
 *
 * It judges the form only; whether a value is allowed is model/regulation.h
 * and rules/.
 */
#ifndef MODEL_TICKET_H
#define MODEL_TICKET_H

#include "base/instant.h"
#include "base/phrase.h"
#include "text/yaml.h"

typedef struct Ticket Ticket;

/* One thing said or done. Fields beyond these are in `node`. */
typedef struct Entry {
	char *id;
	char *kind;
	Instant at;
	char *by;	/* login, "customer/contact", or "Name <address>" */
	char *body;	/* NULL if it has none */
	YamlNode *node; /* every key, as read; NULL until encoded and re-read */
	GBytes *bytes;	/* the document, without its "---\n" line */
} Entry;

/* A mail of ours has a Message-ID that begins so; an entry of kind reply, notice
 * or vendor with one and without `hold` is to be sent (app/outbox/outbox.h). */
#define ENTRY_OWN_ID_PREFIX "<desk."
/* The `hold` that ends with an entry `approval` (app/operation/approval.h). */
#define ENTRY_HOLD_APPROVAL "approval"
/* The `rule` of a notice that carries an invitation, and its file. */
#define ENTRY_VISIT_RULE "visit"
#define ENTRY_VISIT_FILE "invite.ics"

/* Kinds, sorted by name, with what they mean to readers and figures. */
typedef struct {
	const char *name;
	gboolean is_public;  /* the requester has seen or said it */
	gboolean by_requester; /* usually from the requester's side */
	gboolean has_body;
	Phrase title;
	Phrase help;
} EntryKind;
extern const EntryKind entry_kinds[];
extern const gsize entry_kinds_count;
const EntryKind *entry_kind_find(const char *name);

/* Reads a whole file of at most YAML_LIMIT_BYTES. `name` for messages.
 * Wrong shape (unknown entry kind, missing id, wrong type of a known field,
 * duplicate entry id) is DESK_ERROR_DATA with line and column. */
Ticket *ticket_parse(const char *bytes, gsize size, const char *name,
	GError **error);
/* The same of bytes that may not be there: NULL without error of none. */
Ticket *ticket_of_bytes(GBytes *bytes, const char *name, GError **error);
/* The head of `bytes`, and only those entries whose document begins at byte
 * `skip` or later; for the history walk over appended files. It cannot be
 * encoded. */
Ticket *ticket_parse_after(const char *bytes, gsize size, gsize skip,
	const char *name, GError **error);
/* Where the head ends: the offset of the first entry's "---" line, or `size`.
 * Two versions whose bytes from there on begin alike share those entries. */
gsize ticket_head_size(const char *bytes, gsize size);

/* A new one with uid and created; every other head field empty. */
Ticket *ticket_new(const char *uid, Instant created);
Ticket *ticket_copy(const Ticket *ticket);
void ticket_free(Ticket *ticket);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ticket, ticket_free)

/* Head. A field name is one of the registry, "fields.NAME" for a custom
 * field, or an unknown key of the file. Text fields answer "" when absent;
 * lists an empty array. Borrowed, until the next change. */
const char *ticket_get(const Ticket *ticket, const char *field);
gint64 ticket_get_number(const Ticket *ticket); /* 0 if none */
/* What people call it: uid_short_name(). Free with g_free(). */
char *ticket_short_name(const Ticket *ticket);
Instant ticket_get_instant(const Ticket *ticket, const char *field);
GPtrArray *ticket_get_list(const Ticket *ticket, const char *field);
/* The value as text: a list as a JSON array, as events carry it. Free with
 * g_free(). */
char *ticket_get_as_text(const Ticket *ticket, const char *field);
/* Every key that stands in the head with a value, custom fields as
 * "fields.NAME". Free the array with g_ptr_array_unref(). */
GPtrArray *ticket_field_names(const Ticket *ticket);

/* NULL or "" removes (or empties, if it is always written). */
void ticket_set(Ticket *ticket, const char *field, const char *value);
void ticket_set_instant(Ticket *ticket, const char *field, Instant at);
void ticket_set_list(Ticket *ticket, const char *field, GPtrArray *elements);
/* FALSE if it was there already / was not there. */
gboolean ticket_list_add(Ticket *ticket, const char *field, const char *element);
gboolean ticket_list_remove(Ticket *ticket, const char *field,
	const char *element);

/* Entries, in file order. Borrowed. Retracted ones are still listed:
 * ticket_entry_is_retracted(). */
guint ticket_entry_count(const Ticket *ticket);
const Entry *ticket_entry(const Ticket *ticket, guint index);
const Entry *ticket_entry_by_id(const Ticket *ticket, const char *id);
gboolean ticket_entry_is_retracted(const Ticket *ticket, const char *id);
/* Takes `entry`. */
void ticket_append(Ticket *ticket, Entry *entry);
/* The entry appended last stands behind its cause `id` (and those of its own
 * kind that stand there) as long as neither was encoded; else where it is. */
void ticket_put_behind(Ticket *ticket, const char *id);

/* The file. Free with g_bytes_unref(). */
GBytes *ticket_encode(const Ticket *ticket);

/* TRUE if `entry` stands unaltered in `after`, or has but lost texts
 * (model/redact.h). */
gboolean ticket_keeps(const Ticket *after, const Entry *entry);
/* TRUE if every entry of `before` stands unaltered in `after`, else the first
 * missing or altered id (borrowed from `before`) in `*broken`. */
gboolean ticket_only_grew(const Ticket *before, const Ticket *after,
	const char **broken);

/* A text as a body holds it: clean (yaml_clean_text()), one newline at its
 * end; NULL if nothing is left. g_free(). */
char *entry_clean_body(const char *text);
/* Entries. entry_set() adds a key before the body, in call order. */
Entry *entry_new(const char *kind, const char *id, Instant at, const char *by,
	const char *body);
void entry_set(Entry *entry, const char *key, const char *value);
void entry_set_integer(Entry *entry, const char *key, gint64 value);
/* `key: true`; a flag that is not set is left out. */
void entry_set_flag(Entry *entry, const char *key);
/* Adds one text to the list `key`. */
void entry_add_text(Entry *entry, const char *key, const char *text);
/* `key: false`, where true is what readers take for granted. */
void entry_set_refused(Entry *entry, const char *key);
/* Adds one element to the list `key`: a flow map of `names` and `values`
 * (`{name: screen.png, size: 48213}`), NULL-terminated pairs. */
void entry_add_record(Entry *entry, const char *key, const char *name,
	const char *value, ...) G_GNUC_NULL_TERMINATED;
/* A scalar key of an entry, "" if absent. Works before and after encoding. */
const char *entry_get(const Entry *entry, const char *key);
/* The texts of a list (or of a scalar, as one; of records the `name`), none if
 * absent: char*. Works
 * before and after encoding. Free with g_ptr_array_unref(). */
GPtrArray *entry_get_list(const Entry *entry, const char *key);

#endif
