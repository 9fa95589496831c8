#include "app/desk/identity.h"
#include "app/desk/in_force.h"
#include "app/desk/ticket_name.h"
#include "app/outbox/template.h"
#include "cmd/change.h"
#include "cmd/frame.h"
#include "model/regulation.h"
#include "model/ticket.h"

#include <string.h>

static const Phrase
	written = {"templates/%1.yaml written", "templates/%1.yaml записан"},
	bad_name = {"the name of a template is of a-z, 0-9 and -: "
			"waiting-parts",
		"имя шаблона — из a-z, 0-9 и -: waiting-parts"},
	exists = {"%1 exists; `desk template edit %2` changes it",
		"%1 уже есть; изменит его `desk template edit %2`"};

#define OPTION_LANG \
	{"lang", 0, "LANGUAGE", VALUE_OF_LANGUAGE, FALSE, \
		{"en, ru", "язык: en, ru"}}

static const Option add_options[] = {
	{"title", 0, "TITLE", VALUE_OF_TEXT, FALSE,
		{"what people choose it by",
			"название, по которому его выбирают"}},
	{"subject", 's', "TEXT", VALUE_OF_TEXT, FALSE,
		{"of the mail; without it the ticket's",
			"тема письма; иначе тема заявки"}},
	OPTION_LANG,
	OPTIONS_OF_TEXT,
	{0},
};

static const Option render_options[] = {
	OPTION_LANG,
	{"reason", 0, "TEXT", VALUE_OF_TEXT, FALSE,
		{"what %(reason) says", "что подставить в %(reason)"}},
	{0},
};

/* --- list, fields -------------------------------------------------------- */

static Value *languages_of(const CannedReply *reply)
{
	Value *list = value_list();
	for (guint i = 0; i < reply->texts->len; i++) {
		const CannedText *text = g_ptr_array_index(reply->texts, i);
		value_list_add(list, value_text(text->language));
	}
	return list;
}

/* Machines read the one in the store's language. */
static Value *title_of(Context *context, const CannedReply *reply)
{
	const Regulation *regulation = desk_regulation(context->desk, NULL);
	const CannedText *text = canned_reply_text(reply, regulation ?
		regulation->language : NULL, NULL);
	const CannedText *shown = canned_reply_text(reply, context->language,
		NULL);
	return value_titled(text ? text->title : NULL,
		shown ? shown->title : NULL);
}

static void add_template(Context *context, Block *table, const char *name)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(CannedReply) reply = template_load(context->desk, name,
		&problem);
	GPtrArray *row = block_add_row(table);
	row_add(row, value_text(name));
	row_add(row, reply ? languages_of(reply) : value_none());
	row_add(row, reply ? title_of(context, reply) :
		value_text(problem->message));
	row_add(row, value_flag(reply != NULL));
}

static const Member template_columns[] = {
	{"name", {"Name", "Имя"}, VALUE_TEXT, COLUMN_ID, "of its file"},
	{"languages", {"Languages", "Языки"}, VALUE_LIST, 0,
		"of its texts"},
	{"title", {"Title", "Название"}, VALUE_TEXT, COLUMN_SHRINK,
		"for people; or what is wrong"},
	{"good", {"In order", "В порядке"}, VALUE_FLAG, COLUMN_HIDDEN,
		"the file can be read"},
	{0},
};
static const Schema template_schema = {"template/1",
	"desk template list, template check: an array", template_columns};

static int run_list(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_autoptr(GPtrArray) names = desk ? template_names(desk, error) : NULL;
	if (!names)
		return -1;
	Block *table = context_list(context, &template_schema, "rows");
	for (guint i = 0; i < names->len; i++)
		add_template(context, table, g_ptr_array_index(names, i));
	return 0;
}

static const Member field_columns[] = {
	{"name", {"Name", "Имя"}, VALUE_TEXT, COLUMN_ID, "as in %(name)"},
	{"help", {"Meaning", "Значение"}, VALUE_TEXT, COLUMN_SHRINK,
		"what it becomes"},
	{0},
};
static const Schema field_schema = {"template-field/1",
	"desk template fields: an array", field_columns};

static int run_fields(Context *context, GError **error)
{
	(void)error;
	Block *table = context_list(context, &field_schema, "rows");
	for (gsize i = 0; i < canned_fields_count; i++) {
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(canned_fields[i].name));
		row_add(row, value_phrase(&canned_fields[i].help,
			context->language));
	}
	return 0;
}

/* --- check, render ------------------------------------------------------- */

/* All of them, so that everything wrong is told at once. */
static int run_check(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_autoptr(GPtrArray) names = desk ? template_names(desk, error) : NULL;
	g_autoptr(GPtrArray) wrong = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_error_free);
	if (!names)
		return -1;
	for (guint i = 0; i < names->len; i++) {
		g_autoptr(GError) problem = NULL;
		g_autoptr(CannedReply) reply = template_load(desk,
			g_ptr_array_index(names, i), &problem);
		if (!reply)
			g_ptr_array_add(wrong, g_steal_pointer(&problem));
	}
	if (!desk_error_of_many(error, DESK_ERROR_DATA, wrong))
		return -1;
	return present_json(context) ? run_list(context, error) : 0;
}

static const Member text_members[] = {
	{"language", {NULL}, VALUE_TEXT, 0, "of the text"},
	{"subject", {NULL}, VALUE_TEXT, 0, "null = the usual one"},
	{"body", {NULL}, VALUE_TEXT, 0, "Markdown, filled in"},
	{0},
};
static const Schema text_schema = {"template-text/1",
	"desk template render: an object", text_members};

static int run_render(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_autoptr(GPtrArray) uids = desk ?
		desk_find_tickets(desk, context->operands[1], error) : NULL;
	g_autoptr(Ticket) ticket = uids ? desk_load_ticket(desk,
		g_ptr_array_index(uids, 0), error) : NULL;
	TemplateFacts facts = {
		.language = option_text(context, "lang"),
		.reason = option_text(context, "reason"),
		.answer_by = INSTANT_NONE,
	};
	g_auto(TemplateText) text = {0};
	if (!ticket || !desk_me_if_any(desk, &facts.by, error) ||
		!template_render(desk, context->operands[0], ticket,
			       &facts, &text, error))
		return -1;
	context_page(context, PAGE_OBJECT, &text_schema);
	Block *fields = page_add_fields(context->page, NULL);
	fields->machines = TRUE;
	block_set(fields, "language", value_text(text.language));
	block_set(fields, "subject", value_text(text.subject));
	block_set(fields, "body", value_text(text.body));
	if (text.subject)
		page_add_prose(context->page, "%s\n", text.subject);
	page_add_prose(context->page, "%s", text.body);
	return 0;
}

/* --- add ----------------------------------------------------------------- */

typedef struct {
	Context *context;
	const char *name, *language; /* language: NULL = the store's */
	const char *body;
} Addition;

static void append_text(GString *out, const Addition *addition, guint indent)
{
	const struct {
		const char *key, *value;
	} scalars[] = {
		{"title", option_text(addition->context, "title")},
		{"subject", option_text(addition->context, "subject")},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(scalars); i++) {
		if (!scalars[i].value)
			continue;
		g_autofree char *clean = yaml_clean_text(scalars[i].value, -1);
		g_string_append_printf(out, "%*s%s: ", (int)indent, "",
			scalars[i].key);
		yaml_append_scalar(out, clean, FALSE);
		g_string_append_c(out, '\n');
	}
	g_autofree char *chomped = g_strchomp(g_strdup(addition->body));
	g_autofree char *ended = g_strconcat(chomped, "\n", NULL);
	g_autofree char *body = yaml_clean_text(ended, -1);
	yaml_append_literal(out, "body", body, indent);
}

static gboolean check_name(const char *name, GError **error)
{
	if (name[0] && name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
		"0123456789-")] == '\0')
		return TRUE;
	return desk_refuse(error, DESK_ERROR_USAGE, &bad_name, NULL);
}

/* Another language comes behind those that are there, if each has a name. */
static gboolean may_join(const CannedReply *there, const Addition *addition,
	GError **error)
{
	const CannedText *same = addition->language ? canned_reply_text(there,
		addition->language, NULL) : NULL;
	if (there->named && same &&
		strcmp(same->language, addition->language) != 0)
		return TRUE;
	return desk_refuse(error, DESK_ERROR_CONFLICT, &exists, there->file,
		there->name, NULL);
}

static char *with_reply(Operation *op, const char *path, const char *text,
	void *data, GError **error)
{
	const Addition *addition = data;
	const char *own = operation_regulation(op)->language;
	g_autoptr(GString) out = g_string_new(text);
	(void)path;
	g_autoptr(CannedReply) there = text ? canned_reply_parse(addition->name,
		out->str, out->len, own ? own : "en", error) : NULL;
	if (text && (!there || !may_join(there, addition, error)))
		return NULL;
	if (addition->language)
		g_string_append_printf(out, "%s:\n", addition->language);
	append_text(out, addition, addition->language ? 2 : 0);
	g_autoptr(CannedReply) good = canned_reply_parse(addition->name,
		out->str, out->len, own ? own : "en", error);
	return good ? g_string_free(g_steal_pointer(&out), FALSE) : NULL;
}

static gboolean add(Operation *op, void *data, GError **error)
{
	const Addition *addition = data;
	g_autofree char *path = g_strdup_printf("templates/%s.yaml",
		addition->name);
	return operation_edit_file(op, path, with_reply, data, error);
}

static int run_add(Context *context, GError **error)
{
	if (!context_desk(context, error) ||
		!check_name(context->operands[0], error))
		return -1;
	g_autofree char *body = context_message(context, TRUE, "template", NULL,
		error);
	if (!body)
		return -1;
	Addition addition = {context, context->operands[0],
		option_text(context, "lang"), body};
	if (run_file_change(context, "template add", add, &addition, error) != 0)
		return -1;
	context_add_prose(context, &written, addition.name, NULL);
	return 0;
}

/* --- the command --------------------------------------------------------- */

static int run_file(Context *context, gboolean edit, GError **error)
{
	const char *name = context->operands[0];
	Desk *desk = context_desk(context, error);
	g_autoptr(GError) problem = NULL;
	g_autoptr(CannedReply) reply = desk ? template_load(desk, name, &problem)
					    : NULL;
	if (!desk)
		return -1;
	/* One that is wrong can be looked at, and put right. */
	if (!reply && !g_error_matches(problem, DESK_ERROR, DESK_ERROR_DATA)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return -1;
	}
	return edit ? edit_file(context, "templates", name, error)
		    : show_file(context, "templates", name, error);
}

static int run_edit(Context *context, GError **error)
{
	return run_file(context, TRUE, error);
}

static int run_show(Context *context, GError **error)
{
	return run_file(context, FALSE, error);
}

static const Subcommand subcommands[] = {
	{"add", "NAME", {"another template, or another language of one",
		"новый шаблон или ещё один язык"}, {VALUE_OF_TEXT}, add_options,
		run_add, FALSE},
	{"check", NULL, {"are all of them in order?", "всё ли в порядке"},
		{VALUE_OF_NOTHING}, NULL, run_check, FALSE},
	{"edit", "NAME", {"change one in the editor", "изменить в редакторе"},
		{VALUE_OF_TEMPLATE}, NULL, run_edit, FALSE},
	{"fields", NULL, {"what %(NAME) may stand in them",
		"какие %(ИМЯ) в них бывают"}, {VALUE_OF_NOTHING}, NULL,
		run_fields, FALSE},
	{"list", NULL, {"which there are", "какие есть"}, {VALUE_OF_NOTHING},
		NULL, run_list, TRUE},
	{"render", "NAME TICKET", {"what one says of a ticket",
		"что шаблон скажет о заявке"}, {VALUE_OF_TEMPLATE, VALUE_OF_TICKET},
		render_options, run_render, FALSE},
	{"show", "NAME", {"the file of one", "файл шаблона"},
		{VALUE_OF_TEMPLATE},
		NULL, run_show, FALSE},
	{0},
};

const Command template_command = {
	.name = "template",
	.group = GROUP_REGULATION,
	.synopsis = "template",
	.summary = {"canned replies, per language",
		"шаблоны ответов, по языкам"},
	.flags = COMMAND_READS | COMMAND_CHANGES,
	.answers = (const Schema *const[]){&field_schema,
		&template_schema,
		&text_schema, NULL},
	.subcommands = subcommands,
};
