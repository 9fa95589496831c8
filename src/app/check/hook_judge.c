#include "app/check/hook_judge.h"

#include <string.h>

#include "app/check/change_judge.h"
#include "app/desk/desk.h"
#include "app/desk/files_judge.h"
#include "app/desk/identity.h"
#include "base/error.h"
#include "system/environment.h"
#include "system/process.h"

static const Phrase
	date_ahead = {"the commit would be dated %1, which is still to come; "
			"leave --date and GIT_AUTHOR_DATE out",
		"коммит был бы датирован %1, а это ещё не наступило; уберите "
		"--date и GIT_AUTHOR_DATE"},
	no_list = {"git diff --cached gave no list (status %1): %2",
		"git diff --cached не дал списка (код %1): %2"};

#define LIST_LIMIT_BYTES (64 * 1024 * 1024)

/* git tells its hooks the date of the commit that is made: "@1795255200 +0000".
 * All figures go by it. */
static void check_date(Desk *desk, GPtrArray *findings)
{
	const char *date = environment_get("GIT_AUTHOR_DATE");
	Instant at = date && *date == '@' ? g_ascii_strtoll(date + 1, NULL, 10) :
		INSTANT_NONE;
	if (at == INSTANT_NONE ||
		at - desk_now(desk) <= CLOCK_TOLERANCE_SECONDS)
		return;
	g_autofree char *text = instant_format(at);
	findings_add(findings, "time", "", SEVERITY_WRONG, &date_ahead,
		text, NULL);
}

/* --- the list: ":100644 100644 OLD NEW M\0path\0" -------------------------- */

static void copy_oid(char oid[41], const char *from)
{
	g_strlcpy(oid, from, 41);
	if (strspn(oid, "0") == strlen(oid))
		oid[0] = '\0';
}

static gboolean read_list(ChangeJudge *judge, const char *bytes, gsize size)
{
	const char *end = bytes + size;
	while (bytes < end && *bytes == ':') {
		const char *stop = memchr(bytes, '\0', (gsize)(end - bytes));
		const char *last = stop ? memchr(stop + 1, '\0',
			(gsize)(end - stop - 1)) : NULL;
		g_auto(GStrv) parts = g_strsplit(bytes, " ", 5);
		if (!last || g_strv_length(parts) != 5)
			return FALSE;
		char before[41], after[41];
		copy_oid(before, parts[2]);
		copy_oid(after, parts[3]);
		change_judge_file(judge, stop + 1, before, after,
			(guint)g_ascii_strtoull(parts[1], NULL, 8));
		bytes = last + 1;
	}
	return bytes == end;
}

static gboolean judge_staged(ChangeJudge *judge, const char *folder,
	GError **error)
{
	static const char *const argv[] = {"git", "diff", "--cached", "--raw",
		"-z", "--no-renames", "--abbrev=40", "--no-ext-diff", NULL};
	g_autoptr(GBytes) output = NULL;
	int status = 0;
	g_autofree char *said = NULL;
	if (!process_run(argv, folder, NULL, LIST_LIMIT_BYTES, &output, &said,
		&status, error))
		return FALSE;
	g_autofree char *reason = process_git_reason(said, status);
	gsize size = 0;
	const char *bytes = g_bytes_get_data(output, &size);
	if (status != 0 || (bytes && !read_list(judge, bytes, size)))
		return desk_refuse(error, DESK_ERROR_CONFIG, &no_list,
			PHRASE_NUMBER(status), reason, NULL);
	return change_judge_end(judge, error);
}

/* Who has left is told of each ticket. */
static gboolean find_me(Desk *desk, const char **login, GError **error)
{
	g_autoptr(GError) problem = NULL;
	if (desk_me_if_any(desk, login, &problem) ||
		g_error_matches(problem, DESK_ERROR, DESK_ERROR_FORBIDDEN))
		return TRUE;
	return desk_error_pass(error, &problem);
}

GPtrArray *staged_check(Desk *desk, GError **error)
{
	const StorePlace *place = desk_place(desk);
	g_autoptr(GPtrArray) findings = findings_new();
	g_autoptr(FileSource) after = file_source_staged(desk, error);
	g_autoptr(FileSource) before = after ? file_source_commit(desk, NULL,
		error) : NULL;
	g_autoptr(GHashTable) numbers = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, g_free);
	g_autofree char *mail = store_author_mail(place);
	ChangeQuestion question = {.desk = desk, .before = before,
		.after = after, .mail = mail, .at = desk_now(desk),
		.numbers = numbers, .findings = findings};
	if (!before || !find_me(desk, &question.login, error))
		return NULL;
	g_autoptr(ChangeJudge) judge = change_judge_new(&question, error);
	if (!judge || !judge_staged(judge, place->work_tree, error) ||
		!files_judge_store(before, after, findings, error))
		return NULL;
	check_date(desk, findings);
	return g_steal_pointer(&findings);
}
