#include "cmd/command.h"

#include "app/check/fsck.h"
#include "app/check/hook_judge.h"
#include "app/check/push_judge.h"
#include "app/desk/desk.h"
#include "store/store.h"

static const Phrase whole = {"the store is whole", "хранилище в порядке"};

static void say_edits(Context *context, guint count)
{
	static const Phrase edits = {"changed and not committed, so nobody else "
			"sees them: %1; `git status` shows them",
		"изменено и не сохранено в git, поэтому другие этого не видят: "
		"%1; их показывает `git status`"};
	g_autofree char *number = g_strdup_printf("%u", count);
	context_add_footer(context, &edits, number, NULL);
}

static const Option options[] = {
	{"fix", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"mend what can be mended without losing anything",
			"исправить всё, что исправимо без потерь"}},
	OPTION_DRY_RUN,
	{"quick", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"leave out the walk over all history",
			"без обхода всей истории"}},
	{"range", 0, "A..B", VALUE_OF_TEXT, FALSE,
		{"only these commits, each by the files before it; for CI",
			"только эти коммиты, каждый по файлам до него; для CI"}},
	{"staged", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"only what git is about to commit; the pre-commit hook asks",
			"только то, что идёт в коммит; так спрашивает хук "
			"pre-commit"}},
	{0},
};

/* They are no fault, but nobody else sees them. */
static gboolean say_hand_edits(Context *context, GError **error)
{
	Store *store = desk_store(context->desk, error);
	g_autoptr(GPtrArray) edits = store ? store_hand_edits(store, error) :
		NULL;
	if (edits && edits->len > 0)
		say_edits(context, edits->len);
	return edits != NULL;
}

static const Member columns[] = {
	{"what", {"What", "Что"}, VALUE_TEXT, 0, "kind of finding"},
	{"place", {"Where", "Где"}, VALUE_TEXT, COLUMN_ID,
		"file, commit or table"},
	{"text", {"Finding", "Что не так"}, VALUE_TEXT, COLUMN_WRAP,
		"for people; may change"},
	{"fixed", {"Fixed", "Исправлено"}, VALUE_FLAG, 0, "by --fix"},
	{"severity", {"Severity", "Важность"}, VALUE_TEXT, COLUMN_HIDDEN,
		"mended, warning, wrong or broken; the last two end with 1"},
	{0},
};
static const Schema schema = {"finding/1", "desk fsck: an array",
	columns, .findings = TRUE};

static GPtrArray *check_range(Desk *desk, const char *range, GError **error)
{
	g_autoptr(GPtrArray) findings = findings_new();
	return range_judge(desk, range, findings, error) ?
		g_steal_pointer(&findings) : NULL;
}

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	const char *range = option_text(context, "range");
	gboolean staged = option_given(context, "staged");
	g_autoptr(GPtrArray) findings = !desk ? NULL :
		staged ? staged_check(desk, error) :
		range ? check_range(desk, range, error) :
		fsck_store(desk, option_given(context, "fix") &&
				!context->dry_run,
			option_given(context, "quick"), error);
	if (!findings)
		return -1;
	context->done = option_given(context, "fix") && !context->dry_run;
	Block *table = context_list(context, &schema, "findings");
	for (guint i = 0; i < findings->len; i++) {
		const Finding *finding = g_ptr_array_index(findings, i);
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(finding->kind));
		row_add(row, value_text_take(finding_place(finding)));
		row_add(row, value_text(finding_text(finding,
			context->machine ? NULL : context->language)));
		row_add(row, value_flag(finding->severity == SEVERITY_MENDED));
		row_add(row, value_text(severity_name(finding->severity)));
	}
	if (findings->len == 0 && !staged && !range)
		context_add_footer(context, &whole, NULL);
	if (!staged && !range && !say_hand_edits(context, error))
		return -1;
	return findings_stop(findings);
}

const Command fsck_command = {
	.name = "fsck",
	.group = GROUP_STORE,
	.synopsis = "fsck [--fix [-n]] [--quick] [--staged | --range A..B]",
	.summary = {"check the store, its history and its index",
		"проверить хранилище, его историю и индекс"},
	.options = options,
	.operand = VALUE_OF_NOTHING,
	.flags = COMMAND_READS,
	.answers = (const Schema *const[]){&schema, NULL},
	.run = run,
};
