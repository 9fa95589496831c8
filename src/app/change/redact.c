#include "app/change/redact.h"

#include <string.h>

#include "app/change/change_parts.h"
#include "app/desk/desk.h"
#include "app/desk/files_rights.h"
#include "app/desk/talk.h"
#include "base/error.h"
#include "base/identifier.h"
#include "base/texts.h"
#include "model/people.h"
#include "model/redact.h"
#include "store/store.h"
#include "system/process.h"

static const Phrase
	too_short = {"\"%1\" is shorter than %2 letters, and would take parts of "
			"other words",
		"«%1» короче %2 букв и задел бы чужие слова"},
	one_line = {"a text of one line; give each line as a text of its own",
		"текст из одной строки; каждую строку дайте отдельным текстом"},
	for_lead = {"only who has the role lead redacts, and %1 has it not; `desk "
			"agent list` shows who has",
		"вымарывает только тот, у кого роль lead, а у %1 её нет; у кого "
		"есть, показывает `desk agent list`"},
	no_list = {"git grep gave no list (status %1)",
		"git grep не дал списка (код %1)"};

#define LIST_LIMIT_BYTES (64 * 1024 * 1024)

void redaction_clear(Redaction *redaction)
{
	g_clear_pointer(&redaction->secrets, g_ptr_array_unref);
	g_clear_pointer(&redaction->paths, g_ptr_array_unref);
}

/* --- which texts ------------------------------------------------------------- */

static void add(Redaction *redaction, const char *text)
{
	if (!redaction->secrets)
		redaction->secrets = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(redaction->secrets, g_strdup(text));
}

gboolean redaction_add_text(Redaction *redaction, const char *text,
	GError **error)
{
	if (strpbrk(text, "\r\n"))
		return desk_refuse(error, DESK_ERROR_USAGE, &one_line, NULL);
	if (g_utf8_strlen(text, -1) < REDACT_SHORTEST)
		return desk_refuse(error, DESK_ERROR_USAGE, &too_short, text,
			PHRASE_NUMBER(REDACT_SHORTEST), NULL);
	add(redaction, text);
	return TRUE;
}

/* What would take parts of other words stays, and is named. */
static void add_of_contact(Redaction *redaction, Desk *desk, const char *text)
{
	if (g_utf8_strlen(text, -1) >= REDACT_SHORTEST)
		add(redaction, text);
	else if (*text)
		desk_say(desk, &too_short, text,
			PHRASE_NUMBER(REDACT_SHORTEST), NULL);
}

static void add_all(Redaction *redaction, Desk *desk, const GPtrArray *texts)
{
	for (guint i = 0; i < texts->len; i++)
		add_of_contact(redaction, desk, texts->pdata[i]);
}

gboolean redaction_add_contact(Redaction *redaction, Desk *desk,
	const char *contact, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(contact, "/", 2);
	g_autofree char *path = g_strdup_printf("customers/%s.yaml", parts[0]);
	Store *store = desk_store(desk, error);
	g_autoptr(GBytes) bytes = store ? store_read(store, NULL, path, error) :
		NULL;
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	g_autoptr(Customer) customer = bytes ? customer_parse(parts[0],
		text ? text : "", size, path, error) : NULL;
	for (guint i = 0; customer && i < customer->contacts->len; i++) {
		const Contact *is = customer->contacts->pdata[i];
		if (strcmp(is->name, parts[1]) != 0)
			continue;
		add_of_contact(redaction, desk,
			is->full_name ? is->full_name : "");
		add_all(redaction, desk, is->mails);
		add_all(redaction, desk, is->phones);
	}
	return customer != NULL;
}

/* --- where --------------------------------------------------------------------- */

/* "main:path\0" */
static void read_list(Redaction *redaction, const char *bytes, gsize size)
{
	redaction->paths = g_ptr_array_new_with_free_func(g_free);
	for (const char *at = bytes; bytes && at < bytes + size;
		at += strlen(at) + 1) {
		const char *colon = strchr(at, ':');
		if (colon)
			g_ptr_array_add(redaction->paths, g_strdup(colon + 1));
	}
	texts_sort(redaction->paths);
}

gboolean redaction_find(Redaction *redaction, Desk *desk, GError **error)
{
	const StorePlace *place = desk_place(desk);
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	const char *const first[] = {"git", "--git-dir", place->git_folder,
		"grep", "--files-with-matches", "--fixed-strings", "--text",
		"--full-name", "--null", "--no-color",
		"--ignore-case"};
	for (gsize i = 0; i < G_N_ELEMENTS(first); i++)
		g_ptr_array_add(argv, (gpointer)first[i]);
	for (guint i = 0; i < redaction->secrets->len; i++) {
		g_ptr_array_add(argv, (gpointer)"-e");
		g_ptr_array_add(argv, redaction->secrets->pdata[i]);
	}
	g_ptr_array_add(argv, (gpointer)STORE_BRANCH);
	g_ptr_array_add(argv, NULL);
	g_autoptr(GBytes) output = NULL;
	int status = 0;
	if (!process_run((const char *const *)argv->pdata, NULL, NULL,
		LIST_LIMIT_BYTES, &output, NULL, &status, error))
		return FALSE;
	/* 1: none */
	if (status > 1)
		return desk_refuse(error, DESK_ERROR_UNAVAILABLE, &no_list,
			PHRASE_NUMBER(status), NULL);
	gsize size = 0;
	const char *bytes = g_bytes_get_data(output, &size);
	read_list(redaction, bytes, size);
	return TRUE;
}

gboolean change_leads(Operation *op, gboolean *leads, GError **error)
{
	g_autoptr(FileSource) source = file_source_commit(operation_desk(op),
		NULL, error);
	g_autoptr(Rights) rights = source ? files_rights(source, error) : NULL;
	*leads = rights && rights_standing(rights, operation_me(op), NULL,
		NULL) == RIGHTS_LEAD;
	return rights != NULL;
}

/* --- the change ---------------------------------------------------------------- */

static gboolean check_lead(Operation *op, GError **error)
{
	gboolean leads;
	return change_leads(op, &leads, error) && (leads || desk_refuse(error,
		DESK_ERROR_FORBIDDEN, &for_lead, operation_me(op), NULL));
}

/* What is left of a list of addresses is no address. */
static char *drop_marks(const char *text)
{
	static const struct {
		const char *pattern, *by;
	} rows[] = {
		{"(?m)^\\s*-\\s*['\"]?" REDACT_MARK "['\"]?\\s*\\n", ""},
		{"([\\[,])\\s*['\"]?" REDACT_MARK "['\"]?\\s*(?:,\\s*)?(?=[^\\n]*\\])",
			"\\1"},
		{",\\s*\\]", "]"},
	};
	char *left = g_strdup(text);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GRegex) regex = g_regex_new(rows[i].pattern, 0, 0,
			NULL);
		/* One element parts itself from the next. */
		while (g_regex_match(regex, left, 0, NULL)) {
			g_autofree char *before = left;
			left = g_regex_replace(regex, before, -1, 0,
				rows[i].by, 0, NULL);
		}
	}
	return left;
}

/* NULL with an error. */
static char *redact_file(Operation *op, const char *path, const char *text,
	void *data, GError **error)
{
	const Redaction *redaction = data;
	g_autofree char *uid = uid_from_path(path);
	g_autoptr(GError) problem = NULL;
	gsize size = text ? strlen(text) : 0;
	g_autofree char *without = !text ? NULL : uid ?
		redact_ticket(text, size, path, redaction->secrets,
			operation_now(op), &problem) :
		redact_text(text, size, redaction->secrets);
	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return NULL;
	}
	if (!without)
		return g_strdup(text ? text : "");
	return uid ? g_steal_pointer(&without) : drop_marks(without);
}

gboolean redaction_apply(Operation *op, void *data, GError **error)
{
	Redaction *redaction = data;
	if (!check_lead(op, error))
		return FALSE;
	for (guint i = 0; i < redaction->paths->len; i++)
		if (!operation_edit_file(op, redaction->paths->pdata[i],
			redact_file, redaction, error))
			return FALSE;
	return TRUE;
}
