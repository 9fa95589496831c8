#include "model/regulation_reader.h"

void regulation_complain(
	RegulationReader *reader, const YamlNode *node, const Phrase *phrase, ...)
{
	va_list texts;
	va_start(texts, phrase);
	mapping_complain_list(&reader->mapping, node, phrase, texts);
	va_end(texts);
}

const char *const regulation_languages[] = {"en", "ru", NULL};

void regulation_complain_unknown(RegulationReader *reader, const YamlNode *node,
	const char *what, const char *word, const GPtrArray *known)
{
	mapping_complain_unknown(&reader->mapping, node, what, word, known);
}

const char *regulation_text(
	RegulationReader *reader, const YamlNode *node, const char *what)
{
	return mapping_text(&reader->mapping, node, what);
}

const char *regulation_word(RegulationReader *reader, const YamlNode *node,
	const char *what, const char *const *known)
{
	return mapping_word(&reader->mapping, node, what, known);
}
