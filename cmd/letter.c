#include "cmd/letter.h"

#include <string.h>

#include "app/desk/desk.h"
#include "app/desk/identity.h"
#include "app/desk/people_words.h"
#include "app/desk/talk.h"
#include "app/operation/approval.h"
#include "base/error.h"
#include "base/texts.h"
#include "cmd/frame.h"
#include "model/ticket.h"

static const Phrase
	to_is_empty = {"the line To: is empty", "строка To: пуста"},
	no_text = {"the text is empty: nothing was done",
		"текст пуст: ничего не сделано"};

void letter_init(Letter *letter)
{
	*letter = (Letter){
		.to = g_ptr_array_new_with_free_func(g_free),
		.cc = g_ptr_array_new_with_free_func(g_free),
		.made = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
			g_free),
	};
	letter->reply.mail.to = letter->to;
	letter->reply.mail.cc = letter->cc;
	letter->reply.mail.not_before = INSTANT_NONE;
}

void letter_clear(Letter *letter)
{
	g_clear_pointer(&letter->to, g_ptr_array_unref);
	g_clear_pointer(&letter->cc, g_ptr_array_unref);
	g_clear_pointer(&letter->made, g_hash_table_unref);
	g_clear_pointer(&letter->text, g_free);
	g_clear_pointer(&letter->language, g_free);
	attachments_clear(&letter->files);
}

/* --- recipients ------------------------------------------------------ */

gboolean letter_add_people(Context *context, GPtrArray *list, const char *words,
	GError **error)
{
	g_auto(GStrv) parts = g_strsplit(words, ",", -1);
	for (char **part = parts; *part; part++) {
		if (*g_strstrip(*part) == '\0')
			continue;
		char *address = words_mail_address(context->desk, *part, error);
		if (!address)
			return FALSE;
		g_ptr_array_add(list, address);
	}
	return TRUE;
}

gboolean letter_add_option(Context *context, const char *name, GPtrArray *list,
	GError **error)
{
	static const Phrase nobody = {"--%1 names nobody", "--%1: никто не назван"};
	for (char **given = option_all(context, name); *given; given++) {
		guint before = list->len;
		if (!letter_add_people(context, list, *given, error))
			return FALSE;
		if (list->len == before)
			return desk_refuse(error, DESK_ERROR_USAGE, &nobody,
				name, NULL);
	}
	return TRUE;
}

gboolean letter_read_options(Context *context, Letter *letter, GError **error)
{
	Outgoing *mail = &letter->reply.mail;
	mail->subject = option_text(context, "subject");
	letter->at_once = option_given(context, "now");
	return (letter->at_once || outbox_not_before(context->desk,
			&mail->not_before, error)) &&
		option_work(context, &letter->reply.work, error) &&
		attachments_read(context, &letter->files, error) &&
		letter_add_option(context, "cc", letter->cc, error);
}

/* --- the form ---------------------------------------------------------- */

gboolean letter_is_edited(const Context *context)
{
	return option_given(context, "edit") ||
		(!option_given(context, "message") &&
		!option_given(context, "file") &&
		!arguments_text_from_stdin(context->arguments));
}

/* Takes the lines of recipients off the text; those that stand there count. */
static gboolean read_form(Context *context, Letter *letter, GError **error)
{
	static const char *const names[] = {"To:", "Cc:"};
	GPtrArray *lists[] = {letter->to, letter->cc};
	const char *rest = letter->text;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		if (g_ascii_strncasecmp(rest, names[i], 3) != 0)
			continue;
		gsize length = strcspn(rest, "\n");
		g_autofree char *line = g_strndup(rest + 3, length - 3);
		g_ptr_array_set_size(lists[i], 0);
		if (!letter_add_people(context, lists[i], line, error))
			return FALSE;
		rest += length + (rest[length] == '\n');
		if (i == 0 && lists[0]->len == 0) {
			usage_error(context, error, &to_is_empty, NULL);
			return FALSE;
		}
	}
	while (*rest == '\n')
		rest++;
	char *body = g_strdup(rest);
	g_free(letter->text);
	letter->text = body;
	if (*body)
		return TRUE;
	context_drop_draft(context);
	return desk_refuse(error, DESK_ERROR_NO, &no_text, NULL);
}

gboolean letter_write(Context *context, Letter *letter, gboolean required,
	const GPtrArray *to, const GPtrArray *cc, const char *body,
	GError **error)
{
	gboolean edited = letter_is_edited(context) &&
		(required || option_given(context, "edit"));
	g_autofree char *to_line = texts_join(to);
	g_autofree char *cc_line = texts_join(cc);
	g_autofree char *form = !edited || !to ? NULL : g_strdup_printf(
		"To: %s\nCc: %s\n\n%s", to_line, cc_line, body ? body : "");
	g_autoptr(GError) problem = NULL;
	letter->text = context_message(context, required,
		context->command->name, form, &problem);
	if (problem)
		return desk_error_pass(error, &problem);
	letter->reply.filled = edited && body;
	if (letter->text && edited && !read_form(context, letter, error))
		return FALSE;
	letter->reply.mail.body = letter->text;
	return TRUE;
}

/* --- when it leaves ------------------------------------------------------ */

gboolean letter_made(const Letter *letter, const Ticket *ticket, Entry *entry,
	Operation *op, GError **error)
{
	if (!entry || !attachments_add(op, entry, &letter->files, error))
		return FALSE;
	g_hash_table_replace(letter->made, g_strdup(ticket_get(ticket, "uid")),
		g_strdup(entry->id));
	return TRUE;
}

static void find_account(const char *key, const char *value, void *data)
{
	gboolean *found = data;
	(void)value;
	*found |= g_str_has_prefix(key, "desk.account.") &&
		g_str_has_suffix(key, ".smtp");
}

static GPtrArray *words_of_send(const StorePlace *place, const Letter *letter)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
	const char *const first[] = {"-C", place->work_tree ?
		place->work_tree : place->git_folder, "send", "--now"};
	for (guint i = 0; i < G_N_ELEMENTS(first); i++)
		g_ptr_array_add(words, g_strdup(first[i]));
	GHashTableIter iterator;
	gpointer uid, entry;
	g_hash_table_iter_init(&iterator, letter->made);
	while (g_hash_table_iter_next(&iterator, &uid, &entry))
		g_ptr_array_add(words, g_strdup_printf("%s/%s", (char *)uid,
			(char *)entry));
	g_ptr_array_add(words, NULL);
	return words;
}

static void send_at_once(Context *context, const Letter *letter)
{
	const StorePlace *place = desk_place(context->desk);
	gboolean sends = FALSE;
	store_config_each(place, find_account, &sends, NULL);
	if (!sends || g_hash_table_size(letter->made) == 0)
		return;
	g_autoptr(GError) problem = NULL;
	g_autoptr(GPtrArray) words = words_of_send(place, letter);
	mail_program_wait((const char *const *)words->pdata, &problem);
	if (problem) {
		g_autofree char *text = desk_error_text(problem,
			context->language);
		page_add_footer(context->page, "%s", text);
	}
}

int letter_tell(Context *context, const Letter *letter, int done)
{
	Instant at = letter->reply.mail.not_before;
	static const Phrase unapproved = {"it leaves once approved by %1",
		"письмо уйдёт, когда его согласует %1"};
	g_autofree char *mentor = NULL;
	const char *me;
	if (done < 0 || context->dry_run || !context->page)
		return done;
	/* The letter is made: what cannot be told of it is no failure. */
	g_autoptr(GError) problem = NULL;
	if (!desk_me_if_any(context->desk, &me, &problem) ||
		!approval_mentor(context->desk, me, &mentor, &problem)) {
		desk_say_problem(context->desk, problem);
		return done;
	}
	if (mentor)
		context_add_footer(context, &unapproved, mentor, NULL);
	else if (at != INSTANT_NONE)
		context_tell_departure(context, at);
	else if (letter->at_once)
		send_at_once(context, letter);
	return done;
}
