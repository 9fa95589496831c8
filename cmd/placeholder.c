/* What stands for a word of the user, in usages and options. */

#include "cmd/frame.h"

#include <string.h>

/* By the English. What is the same for all (N, URL) is not here. */
static const Phrase placeholders[] = {
	{"ADDRESS", "АДРЕС"},
	{"AGE", "ВОЗРАСТ"},
	{"AGENT", "СОТРУДНИК"},
	{"BASE", "ПРЕДОК"},
	{"CALENDAR", "КАЛЕНДАРЬ"},
	{"CATEGORY", "КАТЕГОРИЯ"},
	{"CHANNEL", "КАНАЛ"},
	{"COMMAND", "КОМАНДА"},
	{"COMMIT", "КОММИТ"},
	{"CONDITION", "УСЛОВИЕ"},
	{"CUSTOMER", "КЛИЕНТ"},
	{"DATE", "ДАТА"},
	{"DIR", "ПАПКА"},
	{"DOMAIN", "ДОМЕН"},
	{"ENTRY", "ЗАПИСЬ"},
	{"FIELD", "ПОЛЕ"},
	{"FILE", "ФАЙЛ"},
	{"FOLDER", "ПАПКА"},
	{"FORMAT", "ФОРМАТ"},
	{"FROM", "НАЧАЛО"},
	{"GROUP", "ГРУППА"},
	{"HOURS", "ЧАСЫ"},
	{"HOW", "КАК"},
	{"KEY", "КЛЮЧ"},
	{"KIND", "ВИД"},
	{"LANGUAGE", "ЯЗЫК"},
	{"LEVEL", "ЛИНИЯ"},
	{"LOGIN", "ЛОГИН"},
	{"MAIL", "ПИСЬМО"},
	{"MONTH", "МЕСЯЦ"},
	{"NAME", "ИМЯ"},
	{"NAMES", "ИМЕНА"},
	{"NUMBER", "НОМЕР"},
	{"OPERATIONS", "ОПЕРАЦИИ"},
	{"OPTIONS", "ПАРАМЕТРЫ"},
	{"OURS", "НАШЕ"},
	{"PATH", "ПУТЬ"},
	{"PERCENT", "ПРОЦЕНТ"},
	{"PERIOD", "ПЕРИОД"},
	{"PRICE", "ЦЕНА"},
	{"PRIORITY", "ПРИОРИТЕТ"},
	{"PROGRAM", "ПРОГРАММА"},
	{"QUERY", "ЗАПРОС"},
	{"QUESTION", "ВОПРОС"},
	{"RESOLUTION", "ИТОГ"},
	{"ROLE", "РОЛЬ"},
	{"SPAN", "СРОК"},
	{"STATUS", "СТАТУС"},
	{"SUBCOMMAND", "ПОДКОМАНДА"},
	{"SUBJECT", "ТЕМА"},
	{"TEMPLATE", "ШАБЛОН"},
	{"TEXT", "ТЕКСТ"},
	{"THEIRS", "ИХ"},
	{"TICKET", "ЗАЯВКА"},
	{"TICKETS", "ЗАЯВКИ"},
	{"TIME", "ВРЕМЯ"},
	{"TITLE", "НАЗВАНИЕ"},
	{"TYPE", "ТИП"},
	{"UNTIL", "КОНЕЦ"},
	{"VALUE", "ЗНАЧЕНИЕ"},
	{"VERSION", "ВЕРСИЯ"},
	{"WHAT", "ЧТО"},
	{"WHEN", "КОГДА"},
	{"WHO", "КТО"},
	{"WHOM", "КОГО"},
	{"WHY", "ПОЧЕМУ"},
	{"WORD", "СЛОВО"},
	{"WORDS", "СЛОВА"},
	{"YEAR", "ГОД"},
};

static void append_word(GString *out, const char *word, gsize size,
	const char *language)
{
	for (gsize i = 0; i < G_N_ELEMENTS(placeholders); i++)
		if (strlen(placeholders[i].en) == size &&
			strncmp(placeholders[i].en, word, size) == 0) {
			g_string_append(out,
				phrase_in(&placeholders[i], language));
			return;
		}
	g_string_append_len(out, word, (gssize)size);
}

char *placeholders_in(const char *usage, const char *language)
{
	GString *out = g_string_new(NULL);
	while (*usage) {
		gsize size = 0;
		while (g_ascii_isupper(usage[size]))
			size++;
		append_word(out, usage, MAX(size, 1), language);
		usage += MAX(size, 1);
	}
	return g_string_free(out, FALSE);
}
