/* The files by which git itself treats a store's files otherwise. */
#include "app/desk/files_judge_parts.h"

#include <fnmatch.h>
#include <string.h>

#include "app/desk/file_source.h"

#define ATTRIBUTES ".gitattributes"
#define IGNORED ".gitignore"
#define LINES_LIMIT 1000

static const Phrase
	no_line = {"tickets are merged by meaning and stand as they were "
			"written only with the line `*.yaml -text merge=desk`; "
			"put it at the end",
		"заявки сливаются по смыслу и хранятся как записаны, только "
		"если есть строка `*.yaml -text merge=desk`; допишите её в "
		"конец"},
	otherwise = {"by this %1 would be %2, which no file of a store may be; "
			"take that out",
		"из-за этого у %1 было бы %2, а у файлов хранилища так быть "
		"не может; уберите это"},
	macro = {"`%1` names attributes anew, which may hide any; take it out",
		"`%1` даёт атрибутам другие имена и может скрыть любой; "
		"уберите это"},
	hidden = {"by this git leaves %1 out, and changes of it are lost; take "
			"that out",
		"из-за этого git пропустит %1, и правки там потеряются; "
		"уберите это"},
	submodules = {"a store has no submodules; `git rm .gitmodules`",
		"у хранилища нет подмодулей; `git rm .gitmodules`"},
	too_long = {"more than %1 lines", "больше %1 строк"};

/* One of each kind of file. */
static const char *const examples[] = {"desk.yaml", "oncall.yaml",
	"tickets/2026/11/21/k3f9x2ab.yaml", "agents/anna.yaml",
	"bills/2026-11-acme.yaml",
	"calendars/office.yaml", "customers/acme.yaml",
	"schedules/backup.yaml", "templates/hello.yaml"};

/* --- patterns, as gitignore(5) has them ------------------------------------ */

static gboolean matches(const char *pattern, const char *path)
{
	if (!strchr(pattern, '/')) {
		const char *slash = strrchr(path, '/');
		return fnmatch(pattern, slash ? slash + 1 : path, 0) == 0;
	}
	const char *anchored = *pattern == '/' ? pattern + 1 : pattern;
	/* "**" is any folders, or none. */
	int flags = strstr(anchored, "**") ? 0 : FNM_PATHNAME;
	return fnmatch(anchored, path, flags) == 0 ||
		(g_str_has_prefix(anchored, "**/") &&
			matches(anchored + strlen("**/"), path));
}

/* What a pattern that names a file of the store would match itself. */
static char *example_of(const char *pattern)
{
	const char *name = *pattern == '/' ? pattern + 1 : pattern;
	gsize length = strcspn(name, "/");
	if (name[length] == '\0')
		return g_str_has_suffix(name, ".yaml") ? g_strconcat("agents/",
			name, NULL) : NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(examples); i++)
		if (examples[i][length] == '/' &&
			strncmp(examples[i], name, length) == 0)
			return g_strdup(name);
	return NULL;
}

/* char* */
static GPtrArray *examples_for(const GPtrArray *patterns)
{
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
	for (gsize i = 0; i < G_N_ELEMENTS(examples); i++)
		g_ptr_array_add(paths, g_strdup(examples[i]));
	for (guint i = 0; i < patterns->len; i++) {
		char *path = example_of(patterns->pdata[i]);
		if (path)
			g_ptr_array_add(paths, path);
	}
	return paths;
}

typedef struct {
	guint number;
	char **words; /* the pattern, then what it says */
} Line;

static void line_clear(void *data)
{
	g_strfreev(((Line *)data)->words);
}

static char **words_of(const char *text)
{
	const char *end = *text == '"' ? strchr(text + 1, '"') : NULL;
	char **words = g_strsplit_set(end ? end + 1 : text, " \t\r", -1);
	if (!end)
		return words;
	/* A pattern in quotes. */
	g_autofree char *inner = g_strndup(text + 1, (gsize)(end - text - 1));
	g_free(words[0]);
	words[0] = g_strcompress(inner);
	return words;
}

static GArray *lines_of(const char *text, gsize size, gboolean split)
{
	GArray *lines = g_array_new(FALSE, FALSE, sizeof(Line));
	g_array_set_clear_func(lines, line_clear);
	g_autofree char *whole = g_strndup(text, size);
	g_auto(GStrv) all = g_strsplit(whole, "\n", LINES_LIMIT + 1);
	for (guint i = 0; all[i] && i <= LINES_LIMIT; i++) {
		g_strstrip(all[i]);
		Line line = {i + 1, NULL};
		if (*all[i] == '\0' || *all[i] == '#')
			continue;
		line.words = split ? words_of(all[i]) :
			g_strsplit(all[i], "\n", 1);
		g_array_append_val(lines, line);
	}
	return lines;
}

static GPtrArray *patterns_of(const GArray *lines)
{
	GPtrArray *patterns = g_ptr_array_new();
	for (guint i = 0; i < lines->len; i++)
		g_ptr_array_add(patterns,
			g_array_index(lines, Line, i).words[0]);
	return patterns;
}

static void found(FilesJudge *judge, const char *file, guint line,
	const Phrase *phrase, const char *one, const char *other)
{
	for (guint i = 0; i < judge->findings->len; i++) {
		const Finding *finding = judge->findings->pdata[i];
		if (line && finding->line == line &&
			strcmp(finding->file, file) == 0)
			return;
	}
	findings_add(judge->findings, "git", file, SEVERITY_WRONG, phrase, one,
		other, NULL)->line = line;
}

/* --- .gitattributes -------------------------------------------------------- */

/* What of a store's file must be so, and what must not be at all. */
typedef struct {
	const char *name, *wanted;
} Attribute;

static const Attribute attributes[] = {{"merge", "merge=desk"},
	{"text", "-text"}, {"eol", NULL}, {"filter", NULL}, {"ident", NULL},
	{"working-tree-encoding", NULL}};
#define ATTRIBUTES_COUNT G_N_ELEMENTS(attributes)

static gboolean is_about(const char *word, const char *name)
{
	word += *word == '-' || *word == '!';
	return strncmp(word, name, strlen(name)) == 0 &&
		(word[strlen(name)] == '\0' || word[strlen(name)] == '=');
}

/* Is the word what the attribute should be? NULL: nothing said. */
static gboolean is_right(const Attribute *attribute, const char *word)
{
	if (!attribute->wanted)
		return !word || *word == '-' || *word == '!';
	return g_strcmp0(word, attribute->wanted) == 0;
}

static void take_words(const Line *line, const Line *said[],
	const char *words[])
{
	for (char **word = line->words + 1; *word; word++)
		for (gsize i = 0; i < ATTRIBUTES_COUNT; i++) {
			gboolean binary = i < 2 && strcmp(*word, "binary") == 0;
			if (!binary && !is_about(*word, attributes[i].name) &&
				!(i == 1 && is_about(*word, "crlf")))
				continue;
			said[i] = line;
			words[i] = binary && i == 1 ? "-text" : *word;
		}
}

static void judge_path(FilesJudge *judge, const GArray *lines,
	const char *path)
{
	const Line *said[ATTRIBUTES_COUNT] = {0};
	const char *words[ATTRIBUTES_COUNT] = {0};
	for (guint i = 0; i < lines->len; i++) {
		const Line *line = &g_array_index(lines, Line, i);
		if (matches(line->words[0], path))
			take_words(line, said, words);
	}
	for (gsize i = 0; i < ATTRIBUTES_COUNT; i++)
		if (said[i] && !is_right(&attributes[i], words[i]))
			found(judge, ATTRIBUTES, said[i]->number, &otherwise,
				path, words[i]);
		else if (!is_right(&attributes[i], words[i]))
			found(judge, ATTRIBUTES, 1, &no_line, NULL, NULL);
}

static void judge_attributes(FilesJudge *judge, const char *text, gsize size)
{
	g_autoptr(GArray) lines = lines_of(text, size, TRUE);
	g_autoptr(GPtrArray) patterns = patterns_of(lines);
	g_autoptr(GPtrArray) paths = examples_for(patterns);
	for (guint i = 0; i < lines->len; i++) {
		const Line *line = &g_array_index(lines, Line, i);
		if (g_str_has_prefix(line->words[0], "[attr]"))
			found(judge, ATTRIBUTES, line->number, &macro,
				line->words[0], NULL);
	}
	for (guint i = 0; i < paths->len; i++)
		judge_path(judge, lines, paths->pdata[i]);
}

/* --- .gitignore ------------------------------------------------------------ */

/* By which line git leaves a file or folder out; NULL: by none. */
static const Line *hides(const GArray *lines, const char *path, gboolean folder)
{
	const Line *last = NULL;
	gboolean is_hidden = FALSE;
	for (guint i = 0; i < lines->len; i++) {
		const Line *line = &g_array_index(lines, Line, i);
		const char *text = line->words[0];
		gboolean shown = *text == '!';
		g_autofree char *pattern = g_strdup(text + shown);
		gsize length = strlen(pattern);
		gboolean folders = length > 0 && pattern[length - 1] == '/';
		if (folders)
			pattern[length - 1] = '\0';
		if ((folders && !folder) || !matches(pattern, path))
			continue;
		last = line;
		is_hidden = !shown;
	}
	return is_hidden ? last : NULL;
}

static void judge_ignored(FilesJudge *judge, const char *text, gsize size)
{
	g_autoptr(GArray) lines = lines_of(text, size, FALSE);
	g_autoptr(GPtrArray) patterns = patterns_of(lines);
	g_autoptr(GPtrArray) paths = examples_for(patterns);
	for (guint i = 0; i < paths->len; i++) {
		const char *path = paths->pdata[i];
		const Line *line = NULL;
		for (const char *slash = path; !line && slash;) {
			slash = strchr(slash + 1, '/');
			g_autofree char *part = slash ? g_strndup(path,
				(gsize)(slash - path)) : g_strdup(path);
			line = hides(lines, part, slash != NULL);
		}
		if (line)
			found(judge, IGNORED, line->number, &hidden, path, NULL);
	}
}

/* --- all of them ----------------------------------------------------------- */

static void judge_modules(FilesJudge *judge, const char *text, gsize size)
{
	(void)text;
	(void)size;
	found(judge, ".gitmodules", 0, &submodules, NULL, NULL);
}

static const struct {
	const char *file;
	void (*judge)(FilesJudge *judge, const char *text, gsize size);
} files[] = {{ATTRIBUTES, judge_attributes}, {IGNORED, judge_ignored},
	{".gitmodules", judge_modules}};

gboolean files_judge_is_of_git(const char *path)
{
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++)
		if (strcmp(files[i].file, path) == 0)
			return TRUE;
	return FALSE;
}

static guint count_lines(const char *text, gsize size)
{
	guint count = 0;
	for (gsize i = 0; i < size; i++)
		count += text[i] == '\n';
	return count;
}

static void read_file(FilesJudge *judge, gsize place)
{
	const char *file = files[place].file;
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = file_source_read(judge->source, file,
		&problem);
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	if (problem)
		findings_add_error(judge->findings, "git", file,
			SEVERITY_BROKEN, problem);
	else if (count_lines(text, size) > LINES_LIMIT)
		found(judge, file, 0, &too_long, PHRASE_NUMBER(LINES_LIMIT),
			NULL);
	else if (bytes)
		files[place].judge(judge, text ? text : "", size);
	else if (files[place].judge == judge_attributes)
		found(judge, file, 0, &no_line, NULL, NULL);
}

void files_judge_git(FilesJudge *judge)
{
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++)
		read_file(judge, i);
}
