#include "model/requisites.h"

#include <string.h>

#include "model/mapping.h"

static const Phrase
	is_map = {"requisites are a mapping, as in {inn: …, kpp: …, account: …}",
		"реквизиты — это блок: {inn: …, kpp: …, account: …}"},
	not_digits = {"%1 is %2 digits without blanks, not \"%.3\"; a spreadsheet "
			"drops leading zeros and rounds long numbers",
		"%1 — это %2 цифр без пробелов, а не «%.3»; электронная "
		"таблица теряет нули впереди и округляет длинные числа"},
	bad_kpp = {"%1 is four digits, two digits or capital letters, three "
			"digits, not \"%.2\"",
		"%1 — четыре цифры, две цифры или заглавные буквы, три цифры, "
		"а не «%.2»"},
	mistyped = {"the check digit of %1 %2 is wrong: a digit is mistyped",
		"контрольная цифра не сходится: %1 %2; в какой-то цифре "
		"опечатка"},
	other_bank = {"%1 %2 does not belong to БИК %3: a digit of one of them is "
			"mistyped",
		"%1 %2 не подходит к БИК %3: в каком-то из них опечатка"},
	person_kpp = {"who has an ИНН of 12 digits, a person, has no КПП",
		"у ИНН из 12 цифр, то есть у предпринимателя, не бывает КПП"};

/* --- check digits -------------------------------------------------------- */

static gboolean are_digits(const char *text, gsize length)
{
	return strlen(text) == length &&
		text[strspn(text, "0123456789")] == '\0';
}

static guint digit(const char *text, guint place)
{
	return (guint)(text[place] - '0');
}

static guint weigh(const char *text, const char *weights)
{
	guint sum = 0;
	for (guint i = 0; weights[i]; i++)
		sum += digit(text, i) * digit(weights, i);
	return sum % 11 % 10;
}

/* The weight 10 stands as ":", which follows 9. */
static gboolean inn_is_right(const char *inn)
{
	return strlen(inn) == 10 ? weigh(inn, "24:359468") == digit(inn, 9) :
		weigh(inn, "724:359468") == digit(inn, 10) &&
		weigh(inn, "3724:359468") == digit(inn, 11);
}

static gboolean ogrn_is_right(const char *ogrn)
{
	guint length = (guint)strlen(ogrn) - 1;
	guint64 number = 0;
	for (guint i = 0; i < length; i++)
		number = number * 10 + digit(ogrn, i);
	return number % (length - 1) % 10 == digit(ogrn, length);
}

/* With three digits of the БИК before it: of the bank, or, of an account that
 * the Bank of Russia itself keeps, of the region. */
static gboolean account_is_right(const char *account, const char *bik,
	gboolean central)
{
	g_autofree char *all = central ? g_strdup_printf("0%.2s%s", bik + 4,
		account) : g_strconcat(bik + 6, account, NULL);
	guint sum = 0;
	for (guint i = 0; all[i]; i++)
		sum += digit(all, i) * digit("713", i % 3) % 10;
	return sum % 10 == 0;
}

/* --- the rows ------------------------------------------------------------ */

static const struct {
	const char *name;
	Phrase title;
	guint digits, or_digits; /* 0: any text */
	gboolean (*is_right)(const char *text);
} rows[REQUISITES] = {
	[REQUISITE_NAME] = {"name", {"name", "наименование"}},
	[REQUISITE_INN] = {"inn", {"INN", "ИНН"}, 10, 12, inn_is_right},
	[REQUISITE_KPP] = {"kpp", {"KPP", "КПП"}},
	[REQUISITE_OGRN] = {"ogrn", {"OGRN", "ОГРН"}, 13, 15, ogrn_is_right},
	[REQUISITE_ADDRESS] = {"address", {"address", "адрес"}},
	[REQUISITE_SIGNS] = {"signs", {"signs", "подписывает"}},
	[REQUISITE_BANK] = {"bank", {"bank", "банк"}},
	[REQUISITE_BIK] = {"bik", {"BIK", "БИК"}, 9},
	[REQUISITE_ACCOUNT] = {"account", {"account", "счёт"}},
	[REQUISITE_CORRESPONDENT] = {"correspondent",
		{"corr.\u00a0account", "корр.\u00a0счёт"}},
};

const char *requisite_name(Requisite requisite)
{
	return rows[requisite].name;
}

/* --- reading ------------------------------------------------------------- */

static void check_digits(MappingReader *reader, const YamlNode *node,
	Requisite row, const char *text)
{
	g_autofree char *length = rows[row].or_digits ? g_strdup_printf(
		"%u / %u", rows[row].digits, rows[row].or_digits) :
		g_strdup_printf("%u", rows[row].digits);
	if (!are_digits(text, rows[row].digits) && !(rows[row].or_digits &&
		are_digits(text, rows[row].or_digits)))
		mapping_complain(reader, node, &not_digits, rows[row].title.ru,
			length, text, NULL);
	else if (rows[row].is_right && !rows[row].is_right(text))
		mapping_complain(reader, node, &mistyped, rows[row].title.ru,
			text, NULL);
}

static gboolean kpp_is_right(const char *kpp)
{
	for (guint i = 0; i < 9; i++)
		if (!g_ascii_isdigit(kpp[i]) && !((i == 4 || i == 5) &&
			g_ascii_isupper(kpp[i])))
			return FALSE;
	return kpp[9] == '\0';
}

static void check_account(MappingReader *reader, const YamlNode *map,
	const Requisites *requisites, Requisite row)
{
	const char *account = requisites->texts[row];
	const char *bik = requisites->texts[REQUISITE_BIK];
	const YamlNode *node = yaml_get(map, rows[row].name);
	if (!account || !bik || !are_digits(bik, 9))
		return;
	/* "000" to "002": the Bank of Russia keeps the account itself. */
	gboolean central = row == REQUISITE_CORRESPONDENT ||
		(strncmp(bik + 6, "00", 2) == 0 && bik[8] <= '2');
	if (!are_digits(account, 20))
		mapping_complain(reader, node, &not_digits, rows[row].title.ru,
			"20", account, NULL);
	else if (!account_is_right(account, bik, central))
		mapping_complain(reader, node, &other_bank, rows[row].title.ru,
			account, bik, NULL);
}

static void check_together(MappingReader *reader, const YamlNode *map,
	const Requisites *requisites)
{
	const char *inn = requisites->texts[REQUISITE_INN];
	const char *kpp = requisites->texts[REQUISITE_KPP];
	const YamlNode *node = yaml_get(map, "kpp");
	if (kpp && !kpp_is_right(kpp))
		mapping_complain(reader, node, &bad_kpp,
			rows[REQUISITE_KPP].title.ru, kpp, NULL);
	else if (kpp && inn && strlen(inn) == 12)
		mapping_complain(reader, node, &person_kpp, NULL);
	check_account(reader, map, requisites, REQUISITE_ACCOUNT);
	check_account(reader, map, requisites, REQUISITE_CORRESPONDENT);
}

void requisites_read(MappingReader *reader, const YamlNode *node,
	Requisites *requisites)
{
	const char *known[REQUISITES + 1] = {NULL};
	for (Requisite i = 0; i < REQUISITES; i++)
		known[i] = rows[i].name;
	if (yaml_is_null(node))
		return;
	if (node->kind != YAML_MAP) {
		mapping_complain(reader, node, &is_map, NULL);
		return;
	}
	mapping_check_keys(reader, node, known);
	for (Requisite i = 0; i < REQUISITES; i++) {
		const YamlNode *value = yaml_get(node, rows[i].name);
		const char *text = yaml_is_null(value) ? NULL :
			mapping_text(reader, value, rows[i].name);
		requisites->texts[i] = g_strdup(text);
		if (text && rows[i].digits)
			check_digits(reader, value, i, text);
	}
	check_together(reader, node, requisites);
}

void requisites_of_company(Requisites *requisites, const YamlNode *company,
	const char *team)
{
	MappingReader reader = {.file = ""};
	requisites_read(&reader, yaml_get(company, "requisites"), requisites);
	mapping_report(&reader, DESK_ERROR_CONFIG, NULL);
	if (!requisites->texts[REQUISITE_NAME])
		requisites->texts[REQUISITE_NAME] = g_strdup(yaml_get_text(
			company, "name", team));
}

void requisites_clear(Requisites *requisites)
{
	for (Requisite i = 0; i < REQUISITES; i++)
		g_clear_pointer(&requisites->texts[i], g_free);
}

static gboolean requisites_are_empty(const Requisites *requisites)
{
	for (Requisite i = 0; i < REQUISITES; i++)
		if (requisites->texts[i])
			return FALSE;
	return TRUE;
}

/* --- writing ------------------------------------------------------------- */

void requisites_append(GString *out, const char *key,
	const Requisites *requisites)
{
	const char *between = "{";
	if (requisites_are_empty(requisites))
		return;
	g_string_append_printf(out, "%s: ", key);
	for (Requisite i = 0; i < REQUISITES; i++) {
		if (!requisites->texts[i])
			continue;
		g_string_append_printf(out, "%s%s: ", between, rows[i].name);
		yaml_append_scalar(out, requisites->texts[i], TRUE);
		between = ", ";
	}
	g_string_append(out, "}\n");
}

char *requisites_text(const Requisites *requisites, const char *title,
	const char *language)
{
	static const Requisite shown[] = {REQUISITE_INN, REQUISITE_KPP,
		REQUISITE_OGRN, REQUISITE_ADDRESS, REQUISITE_ACCOUNT,
		REQUISITE_BANK, REQUISITE_BIK, REQUISITE_CORRESPONDENT};
	char *const *texts = requisites->texts;
	GString *out = g_string_new(texts[REQUISITE_NAME] ?
		texts[REQUISITE_NAME] : title);
	for (gsize i = 0; i < G_N_ELEMENTS(shown); i++) {
		gboolean bare = shown[i] == REQUISITE_ADDRESS ||
			shown[i] == REQUISITE_BANK;
		if (texts[shown[i]])
			g_string_append_printf(out, ", %s%s%s", bare ? "" :
				phrase_in(&rows[shown[i]].title, language),
				bare ? "" : "\u00a0", texts[shown[i]]);
	}
	return g_string_free(out, FALSE);
}
