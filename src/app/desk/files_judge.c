#include "app/desk/desk_parts.h"
#include "app/desk/files_judge_parts.h"

#include <string.h>

#include "app/desk/file_source.h"
#include "base/error.h"
#include "base/texts.h"
#include "rules/regulation_check.h"

static void judge_clear(FilesJudge *judge)
{
	g_clear_pointer(&judge->own, regulation_free);
	g_clear_pointer(&judge->agents, g_ptr_array_unref);
	g_clear_pointer(&judge->customers, g_ptr_array_unref);
	g_clear_pointer(&judge->unread, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(FilesJudge, judge_clear)

static const Phrase no_regulation = {"there is none: what desk brings along "
		"stands",
	"такого файла нет: действует то, что desk несёт с собой"};

static gboolean judge_all(FilesJudge *judge, GError **error)
{
	const char *folder;
	judge->regulation = file_source_regulation(judge->source);
	if (!files_judge_read(judge, "desk.yaml", error))
		return FALSE;
	if (judge->findings->len == 0 &&
		!file_source_has(judge->source, "desk.yaml", NULL))
		findings_add(judge->findings, "regulation", "desk.yaml",
			SEVERITY_WARNING, &no_regulation, NULL);
	if (!files_judge_read(judge, files_judge_rota(judge), error))
		return FALSE;
	for (guint i = 0; (folder = files_judge_folder(i)); i++) {
		g_autoptr(GPtrArray) paths = file_source_list(judge->source,
			folder, error);
		if (!paths)
			return FALSE;
		for (guint k = 0; k < paths->len; k++)
			if (!files_judge_read(judge, paths->pdata[k], error))
				return FALSE;
	}
	files_judge_names(judge);
	files_judge_git(judge);
	return files_judge_words(judge, error);
}

gboolean files_judge(FileSource *source, GPtrArray *findings, GError **error)
{
	g_auto(FilesJudge) judge = {
		.source = source,
		.findings = findings,
		.agents = g_ptr_array_new_with_free_func(
			(GDestroyNotify)agent_free),
		.customers = g_ptr_array_new_with_free_func(
			(GDestroyNotify)customer_free),
		.unread = g_ptr_array_new_with_free_func(g_free),
	};
	return judge_all(&judge, error) && file_source_was_read(source, error);
}

void files_judge_regulation(const char *text, gsize size, const char *file,
	GPtrArray *findings)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Regulation) regulation = regulation_read(text, size, file,
		&problem);
	if (!regulation)
		findings_add_error(findings, "regulation", file,
			SEVERITY_BROKEN, problem);
}

/* --- what is new ----------------------------------------------------------- */

/* Without lines and columns, which every change moves, also in the text. */
static char *without_places(const Finding *finding)
{
	GString *out = g_string_new(finding->file);
	g_string_append_c(out, '\n');
	for (const char *c = finding->message; *c;) {
		gsize digits = *c == ':' ? strspn(c + 1, "0123456789") : 0;
		if (digits == 0)
			g_string_append_c(out, *c);
		c += digits + 1;
	}
	return g_string_free(out, FALSE);
}

/* Takes out what `before` has. */
static void leave_new(GPtrArray *findings, const GPtrArray *before,
	GHashTable *changed)
{
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	for (guint i = 0; i < before->len; i++)
		g_hash_table_add(known, without_places(before->pdata[i]));
	for (guint i = findings->len; i > 0; i--) {
		const Finding *finding = findings->pdata[i - 1];
		g_autofree char *plain = without_places(finding);
		if ((finding->severity != SEVERITY_BROKEN ||
			!g_hash_table_contains(changed, finding->file)) &&
			g_hash_table_contains(known, plain))
			g_ptr_array_remove_index(findings, i - 1);
	}
}

/* May the change break other files? Whoever leaves does so at once, and what names
 * them is told by a check of all. */
static gboolean reaches(FileSource *after, const GPtrArray *changed,
	gboolean *others, GError **error)
{
	g_autoptr(GError) problem = NULL;
	*others = FALSE;
	for (guint i = 0; !*others && !problem && i < changed->len; i++)
		*others = !g_str_has_prefix(changed->pdata[i], "agents/") ||
			!file_source_has(after, changed->pdata[i], &problem);
	return desk_error_pass(error, &problem);
}

GPtrArray *files_judge_changes(FileSource *before, FileSource *after,
	GHashTable *changed, GError **error)
{
	g_autoptr(GPtrArray) findings = findings_new();
	g_autoptr(GPtrArray) known = findings_new();
	g_autoptr(GPtrArray) paths = texts_sorted_keys(changed);
	gboolean others;
	if (!files_judge(after, findings, error) ||
		!reaches(after, paths, &others, error))
		return NULL;
	for (guint i = findings->len; i > 0; i--) {
		const Finding *finding = findings->pdata[i - 1];
		if (!g_hash_table_contains(changed, finding->file) &&
			(!others || finding->severity <= SEVERITY_WARNING))
			g_ptr_array_remove_index(findings, i - 1);
	}
	if (findings->len > 0 && !files_judge(before, known, error))
		return NULL;
	leave_new(findings, known, changed);
	if (!files_judge_held(before, after, paths, findings, error) ||
		!files_judge_bills(before, after, changed, findings, error))
		return NULL;
	return g_steal_pointer(&findings);
}
