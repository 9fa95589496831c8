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

/* A network that could work tomorrow, or one that needs a person. */
static const struct {
	CURLcode code;
	int error;
	const char *advice;
} failures[] = {
	{CURLE_URL_MALFORMAT, DESK_ERROR_CONFIG, ""},
	{CURLE_PEER_FAILED_VERIFICATION, DESK_ERROR_UNAVAILABLE,
		"; the server's certificate is not trusted: if it is right, "
		"name its CA in ca-file"},
	{CURLE_USE_SSL_FAILED, DESK_ERROR_UNAVAILABLE,
		"; the server offers no STARTTLS, all would go in the clear: "
		"use imaps:// or smtps://"},
	{CURLE_SSL_CACERT_BADFILE, DESK_ERROR_CONFIG,
		"; ca-file cannot be read"},
	{CURLE_SSL_CONNECT_ERROR, DESK_ERROR_TEMPORARY,
		"; if it stays so: imaps:// and smtps:// speak TLS at once "
		"(ports 993, 465), imap:// and smtp:// by STARTTLS "
		"(ports 143, 587)"},
};

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
		g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
			"\"%s\" is no address of a server; %s is",
			settings->url, protocols[settings->protocol].example);
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
	set_login(curl, settings);
}

static void login_error(const MailWire *wire, const WireSettings *settings,
	GError **error)
{
	if (settings->bearer && !refusal_offers_tokens(wire->greeting->str)) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_UNAVAILABLE,
			"%s takes no tokens (XOAUTH2, OAUTHBEARER); it wants "
			"a password", wire->host);
		return;
	}
	g_autofree char *words = refusal_words(settings->protocol,
		wire->greeting->str);
	g_autofree char *farewell = settings->protocol == WIRE_IMAP ?
		refusal_farewell(wire->greeting->str) : NULL;
	gboolean for_now = refusal_is_for_now(settings->protocol, words);
	const char *advice = settings->bearer ? "; check user and token"
					      : "; check user and password";
	g_set_error(error, DESK_ERROR,
		for_now ? DESK_ERROR_TEMPORARY : DESK_ERROR_UNAVAILABLE,
		"%s refuses the login of \"%s\"%s%s%s%s%s", wire->host,
		settings->user ? settings->user : "", words[0] ? ": " : "",
		words, farewell ? "; it ends the connection: " : "",
		farewell ? farewell : "", for_now ? "" : advice);
}

/* A name that does not exist needs a person, a resolver that does not answer
 * needs time; curl tells them not apart. */
static int resolve_error(const char *host)
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
		g_set_error(error, DESK_ERROR, DESK_ERROR_TEMPORARY,
			"%s ends the connection: %s", wire->host, farewell);
		return;
	}
	int code = rc == CURLE_COULDNT_RESOLVE_HOST ? resolve_error(wire->host)
						    : DESK_ERROR_TEMPORARY;
	const char *advice = "";
	for (gsize i = 0; i < G_N_ELEMENTS(failures); i++)
		if (failures[i].code == rc) {
			code = failures[i].error;
			advice = failures[i].advice;
		}
	g_autofree char *valid = g_utf8_make_valid(wire->failure[0]
			? wire->failure
			: curl_easy_strerror(rc), -1);
	g_autofree char *words = header_clean_line(valid, 300);
	g_set_error(error, DESK_ERROR, code, "%s: %s%s", wire->host, words,
		advice);
}

static gboolean has_login(const WireSettings *settings, GError **error)
{
	if (settings->user ? settings->password || settings->bearer
			   : !protocols[settings->protocol].needs_login)
		return TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
		"the account has no %s", settings->user ? "password" : "user");
	return FALSE;
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
	g_set_error(error, DESK_ERROR, DESK_ERROR_TEMPORARY,
		"%s: the connection was closed", wire->host);
	return FALSE;
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
		int rc = left > 0 ? poll(&poll_for, 1, (int)left) : 0;
		if (rc > 0)
			return TRUE;
		if (rc < 0 && errno == EINTR)
			continue;
		g_set_error(error, DESK_ERROR, DESK_ERROR_TEMPORARY,
			"%s does not answer for %d s", wire->host,
			wire->timeout_ms / 1000);
		return FALSE;
	}
}

static gboolean lost(MailWire *wire, CURLcode rc, GError **error)
{
	g_set_error(error, DESK_ERROR, DESK_ERROR_TEMPORARY,
		"%s: the connection was lost: %s", wire->host,
		rc == CURLE_OK ? "closed by the server"
			       : curl_easy_strerror(rc));
	return FALSE;
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
	struct pollfd poll_for = {.fd = wire->socket, .events = POLLIN};
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
		if (waited || (!*ready && poll(&poll_for, 1, timeout_ms) <= 0))
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
			g_set_error(error, DESK_ERROR, DESK_ERROR_UNAVAILABLE,
				"%s: a line of the server is longer than %d MiB",
				wire->host, LIMIT_LINE / 1024 / 1024);
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
