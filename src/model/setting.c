#include "model/setting.h"

#include <string.h>

#include "base/error.h"
#include "base/instant.h"
#include "model/regulation.h"
#include "text/date.h"

#define KIB 1024
#define MIB (1024 * KIB)

static const Phrase
	bad_name = {"\"%1\": git takes only Latin letters, digits and hyphens "
			"here, a letter first",
		"«%1»: git принимает здесь только латинские буквы, цифры и "
		"дефис, первой — букву"},
	like_setting = {"there is no setting \"%1\"; did you mean \"%2\"?",
		"нет настройки «%1»; может быть, «%2»?"},
	no_setting = {"there is no setting \"%1\"; `desk config` lists all",
		"нет настройки «%1»; все перечислит `desk config`"},
	no_word = {"%1 = \"%2\": this must be one of: %3",
		"%1 = «%2»: здесь нужно одно из: %3"},
	out_of_range = {"%1 = \"%2\": this must be in %3",
		"%1 = «%2»: здесь нужно %3"},
	no_text = {"%1 = \"\": this must be some text",
		"%1 = «»: здесь нужен какой-то текст"},
	no_program = {"%1 = \"%2\": this must be a program and its arguments, "
			"quotes in pairs",
		"%1 = «%2»: здесь нужна программа с аргументами, кавычки — "
		"парами"},
	no_command = {"%1 = \"%2\": this must be a desk command and its "
			"arguments; a program desk-NAME on PATH is `desk NAME`",
		"%1 = «%2»: здесь нужна команда desk с аргументами; программу "
		"desk-ИМЯ из PATH вызывают как `desk ИМЯ`"};

const Setting settings[] = {
	{"account.*.address", SETTING_TEXT, TRUE, 0, 0, NULL, NULL,
		{"an address that is ours; the account's name is one, too",
		"наш адрес; имя учётной записи — тоже наш адрес"}},
	{"account.*.after", SETTING_WORD, FALSE, 0, 0,
		"keep seen flag move delete", "flag",
		{"what becomes of a mail that was taken in",
		"что делать с принятым письмом"}},
	{"account.*.authserv-id", SETTING_TEXT, TRUE, 0, 0, NULL, NULL,
		{"whose Authentication-Results are believed",
		"чьим Authentication-Results верить"}},
	{"account.*.ca-file", SETTING_TEXT, FALSE, 0, 0, NULL, NULL,
		{"an extra certificate authority",
		"дополнительный удостоверяющий центр"}},
	{"account.*.category", SETTING_TEXT, FALSE, 0, 0, NULL, NULL,
		{"of new tickets", "у новых заявок"}},
	{"account.*.folder", SETTING_TEXT, TRUE, 0, 0, NULL, "INBOX",
		{"where the server keeps the mail", "где сервер хранит почту"}},
	{"account.*.from", SETTING_TEXT, FALSE, 0, 0, NULL, NULL,
		{"the name that its mail is from; without it the team's",
		"от чьего имени письма; без него — имя команды"}},
	{"account.*.level", SETTING_TEXT, FALSE, 0, 0, NULL, NULL,
		{"of new tickets", "у новых заявок"}},
	{"account.*.limit", SETTING_BYTES, FALSE, KIB, 1024 * MIB, NULL, "25m",
		{"a larger mail is set aside", "письмо больше откладывается"}},
	{"account.*.move-to", SETTING_TEXT, FALSE, 0, 0, NULL, NULL,
		{"the folder for after = move", "папка для after = move"}},
	{"account.*.password-command", SETTING_COMMAND, FALSE, 0, 0, NULL, NULL,
		{"prints the password; without it git's credential helpers",
		"печатает пароль; без неё — credential helpers из git"}},
	{"account.*.plus", SETTING_FLAG, FALSE, 0, 0, NULL, "true",
		{"answers go to NAME+TOKEN@DOMAIN, which the server delivers, "
		"too",
		"ответы идут на ИМЯ+КЛЮЧ@ДОМЕН, сервер доставляет и такие"}},
	{"account.*.since", SETTING_INSTANT, FALSE, 0, 0, NULL, NULL,
		{"mail received before is left alone",
		"письма, пришедшие раньше, не трогать"}},
	{"account.*.smtp", SETTING_TEXT, FALSE, 0, 0, NULL, NULL,
		{"smtps://HOST or smtp://HOST: its mail leaves there",
		"smtps://HOST или smtp://HOST: отсюда уходит её почта"}},
	{"account.*.smtp-password-command", SETTING_COMMAND, FALSE, 0, 0, NULL,
		NULL, {"prints another password for smtp",
		"печатает отдельный пароль для smtp"}},
	{"account.*.smtp-user", SETTING_TEXT, FALSE, 0, 0, NULL, NULL,
		{"login for smtp; without it that of the mailbox; none: no "
		"login",
		"логин для smtp; без него — логин ящика; none — без логина"}},
	{"account.*.timeout", SETTING_SPAN, FALSE, 1, 10 * 60, NULL, "60s",
		{"how long its servers may keep silent",
		"сколько могут молчать её серверы"}},
	{"account.*.token-command", SETTING_COMMAND, FALSE, 0, 0, NULL, NULL,
		{"prints an OAuth token", "печатает токен OAuth"}},
	{"account.*.url", SETTING_TEXT, FALSE, 0, 0, NULL, NULL,
		{"imaps://HOST, imap://HOST, maildir:PATH or mbox:PATH",
		"imaps://HOST, imap://HOST, maildir:PATH или mbox:PATH"}},
	{"account.*.user", SETTING_TEXT, FALSE, 0, 0, NULL, NULL,
		{"login; without it the account's name",
		"логин; без него — имя учётной записи"}},
	{"alias.*", SETTING_DESK, FALSE, 0, 0, NULL, NULL,
		{"the command that a word of your own stands for",
		"команда, которую заменяет ваше слово"}},
	{"clock.trust", SETTING_FLAG, FALSE, 0, 0, NULL, "false",
		{"write although the clock and the last commit disagree",
		"писать, хотя часы расходятся с последним коммитом"}},
	{"cron.host", SETTING_TEXT, FALSE, 0, 0, NULL, NULL,
		{"this host's name in the cron lease; without it the system's",
		"имя этого узла в аренде cron; без него — имя системы"}},
	{"cron.lease", SETTING_SPAN, FALSE, 5 * 60, 24 * 60 * 60, NULL, "15m",
		{"for how long this host keeps the cron lease without "
		"renewing it",
		"сколько этот узел держит аренду cron без продления"}},
	{"hub.limit", SETTING_BYTES, FALSE, KIB, 1024 * MIB, NULL, "64m",
		{"a hub takes no larger file, nor an original that is",
		"файл или оригинал больше этого хаб не возьмёт"}},
	{"notifier", SETTING_COMMAND, FALSE, 0, 0, NULL, NULL,
		{"the program that `alert` calls a person by",
		"программа, которой `alert` вызывает человека"}},
	{"notifier.timeout", SETTING_SPAN, FALSE, 1, 10 * 60, NULL, "60s",
		{"a call that takes longer has failed, and the next one is "
		"called",
		"вызов дольше этого не удался, вызывают следующего"}},
	{"opener", SETTING_COMMAND, FALSE, 0, 0, NULL, NULL,
		{"the program that `attach open` gives a file to",
		"программа, которой `attach open` отдаёт файл"}},
	{"query.*", SETTING_QUERY, FALSE, 0, 0, NULL, NULL,
		{"the query that query:NAME stands for",
		"запрос, который заменяет query:ИМЯ"}},
	{"send.account", SETTING_TEXT, FALSE, 0, 0, NULL, NULL,
		{"the account that mail leaves by when the ticket came by none",
		"учётная запись для писем заявок, пришедших не по почте"}},
	{"send.delay", SETTING_SPAN, FALSE, 0, 24 * 60 * 60, NULL, "60s",
		{"how long a person's mail waits, so that undo can take it "
		"back",
		"сколько ждёт письмо человека, чтобы его можно было отозвать"}},
	{"sync", SETTING_WORD, FALSE, 0, 0, "auto manual", NULL,
		{"with the upstream: auto after each change, manual by `sync` "
		"and cron",
		"с upstream: auto — после каждого изменения, manual — по "
		"`sync` и cron"}},
	{"sync.originals", SETTING_FLAG, FALSE, 0, 0, NULL, "false",
		{"the original mails come with each sync; false: from when this "
		"clone needs one",
		"оригиналы писем приходят с каждой синхронизацией; false — с "
		"тех пор, как понадобились"}},
	{"sync.stale", SETTING_SPAN, FALSE, 0, 7 * 24 * 60 * 60, NULL, "30m",
		{"answers older than this say so",
		"более старые ответы говорят об этом"}},
	{"sync.timeout", SETTING_SPAN, FALSE, 1, 60 * 60, NULL, "60s",
		{"how long a sync goes on trying",
		"сколько времени синхронизация повторяет попытки"}},
};
const gsize settings_count = G_N_ELEMENTS(settings);

static const char *const type_names[] = {
	[SETTING_TEXT] = "text", [SETTING_WORD] = "word",
	[SETTING_COUNT] = "count", [SETTING_BYTES] = "bytes",
	[SETTING_SPAN] = "span", [SETTING_FLAG] = "flag",
	[SETTING_INSTANT] = "instant", [SETTING_COMMAND] = "command",
	[SETTING_DESK] = "desk command", [SETTING_QUERY] = "query",
};

const char *setting_type_name(SettingType type)
{
	return type_names[type];
}

/* --- names ----------------------------------------------------------------- */

/* git's variable names: letters, digits, hyphens, a letter first. */
static gboolean is_variable(const char *name)
{
	if (!g_ascii_isalpha(name[0]))
		return FALSE;
	for (; *name; name++)
		if (!g_ascii_isalnum(*name) && *name != '-')
			return FALSE;
	return TRUE;
}

static gboolean name_fits(const char *pattern, const char *name)
{
	const char *star = strchr(pattern, '*');
	if (!star)
		return g_ascii_strcasecmp(pattern, name) == 0;
	gsize before = (gsize)(star - pattern), after = strlen(star + 1);
	gsize length = strlen(name);
	if (length <= before + after ||
		g_ascii_strncasecmp(pattern, name, before) != 0)
		return FALSE;
	if (after == 0)
		return is_variable(name + before);
	return g_ascii_strcasecmp(star + 1, name + length - after) == 0;
}

const Setting *setting_find(const char *name)
{
	for (gsize i = 0; i < settings_count; i++)
		if (name_fits(settings[i].name, name))
			return &settings[i];
	return NULL;
}

/* "acount.x" may mean an account, "list.limit" no alias of that name. */
static gboolean begins_alike(const char *pattern, const char *name)
{
	g_autofree char *kind = g_strndup(pattern, strcspn(pattern, "."));
	g_autofree char *meant = g_strndup(name, strcspn(name, "."));
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_ptr_array_add(names, kind);
	return nearest_name(meant, names) != NULL;
}

/* The row's name with what `name` has in the place of the star; NULL: none. */
static char *filled(const char *pattern, const char *name)
{
	const char *first = strchr(name, '.'), *last = strrchr(name, '.');
	const char *star = strchr(pattern, '*');
	if (star && !begins_alike(pattern, name))
		return NULL;
	if (!star || !first)
		return g_strdup(pattern);
	if (star[1] == '\0')
		return g_strdup_printf("%.*s%s", (int)(star - pattern), pattern,
			first + 1);
	return g_strdup_printf("%.*s%.*s%s", (int)(star - pattern), pattern,
		last > first ? (int)(last - first - 1) : 4,
		last > first ? first + 1 : "NAME", star + 1);
}

const Setting *setting_need(const char *name, GError **error)
{
	const Setting *setting = setting_find(name);
	if (setting)
		return setting;
	if (g_ascii_strncasecmp(name, "alias.", strlen("alias.")) == 0 ||
		g_ascii_strncasecmp(name, "query.", strlen("query.")) == 0) {
		desk_refuse(error, DESK_ERROR_USAGE, &bad_name, name, NULL);
		return NULL;
	}
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	for (gsize i = 0; i < settings_count; i++)
		g_ptr_array_add(names, filled(settings[i].name, name));
	const char *near = nearest_name(name, names);
	if (near)
		desk_refuse(error, DESK_ERROR_USAGE, &like_setting, name, near,
			NULL);
	else
		desk_refuse(error, DESK_ERROR_USAGE, &no_setting, name, NULL);
	return NULL;
}

/* --- values ---------------------------------------------------------------- */

static char *number_text(SettingType type, gint64 number)
{
	static const struct {
		gint64 size;
		char letter;
	} units[] = {{1024 * MIB, 'g'}, {MIB, 'm'}, {KIB, 'k'}};
	if (type == SETTING_SPAN)
		return span_format(number);
	for (gsize i = 0; type == SETTING_BYTES && i < G_N_ELEMENTS(units); i++)
		if (number >= units[i].size && number % units[i].size == 0)
			return g_strdup_printf("%" G_GINT64_FORMAT "%c",
				number / units[i].size, units[i].letter);
	return g_strdup_printf("%" G_GINT64_FORMAT, number);
}

char *setting_range(const Setting *setting)
{
	if (setting->type == SETTING_WORD)
		return g_strdup(setting->words);
	if (setting->least == setting->most)
		return NULL;
	g_autofree char *least = number_text(setting->type, setting->least);
	g_autofree char *most = number_text(setting->type, setting->most);
	return g_strdup_printf("%s..%s", least, most);
}

static gboolean read_count(const char *value, gint64 *number)
{
	return g_ascii_string_to_signed(value, 10, G_MININT64, G_MAXINT64,
		number, NULL);
}

static gboolean read_bytes(const char *value, gint64 *number)
{
	static const char letters[] = "kmg";
	gsize length = strlen(value);
	const char *unit = length ? strchr(letters,
		g_ascii_tolower(value[length - 1])) : NULL;
	if (!unit)
		return read_count(value, number);
	g_autofree char *digits = g_strndup(value, length - 1);
	gint64 factor = (gint64)1 << (10 * (unit - letters + 1));
	if (!g_ascii_string_to_signed(digits, 10, G_MININT64 / factor,
		    G_MAXINT64 / factor, number, NULL))
		return FALSE;
	*number *= factor;
	return TRUE;
}

static gboolean read_span(const char *value, gint64 *number)
{
	return read_count(value, number) || duration_parse(value, number, NULL);
}

static gboolean read_flag(const char *value, gint64 *number)
{
	static const char *const words[] = {"false", "true", "no", "yes", "off",
		"on", "0", "1"};
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_ascii_strcasecmp(words[i], value) == 0) {
			*number = i % 2;
			return TRUE;
		}
	return FALSE;
}

static gboolean read_instant(const char *value, gint64 *number)
{
	return instant_parse(value, number);
}

static const struct {
	gboolean (*read)(const char *value, gint64 *number);
	Phrase wrong;
} numbers[] = {
	[SETTING_COUNT] = {read_count, {"%1 = \"%2\": this must be a number",
		"%1 = «%2»: здесь нужно число"}},
	[SETTING_BYTES] = {read_bytes, {"%1 = \"%2\": this must be a number of "
			"bytes, as 500k or 25m",
		"%1 = «%2»: здесь нужно число байт: 500k, 25m"}},
	[SETTING_SPAN] = {read_span, {"%1 = \"%2\": this must be a length of "
			"time, as 90s or 1h30",
		"%1 = «%2»: здесь нужна длительность: 90s, 1h30"}},
	[SETTING_FLAG] = {read_flag, {"%1 = \"%2\": this must be true or false",
		"%1 = «%2»: здесь нужно true или false"}},
	[SETTING_INSTANT] = {read_instant, {"%1 = \"%2\": this must be a time "
			"like 2026-11-21T06:14:03Z",
		"%1 = «%2»: здесь нужно время вида 2026-11-21T06:14:03Z"}},
};

static gboolean read_word(const Setting *setting, const char *name,
	const char *value, gint64 *number, GError **error)
{
	g_auto(GStrv) words = g_strsplit(setting->words, " ", -1);
	for (guint i = 0; words[i]; i++)
		if (strcmp(words[i], value) == 0) {
			*number = i;
			return TRUE;
		}
	return desk_refuse(error, DESK_ERROR_USAGE, &no_word, name, value,
		setting->words, NULL);
}

gboolean setting_is_number(const Setting *setting)
{
	return setting->type == SETTING_WORD ||
		(setting->type < G_N_ELEMENTS(numbers) &&
			numbers[setting->type].read);
}

gboolean setting_number(const Setting *setting, const char *name,
	const char *value, gint64 *number, GError **error)
{
	if (setting->type == SETTING_WORD)
		return read_word(setting, name, value, number, error);
	g_assert(setting_is_number(setting));
	if (!numbers[setting->type].read(value, number))
		return desk_refuse(error, DESK_ERROR_USAGE,
			&numbers[setting->type].wrong, name, value, NULL);
	if (setting->least == setting->most || (*number >= setting->least &&
			*number <= setting->most))
		return TRUE;
	g_autofree char *range = setting_range(setting);
	return desk_refuse(error, DESK_ERROR_USAGE, &out_of_range, name, value,
		range, NULL);
}

static gboolean is_command_line(const char *value)
{
	g_auto(GStrv) words = NULL;
	return g_shell_parse_argv(value, NULL, &words, NULL);
}

gboolean setting_check(const Setting *setting, const char *name,
	const char *value, GError **error)
{
	gint64 number;
	switch (setting->type) {
	case SETTING_TEXT:
	case SETTING_QUERY:
		return *value || desk_refuse(error,
			DESK_ERROR_USAGE, &no_text, name, NULL);
	case SETTING_COMMAND:
		return is_command_line(value) || desk_refuse(error,
			DESK_ERROR_USAGE, &no_program, name, value, NULL);
	case SETTING_DESK:
		return (value[0] != '!' && is_command_line(value)) ||
			desk_refuse(error, DESK_ERROR_USAGE, &no_command, name,
				value, NULL);
	default:
		return setting_number(setting, name, value, &number, error);
	}
}
