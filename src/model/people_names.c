/* Names, phones and domains; model/people.h. */
#include "model/people.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST_NAME 48
/* A number without its country and trunk prefix. */
#define NATIONAL_DIGITS 10
/* Fewer digits may be the "8 (800)" before a word, more are a number. */
#define SHORTEST_PHONE 5
/* "101" is called inside a house. */
#define FEWEST_DIGITS 3

/* What follows is an extension or a second number. */
static gboolean ends_number(gunichar c)
{
	return g_unichar_isalpha(c) || c == '#' || c == ';' || c == ',';
}

char *phone_normalise(const char *phone)
{
	g_autofree char *valid = g_utf8_make_valid(phone, -1);
	g_autoptr(GString) digits = g_string_new(NULL);
	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		int value = g_unichar_digit_value(c);
		if (value >= 0)
			g_string_append_c(digits, (char)('0' + value));
		else if (digits->len >= SHORTEST_PHONE && ends_number(c))
			break;
	}
	if (digits->len > NATIONAL_DIGITS)
		g_string_erase(digits, 0,
			(gssize)digits->len - NATIONAL_DIGITS);
	return g_strdup(digits->str);
}

gboolean phone_is_number(const char *phone)
{
	g_autofree char *digits = phone_normalise(phone);
	return strlen(digits) >= FEWEST_DIGITS && !strchr(phone, '@') &&
		!strstr(phone, "E+");
}

/* Lower case, as passports and mail addresses spell them. */
static const struct {
	gunichar letter;
	const char *latin;
} letters[] = {
	{0x430, "a"}, {0x431, "b"}, {0x432, "v"}, {0x433, "g"}, {0x434, "d"},
	{0x435, "e"}, {0x436, "zh"}, {0x437, "z"}, {0x438, "i"}, {0x439, "y"},
	{0x43A, "k"}, {0x43B, "l"}, {0x43C, "m"}, {0x43D, "n"}, {0x43E, "o"},
	{0x43F, "p"}, {0x440, "r"}, {0x441, "s"}, {0x442, "t"}, {0x443, "u"},
	{0x444, "f"}, {0x445, "kh"}, {0x446, "ts"}, {0x447, "ch"},
	{0x448, "sh"}, {0x449, "shch"}, {0x44A, ""}, {0x44B, "y"},
	{0x44C, ""}, {0x44D, "e"}, {0x44E, "yu"}, {0x44F, "ya"}, {0x451, "e"},
	{0x454, "ye"}, {0x456, "i"}, {0x457, "yi"}, {0x45E, "u"},
	{0x491, "g"}, {0xDF, "ss"}, {0xE6, "ae"}, {0xF8, "o"}, {0x142, "l"},
	{'\'', ""}, {0x2019, ""}, {0x2BC, ""},
};

static const char *latin_of(gunichar c)
{
	for (gsize i = 0; i < G_N_ELEMENTS(letters); i++)
		if (letters[i].letter == c)
			return letters[i].latin;
	return NULL;
}

static void append_letter(GString *out, gunichar c)
{
	const char *latin = latin_of(c);
	gunichar base[4];
	if (latin) {
		g_string_append(out, latin);
	} else if (c < 0x80 && g_ascii_isalnum((char)c)) {
		g_string_append_c(out, (char)c);
	} else if (g_unichar_fully_decompose(c, FALSE, base, 4) > 1 &&
		base[0] < 0x80 && g_ascii_isalnum((char)base[0])) {
		g_string_append_c(out, (char)base[0]); /* é → e */
	} else if (!g_unichar_ismark(c) && out->len > 0 &&
		out->str[out->len - 1] != '-') {
		g_string_append_c(out, '-');
	}
}

char *name_from_text(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	/* й written as и and a breve is one letter. */
	g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_NFC);
	g_autofree char *lower = g_utf8_strdown(composed, -1);
	GString *out = g_string_new(NULL);
	for (const char *p = lower; *p && out->len < LONGEST_NAME;
		p = g_utf8_next_char(p))
		append_letter(out, g_utf8_get_char(p));
	if (out->len > LONGEST_NAME)
		g_string_truncate(out, LONGEST_NAME);
	while (out->len > 0 && out->str[out->len - 1] == '-')
		g_string_truncate(out, out->len - 1);
	/* Letters of no known alphabet: a name is needed all the same. */
	if (out->len == 0)
		g_string_printf(out, "n%08x", g_str_hash(valid));
	return g_string_free(out, FALSE);
}

static char *with_domain(const char *address, char *(*convert)(const gchar *))
{
	g_autofree char *valid = g_utf8_make_valid(address, -1);
	g_autofree char *lower = g_utf8_strdown(valid, -1);
	const char *at = strrchr(lower, '@');
	gsize local = at ? (gsize)(at + 1 - lower) : 0;
	g_autofree char *domain = convert(lower + local);
	if (!domain)
		return g_steal_pointer(&lower);
	return g_strdup_printf("%.*s%s", (int)local, lower, domain);
}

char *mail_ascii(const char *address)
{
	return with_domain(address, g_hostname_to_ascii);
}

char *mail_unicode(const char *address)
{
	return with_domain(address, g_hostname_to_unicode);
}

static const char *const public_domains[] = {
	"aol.com", "bk.ru", "duck.com", "fastmail.com", "gmail.com", "gmx.com",
	"gmx.de", "gmx.net", "googlemail.com", "hey.com", "hotmail.co.uk",
	"hotmail.com", "hotmail.de", "hotmail.fr", "i.ua", "icloud.com",
	"inbox.lv", "inbox.ru", "internet.ru", "laposte.net", "list.ru",
	"live.com", "live.ru", "mac.com", "mail.com", "mail.de", "mail.kz",
	"mail.ru", "mail.ua", "me.com", "msn.com", "narod.ru", "nextmail.ru",
	"orange.fr", "outlook.com", "outlook.de", "outlook.fr", "pm.me",
	"pochta.ru", "proton.me", "protonmail.com", "qq.com", "rambler.ru",
	"rambler.ua", "ro.ru", "seznam.cz", "t-online.de", "tut.by", "ukr.net",
	"vk.com", "web.de", "wp.pl", "xmail.ru", "ya.ru", "yahoo.co.uk",
	"yahoo.com", "yahoo.de", "yahoo.fr", "yandex.by", "yandex.com",
	"yandex.kz", "yandex.ru", "yandex.ua", "zoho.com",
};

static int compare(const void *domain, const void *row)
{
	return g_ascii_strcasecmp(domain, *(const char *const *)row);
}

gboolean domain_is_public(const char *domain)
{
	return bsearch(domain, public_domains, G_N_ELEMENTS(public_domains),
		sizeof public_domains[0], compare) != NULL;
}
