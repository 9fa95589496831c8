#include "mail/imap_session.h"

#include <string.h>

#include "base/error.h"
#include "mail/header.h"
#include "system/clock.h"
#include "system/ending.h"

/* Of answers that nobody asked for, per command. */
#define LIMIT_UNASKED (64 * 1024 * 1024)
#define LITERAL_SLACK (1024 * 1024)
#define LITERAL_MAX (1024 * 1024 * 1024)
/* Between questions to a server without IDLE. */
#define ASK_MS 30000
/* Of what came before a connection was lost. */
#define FAREWELL_LINES 100
#define FAREWELL_BYTES 65536

static const Phrase
	says = {"%1 says: %2", "%1 отвечает: %2"},
	ends = {"%1 ends the connection: %2", "%1 закрывает соединение: %2"},
	no_stop = {"%1: the server does not stop to talk",
		"%1: сервер присылает слишком много лишнего"};

/* RFC 5530 and others: what a refusal means for us. */
static const struct {
	const char *code;
	int error;
} refusals[] = {
	{"AUTHENTICATIONFAILED", DESK_ERROR_UNAVAILABLE},
	{"AUTHORIZATIONFAILED", DESK_ERROR_UNAVAILABLE},
	{"CANNOT", DESK_ERROR_UNAVAILABLE},
	{"CONTACTADMIN", DESK_ERROR_UNAVAILABLE},
	{"CORRUPTION", DESK_ERROR_UNAVAILABLE},
	{"EXPIRED", DESK_ERROR_UNAVAILABLE},
	{"INUSE", DESK_ERROR_TEMPORARY},
	{"LIMIT", DESK_ERROR_TEMPORARY},
	{"NONEXISTENT", DESK_ERROR_CONFIG},
	{"NOPERM", DESK_ERROR_UNAVAILABLE},
	{"OVERQUOTA", DESK_ERROR_UNAVAILABLE},
	{"PRIVACYREQUIRED", DESK_ERROR_UNAVAILABLE},
	{"SERVERBUG", DESK_ERROR_TEMPORARY},
	{"TRYCREATE", DESK_ERROR_CONFIG},
	{"UNAVAILABLE", DESK_ERROR_TEMPORARY},
};

static char *clean_words(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	return header_clean_line(valid, 200);
}

static gboolean refuse(ImapSession *session, const char *text, int refused,
	GError **error)
{
	const char *words = strchr(text, ' ');
	words = words ? words + 1 : text;
	for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
		g_autofree char *code = imap_response_code(words,
			refusals[i].code);
		if (code)
			refused = refusals[i].error;
	}
	g_autofree char *clean = clean_words(words);
	return desk_refuse(error, (DeskError)refused, &says,
		wire_host(session->wire), clean, NULL);
}

static gboolean has_word(const char *list, const char *word)
{
	g_auto(GStrv) words = g_strsplit_set(list, " ()", 500);
	for (guint i = 0; words[i]; i++)
		if (g_ascii_strcasecmp(words[i], word) == 0)
			return TRUE;
	return FALSE;
}

static void take_code(ImapSession *session, const char *text)
{
	g_autofree char *validity = imap_response_code(text, "UIDVALIDITY");
	if (validity) {
		guint64 value = g_ascii_strtoull(validity, NULL, 10);
		session->uidvalidity = value <= G_MAXUINT32 ? (guint32)value : 0;
	}
	g_autofree char *fixed = imap_response_code(text, "READ-ONLY");
	session->read_only |= fixed != NULL;
	g_autofree char *flags = imap_response_code(text, "PERMANENTFLAGS");
	if (flags)
		session->can_keyword = has_word(flags, "\\*") ||
			has_word(flags, "$DeskImported");
}

/* What a server may say at any time. */
static gboolean take_untagged(ImapSession *session, ImapResponse *response,
	GError **error)
{
	guint32 number;
	const char *rest;
	if (imap_response_is(response, "EXISTS", &number, NULL)) {
		session->exists = number;
	} else if (imap_response_is(response, "EXPUNGE", NULL, NULL)) {
		session->expunged++;
		session->exists -= session->exists > 0;
		session->listed = MIN(session->listed, session->exists);
	} else if (imap_response_is(response, "OK", NULL, &rest)) {
		take_code(session, rest);
	} else if (imap_response_is(response, "CAPABILITY", NULL, &rest)) {
		session->can_move = has_word(rest, "MOVE");
		session->can_expunge_uids = has_word(rest, "UIDPLUS");
		session->can_idle = has_word(rest, "IDLE");
	} else if (imap_response_is(response, "BYE", NULL, &rest)) {
		session->broken = TRUE;
		g_autofree char *clean = clean_words(rest);
		return desk_refuse(error, DESK_ERROR_TEMPORARY, &ends,
			wire_host(session->wire), clean, NULL);
	}
	return TRUE;
}

/* A server that has gone may have said why. FALSE: it did not. */
static gboolean hear_farewell(ImapSession *session, GError **error)
{
	gboolean heard = FALSE;
	wire_hurry(session->wire);
	for (guint i = 0; i < FAREWELL_LINES && !heard; i++) {
		g_autoptr(ImapResponse) response = imap_response_read(
			session->wire, FAREWELL_BYTES, NULL);
		if (!response)
			return FALSE;
		heard = response->kind == RESPONSE_UNTAGGED &&
			imap_response_is(response, "BYE", NULL, NULL) &&
			!take_untagged(session, response, error);
	}
	return heard;
}

/* Its tag, 0 for an error. */
static guint command_begin(ImapSession *session, const char *command,
	GError **error)
{
	GError *lost = NULL;
	g_autofree char *line = g_strdup_printf("d%u %s\r\n", ++session->tag,
		command);
	if (wire_send(session->wire, line, &lost))
		return session->tag;
	session->broken = TRUE;
	if (hear_farewell(session, error))
		g_clear_error(&lost);
	else
		g_propagate_error(error, lost);
	return 0;
}

static gsize literal_limit(const ImapSession *session)
{
	gsize limit = session->account->limit_bytes;
	return limit > 0 && limit < LITERAL_MAX ? limit + LITERAL_SLACK
						: LITERAL_MAX;
}

/* The next response, for all but tagged ones handled; NULL with an error. */
static ImapResponse *next_response(ImapSession *session, ImapHandler handler,
	void *data, gsize *unasked, GError **error)
{
	g_autoptr(ImapResponse) response = imap_response_read(session->wire,
		literal_limit(session), error);
	if (!response) {
		session->broken = TRUE;
		return NULL;
	}
	if (response->kind == RESPONSE_TAGGED)
		return g_steal_pointer(&response);
	gboolean taken = FALSE;
	if (handler && !handler(session, response, data, &taken, error))
		return NULL;
	if (!taken && !take_untagged(session, response, error))
		return NULL;
	*unasked += taken ? 1 : strlen(response->text) + 64;
	for (guint i = 0; !taken && i < response->literals->len; i++)
		*unasked += g_bytes_get_size(response->literals->pdata[i]);
	if (*unasked <= LIMIT_UNASKED)
		return g_steal_pointer(&response);
	session->broken = TRUE;
	desk_refuse(error, DESK_ERROR_UNAVAILABLE, &no_stop,
		wire_host(session->wire), NULL);
	return NULL;
}

/* The text after the tag, read or kept from before. */
static char *wait_for_tag(ImapSession *session, guint tag, ImapHandler handler,
	void *data, GError **error)
{
	g_autofree char *name = g_strdup_printf("d%u", tag);
	gsize unasked = 0;
	for (;;) {
		gpointer key, text;
		if (g_hash_table_steal_extended(session->answers, name, &key,
			    &text)) {
			g_free(key);
			return text;
		}
		g_autoptr(ImapResponse) response = next_response(session,
			handler, data, &unasked, error);
		if (!response)
			return NULL;
		if (response->kind == RESPONSE_TAGGED &&
			g_hash_table_size(session->answers) < 100)
			g_hash_table_insert(session->answers,
				g_steal_pointer(&response->tag),
				g_steal_pointer(&response->text));
		unasked++;
	}
}

static gboolean command_finish(ImapSession *session, guint tag,
	ImapHandler handler, void *data, int refused, GError **error)
{
	g_autofree char *text = wait_for_tag(session, tag, handler, data, error);
	if (!text)
		return FALSE;
	if (g_ascii_strncasecmp(text, "OK", 2) != 0)
		return refuse(session, text, refused, error);
	if (g_str_has_prefix(text, "OK "))
		take_code(session, text + 3);
	return TRUE;
}

gboolean imap_session_command(ImapSession *session, const char *command,
	ImapHandler handler, void *data, int refused, GError **error)
{
	guint tag = command_begin(session, command, error);
	return tag > 0 &&
		command_finish(session, tag, handler, data, refused,
			error);
}

gboolean imap_session_pipeline(ImapSession *session, GPtrArray *commands,
	ImapHandler handler, ImapDone done, void *data, const gboolean *stop,
	GError **error)
{
	guint next = 0;
	for (guint i = 0; i < commands->len && !(stop && *stop); i++) {
		guint tag = next;
		if (i == 0)
			tag = command_begin(session, commands->pdata[0],
				error);
		if (tag == 0)
			return FALSE;
		next = 0;
		if (i + 1 < commands->len) {
			next = command_begin(session,
				commands->pdata[i + 1], error);
			if (next == 0)
				return FALSE;
		}
		if (!command_finish(session, tag, handler, data,
			    DESK_ERROR_TEMPORARY, error) ||
			(done && !done(session, i, data, error)))
			return FALSE;
	}
	/* Stopped: what is in flight is read, so that commands can follow. */
	return next == 0 ||
		command_finish(session, next, handler, data,
			DESK_ERROR_TEMPORARY, error);
}

/* Up to the "+" after which the server tells what comes. */
static gboolean start_idle(ImapSession *session, guint tag, GError **error)
{
	gsize unasked = 0;
	for (;;) {
		g_autoptr(ImapResponse) response = next_response(session, NULL,
			NULL, &unasked, error);
		if (!response)
			return FALSE;
		if (response->kind == RESPONSE_CONTINUE)
			return TRUE;
		g_autofree char *name = g_strdup_printf("d%u", tag);
		if (response->kind == RESPONSE_TAGGED &&
			strcmp(response->tag, name) == 0)
			return refuse(session, response->text,
				DESK_ERROR_TEMPORARY, error);
	}
}

static gboolean wait_for_exists(ImapSession *session, gint64 until,
	guint32 *before, GError **error)
{
	gsize unasked = 0;
	while (session->exists <= *before) {
		gint64 left = until - clock_monotonic_ms();
		gboolean ready;
		if (!wire_wait(session->wire, (int)MAX(left, 0), &ready,
			    error)) {
			session->broken = TRUE;
			return FALSE;
		}
		if (!ready && (left <= 0 || ending_is_asked()))
			return TRUE;
		/* Bytes of TLS itself, or a signal: nothing to read, but time. */
		if (!ready)
			continue;
		g_autoptr(ImapResponse) response = next_response(session, NULL,
			NULL, &unasked, error);
		if (!response)
			return FALSE;
		/* What was deleted makes room below. */
		*before = MIN(*before, session->exists);
	}
	return TRUE;
}

static gboolean idle(ImapSession *session, gint64 until, guint32 *before,
	GError **error)
{
	guint tag = command_begin(session, "IDLE", error);
	return tag > 0 && start_idle(session, tag, error) &&
		wait_for_exists(session, until, before, error) &&
		wire_send(session->wire, "DONE\r\n", error) &&
		command_finish(session, tag, NULL, NULL,
			DESK_ERROR_TEMPORARY, error);
}

static gboolean ask(ImapSession *session, gint64 until, guint32 *before,
	GError **error)
{
	for (;;) {
		if (!imap_session_command(session, "NOOP", NULL, NULL,
			    DESK_ERROR_TEMPORARY, error))
			return FALSE;
		gint64 left = until - clock_monotonic_ms();
		if (left <= 0 || session->exists > *before || ending_is_asked())
			return TRUE;
		*before = MIN(*before, session->exists);
		gboolean ready;
		if (!wire_wait(session->wire, (int)MIN(left, ASK_MS), &ready,
			    error))
			return FALSE;
	}
}

gboolean imap_session_idle(ImapSession *session, int timeout_ms,
	gboolean *changed, GError **error)
{
	/* What was announced while mails were fetched is new as well. */
	guint32 before = MIN(session->listed, session->exists);
	gint64 until = clock_monotonic_ms() + timeout_ms;
	gboolean done = session->can_idle
		? idle(session, until, &before, error)
		: ask(session, until, &before, error);
	*changed = done && session->exists > before;
	return done;
}

ImapSession *imap_session_open(const MailAccount *account, const char *url,
	GError **error)
{
	WireSettings settings = {
		.protocol = WIRE_IMAP,
		.url = url,
		.user = account->user,
		.password = account->password,
		.bearer = account->bearer,
		.ca_file = account->ca_file,
		.allow_plain = account->allow_plain,
		.timeout_ms = account->timeout_ms,
		.until_ending = account->until_ending,
	};
	MailWire *wire = wire_open(&settings, error);
	if (!wire)
		return NULL;
	ImapSession *session = g_new0(ImapSession, 1);
	session->wire = wire;
	session->account = account;
	session->answers = g_hash_table_new_full(g_str_hash, g_str_equal,
		g_free, g_free);
	if (imap_session_command(session, "CAPABILITY", NULL, NULL,
		    DESK_ERROR_UNAVAILABLE, error))
		return session;
	imap_session_close(session);
	return NULL;
}

/* LOGOUT is a courtesy: its failure is nobody's concern. */
void imap_session_close(ImapSession *session)
{
	if (!session)
		return;
	if (!session->broken) {
		wire_hurry(session->wire);
		imap_session_command(session, "LOGOUT", NULL, NULL,
			DESK_ERROR_TEMPORARY, NULL);
	}
	wire_close(session->wire);
	g_hash_table_unref(session->answers);
	g_free(session->folder);
	g_free(session);
}
