/* Closed bills: written once, each act with a number of its own. */
#include "app/desk/files_judge_parts.h"

#include <string.h>

#include "base/error.h"
#include "base/texts.h"
#include "rules/closed_bill.h"

#define YEAR_LENGTH (strlen("bills/2026"))

static const Phrase
	closed_stays = {"a bill that was closed stays as it is; what is corrected "
			"later is billed in the month in which that is done",
		"закрытый счёт не меняется; исправления попадают в счёт того "
		"месяца, в котором сделаны"},
	act_taken = {"the number %1 is that of the act %2; sync, and close the "
			"month again",
		"номер %1 уже у акта %2; синхронизируйтесь и закройте месяц "
		"снова"};

gboolean files_judge_is_bill(const char *path)
{
	return g_str_has_prefix(path, "bills/") &&
		g_str_has_suffix(path, ".yaml");
}

static ClosedBill *read_bill(FileSource *source, const char *path,
	GError **error)
{
	g_autoptr(GBytes) bytes = file_source_read(source, path, error);
	g_autofree char *base = g_path_get_basename(path);
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	base[strlen(base) - strlen(".yaml")] = '\0';
	return bytes ? closed_bill_parse(base, text ? text : "", size, path,
		error) : NULL;
}

/* The act of the same year that has the number, too. */
static gboolean find_owner(FileSource *source, const char *path, gint64 number,
	char **owner, GError **error)
{
	g_autoptr(GPtrArray) paths = file_source_list(source, "bills", error);
	for (guint i = 0; number && paths && !*owner && i < paths->len; i++) {
		const char *other = paths->pdata[i];
		if (!files_judge_is_bill(other) || strcmp(other, path) == 0 ||
			strncmp(other, path, YEAR_LENGTH) != 0)
			continue;
		g_autoptr(GError) problem = NULL;
		g_autoptr(ClosedBill) bill = read_bill(source, other, &problem);
		/* One that cannot be read is told of itself. */
		if (!desk_error_finding(error, &problem))
			return FALSE;
		if (bill && bill->number == number)
			*owner = g_strdup(other);
	}
	return paths != NULL;
}

static gboolean judge_bill(FileSource *after, const char *path,
	GPtrArray *findings, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autofree char *owner = NULL;
	g_autoptr(ClosedBill) bill = read_bill(after, path, &problem);
	if (!desk_error_finding(error, &problem) || (bill &&
		!find_owner(after, path, bill->number, &owner, error)))
		return FALSE;
	if (problem)
		findings_add_error(findings, "bill", path, SEVERITY_BROKEN,
			problem);
	if (owner)
		findings_add(findings, "bill", path, SEVERITY_WRONG, &act_taken,
			PHRASE_NUMBER(bill->number), owner, NULL);
	return TRUE;
}

gboolean files_judge_bills(FileSource *before, FileSource *after,
	GHashTable *changed, GPtrArray *findings, GError **error)
{
	g_autoptr(GPtrArray) paths = texts_sorted_keys(changed);
	for (guint i = 0; i < paths->len; i++) {
		const char *path = paths->pdata[i];
		if (!files_judge_is_bill(path))
			continue;
		g_autoptr(GError) problem = NULL;
		gboolean closed = file_source_has(before, path, &problem);
		if (!desk_error_pass(error, &problem))
			return FALSE;
		if (closed)
			findings_add(findings, "bill", path, SEVERITY_WRONG,
				&closed_stays, NULL);
		else if (!judge_bill(after, path, findings, error))
			return FALSE;
	}
	return TRUE;
}
