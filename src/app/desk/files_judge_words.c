/* Words of desk.yaml that are in use, and are in it no more. */
#include "app/desk/desk_parts.h"
#include "app/desk/files_judge_parts.h"

#include "app/desk/current_index.h"
#include "index/regulation.h"
#include "model/field.h"

/* %1 is a section of desk.yaml, %2 its field, %3 the word, %4 how many tickets,
 * %5 some of them. */
static const Phrase
	held_now = {"\"%1\" names the %2 \"%3\" no more, but tickets hold it: %4 "
			"(%5); keep it, or give what it is called now \"was: "
			"[%3]\"",
		"в «%1» больше нет %2 «%3», но есть такие заявки: %4 (%5); "
		"верните это имя или допишите «was: [%3]» тому, что теперь "
		"вместо него"},
	held_once = {"\"%1\" names the %2 \"%3\" no more, but history holds it; "
			"keep it, or give what it is called now \"was: [%3]\"",
		"в «%1» больше нет %2 «%3», но оно есть в истории; верните это "
		"имя или допишите «was: [%3]» тому, что теперь вместо него"},
	held_field = {"\"fields\" names the custom field \"%1\" no more, but "
			"tickets hold it: %2 (%3); nobody sees or finds it there",
		"в «fields» больше нет своего поля «%1», но есть такие заявки: "
		"%2 (%3); там его никто не увидит и не найдёт"};

static char *some_of(const UsedWord *word)
{
	return g_strconcat(word->tickets > 0 ? word->examples : "",
		word->tickets > 3 ? " …" : "", NULL);
}

static void place_at(Finding *finding, const FilesJudge *judge,
	const char *name)
{
	const YamlNode *section = yaml_get(judge->own->root, name);
	finding->line = section ? section->line : 0;
	finding->column = section ? section->column : 0;
}

static void tell(FilesJudge *judge, const Field *field, const UsedWord *word)
{
	gboolean held = word->tickets > 0;
	g_autofree char *some = some_of(word);
	Finding *finding = findings_add(judge->findings, "regulation",
		"desk.yaml", held ? SEVERITY_WRONG : SEVERITY_WARNING,
		held ? &held_now : &held_once, field->section, field->name,
		word->name, PHRASE_NUMBER(word->tickets), some, NULL);
	place_at(finding, judge, field->section);
}

static gboolean judge_custom(FilesJudge *judge, Index *index, GError **error)
{
	const YamlNode *custom = yaml_get(judge->own->root, "fields");
	g_autoptr(GPtrArray) words = index_used_fields(index, error);
	for (guint i = 0; words && i < words->len; i++) {
		const UsedWord *word = words->pdata[i];
		g_autofree char *some = some_of(word);
		if (!yaml_get(custom, word->name))
			place_at(findings_add(judge->findings, "regulation",
				"desk.yaml", SEVERITY_WARNING, &held_field,
				word->name, PHRASE_NUMBER(word->tickets), some,
				NULL), judge, "fields");
	}
	return words != NULL;
}

static gboolean judge_field(FilesJudge *judge, Index *index, const Field *field,
	GError **error)
{
	g_autoptr(GPtrArray) words = index_used_words(index, field, error);
	for (guint i = 0; words && i < words->len; i++) {
		const UsedWord *word = words->pdata[i];
		/* What left long ago is judged by its own time. */
		if (regulation_rank(judge->own, field->name, word->name) < 0 &&
			(word->tickets > 0 || !word->is_past))
			tell(judge, field, word);
	}
	return words != NULL;
}

gboolean files_judge_words(FilesJudge *judge, GError **error)
{
	Index *index = judge->own ? desk_index(file_source_desk(judge->source),
		error) : NULL;
	for (gsize i = 0; index && i < fields_count; i++)
		if (fields[i].section && !judge_field(judge, index, &fields[i],
			error))
			return FALSE;
	return !judge->own || (index && judge_custom(judge, index, error));
}
