/* An answer is as its schema says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/error.h"
#include "text/page.h"

static const Member record_members[] = {
	{"at", {NULL}, VALUE_INSTANT, 0, "when"},
	{"who", {"Who", "Кто"}, VALUE_TEXT, COLUMN_ID, "login"},
	{0},
};
static const Schema records = {.members = record_members};

static const Member members[] = {
	{"number", {"#", "№"}, VALUE_INTEGER, COLUMN_NUMBER, "of the ticket"},
	{"worked", {NULL}, VALUE_SPAN, 0, "so far"},
	{"fields.*", {NULL}, VALUE_TEXT, 0, "of the regulation"},
	{0},
};
static const Member more[] = {
	{"rows", {"Rows", "Строки"}, VALUE_LIST, 0, "of it", &records},
	{"names", {NULL}, VALUE_LIST, 0, "texts"},
	{0},
};
static const Schema schema = {"test/1", "for tests", members, more};

typedef struct {
	const char *name;
	Value *value; /* taken */
	const char *problem; /* NULL: it is as the schema says */
} Case;

static Value *record_of(const char *name, Value *value)
{
	Value *list = value_list(), *record = value_record();
	value_record_set(record, name, value);
	value_list_add(list, record);
	return list;
}

static void test_members(void **state)
{
	(void)state;
	const Case cases[] = {
		{"number", value_integer(12), NULL},
		{"number", value_text("k3f9"), NULL},
		{"number", value_none(), NULL},
		{"number", value_flag(TRUE), "type flag, not integer of \"number\""},
		{"worked", value_span(60), NULL},
		{"worked", value_work(60), NULL},
		{"worked", value_integer(2), NULL},
		{"worked", value_text("1h"), "type text, not span of \"worked\""},
		{"fields.room", value_text("12"), NULL},
		{"field", value_text("12"), "no member \"field\""},
		{"names", record_of("any", value_text("x")), NULL},
		{"rows", record_of("who", value_text("anna")), NULL},
		{"rows", record_of("who", value_integer(1)),
			"type integer, not text of \"who\" of \"rows\""},
		{"rows", record_of("why", value_text("x")),
			"no member \"why\" of \"rows\""},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Page) page = page_new(PAGE_OBJECT, &schema, "ru");
		g_autoptr(GError) error = NULL;
		block_set_titled(page_add_fields(page, NULL), cases[i].name,
			NULL, cases[i].value);
		gboolean good = page_prove(page, &error);
		assert_int_equal(good, !cases[i].problem);
		if (!good && !g_str_has_suffix(error->message,
			cases[i].problem))
			fail_msg("%s", error->message);
	}
}

static void test_tables(void **state)
{
	(void)state;
	g_autoptr(Page) page = page_new(PAGE_OBJECT, &schema, "ru");
	Block *rows = page_add_list(page, "rows");
	Value *cells[] = {value_instant(0), value_text("anna")};
	block_add_cells(rows, cells, G_N_ELEMENTS(cells));
	assert_true(page_prove(page, NULL));
	assert_string_equal(rows->title, "Строки");
	assert_string_equal(((Column *)rows->columns->pdata[0])->title, "at");
	assert_string_equal(((Column *)rows->columns->pdata[1])->title, "Кто");
	block_add_column(rows, "why", NULL, 0);
	assert_false(page_prove(page, NULL));
	g_autoptr(Page) other = page_new(PAGE_OBJECT, &schema, NULL);
	page_add_table(other, "unknown", NULL);
	assert_false(page_prove(other, NULL));
	Block *people = page_add_table(other, NULL, NULL);
	people->people = TRUE;
	g_autoptr(Page) list = page_new(PAGE_LIST, &records, NULL);
	page_add_rows(list, "rows", record_members);
	assert_true(page_prove(list, NULL));
}

static void test_columns(void **state)
{
	(void)state;
	static const char *const names[] = {"who", "at", NULL};
	g_autoptr(Page) page = page_new(PAGE_LIST, &records, NULL);
	Block *table = page_add_table(page, NULL, NULL);
	block_choose_columns(table, record_members, names);
	const Column *who = table->columns->pdata[0];
	assert_string_equal(who->name, "who");
	assert_string_equal(who->title, "Who");
	block_show_column(table, "who", FALSE);
	assert_int_equal(who->flags, COLUMN_ID | COLUMN_HIDDEN);
	block_show_column(table, "who", TRUE);
	assert_int_equal(who->flags, COLUMN_ID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_columns),
	};
	return cmocka_run_group_tests_name("schema", tests, NULL, NULL);
}
