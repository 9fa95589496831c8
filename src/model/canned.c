#include "model/canned.h"

#include <string.h>

#include "model/mapping.h"
#include "text/escape.h"

static const Phrase
	is_text = {"%1 is a text", "%1 — это текст"},
	no_body = {"no body; write \"body: |\" and the text, indented",
		"нет текста; напишите «body: |» и ниже текст с отступом"},
	no_reply = {"no canned reply; it begins with \"title: …\"",
		"не шаблон ответа; он начинается с «title: …»"},
	no_language = {"\"%.1\" is no language with title and body below; en "
			"and ru are",
		"«%.1» — не язык, под которым стоят title и body; есть en и "
		"ru"};

const CannedField canned_fields[] = {
	{"agent", FALSE, {"name of the agent who has the ticket",
		"имя сотрудника, у которого заявка"}},
	{"answer-by", FALSE, {"until when we answer, by the contract",
		"до какого времени ответим, по договору"}},
	{"ask", TRUE, {"the questions of the category, as a list",
		"вопросы категории, списком"}},
	{"by", FALSE, {"name of who does it now",
		"имя того, кто делает это сейчас"}},
	{"category", FALSE, {"title of the category", "название категории"}},
	{"clock", FALSE, {"what runs out: first response, resolution …",
		"что истекает: первый ответ, решение…"}},
	{"created", FALSE, {"when the ticket was made",
		"когда создана заявка"}},
	{"customer", FALSE, {"name of the organisation",
		"название организации"}},
	{"due", FALSE, {"when that runs out", "когда оно истекает"}},
	{"eta", FALSE, {"the promised time", "обещанный срок"}},
	{"greeting", FALSE, {"\"Hello Maria Ivanova,\"",
		"«Здравствуйте, Мария Иванова!»"}},
	{"group", FALSE, {"title of the group", "название группы"}},
	{"level", FALSE, {"L1, L2, L3", "L1, L2, L3"}},
	{"list", TRUE, {"the tickets that it is about, a line each",
		"заявки, о которых речь, по одной в строке"}},
	{"message", TRUE, {"what the requester wrote last, quoted",
		"последнее письмо заявителя, цитатой"}},
	{"number", FALSE, {"1042", "1042"}},
	{"priority", FALSE, {"title of the priority", "название приоритета"}},
	{"reason", FALSE, {"why, as the agent said",
		"почему, словами сотрудника"}},
	{"requester", FALSE, {"name of the requester", "имя заявителя"}},
	{"resolution", FALSE, {"title of the resolution", "название решения"}},
	{"said", FALSE, {"what the mail server said",
		"что сказал почтовый сервер"}},
	{"status", FALSE, {"title of the status", "название статуса"}},
	{"subject", FALSE, {"subject of the ticket", "тема заявки"}},
	{"tag", FALSE, {"[ACME#1042]", "[ACME#1042]"}},
	{"team", FALSE, {"name of the team", "название вашей фирмы"}},
	{"until", FALSE, {"until when the ticket waits",
		"до какого времени ждём"}},
	{"vendor", FALSE, {"the vendor's number of the matter",
		"номер обращения у поставщика"}},
	{"visit", FALSE, {"when the visit is planned", "когда назначен выезд"}},
	{"writer", FALSE, {"who wrote last: the requester or somebody else",
		"кто написал последним: заявитель или другой"}},
};
const gsize canned_fields_count = G_N_ELEMENTS(canned_fields);

static void text_free(gpointer data)
{
	CannedText *text = data;
	g_free(text->language);
	g_free(text->title);
	g_free(text->subject);
	g_free(text->body);
	g_free(text);
}

void canned_reply_free(CannedReply *reply)
{
	if (!reply)
		return;
	g_free(reply->name);
	g_free(reply->file);
	g_ptr_array_unref(reply->texts);
	g_free(reply);
}

static gboolean read_scalar(MappingReader *reader, const YamlNode *map,
	const char *key, char **value, guint *line, guint *column)
{
	const YamlNode *node = yaml_get(map, key);
	if (yaml_is_null(node))
		return TRUE;
	if (node->kind != YAML_SCALAR) {
		mapping_complain(reader, node, &is_text, key, NULL);
		return FALSE;
	}
	*value = g_strdup(node->value);
	if (line) {
		/* A block text begins on the next line, indented. */
		gboolean block = strchr(node->value, '\n') != NULL;
		*line = node->line + block;
		*column = block ? map->column + 2 : node->column + !node->plain;
	}
	return TRUE;
}

static gboolean read_text(MappingReader *reader, const YamlNode *map,
	const char *language, GPtrArray *texts)
{
	static const char *const keys[] = {"title", "subject", "body", NULL};
	if (!mapping_check_keys(reader, map, keys))
		return FALSE;
	CannedText *text = g_new0(CannedText, 1);
	g_ptr_array_add(texts, text);
	text->language = g_strdup(language);
	if (!read_scalar(reader, map, "title", &text->title, NULL, NULL) ||
		!read_scalar(reader, map, "subject", &text->subject,
			&text->subject_line, &text->subject_column) ||
		!read_scalar(reader, map, "body", &text->body, &text->body_line,
			&text->body_column))
		return FALSE;
	if (text->body && *text->body)
		return TRUE;
	mapping_complain(reader, map, &no_body, NULL);
	return FALSE;
}

static gboolean is_language(const char *key)
{
	return strlen(key) == 2 && g_ascii_islower(key[0]) &&
		g_ascii_islower(key[1]);
}

static gboolean read_texts(MappingReader *reader, const YamlNode *root,
	const char *language, CannedReply *reply)
{
	if (root->keys->len == 0) {
		mapping_complain(reader, root, &no_reply, NULL);
		return FALSE;
	}
	const YamlNode *first = g_ptr_array_index(root->keys, 0);
	if (!is_language(first->value))
		return read_text(reader, root, language, reply->texts);
	reply->named = TRUE;
	for (guint i = 0; i < root->keys->len; i++) {
		const YamlNode *key = g_ptr_array_index(root->keys, i);
		const YamlNode *map = g_ptr_array_index(root->items, i);
		if (!is_language(key->value) || map->kind != YAML_MAP) {
			mapping_complain(reader, key, &no_language, key->value,
				NULL);
			return FALSE;
		}
		if (!read_text(reader, map, key->value, reply->texts))
			return FALSE;
	}
	return TRUE;
}

static Value *empty_record(void)
{
	Value *record = value_record();
	for (gsize i = 0; i < canned_fields_count; i++)
		value_record_set(record, canned_fields[i].name, value_text(""));
	return record;
}

/* Every placeholder is one, in every language. */
static gboolean check_placeholders(const CannedReply *reply, GError **error)
{
	g_autoptr(Value) record = empty_record();
	for (guint i = 0; i < reply->texts->len; i++) {
		g_autofree char *subject = NULL, *body = NULL;
		if (!canned_reply_fill(reply,
			    g_ptr_array_index(reply->texts, i), record, &subject,
			    &body, error))
			return FALSE;
	}
	return TRUE;
}

CannedReply *canned_reply_parse(const char *name, const char *text, gsize size,
	const char *language, GError **error)
{
	g_autoptr(CannedReply) reply = g_new0(CannedReply, 1);
	reply->name = g_strdup(name);
	reply->file = g_strdup_printf("templates/%s.yaml", name);
	reply->texts = g_ptr_array_new_with_free_func(text_free);
	MappingReader reader = {.file = reply->file};
	g_autoptr(YamlNode) root = mapping_parse(&reader, text, size,
		"a canned reply", "title: …");
	if (root)
		read_texts(&reader, root, language, reply);
	if (!mapping_report(&reader, DESK_ERROR_DATA, error) ||
		!check_placeholders(reply, error))
		return NULL;
	return g_steal_pointer(&reply);
}

static const CannedText *text_in(const CannedReply *reply, const char *language)
{
	for (guint i = 0; language && i < reply->texts->len; i++) {
		const CannedText *text = g_ptr_array_index(reply->texts, i);
		if (strcmp(text->language, language) == 0)
			return text;
	}
	return NULL;
}

const CannedText *canned_reply_text(const CannedReply *reply,
	const char *language, const char *other)
{
	const CannedText *text = text_in(reply, language);
	text = text ? text : text_in(reply, other);
	return text ? text : g_ptr_array_index(reply->texts, 0);
}

static char *harmless(const char *text, gboolean lines)
{
	g_autofree char *line = lines ? g_strdup(text) : escape_line(text);
	return escape_links(line);
}

static Value *harmless_record(const Value *record)
{
	Value *out = empty_record();
	for (gsize i = 0; i < canned_fields_count; i++) {
		const Value *value = value_record_get(record,
			canned_fields[i].name);
		g_autofree char *text = value ? value_to_text(value) : NULL;
		value_record_set(out, canned_fields[i].name, value_text_take(
			harmless(text ? text : "", canned_fields[i].lines)));
	}
	return out;
}

gboolean canned_reply_fill(const CannedReply *reply, const CannedText *text,
	const Value *record, char **subject, char **body, GError **error)
{
	g_autoptr(Value) values = harmless_record(record);
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	TemplatePlace place = {reply->file, text->body_line, text->body_column};
	g_autoptr(GString) filled = g_string_new(NULL);
	if (!template_fill(filled, text->body, &place, values, 0, utc, error))
		return FALSE;
	*body = g_strconcat(g_strchomp(filled->str), "\n", NULL);
	*subject = NULL;
	if (!text->subject)
		return TRUE;
	place.line = text->subject_line;
	place.column = text->subject_column;
	g_string_truncate(filled, 0);
	if (!template_fill(filled, text->subject, &place, values, 0, utc, error))
		return FALSE;
	*subject = escape_line(filled->str);
	return TRUE;
}
