/* Words of desk.yaml that are in use, and are in it no more. */
#include "app/desk/desk_parts.h"
#include "app/desk/files_judge_parts.h"

#include "app/desk/desk.h"
#include "index/regulation.h"
#include "model/field.h"

static void tell(FilesJudge *judge, const Field *field, const UsedWord *word)
{
	const YamlNode *section = yaml_get(judge->own->root, field->section);
	g_autofree char *who = word->tickets > 0 ? g_strdup_printf("tickets "
		"hold it: %" G_GINT64_FORMAT " (%s%s)", word->tickets,
		word->examples, word->tickets > 3 ? " …" : "") :
		g_strdup("history holds it");
	Finding *finding = findings_add(judge->findings, "regulation",
		"desk.yaml", word->tickets > 0 ? SEVERITY_WRONG :
		SEVERITY_WARNING, "\"%s\" names the %s \"%s\" no more, but %s; "
		"keep it, or give what it is called now \"was: [%s]\"",
		field->section, field->name, word->name, who, word->name);
	finding->line = section ? section->line : 0;
	finding->column = section ? section->column : 0;
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
	return index || !judge->own;
}
