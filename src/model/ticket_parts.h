/*
 * What the files of the ticket module share: the head as slots over the text
 * that it was read from, and entries that are read or still being made.
 */
#ifndef MODEL_TICKET_PARTS_H
#define MODEL_TICKET_PARTS_H

#include "model/field.h"
#include "model/ticket.h"

/* The file as read; shared by copies of a ticket. */
typedef struct {
	gatomicrefcount references;
	GBytes *bytes;	 /* the whole file; NULL if it cannot be encoded */
	gsize head_begin, head_end; /* the head document in `bytes` */
	YamlNode *root;	 /* of the head, offsets from head_begin; may be NULL */
} Source;

/* One key of the head, or of its `fields`. Its value is that of `text` and
 * `list` once changed, else that of `node`. */
typedef struct {
	const char *name;
	char *own_name;	       /* holds `name` if nothing else does */
	const Field *field;    /* NULL for unknown keys and custom fields */
	const YamlNode *key, *node; /* borrowed from the source; NULL if new */
	gboolean changed;
	char *text;	       /* changed to this text */
	GPtrArray *list;       /* changed to, or read from `node` on demand */
} Slot;

struct Ticket {
	Source *source;
	GArray *head, *custom; /* Slot */
	GPtrArray *entries;    /* Entry*, owned through entry_unref() */
	guint entries_read;    /* the first ones; the others were appended */
	GHashTable *by_id;     /* id → Entry, NULL until there are many */
	GHashTable *retracted; /* ids retracted by entries that were read */
	GPtrArray *nothing;    /* an empty list to answer with */
};

/* One reference. `root` is taken, `bytes` shared; they may be NULL. */
Source *source_new(GBytes *bytes, gsize head_begin, gsize head_end,
	YamlNode *root);

Ticket *ticket_from_source(Source *source); /* takes */
/* Borrowed; NULL if there is none. */
Slot *slot_find(GArray *slots, const char *name);
const char *slot_text(const Slot *slot);
gboolean slot_has_value(const Slot *slot);
gboolean slot_is_list(const Slot *slot);

/* Reads one document of the stream; `bytes` is taken. */
Entry *entry_parse(GBytes *bytes, const char *name, guint first_line,
	GError **error);
void entry_unref(gpointer entry);
/* A draft of its own; an entry that was read is shared. */
Entry *entry_copy(Entry *entry);
/* As it stands or will stand in the file. */
GBytes *entry_get_bytes(const Entry *entry);

/* The same document. */
gboolean entry_is_same(const Entry *a, const Entry *b);
/* The same id, kind and time. */
gboolean entry_is_named_alike(const Entry *a, const Entry *b);
/* The key of an entry that lost a text, and when. */
#define REDACT_KEY "redacted: "
/* Is `after` but `before` with texts taken out (model/redact.h), or the same? What
 * was taken becomes TRUE in `taken`, a gboolean a byte; it may be NULL. */
gboolean text_is_redaction(const char *before, const char *after,
	gboolean *taken);
/* A mark stands where it was taken. g_free(). */
char *text_without(const char *text, const gboolean *taken);
/* The same of a document. */
gboolean entry_is_redaction(const Entry *before, const Entry *after);
/* `before` without what either of the two lacks, and without the key; NULL: one of
 * them is no redaction of it. g_free(). */
char *entry_without_both(const Entry *before, const Entry *one,
	const Entry *other);

#endif
