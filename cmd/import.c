#include "cmd/intake_page.h"

#ifdef DESK_MAIL
#include "app/intake/import.h"
#include "text/date.h"

static const Phrase no_such_file = {"%1: no such file or folder",
	"%1: нет такого файла или папки"};
#endif

static const Option options[] = {
	{"closed", 0, "AGE", VALUE_OF_DURATION, FALSE,
		{"close the tickets without mail for that long, such as 30d",
			"закрыть заявки, где столько времени не было писем: "
			"30d"}},
	OPTION_CATEGORY_OF_NEW,
	{"own", 0, "ADDRESS", VALUE_OF_TEXT, TRUE,
		{"an address of ours: what it sent are replies",
			"наш адрес: отправленное с него — ответы"}},
	{0},
};

#ifdef DESK_MAIL

static char *url_of(Context *context, GError **error)
{
	const char *path = context->operands[0];
	if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
		desk_refuse(error, DESK_ERROR_NOT_FOUND, &no_such_file, path,
			NULL);
		return NULL;
	}
	g_autofree char *absolute = g_canonicalize_filename(path, NULL);
	return g_strconcat(context->subcommand->name, ":", absolute, NULL);
}

static const Phrase tickets_closed = {"%1 tickets closed",
	"закрыто заявок: %1"};

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	const char *age = option_text(context, "closed");
	ImportSettings settings = {
		.category = option_text(context, "category"),
		.own_addresses = option_all(context, "own"),
		.dry_run = context->dry_run,
		.progress = context_progress,
		.data = context,
	};
	if (!desk || (age && !duration_parse(age, &settings.closed_age, error)))
		return -1;
	g_autofree char *url = url_of(context, error);
	if (!url)
		return -1;
	settings.url = url;
	g_auto(IntakeReport) report = {
		.notes = remarks_new()};
	guint closed;
	gboolean good = import_mailbox(desk, &settings, &report, &closed, error);
	int status = intake_page(context, &report, good, error);
	if (closed > 0)
		context_add_footer(context, &tickets_closed,
			PHRASE_NUMBER(closed), NULL);
	return status;
}
#endif

static const Subcommand subcommands[] = {
	{"maildir", "DIR", {"a folder of mails, a file each",
		"папка писем, каждое в своём файле"}, {VALUE_OF_FOLDER}, options,
		MAIL_RUN(run), FALSE},
	{"mbox", "FILE", {"a file of mails", "файл с письмами"},
		{VALUE_OF_FILE}, options, MAIL_RUN(run), FALSE},
	{0},
};

const Command import_command = {
	.name = "import",
	.group = GROUP_STORE,
	.synopsis = "import",
	.summary = {"old mailboxes become tickets; nothing is sent",
		"старые ящики становятся заявками; ничего не отправляется"},
	.flags = COMMAND_CHANGES | COMMAND_READS | COMMAND_MAIL,
	.answers = (const Schema *const[]){&intake_schema, NULL},
	.subcommands = subcommands,
};
