#include "cmd/intake_page.h"

#include "app/desk/talk.h"
#include "cmd/frame.h"

static const Member members[] = {
	{"imported", {NULL}, VALUE_INTEGER, 0, "mails that became entries"},
	{"duplicate", {NULL}, VALUE_INTEGER, 0,
		"taken in before, by content"},
	{"quarantined", {NULL}, VALUE_INTEGER, 0, "set aside for a person"},
	{"oversize", {NULL}, VALUE_INTEGER, 0,
		"too large to be fetched: a ticket says so"},
	{"ignored", {NULL}, VALUE_INTEGER, 0,
		"older than the account, or of no interest by a row of monitoring"},
	{"withheld", {NULL}, VALUE_INTEGER, 0, "listed, and not given whole"},
	{"doubtful", {NULL}, VALUE_INTEGER, 0,
		"lines of an mbox that may begin a mail, taken as text"},
	{"known", {NULL}, VALUE_INTEGER, 0, "taken in before, by place"},
	{"new-tickets", {NULL}, VALUE_INTEGER, 0, "of those imported"},
	{"notes", {NULL}, VALUE_LIST, 0, "for people; may change"},
	{0},
};
const Schema intake_schema = {"intake/1",
	"desk pull, desk deliver: an object", members};

#ifdef DESK_MAIL

/* For those who asked: cron mails whatever else stands in a pipe. */
static void add_counts(const Context *context, const IntakeReport *report)
{
	Page *page = context->page;
	Block *fields = page_add_fields(page, NULL);
	fields->machines = TRUE;
	for (guint i = 0; i < INTAKE_OUTCOMES; i++)
		block_set(fields, intake_outcome_name((IntakeOutcome)i),
			value_integer(report->counts[i]));
	block_set(fields, "new-tickets", value_integer(report->new_tickets));
	Value *notes = value_list();
	for (guint i = 0; i < report->notes->len; i++)
		value_list_add(notes,
			value_text(((GError *)g_ptr_array_index(report->notes,
				i))->message));
	block_set(fields, "notes", notes);
}

static void tell(Context *context, const IntakeReport *report)
{
	static const Phrase summary = {"%1; %2 new tickets",
		"%1; новых заявок: %2"};
	g_autoptr(GString) line = g_string_new(NULL);
	for (guint i = 0; i < INTAKE_OUTCOMES; i++) {
		if (report->counts[i] == 0 || i == INTAKE_KNOWN)
			continue;
		g_autofree char *counted = fill_in_language(context,
			intake_outcome_counted((IntakeOutcome)i),
			PHRASE_NUMBER(report->counts[i]), NULL);
		g_string_append_printf(line, "%s%s", line->len > 0 ? ", " : "",
			counted);
	}
	if (line->len > 0)
		context_add_footer(context, &summary, line->str,
			PHRASE_NUMBER(report->new_tickets), NULL);
}

/* In a pipe, too; in JSON they stand in the answer. */
static void name_doubts(Context *context, const IntakeReport *report)
{
	for (guint i = 0; i < report->notes->len; i++)
		desk_say_problem(context->desk,
			g_ptr_array_index(report->notes, i));
}

static const Phrase
	quarantined = {"%1 mails could not be read and are in quarantine; "
			"nothing is lost, `desk pull --retry` takes them again",
		"писем не удалось прочитать: %1, они в карантине; ничего не "
		"потеряно, `desk pull --retry` примет их снова"},
	withheld = {"%1 mails are in the mailbox, but not given whole; nothing "
			"is lost, the next `desk pull` asks for them again",
		"писем есть в ящике, но не отдано целиком: %1; ничего не "
		"потеряно, следующий `desk pull` спросит их снова"},
	doubtful = {"%1 lines may begin a mail and were taken as text of the one "
			"before",
		"строк, с которых могло начинаться письмо, взято как текст "
		"предыдущего: %1"};

static int refuse(const Phrase *phrase, guint number, GError **error)
{
	g_autofree char *count = g_strdup_printf("%u", number);
	desk_refuse(error, DESK_ERROR_PARTLY, phrase, count, NULL);
	return -1;
}

int intake_page(Context *context, const IntakeReport *report, gboolean good,
	GError **error)
{
	context_page(context, PAGE_OBJECT, &intake_schema);
	if (context->dry_run || present_json(context))
		add_counts(context, report);
	tell(context, report);
	if (!present_json(context))
		name_doubts(context, report);
	if (!good)
		return -1;
	/* What came is safe, in quarantine, too. */
	context->done = !context->dry_run;
	static const struct {
		IntakeOutcome outcome;
		const Phrase *phrase;
	} faults[] = {{INTAKE_QUARANTINED, &quarantined},
		{INTAKE_WITHHELD, &withheld}, {INTAKE_DOUBTFUL, &doubtful}};
	for (gsize i = 0; i < G_N_ELEMENTS(faults); i++)
		if (report->counts[faults[i].outcome] > 0)
			return refuse(faults[i].phrase,
				report->counts[faults[i].outcome], error);
	return 0;
}
#endif
