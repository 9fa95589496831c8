#include "cmd/change.h"

#include "app/change/operation_run.h"
#include "app/change/redact.h"
#include "app/desk/current_index.h"
#include "index/people.h"

static const Phrase
	no_text = {"no TEXT and no --person", "нет ни ТЕКСТ, ни --person"},
	nowhere = {"it stands in no file", "этого нет ни в одном файле"},
	stays = {"what stood there stays in the history of git and in the "
			"original mails, and so in every clone; `--history` takes "
			"it out there, too",
		"прежнее остаётся в истории git и в оригиналах писем, а значит, "
		"и в каждом клоне; `--history` вымарывает и там"},
	forgotten = {"commits made anew: %1. Now, here: git reflog expire "
			"--expire=now --all && git gc --prune=now; in every "
			"clone: desk sync, and the same; where copies are made "
			"(backups), by hand",
		"коммитов создано заново: %1. Теперь здесь: git reflog expire "
		"--expire=now --all && git gc --prune=now; в каждом клоне: "
		"desk sync и то же самое; в резервных копиях — вручную"};

static const Member columns[] = {
	{"file", {"File", "Файл"}, VALUE_TEXT, COLUMN_ID,
		"that had one of the texts"},
	{0},
};
static const Schema schema = {"redacted/1", "desk redact: an array", columns};

static const Option options[] = {
	{"person", 0, "WHO", VALUE_OF_CONTACT, TRUE,
		{"name, addresses and telephones of a contact",
			"имя, адреса и телефоны контакта"}},
	{"history", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"in all history and the original mails, too",
			"также во всей истории и в оригиналах писем"}},
	{0},
};

static gboolean add_person(Context *context, Redaction *redaction,
	const char *word, GError **error)
{
	Index *index = desk_index(context->desk, error);
	g_autofree char *contact = index ? people_find_contact(index, word,
		context->interactive, error) : NULL;
	return contact && redaction_add_contact(redaction, context->desk,
		contact, error);
}

static gboolean add_all(Context *context, Redaction *redaction, GError **error)
{
	for (guint i = 0; i < context->operand_count; i++)
		if (!redaction_add_text(redaction, context->operands[i], error))
			return FALSE;
	for (char **who = option_all(context, "person"); *who; who++)
		if (!add_person(context, redaction, *who, error))
			return FALSE;
	return redaction->secrets ||
		desk_refuse(error, DESK_ERROR_USAGE, &no_text, NULL);
}

static int rewrite(Context *context, const Redaction *redaction, GError **error)
{
	guint commits = 0;
	if (!redaction_rewrite(redaction, context->desk, context_progress,
		context, &commits, error))
		return -1;
	context->done = TRUE;
	context_add_footer(context, &forgotten, PHRASE_NUMBER(commits), NULL);
	return 0;
}

static int run(Context *context, GError **error)
{
	g_auto(Redaction) redaction = {0};
	gboolean history = option_given(context, "history");
	Desk *desk = context_desk(context, error);
	if (!desk || !add_all(context, &redaction, error) ||
		(history && !redaction_check_history(desk, error)) ||
		!redaction_find(&redaction, desk, error))
		return -1;
	const OperationSettings settings = {.verb = REDACT_VERB,
		.silent = TRUE, .dry_run = context->dry_run};
	g_auto(OperationResult) result = {0};
	if (!operation_run(desk, &settings, redaction_apply, &redaction,
		&result, error))
		return -1;
	Block *table = context_list(context, &schema, "files");
	for (guint i = 0; i < redaction.paths->len; i++) {
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(redaction.paths->pdata[i]));
	}
	if (history && !context->dry_run)
		return rewrite(context, &redaction, error);
	context_add_footer(context, redaction.paths->len ? &stays : &nowhere,
		NULL);
	return 0;
}

const Command redact_command = {
	.name = "redact",
	.group = GROUP_STORE,
	.synopsis = "redact [TEXT...] [--person WHO] [--history]",
	.summary = {"take a text or a person out of all files",
		"вымарать текст или человека из всех файлов"},
	.options = options,
	.operand = VALUE_OF_TEXT,
	.flags = COMMAND_CHANGES,
	.answers = (const Schema *const[]){&schema, NULL},
	.run = run,
};
