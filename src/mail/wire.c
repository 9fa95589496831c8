#include "mail/wire.h"

#include <curl/curl.h>
#include <errno.h>
#include <gio/gio.h>
#include <poll.h>
#include <string.h>

#include "base/error.h"
#include "mail/header.h"
#include "mail/refusal.h"
#include "system/clock.h"
#include "system/ending.h"

#define TIMEOUT_MS 30000
#define HURRY_MS 1000
#define LIMIT_LINE (2 * 1024 * 1024)
#define LIMIT_GREETING 8192
#define RECEIVE_SIZE (256 * 1024)
/* Bytes that count as progress: less restarts no clock. */
#define PROGRESS_SIZE (16 * 1024)

struct MailWire {
	CURL *curl;
	curl_socket_t socket;
	char *host;
	int timeout_ms;
	gboolean until_ending;
	GString *greeting;  /* what the server said until we were logged in */
	char failure[CURL_ERROR_SIZE];
	char *buffer;	    /* RECEIVE_SIZE bytes */
	gsize start, end;   /* of what is not read yet, in `buffer` */
	GString *line;
	gint64 deadline;
	gsize progress;
};

static const struct {
	const char *plain, *tls; /* schemes */
	const char *allowed;
	const char *example;
	gboolean needs_login;
} protocols[] = {
	[WIRE_IMAP] = {"imap", "imaps", "imap,imaps", "imaps://HOST/", TRUE},
	[WIRE_SMTP] = {"smtp", "smtps", "smtp,smtps", "smtps://HOST/", FALSE},
};

/* A network that could work tomorrow, or one that needs a person. The host, and
 * what curl says. */
static const struct {
	CURLcode code;
	DeskError error;
	Phrase words;
} failures[] = {
	{CURLE_URL_MALFORMAT, DESK_ERROR_CONFIG, {"%1: %2",
		"%1: неправильный адрес сервера (curl: %2)"}},
	{CURLE_COULDNT_RESOLVE_HOST, DESK_ERROR_TEMPORARY, {"%1: %2",
		"%1: адрес сервера не найден (curl: %2)"}},
	{CURLE_COULDNT_CONNECT, DESK_ERROR_TEMPORARY, {"%1: %2",
		"%1: соединиться не удалось (curl: %2)"}},
	{CURLE_OPERATION_TIMEDOUT, DESK_ERROR_TEMPORARY, {"%1: %2",
		"%1: сервер не ответил вовремя (curl: %2)"}},
	{CURLE_PEER_FAILED_VERIFICATION, DESK_ERROR_UNAVAILABLE, {"%1: %2; the "
		"server's certificate is not trusted: if it is right, name its "
		"CA in ca-file", "%1: сертификату сервера нельзя доверять "
		"(curl: %2); если он правильный, назовите его удостоверяющий "
		"центр в ca-file"}},
	{CURLE_USE_SSL_FAILED, DESK_ERROR_UNAVAILABLE, {"%1: %2; the server "
		"offers no STARTTLS, all would go in the clear: use imaps:// or "
		"smtps://", "%1: сервер не предлагает STARTTLS, всё пошло бы "
		"открытым текстом (curl: %2); возьмите imaps:// или smtps://"}},
	{CURLE_SSL_CACERT_BADFILE, DESK_ERROR_CONFIG, {"%1: %2; ca-file cannot "
		"be read", "%1: ca-file не прочитать (curl: %2)"}},
	{CURLE_SSL_CONNECT_ERROR, DESK_ERROR_TEMPORARY, {"%1: %2; if it stays "
		"so: imaps:// and smtps:// speak TLS at once (ports 993, 465), "
		"imap:// and smtp:// by STARTTLS (ports 143, 587)",
		"%1: не удалось договориться о TLS (curl: %2); если так "
		"останется: imaps:// и smtps:// говорят по TLS сразу (порты "
		"993, 465), imap:// и smtp:// — через STARTTLS (порты 143, "
		"587)"}},
};

static const Phrase
	other_failure = {"%1: %2", "%1: соединение не удалось (curl: %2)"},
	no_address = {"\"%1\" is no address of a server; %2 is",
		"«%1» — не адрес сервера; он выглядит так: %2"},
	no_tokens = {"%1 takes no tokens (XOAUTH2, OAUTHBEARER); it wants a "
			"password",
		"%1 не принимает токены (XOAUTH2, OAUTHBEARER); нужен пароль"},
	refuses = {"%1 refuses the login of \"%2\"",
		"%1 не впускает «%2»"},
	with_words = {"%1: %2", "%1: %2"},
	with_farewell = {"%1; it ends the connection: %2",
		"%1; сервер закрывает соединение: %2"},
	check_token = {"%1; check user and token", "%1; проверьте логин и токен"},
	check_password = {"%1; check user and password",
		"%1; проверьте логин и пароль"},
	ends = {"%1 ends the connection: %2", "%1 закрывает соединение: %2"},
	no_user = {"the account has no user", "в настройках ящика нет логина"},
	no_password = {"the account has no password",
		"в настройках ящика нет пароля"},
	closed = {"%1: the connection was closed", "%1: соединение закрыто"},
	ending = {"%1: not waited for, desk ends",
		"%1: ответа не дождались, desk завершается"},
	silent = {"%1 does not answer for %2 s", "%1 не отвечает уже %2 с"},
	lost_closed = {"%1: the connection was lost: closed by the server",
		"%1: связь потеряна: соединение закрыл сервер"},
	lost_words = {"%1: the connection was lost: %2",
		"%1: связь потеряна (curl: %2)"},
	long_line = {"%1: a line of the server is longer than %2 MiB",
		"%1: строка от сервера длиннее %2 МиБ"};

static size_t keep_greeting(char *bytes, size_t size, size_t count, void *data)
{
	MailWire *wire = data;
	if (wire->greeting->len < LIMIT_GREETING)
		g_string_append_len(wire->greeting, bytes,
			(gssize)(size * count));
	return size * count;
}

static size_t drop(G_GNUC_UNUSED char *bytes, size_t size, size_t count,
	G_GNUC_UNUSED void *data)
{
	return size * count;
}

static gboolean is_loopback(const char *host)
{
	return g_ascii_strcasecmp(host, "localhost") == 0 ||
		g_str_has_prefix(host, "127.") || strcmp(host, "[::1]") == 0 ||
		strcmp(host, "::1") == 0;
}

static char *url_part(CURLU *url, CURLUPart part)
{
	char *text = NULL;
	if (curl_url_get(url, part, &text, 0) != CURLUE_OK)
		return NULL;
	char *copy = g_strdup(text);
	curl_free(text);
	return copy;
}

/* The URL without all but scheme, host and port: options and user names in it
 * would change what curl does. The path is our name in EHLO. */
static char *clean_url(const WireSettings *settings, char **host,
	GError **error)
{
	CURLU *url = curl_url();
	CURLUcode rc = curl_url_set(url, CURLUPART_URL, settings->url, 0);
	g_autofree char *scheme = NULL, *port = NULL;
	*host = NULL;
	if (rc == CURLUE_OK) {
		scheme = url_part(url, CURLUPART_SCHEME);
		port = url_part(url, CURLUPART_PORT);
		*host = url_part(url, CURLUPART_HOST);
	}
	curl_url_cleanup(url);
	if (!*host || !scheme || !**host) {
		desk_refuse(error, DESK_ERROR_CONFIG, &no_address,
			settings->url, protocols[settings->protocol].example,
			NULL);
		return NULL;
	}
	gboolean tls = g_ascii_strcasecmp(scheme,
			       protocols[settings->protocol].tls) == 0;
	return g_strdup_printf("%s://%s%s%s/%s",
		tls ? protocols[settings->protocol].tls
		    : protocols[settings->protocol].plain,
		*host, port ? ":" : "", port ? port : "",
		settings->helo ? settings->helo : "");
}

static long tls_level(const WireSettings *settings, const char *host)
{
	if (settings->allow_plain && !settings->ca_file)
		return CURLUSESSL_NONE;
	if (is_loopback(host) && !settings->ca_file)
		return CURLUSESSL_NONE;
	return CURLUSESSL_ALL;
}

static void set_login(CURL *curl, const WireSettings *settings)
{
	if (settings->user)
		curl_easy_setopt(curl, CURLOPT_USERNAME, settings->user);
	if (settings->bearer) {
		curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, settings->bearer);
		/* Else it would try no password where a token will not do. */
		curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS,
			"AUTH=OAUTHBEARER;AUTH=XOAUTH2");
	} else if (settings->password) {
		curl_easy_setopt(curl, CURLOPT_PASSWORD, settings->password);
	}
}

static gboolean is_over(const MailWire *wire)
{
	return wire->until_ending && ending_is_asked();
}

/* curl asks once a second at least. */
static int go_on(void *data, G_GNUC_UNUSED curl_off_t a,
	G_GNUC_UNUSED curl_off_t b, G_GNUC_UNUSED curl_off_t c,
	G_GNUC_UNUSED curl_off_t d)
{
	return is_over(data);
}

static void set_options(MailWire *wire, const WireSettings *settings,
	const char *url)
{
	CURL *curl = wire->curl;
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR,
		protocols[settings->protocol].allowed);
	curl_easy_setopt(curl, CURLOPT_USE_SSL, tls_level(settings, wire->host));
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	if (settings->ca_file)
		curl_easy_setopt(curl, CURLOPT_CAINFO, settings->ca_file);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, (long)RECEIVE_SIZE);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
		(long)wire->timeout_ms);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)wire->timeout_ms);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, wire->failure);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep_greeting);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, wire);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, go_on);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, wire);
	/* A resolver that does not answer keeps nobody from ending. */
	curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, (long)wire->until_ending);
	set_login(curl, settings);
}

static void login_error(const MailWire *wire, const WireSettings *settings,
	GError **error)
{
	if (settings->bearer && !refusal_offers_tokens(wire->greeting->str)) {
		desk_refuse(error, DESK_ERROR_UNAVAILABLE, &no_tokens,
			wire->host, NULL);
		return;
	}
	g_autofree char *words = refusal_words(settings->protocol,
		wire->greeting->str);
	g_autofree char *farewell = settings->protocol == WIRE_IMAP ?
		refusal_farewell(wire->greeting->str) : NULL;
	gboolean for_now = refusal_is_for_now(settings->protocol, words);
	desk_refuse(error,
		for_now ? DESK_ERROR_TEMPORARY : DESK_ERROR_UNAVAILABLE,
		&refuses, wire->host, settings->user ? settings->user : "",
		NULL);
	if (words[0])
		desk_error_reword(error, &with_words, words, NULL);
	if (farewell)
		desk_error_reword(error, &with_farewell, farewell, NULL);
	if (!for_now)
		desk_error_reword(error, settings->bearer ? &check_token :
			&check_password, NULL);
}

/* A name that does not exist needs a person, a resolver that does not answer
 * needs time; curl tells them not apart. */
static DeskError resolve_error(const char *host)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GResolver) resolver = g_resolver_get_default();
	GList *found = g_resolver_lookup_by_name(resolver, host, NULL, &error);
	g_resolver_free_addresses(found);
	return g_error_matches(error, G_RESOLVER_ERROR,
		       G_RESOLVER_ERROR_NOT_FOUND)
		? DESK_ERROR_UNAVAILABLE
		: DESK_ERROR_TEMPORARY;
}

static void connect_error(const MailWire *wire, CURLcode rc,
	const WireSettings *settings, GError **error)
{
	if (rc == CURLE_LOGIN_DENIED) {
		login_error(wire, settings, error);
		return;
	}
	g_autofree char *farewell = settings->protocol == WIRE_IMAP ?
		refusal_farewell(wire->greeting->str) : NULL;
	if (farewell) {
		desk_refuse(error, DESK_ERROR_TEMPORARY, &ends, wire->host,
			farewell, NULL);
		return;
	}
	DeskError code = DESK_ERROR_TEMPORARY;
	const Phrase *said = &other_failure;
	for (gsize i = 0; i < G_N_ELEMENTS(failures); i++)
		if (failures[i].code == rc) {
			code = failures[i].error;
			said = &failures[i].words;
		}
	if (rc == CURLE_COULDNT_RESOLVE_HOST)
		code = resolve_error(wire->host);
	g_autofree char *valid = g_utf8_make_valid(wire->failure[0]
			? wire->failure
			: curl_easy_strerror(rc), -1);
	g_autofree char *words = header_clean_line(valid, 300);
	desk_refuse(error, code, said, wire->host, words, NULL);
}

static gboolean has_login(const WireSettings *settings, GError **error)
{
	if (settings->user ? settings->password || settings->bearer
			   : !protocols[settings->protocol].needs_login)
		return TRUE;
	return desk_refuse(error, DESK_ERROR_CONFIG, settings->user ?
		&no_password : &no_user, NULL);
}

static gboolean do_connect(MailWire *wire, const WireSettings *settings,
	GError **error)
{
	CURLcode rc = curl_easy_perform(wire->curl);
	/* A server may say what it was told. */
	refusal_hide(wire->greeting, settings->password);
	refusal_hide(wire->greeting, settings->bearer);
	if (rc != CURLE_OK) {
		connect_error(wire, rc, settings, error);
		return FALSE;
	}
	rc = curl_easy_getinfo(wire->curl, CURLINFO_ACTIVESOCKET, &wire->socket);
	if (rc == CURLE_OK && wire->socket != CURL_SOCKET_BAD)
		return TRUE;
	return desk_refuse(error, DESK_ERROR_TEMPORARY, &closed, wire->host,
		NULL);
}

MailWire *wire_open(const WireSettings *settings, GError **error)
{
	char *host = NULL;
	g_autofree char *url = NULL;
	if (has_login(settings, error))
		url = clean_url(settings, &host, error);
	if (!url) {
		g_free(host);
		return NULL;
	}
	MailWire *wire = g_new0(MailWire, 1);
	wire->curl = curl_easy_init();
	wire->host = host;
	wire->timeout_ms = settings->timeout_ms > 0 ? settings->timeout_ms
						    : TIMEOUT_MS;
	wire->until_ending = settings->until_ending;
	wire->greeting = g_string_new(NULL);
	wire->buffer = g_malloc(RECEIVE_SIZE);
	wire->line = g_string_new(NULL);
	set_options(wire, settings, url);
	if (!do_connect(wire, settings, error)) {
		wire_close(wire);
		return NULL;
	}
	return wire;
}

void wire_close(MailWire *wire)
{
	if (!wire)
		return;
	curl_easy_cleanup(wire->curl);
	g_free(wire->host);
	g_string_free(wire->greeting, TRUE);
	g_string_free(wire->line, TRUE);
	g_free(wire->buffer);
	g_free(wire);
}

void wire_hurry(MailWire *wire)
{
	wire->timeout_ms = MIN(wire->timeout_ms, HURRY_MS);
}

void wire_set_timeout(MailWire *wire, int timeout_ms)
{
	wire->timeout_ms = timeout_ms;
}

const char *wire_greeting(const MailWire *wire)
{
	return wire->greeting->str;
}

const char *wire_host(const MailWire *wire)
{
	return wire->host;
}

/* FALSE at the deadline. */
static gboolean wait_for(MailWire *wire, short events, GError **error)
{
	for (;;) {
		gint64 left = wire->deadline - clock_monotonic_ms();
		struct pollfd poll_for = {.fd = wire->socket, .events = events};
		int rc = left <= 0 ? 0 : wire->until_ending ?
			ending_poll(wire->socket, events, (int)left) :
			poll(&poll_for, 1, (int)left);
		if (rc > 0)
			return TRUE;
		if (is_over(wire))
			return desk_refuse(error, DESK_ERROR_TEMPORARY, &ending,
				wire->host, NULL);
		if (rc < 0 && errno == EINTR)
			continue;
		return desk_refuse(error, DESK_ERROR_TEMPORARY, &silent,
			wire->host, PHRASE_NUMBER(wire->timeout_ms / 1000),
			NULL);
	}
}

static gboolean lost(MailWire *wire, CURLcode rc, GError **error)
{
	return desk_refuse(error, DESK_ERROR_TEMPORARY, rc == CURLE_OK ?
		&lost_closed : &lost_words, wire->host, curl_easy_strerror(rc),
		NULL);
}

gboolean wire_send(MailWire *wire, const char *text, GError **error)
{
	gsize size = strlen(text);
	wire->deadline = clock_monotonic_ms() + wire->timeout_ms;
	while (size > 0) {
		size_t sent = 0;
		CURLcode rc = curl_easy_send(wire->curl, text, size, &sent);
		text += sent;
		size -= sent;
		if (rc == CURLE_AGAIN) {
			if (!wait_for(wire, POLLOUT, error))
				return FALSE;
		} else if (rc != CURLE_OK) {
			return lost(wire, rc, error);
		} else {
			wire->deadline = clock_monotonic_ms() +
				wire->timeout_ms;
		}
	}
	return TRUE;
}

/* More bytes into the empty buffer. TLS may hold some already, so reading
 * comes before waiting. */
static gboolean fill(MailWire *wire, GError **error)
{
	size_t got = 0;
	CURLcode rc;
	while ((rc = curl_easy_recv(wire->curl, wire->buffer, RECEIVE_SIZE,
			&got)) == CURLE_AGAIN)
		if (!wait_for(wire, POLLIN, error))
			return FALSE;
	if (rc != CURLE_OK || got == 0)
		return lost(wire, rc, error);
	wire->start = 0;
	wire->end = got;
	wire->progress += got;
	if (wire->progress >= PROGRESS_SIZE) {
		wire->progress = 0;
		wire->deadline = clock_monotonic_ms() + wire->timeout_ms;
	}
	return TRUE;
}

gboolean wire_wait(MailWire *wire, int timeout_ms, gboolean *ready,
	GError **error)
{
	size_t got = 0;
	*ready = wire->start < wire->end;
	for (gboolean waited = FALSE; !*ready; waited = TRUE) {
		CURLcode rc = curl_easy_recv(wire->curl, wire->buffer,
			RECEIVE_SIZE, &got);
		if (rc != CURLE_AGAIN && (rc != CURLE_OK || got == 0))
			return lost(wire, rc, error);
		wire->start = 0;
		wire->end = got;
		*ready = got > 0;
		/* Bytes that were no whole TLS record: the caller asks again. */
		if (waited || (!*ready && ending_poll(wire->socket, POLLIN,
			timeout_ms) <= 0))
			return TRUE;
	}
	return TRUE;
}

/* A server that sends single bytes now and then makes no progress: the clock
 * starts with the line or literal. */
static void start_clock(MailWire *wire)
{
	wire->deadline = clock_monotonic_ms() + wire->timeout_ms;
	wire->progress = 0;
}

static char *finish_line(MailWire *wire)
{
	GString *line = wire->line;
	if (line->len > 0 && line->str[line->len - 1] == '\r')
		g_string_truncate(line, line->len - 1);
	for (gsize i = 0; i < line->len; i++)
		if (line->str[i] == '\0')
			line->str[i] = ' ';
	return line->str;
}

const char *wire_line(MailWire *wire, GError **error)
{
	g_string_truncate(wire->line, 0);
	start_clock(wire);
	for (;;) {
		if (wire->start == wire->end && !fill(wire, error))
			return NULL;
		const char *from = wire->buffer + wire->start;
		gsize size = wire->end - wire->start;
		const char *newline = memchr(from, '\n', size);
		gsize take = newline ? (gsize)(newline - from) : size;
		g_string_append_len(wire->line, from, (gssize)take);
		wire->start += take + (newline != NULL);
		if (newline)
			return finish_line(wire);
		if (wire->line->len > LIMIT_LINE) {
			desk_refuse(error, DESK_ERROR_UNAVAILABLE, &long_line,
				wire->host,
				PHRASE_NUMBER(LIMIT_LINE / 1024 / 1024), NULL);
			return NULL;
		}
	}
}

GBytes *wire_literal(MailWire *wire, gsize size, GError **error)
{
	/* Room grows with what arrives, not with what is announced. */
	GByteArray *bytes = g_byte_array_sized_new(
		(guint)MIN(size, RECEIVE_SIZE));
	start_clock(wire);
	while (bytes->len < size) {
		if (wire->start == wire->end && !fill(wire, error)) {
			g_byte_array_unref(bytes);
			return NULL;
		}
		gsize take = MIN(wire->end - wire->start, size - bytes->len);
		g_byte_array_append(bytes,
			(guint8 *)wire->buffer + wire->start, (guint)take);
		wire->start += take;
	}
	return g_byte_array_free_to_bytes(bytes);
}
