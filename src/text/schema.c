#include "text/page.h"

#include <string.h>

#include "base/error.h"

static const char *const type_names[] = {
	[VALUE_NONE] = "any", [VALUE_TEXT] = "text",
	[VALUE_INTEGER] = "integer", [VALUE_REAL] = "real",
	[VALUE_SHARE] = "share", [VALUE_INSTANT] = "instant",
	[VALUE_SPAN] = "span", [VALUE_WORK] = "span",
	[VALUE_BYTES] = "bytes", [VALUE_MONEY] = "text", [VALUE_FLAG] = "flag",
	[VALUE_LIST] = "list", [VALUE_RECORD] = "record",
};

const char *value_type_name(ValueType type)
{
	return type_names[type];
}

const char *better_name(Better better)
{
	static const char *const names[] = {
		[BETTER_NONE] = NULL, [BETTER_MORE] = "more",
		[BETTER_LESS] = "less",
	};
	return names[better];
}

void schema_each(const Schema *schema, MemberEach each, void *data)
{
	const Member *const parts[] = {schema->members, schema->more};
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		for (const Member *member = parts[i]; member && member->name;
			member++)
			each(member, data);
	if (schema->others)
		schema->others(each, data);
}

typedef struct {
	const char *name;
	Member *found;
} Search;

static gboolean is_named(const Member *member, const char *name)
{
	const char *wanted = member->name;
	while (*wanted && *wanted != '*' && *wanted == *name) {
		wanted++;
		name++;
	}
	return *wanted == '*' || *wanted == *name;
}

static void find(const Member *member, void *data)
{
	Search *search = data;
	if (!search->found->name && is_named(member, search->name))
		*search->found = *member;
}

const Member schema_trial = {"dry-run", {"dry run", "вхолостую"}, VALUE_FLAG,
	COLUMN_HIDDEN, "true: nothing was changed (-n)"};

gboolean schema_find(const Schema *schema, const char *name, Member *found)
{
	Search search = {name, found};
	*found = (Member){0};
	schema_each(schema, find, &search);
	return found->name != NULL;
}

/* --- proving an answer -------------------------------------------------------- */

static gboolean is_digits(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == '\0';
}

/* A ticket without a number has a name; some spans count things. */
static gboolean fits(const Member *member, const Value *value)
{
	if (value->type == VALUE_NONE || member->type == VALUE_NONE ||
		type_names[value->type] == type_names[member->type])
		return TRUE;
	if (value->type == VALUE_TEXT)
		return (member->flags & COLUMN_NUMBER) != 0 &&
			!is_digits(value->text);
	return value->type == VALUE_INTEGER && (member->type == VALUE_SPAN ||
		member->type == VALUE_REAL);
}

static gboolean prove_record(const Schema *schema, const Value *record,
	GString *problem);

/* A list of records, or one; plain values hold none. */
static gboolean prove_inside(const Schema *schema, const Value *value,
	GString *problem)
{
	if (value->type == VALUE_RECORD)
		return prove_record(schema, value, problem);
	gboolean good = TRUE;
	for (guint i = 0; good && value->type == VALUE_LIST &&
		i < value->items->len; i++)
		good = prove_inside(schema, value->items->pdata[i], problem);
	return good;
}

typedef struct {
	const char *name;
	const Value *value;
	const Member *found; /* of the type of the value */
	Member member;
} Proof;

/* A name may have members of several types. */
static void prove_one(const Member *member, void *data)
{
	Proof *proof = data;
	if (proof->found || !is_named(member, proof->name))
		return;
	proof->member = *member;
	if (!proof->value || fits(member, proof->value))
		proof->found = &proof->member;
}

static gboolean prove_member(const Schema *schema, const char *name,
	const Value *value, GString *problem)
{
	Proof proof = {name, value, NULL, {0}};
	schema_each(schema, prove_one, &proof);
	prove_one(&schema_trial, &proof);
	if (!proof.member.name) {
		g_string_append_printf(problem, "no member \"%s\"", name);
		return FALSE;
	}
	if (proof.found && (!value || !proof.found->of ||
		prove_inside(proof.found->of, value, problem)))
		return TRUE;
	if (problem->len == 0)
		g_string_append_printf(problem, "type %s, not %s",
			type_names[value->type],
			type_names[proof.member.type]);
	g_string_append_printf(problem, " of \"%s\"", name);
	return FALSE;
}

static gboolean prove_record(const Schema *schema, const Value *record,
	GString *problem)
{
	gboolean good = TRUE;
	for (guint i = 0; good && i < record->names->len; i++)
		good = prove_member(schema, record->names->pdata[i],
			record->items->pdata[i], problem);
	return good;
}

static gboolean prove_table(const Schema *schema, const Block *table,
	GString *problem)
{
	gboolean good = TRUE;
	for (guint i = 0; good && i < table->columns->len; i++) {
		const Column *column = table->columns->pdata[i];
		good = prove_member(schema, column->name, NULL, problem);
		for (guint k = 0; good && k < table->rows->len; k++) {
			const GPtrArray *row = table->rows->pdata[k];
			if (i < row->len)
				good = prove_member(schema, column->name,
					row->pdata[i], problem);
		}
	}
	return good;
}

static gboolean prove_block(const Page *page, const Block *block,
	GString *problem)
{
	if (block->type == BLOCK_FIELDS)
		return prove_record(page->schema, block->record, problem);
	if (!block->columns || (page->shape == PAGE_OBJECT && !block->name))
		return TRUE;
	if (page->shape == PAGE_LIST)
		return prove_table(page->schema, block, problem);
	Member member;
	gboolean found = schema_find(page->schema, block->name, &member) &&
		member.type == VALUE_LIST;
	if (!found)
		g_string_append_printf(problem, "no list \"%s\"", block->name);
	return found && (!member.of || prove_table(member.of, block, problem));
}

static const Phrase not_as_declared = {"the answer is not as its schema %1 "
	"says: %2", "ответ не такой, как объявляет схема %1: %2"};

gboolean page_prove(const Page *page, GError **error)
{
	g_autoptr(GString) problem = g_string_new(NULL);
	gboolean good = page->shape == PAGE_TEXT || page->schema != NULL;
	for (guint i = 0; good && page->shape != PAGE_TEXT &&
		i < page->blocks->len; i++)
		if (!((Block *)page->blocks->pdata[i])->people)
			good = prove_block(page, page->blocks->pdata[i],
				problem);
	if (!good)
		desk_refuse(error, DESK_ERROR_BUG, &not_as_declared,
			page->schema ? page->schema->name : "(none)",
			problem->str, NULL);
	return good;
}
