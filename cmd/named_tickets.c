/* The tickets that a command is about: by number, from standard input, by -Q. */
#include "cmd/frame.h"

#include <string.h>
#include <unistd.h>

#include "app/desk/current_index.h"
#include "app/desk/query_context.h"
#include "app/desk/ticket_name.h"
#include "index/select.h"
#include "system/file.h"

#define STDIN_LIMIT_BYTES (16 * 1024 * 1024)

/* Blank lines, and several blanks, part no more than one does. */
static void part(GString *names)
{
	if (names->len > 0 && names->str[names->len - 1] != ',')
		g_string_append_c(names, ',');
}

/* The names in the first cell of each line, so that a listing can be piped in;
 * blanks part them as commas do. */
static char *tickets_from_stdin(Context *context, GError **error)
{
	g_autoptr(GBytes) bytes = file_read_descriptor(STDIN_FILENO,
		standard_input_name(context), STDIN_LIMIT_BYTES, error);
	if (!bytes)
		return NULL;
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	GString *names = g_string_new(NULL);
	gboolean in_first_cell = TRUE;
	for (gsize i = 0; i < size; i++) {
		if (text[i] == '\n' || text[i] == '\0') {
			in_first_cell = TRUE;
			part(names);
		} else if (text[i] == '\t') {
			in_first_cell = FALSE;
		} else if (in_first_cell && g_ascii_isspace(text[i])) {
			part(names);
		} else if (in_first_cell) {
			g_string_append_c(names, text[i]);
		}
	}
	return g_string_free(names, FALSE);
}

static GPtrArray *tickets_named(Context *context, const char *names,
	GError **error)
{
	Desk *desk = context_desk(context, error);
	if (!desk)
		return NULL;
	if (strcmp(names, "-") != 0)
		return desk_find_known_tickets(desk, names, context->unknown,
			error);
	g_autofree char *read = tickets_from_stdin(context, error);
	if (!read)
		return NULL;
	if (*read == '\0')
		return g_ptr_array_new_with_free_func(g_free);
	return desk_find_known_tickets(desk, read, context->unknown, error);
}

static GPtrArray *tickets_matching(Context *context, const char *text,
	GError **error)
{
	Desk *desk = context_desk(context, error);
	Index *index = desk ? desk_index(desk, error) : NULL;
	QueryContext query_context;
	if (!index || !desk_query_context(desk, &query_context, error))
		return NULL;
	g_autoptr(QueryNode) query = query_parse(text, &query_context, error);
	if (!query)
		return NULL;
	return select_uids(index, query, &query_context, NULL, 0, error);
}

/* With -Q the value still stands in operands[1]. */
static void make_room_for_tickets(Context *context, const char *query)
{
	char **operands = g_new(char *, context->operand_count + 2);
	operands[0] = (char *)query;
	memcpy(operands + 1, context->operands,
		(context->operand_count + 1) * sizeof *operands);
	g_free(context->operands);
	context->operands = operands;
	context->operand_count++;
}

static GPtrArray *tickets_by_query(Context *context, const char *query,
	gboolean takes_value, GError **error)
{
	static const Phrase both = {
		"name the tickets or find them by -Q, not both",
		"заявки либо перечисляют, либо находят через -Q"},
		blank = {"-Q: which ones? all of them: -Q is:all",
			"-Q: какие заявки? все до одной: -Q is:all"};
	if (query[strspn(query, " \t\n")] == '\0') {
		usage_error(context, error, &blank, NULL);
		return NULL;
	}
	if (!takes_value && context->operand_count > 0) {
		usage_error(context, error, &both, NULL);
		return NULL;
	}
	if (takes_value)
		make_room_for_tickets(context, query);
	return tickets_matching(context, query, error);
}

static const Phrase
	which_tickets = {"which tickets? A number (1042), several (12,15-20), @ "
			"for the one last shown, - for a list on standard "
			"input, or -Q QUERY",
		"какие заявки? Номер (1042), несколько (12,15-20), "
		"@ — показанная последней, - — список со стандартного "
		"ввода, или -Q ЗАПРОС"},
	which = {"which ticket?", "какая заявка?"};

GPtrArray *operands_tickets(Context *context, GError **error)
{
	for (guint i = 0; i < context->operand_count; i++)
		if (context->operands[i][0] == '\0') {
			usage_error(context, error, &which, NULL);
			return NULL;
		}
	g_autofree char *names = g_strjoinv(",", context->operands);
	if (*names)
		return tickets_named(context, names, error);
	usage_error(context, error, &which, NULL);
	return NULL;
}

static GPtrArray *find_tickets(Context *context, gboolean takes_value,
	GError **error)
{
	const char *query = option_text(context, "query");
	if (query)
		return tickets_by_query(context, query, takes_value, error);
	if (context->operand_count == 0) {
		if (!takes_value && (context->command->flags & COMMAND_READS))
			return tickets_named(context, "@", error);
		usage_error(context, error, &which_tickets, NULL);
		return NULL;
	}
	return takes_value ? tickets_named(context, context->operands[0], error) :
		operands_tickets(context, error);
}

/* "1042", or for many "12-tickets-" and a digest of them. */
static char *name_of_all(Desk *desk, const GPtrArray *uids, GError **error)
{
	if (uids->len == 1)
		return desk_ticket_name(desk, g_ptr_array_index(uids, 0),
			error);
	g_autoptr(GChecksum) digest = g_checksum_new(G_CHECKSUM_SHA256);
	for (guint i = 0; i < uids->len; i++)
		g_checksum_update(digest, g_ptr_array_index(uids, i), -1);
	return g_strdup_printf("%u-tickets-%.8s", uids->len,
		g_checksum_get_string(digest));
}

GPtrArray *operand_tickets(Context *context, guint place, GError **error)
{
	if (context->operand_count > place)
		return tickets_named(context, context->operands[place], error);
	usage_error(context, error, &which, NULL);
	return NULL;
}

GPtrArray *operand_ticket(Context *context, guint place, GError **error)
{
	static const Phrase one = {"one ticket at a time",
		"по одной заявке за раз"};
	g_autoptr(GPtrArray) uids = operand_tickets(context, place, error);
	if (!uids || (uids->len == 1 && context->unknown->len == 0))
		return g_steal_pointer(&uids);
	usage_error(context, error, &one, NULL);
	return NULL;
}

GPtrArray *context_tickets(Context *context, gboolean takes_value,
	GError **error)
{
	g_autoptr(GPtrArray) uids = find_tickets(context, takes_value, error);
	g_clear_pointer(&context->about, g_free);
	if (uids)
		context->about = name_of_all(context->desk, uids, error);
	return context->about ? g_steal_pointer(&uids) : NULL;
}
