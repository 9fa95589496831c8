#include "app/desk/findings.h"

#include <string.h>

#include "base/error.h"

static void finding_free(void *data)
{
	Finding *finding = data;
	g_free(finding->file);
	g_free(finding->message);
	g_free(finding->russian);
	g_free(finding);
}

GPtrArray *findings_new(void)
{
	return g_ptr_array_new_with_free_func(finding_free);
}

/* Takes the message. */
static Finding *add(GPtrArray *findings, const char *kind, const char *file,
	Severity severity, char *message)
{
	Finding *finding = g_new0(Finding, 1);
	finding->kind = kind;
	finding->file = g_strdup(file);
	finding->severity = severity;
	finding->message = message;
	g_ptr_array_add(findings, finding);
	return finding;
}

Finding *findings_add_list(GPtrArray *findings, const char *kind,
	const char *file, Severity severity, const Phrase *phrase, va_list list)
{
	va_list again;
	va_copy(again, list);
	Finding *finding = add(findings, kind, file, severity,
		phrase_fill_list(phrase, "en", list));
	finding->russian = phrase_fill_list(phrase, "ru", again);
	va_end(again);
	return finding;
}

Finding *findings_add(GPtrArray *findings, const char *kind, const char *file,
	Severity severity, const Phrase *phrase, ...)
{
	va_list list;
	va_start(list, phrase);
	Finding *finding = findings_add_list(findings, kind, file, severity,
		phrase, list);
	va_end(list);
	return finding;
}

/* --- lines of readers ---------------------------------------------------- */

/* ":5" → 5 and what follows; 0 if there is no number. */
static guint read_number(const char **text)
{
	char *end;
	if (**text != ':' || !g_ascii_isdigit((*text)[1]))
		return 0;
	guint64 number = g_ascii_strtoull(*text + 1, &end, 10);
	*text = end;
	return (guint)MIN(number, G_MAXUINT);
}

/* Is the text up to `end` a file, not a word before a colon? */
static gboolean is_file(const char *line, const char *end, const char *file)
{
	gsize length = (gsize)(end - line);
	return (length > 0 && strlen(file) == length &&
		strncmp(line, file, length) == 0) ||
		(length > strlen(".yaml") &&
			g_str_has_prefix(end - strlen(".yaml"), ".yaml:"));
}

static Finding *add_line(GPtrArray *findings, const char *kind,
	const char *file, Severity severity, const char *line)
{
	for (const char *colon = strchr(line, ':'); colon;
		colon = strchr(colon + 1, ':')) {
		const char *rest = colon;
		guint row = read_number(&rest), column = read_number(&rest);
		if (!g_str_has_prefix(rest, ": ") ||
			!is_file(line, colon, file))
			continue;
		g_autofree char *own = g_strndup(line, (gsize)(colon - line));
		Finding *finding = add(findings, kind, own, severity,
			g_strdup(rest + strlen(": ")));
		finding->line = row;
		finding->column = column;
		return finding;
	}
	return add(findings, kind, file, severity, g_strdup(line));
}

static gboolean is_told(const GPtrArray *findings)
{
	const Finding *last = findings->pdata[findings->len - 1];
	for (guint i = 0; i + 1 < findings->len; i++) {
		const Finding *other = findings->pdata[i];
		if (other->line == last->line && other->column == last->column &&
			strcmp(other->file, last->file) == 0 &&
			strcmp(other->message, last->message) == 0)
			return TRUE;
	}
	return FALSE;
}

/* The place before the message is the same in all languages. */
static void add_russian(Finding *finding, const char *line, const char *russian)
{
	gsize place = strlen(line) - strlen(finding->message);
	if (russian && strncmp(line, russian, place) == 0 &&
		strcmp(line, russian) != 0)
		finding->russian = g_strdup(russian + place);
}

Finding *findings_add_refusal(GPtrArray *findings, const char *kind,
	const char *file, Severity severity, const GError *problem)
{
	g_autofree char *russian = desk_error_text(problem, "ru");
	Finding *finding = add_line(findings, kind, file, severity,
		problem->message);
	add_russian(finding, problem->message, russian);
	return finding;
}

void findings_add_error(GPtrArray *findings, const char *kind,
	const char *file, Severity severity, const GError *problem)
{
	g_autofree char *other = desk_error_text(problem, "ru");
	g_auto(GStrv) lines = g_strsplit(problem->message, "\n", -1);
	g_auto(GStrv) russian = g_strsplit(other, "\n", -1);
	gboolean alike = g_strv_length(lines) == g_strv_length(russian);
	for (guint i = 0; lines[i]; i++) {
		if (!*lines[i])
			continue;
		Finding *finding = add_line(findings, kind, file, severity,
			lines[i]);
		add_russian(finding, lines[i], alike ? russian[i] : NULL);
		if (is_told(findings))
			g_ptr_array_set_size(findings, (int)findings->len - 1);
	}
}

/* --- as text --------------------------------------------------------------- */

char *finding_place(const Finding *finding)
{
	GString *place = g_string_new(finding->file);
	if (finding->line > 0)
		g_string_append_printf(place, ":%u", finding->line);
	if (finding->line > 0 && finding->column > 0)
		g_string_append_printf(place, ":%u", finding->column);
	return g_string_free(place, FALSE);
}

const char *finding_text(const Finding *finding, const char *language)
{
	const Phrase said = {finding->message, finding->russian};
	return phrase_in(&said, language);
}

char *finding_line(const Finding *finding, const char *language)
{
	g_autofree char *place = finding_place(finding);
	return g_strconcat(place, *place ? ": " : "",
		finding_text(finding, language), NULL);
}

gboolean findings_stop(const GPtrArray *findings)
{
	for (guint i = 0; i < findings->len; i++)
		if (((const Finding *)findings->pdata[i])->severity >
			SEVERITY_WARNING)
			return TRUE;
	return FALSE;
}

gboolean findings_report(const GPtrArray *findings, GError **error)
{
	if (!findings_stop(findings))
		return TRUE;
	g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_error_free);
	for (guint i = 0; i < findings->len; i++) {
		const Finding *finding = findings->pdata[i];
		GError *problem = NULL;
		if (finding->severity <= SEVERITY_WARNING)
			continue;
		desk_refuse_take(&problem, DESK_ERROR_DATA,
			finding_line(finding, "en"), finding_line(finding, "ru"));
		g_ptr_array_add(problems, problem);
	}
	return desk_error_of_many(error, DESK_ERROR_DATA, problems);
}

const char *severity_name(Severity severity)
{
	static const char *const names[] = {"mended", "warning", "wrong",
		"broken"};
	return names[severity];
}
