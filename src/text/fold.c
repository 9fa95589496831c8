#include "text/fold.h"

#include <string.h>

#include "base/phrase.h"
#include "text/mail_lines.h"

#define SHORT_QUOTE 3	  /* lines, with own words below */
#define SIGNATURE_LINES 14
#define SIGNATURE_WIDTH 160

typedef struct {
	GArray *lines;	/* MailLine */
	guint8 *kinds;	/* FoldKind of each */
} Fold;

static const MailLine *line_at(const Fold *fold, guint i)
{
	return &g_array_index(fold->lines, MailLine, i);
}

static gboolean begins_with_any(const char *words, const char *const *starts)
{
	for (; *starts; starts++)
		if (g_str_has_prefix(words, *starts))
			return TRUE;
	return FALSE;
}

static gboolean holds_any(const char *words, const char *const *parts)
{
	for (; *parts; parts++)
		if (strstr(words, *parts))
			return TRUE;
	return FALSE;
}

/* --- quotes ---------------------------------------------------------- */

static guint next_said(const Fold *fold, guint at)
{
	while (at < fold->lines->len && mail_line_is_blank(line_at(fold, at)))
		at++;
	return at;
}

/* "On 21 Nov 2026, Ivan <ivan@acme.example> wrote:" */
static gboolean says_who_wrote(const char *words)
{
	static const char *const verbs[] = {" wrote", "пишет", "писал",
		"написал", "schrieb", "a écrit", NULL};
	gsize length = strlen(words);
	if (length < 5 || words[length - 1] != ':')
		return FALSE;
	gboolean digit = strpbrk(words, "0123456789") != NULL;
	return digit && (holds_any(words, verbs) ||
		(strchr(words, '@') && strchr(words, ',')));
}

/* How many lines from `at` say who wrote the quote below: 0 to 3. */
static guint attribution(const Fold *fold, guint at)
{
	g_autoptr(GString) joined = g_string_new(NULL);
	for (guint count = 1; count <= 3 && at + count <= fold->lines->len;
		count++) {
		const MailLine *line = line_at(fold, at + count - 1);
		if (mail_line_is_blank(line) || mail_line_is_quoted(line))
			return 0;
		g_autofree char *words = mail_line_words(line);
		g_string_append_printf(joined, "%s ", words);
		if (!g_str_has_suffix(words, ":"))
			continue;
		g_string_truncate(joined, joined->len - 1);
		guint next = next_said(fold, at + count);
		return next < fold->lines->len &&
			mail_line_is_quoted(line_at(fold, next)) &&
			says_who_wrote(joined->str) ? count : 0;
	}
	return 0;
}

static void mark(Fold *fold, guint from, guint to, FoldKind kind)
{
	for (guint i = from; i < to; i++)
		fold->kinds[i] = (guint8)kind;
}

/* Lines with ">" and who wrote them. */
static void mark_quoted_lines(Fold *fold)
{
	for (guint i = 0; i < fold->lines->len;) {
		guint count = attribution(fold, i);
		if (mail_line_is_quoted(line_at(fold, i)))
			count = 1;
		mark(fold, i, i + count, FOLD_QUOTE);
		i += MAX(count, 1);
	}
}

static gboolean is_rule(const char *words)
{
	gsize length = strspn(words, "_");
	return length >= 10 && words[length] == '\0';
}

/* Outlook and others put the whole mail below, without marks on its lines. */
static guint whole_mail_below(const Fold *fold)
{
	for (guint i = 0; i < fold->lines->len; i++) {
		const MailLine *line = line_at(fold, i);
		if (fold->kinds[i] == FOLD_QUOTE || line->size == 0 ||
			line->size > 400)
			continue;
		g_autofree char *words = mail_line_words(line);
		if (mail_words_say_forwarded(words))
			break;
		guint next = is_rule(words) ? next_said(fold, i + 1) : i;
		if (mail_words_say_original(words) ||
			(next < fold->lines->len &&
				mail_header_block(fold->lines, next) > 0))
			return i;
	}
	return fold->lines->len;
}

/* --- signatures ------------------------------------------------------ */

static gboolean is_farewell(const char *words)
{
	static const char *const starts[] = {"best regards", "kind regards",
		"regards,", "warm regards", "best wishes", "sincerely",
		"yours sincerely", "yours faithfully", "cheers,", "с уважением",
		"с наилучшими пожеланиями", "с искренним уважением",
		"всего доброго", "mit freundlichen grüßen", NULL};
	return strlen(words) < 120 && begins_with_any(words, starts);
}

/* Where own words that begin at `from` go over into a signature; `to` if they
 * do not. */
static guint signature(const Fold *fold, guint from, guint to)
{
	for (guint i = from; i < to; i++) {
		const MailLine *line = line_at(fold, i);
		g_autofree char *words = line->size < 400 ?
			mail_line_words(line) : NULL;
		if (!words)
			continue;
		if (strcmp(words, "--") == 0)
			return i;
		gboolean narrow = to - i <= SIGNATURE_LINES &&
			is_farewell(words);
		for (guint k = i; narrow && k < to; k++)
			narrow = line_at(fold, k)->size <= SIGNATURE_WIDTH;
		if (narrow)
			return i;
	}
	return to;
}

static void mark_signatures(Fold *fold)
{
	for (guint i = 0; i < fold->lines->len;) {
		guint to = i;
		while (to < fold->lines->len && fold->kinds[to] == FOLD_OWN)
			to++;
		mark(fold, signature(fold, i, to), to, FOLD_SIGNATURE);
		i = MAX(to, i + 1);
	}
}

/* --- footers --------------------------------------------------------- */

static gboolean is_footer_line(const char *words)
{
	static const char *const starts[] = {"sent from my ",
		"sent from mail for ", "sent from outlook", "get outlook for ",
		"sent via ", "sent with ", "отправлено с iphone",
		"отправлено с ipad", "отправлено с моего ",
		"отправлено с android", "отправлено с мобильного",
		"отправлено с устройства", "отправлено из мобильно",
		"отправлено из почты", "отправлено из mail", "отправлено из outlook",
		"отправлено из приложения", "отправлено через ",
		"virus-free.", NULL};
	return strlen(words) < 160 && begins_with_any(words, starts);
}

/* A paragraph of law, or of a list. */
static gboolean begins_footer(const char *words)
{
	static const char *const starts[] = {"confidentiality notice",
		"confidentiality:", "disclaimer", "legal notice",
		"this e-mail and any", "this email and any",
		"this message and any", "this message is intended",
		"this email is intended", "this e-mail is intended",
		"this message (including", "this e-mail (including",
		"this email (including", "the information contained in this",
		"the information in this e", "caution: this email originated",
		"caution: external", "please consider the environment",
		"настоящее сообщение", "настоящее электронное",
		"настоящее письмо", "данное сообщение", "данное электронное",
		"это сообщение и любые", "это сообщение и все",
		"это сообщение (включая", "это электронное сообщение",
		"эта электронная почта и", "информация, содержащаяся в ",
		"уведомление о конфиденциальности", "конфиденциально:",
		"внимание: внешн", "внимание! внешн", "внимание! это письмо",
		"это сообщение проверено", "это письмо проверено",
		"пожалуйста, подумайте об окружающей", "you received this message because you are",
		"вы получили это сообщение, поскольку", "to unsubscribe",
		"чтобы отписаться", "чтобы отказаться от подписки", NULL};
	static const char *const sure[] = {"confiden", "конфиденц", "privileged",
		"intended", "предназнач", "virus", "вирус", "unsubscribe",
		"подписк", "group", "групп", "external", "внешн", "outside",
		"окружающ", "environment", NULL};
	return begins_with_any(words, starts) && holds_any(words, sure);
}

static char *paragraph_words(const Fold *fold, guint at, guint *count)
{
	g_autoptr(GString) joined = g_string_new(NULL);
	for (*count = 0; at + *count < fold->lines->len; ++*count) {
		const MailLine *line = line_at(fold, at + *count);
		if (mail_line_is_blank(line) || mail_line_is_quoted(line))
			break;
		if (joined->len > 1000)
			continue;
		g_autofree char *words = mail_line_words(line);
		g_string_append_printf(joined, "%s ", words);
	}
	return g_strdup(joined->str);
}

static void mark_footers(Fold *fold)
{
	gboolean starts = TRUE;
	for (guint i = 0; i < fold->lines->len;) {
		const MailLine *line = line_at(fold, i);
		gboolean blank = mail_line_is_blank(line);
		guint count = 1;
		g_autofree char *words = blank || !starts ? NULL :
			paragraph_words(fold, i, &count);
		gboolean footer = words && *words && fold->kinds[i] ==
			FOLD_OWN && begins_footer(words);
		if (footer)
			mark(fold, i, i + count, FOLD_FOOTER);
		else
			count = 1;
		g_autofree char *alone = footer || blank || line->size > 400 ||
			fold->kinds[i] != FOLD_OWN ? NULL : mail_line_words(line);
		if (alone && is_footer_line(alone))
			mark(fold, i, i + 1, FOLD_FOOTER);
		starts = blank || footer;
		i += MAX(count, 1);
	}
}

/* --- parts ----------------------------------------------------------- */

static gboolean has_own_words(const Fold *fold)
{
	for (guint i = 0; i < fold->lines->len; i++)
		if (fold->kinds[i] == FOLD_OWN &&
			!mail_line_is_blank(line_at(fold, i)))
			return TRUE;
	return FALSE;
}

/* Blank lines belong to what stands above them. */
static void spread_over_blank(Fold *fold)
{
	for (guint i = 1; i < fold->lines->len; i++)
		if (mail_line_is_blank(line_at(fold, i)))
			fold->kinds[i] = fold->kinds[i - 1];
}

static GArray *collect(const Fold *fold, const char *text)
{
	GArray *parts = g_array_new(FALSE, FALSE, sizeof(FoldPart));
	for (guint i = 0; i < fold->lines->len; i++) {
		const MailLine *line = line_at(fold, i);
		gsize start = (gsize)(line->start - text);
		gsize end = start + line->size + (line->start[line->size] == '\n');
		FoldPart *last = parts->len > 0 ? &g_array_index(parts, FoldPart,
			parts->len - 1) : NULL;
		if (last && last->kind == (FoldKind)fold->kinds[i]) {
			last->end = end;
			last->lines++;
			continue;
		}
		FoldPart part = {(FoldKind)fold->kinds[i], start, end, 1};
		g_array_append_val(parts, part);
	}
	return parts;
}

GArray *fold_parts(const char *text)
{
	g_autoptr(GArray) lines = mail_lines(text);
	g_autofree guint8 *kinds = g_new0(guint8, lines->len + 1);
	Fold fold = {lines, kinds};
	mark_quoted_lines(&fold);
	mark_footers(&fold);
	mark(&fold, whole_mail_below(&fold), lines->len, FOLD_QUOTE);
	mark_signatures(&fold);
	if (!has_own_words(&fold))
		memset(kinds, FOLD_OWN, lines->len);
	spread_over_blank(&fold);
	return collect(&fold, text);
}

/* --- text ------------------------------------------------------------ */

/* Lines of a part without the blank ones at its end. */
static guint said_lines(const char *text, const FoldPart *part)
{
	guint lines = 0, said = 0;
	for (const char *at = text + part->start; at < text + part->end;) {
		gsize size = strcspn(at, "\n");
		MailLine line = {at, size};
		lines++;
		if (!mail_line_is_blank(&line))
			said = lines;
		at += size + (at[size] == '\n');
	}
	return said;
}

static gboolean is_shown(const GArray *parts, guint i)
{
	const FoldPart *part = &g_array_index(parts, FoldPart, i);
	if (part->kind != FOLD_QUOTE || part->lines > SHORT_QUOTE + 1)
		return part->kind == FOLD_OWN;
	return i + 1 < parts->len &&
		g_array_index(parts, FoldPart, i + 1).kind == FOLD_OWN;
}

char *fold_text(const char *text, const char *language)
{
	static const Phrase lines[] = {
		[FOLD_OWN] = {"", ""},
		[FOLD_QUOTE] = {"[… quote, lines: %1]\n",
			"[… цитата, строк: %1]\n"},
		[FOLD_SIGNATURE] = {"[… signature, lines: %1]\n",
			"[… подпись, строк: %1]\n"},
		[FOLD_FOOTER] = {"[… footer, lines: %1]\n",
			"[… приписка, строк: %1]\n"},
	};
	g_autoptr(GArray) parts = fold_parts(text);
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < parts->len; i++) {
		const FoldPart *part = &g_array_index(parts, FoldPart, i);
		if (is_shown(parts, i)) {
			g_string_append_len(out, text + part->start,
				(gssize)(part->end - part->start));
			continue;
		}
		g_autofree char *count = g_strdup_printf("%u",
			said_lines(text, part));
		g_autofree char *line = phrase_fill(&lines[part->kind],
			language, count, NULL);
		g_string_append(out, line);
	}
	return g_string_free(out, FALSE);
}

char *fold_own_text(const char *text)
{
	g_autoptr(GArray) parts = fold_parts(text);
	guint last = parts->len;
	while (last > 0 &&
		g_array_index(parts, FoldPart, last - 1).kind != FOLD_OWN)
		last--;
	g_autoptr(GString) out = g_string_new(NULL);
	for (guint i = 0; i < last; i++) {
		const FoldPart *part = &g_array_index(parts, FoldPart, i);
		if (part->kind == FOLD_OWN || part->kind == FOLD_QUOTE)
			g_string_append_len(out, text + part->start,
				(gssize)(part->end - part->start));
	}
	g_strchomp(out->str);
	return *out->str ? g_strconcat(out->str, "\n", NULL) : g_strdup("");
}
