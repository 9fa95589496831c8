/* Any three files, parted by lines "====": of tickets, whatever is merged reads
 * back with all entries of both, and the other way round, too; of mappings,
 * what is merged is one. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "rules/merge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static Regulation *regulation;

static MergeSide first(const char *field, void *data)
{
	return strlen(field) % 2 ? MERGE_OURS :
		*(gboolean *)data ? MERGE_THEIRS : MERGE_UNKNOWN;
}

static Ticket *read_bytes(GBytes *bytes)
{
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	return ticket_parse(text ? text : "", size, "t", NULL);
}

static void assert_entries(GBytes *side, const Ticket *both)
{
	g_autoptr(Ticket) ticket = read_bytes(side);
	for (guint i = 0; i < ticket_entry_count(ticket); i++)
		g_assert_nonnull(ticket_entry_by_id(both,
			ticket_entry(ticket, i)->id));
}

static void try_tickets(GBytes *base, GBytes *ours, GBytes *theirs,
	gboolean decides)
{
	g_auto(MergeAnswer) answer = {0};
	const MergeQuestion question = {.base = base, .ours = ours,
		.theirs = theirs, .name = "t", .regulation = regulation,
		.at = INSTANT_NONE, .later = first, .data = &decides};
	if (!ticket_merge(&question, &answer, NULL) ||
		answer.undecided->len > 0)
		return;
	g_autoptr(Ticket) both = read_bytes(answer.bytes);
	if (g_bytes_equal(answer.bytes, ours) ||
		g_bytes_equal(answer.bytes, theirs))
		return;
	g_assert_nonnull(both);
	assert_entries(ours, both);
	assert_entries(theirs, both);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!regulation)
		regulation = regulation_default();
	g_autofree char *text = g_strndup((const char *)data, size);
	g_auto(GStrv) parts = g_strsplit(text, "====\n", 3);
	if (g_strv_length(parts) != 3)
		return 0;
	GBytes *files[3];
	for (guint i = 0; i < 3; i++)
		files[i] = g_bytes_new(parts[i], strlen(parts[i]));
	try_tickets(files[0], files[1], files[2], TRUE);
	try_tickets(files[0], files[2], files[1], FALSE);
	try_tickets(NULL, files[1], files[2], TRUE);
	g_autoptr(GBytes) both = mapping_merge(files[0], files[1], files[2]);
	if (both) {
		g_autoptr(YamlNode) root = yaml_parse_single(
			g_bytes_get_data(both, NULL), g_bytes_get_size(both),
			"", 1, NULL);
		g_assert_nonnull(root);
	}
	for (guint i = 0; i < 3; i++)
		g_bytes_unref(files[i]);
	return 0;
}
