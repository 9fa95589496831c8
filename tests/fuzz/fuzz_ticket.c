/* Any file: refused with a message, or written back as it was; a change of it
 * reads back, keeps every other value, and only adds entries. */
#include <stdint.h>
#include <stdlib.h>

#include "model/field.h"
#include "model/ticket.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static Ticket *read_again(GBytes *bytes)
{
	g_autoptr(GError) error = NULL;
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	Ticket *ticket = ticket_parse(text, size, "again", &error);
	if (!ticket) {
		g_printerr("%s in\n%.*s", error->message, (int)size, text);
		abort();
	}
	return ticket;
}

/* A last block text that was saved without the end of its line gets one when
 * something is added below: only then may a value differ. */
static gboolean is_ended;

static void assert_same(const Ticket *expected, const Ticket *actual)
{
	if (!is_ended)
		return;
	g_autoptr(GPtrArray) names = ticket_field_names(expected);
	g_autoptr(GPtrArray) others = ticket_field_names(actual);
	g_assert_cmpuint(names->len, ==, others->len);
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *a =
			ticket_get_as_text(expected, names->pdata[i]);
		g_autofree char *b = ticket_get_as_text(actual, names->pdata[i]);
		g_assert_cmpstr(a, ==, b);
	}
	const char *broken = NULL;
	g_assert_true(ticket_only_grew(expected, actual, &broken));
	g_assert_cmpuint(ticket_entry_count(expected), ==,
		ticket_entry_count(actual));
}

static void try_change(const Ticket *ticket, const char *field,
	const char *value)
{
	g_autoptr(Ticket) copy = ticket_copy(ticket);
	const Field *known = field_find(field);
	if (known && known->type == FIELD_LIST)
		ticket_list_add(copy, field, value);
	else
		ticket_set(copy, field, value);
	if (!ticket_entry_by_id(copy, "zz")) {
		Entry *entry = entry_new("comment", "zz", 0, "anna", value);
		entry_set(entry, "note", value);
		entry_add_record(entry, "attachments", "name", value, NULL);
		ticket_append(copy, entry);
	}
	g_autoptr(GBytes) bytes = ticket_encode(copy);
	g_autoptr(Ticket) again = read_again(bytes);
	assert_same(copy, again);
}

static void try_changes(const Ticket *ticket)
{
	static const char *const values[] = {"", "x", "a: b\n\n"};
	static const char *const more[] = {"subject", "assignee", "eta", "tags",
		"fields.a", "fields.new", "zzz"};
	for (gsize v = 0; v < G_N_ELEMENTS(values); v++) {
		g_autoptr(GPtrArray) names = ticket_field_names(ticket);
		for (gsize i = 0; i < G_N_ELEMENTS(more); i++)
			g_ptr_array_add(names, g_strdup(more[i]));
		for (guint i = 0; i < MIN(names->len, 24); i++) {
			const Field *field = field_find(names->pdata[i]);
			/* Whether a value fits its type is the caller's. */
			gboolean typed = field && (field->position == 0 ||
				field->type == FIELD_INTEGER ||
				field->type == FIELD_INSTANT);
			if (!typed)
				try_change(ticket, names->pdata[i], values[v]);
		}
	}
	g_autoptr(GPtrArray) tags =
		g_ptr_array_ref(ticket_get_list(ticket, "tags"));
	for (guint i = 0; i < MIN(tags->len, 8); i++) {
		g_autoptr(Ticket) copy = ticket_copy(ticket);
		ticket_list_remove(copy, "tags", tags->pdata[i]);
		g_autoptr(GBytes) bytes = ticket_encode(copy);
		g_autoptr(Ticket) again = read_again(bytes);
		assert_same(copy, again);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	const char *text = (const char *)data;
	g_autoptr(Ticket) ticket = ticket_parse(text, size, "f", &error);
	g_autoptr(Ticket) after =
		ticket_parse_after(text, size, size / 2, "f", NULL);
	if (!ticket) {
		g_assert_true(g_str_has_prefix(error->message, "f:"));
		return 0;
	}
	g_assert_nonnull(after);
	g_autoptr(GBytes) bytes = ticket_encode(ticket);
	g_assert_cmpmem(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes),
		data, size);
	is_ended = text[size - 1] == '\n';
	try_changes(ticket);
	return 0;
}
