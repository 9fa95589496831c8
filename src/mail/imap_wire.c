#include "mail/imap_wire.h"

#include <curl/curl.h>
#include <errno.h>
#include <gio/gio.h>
#include <poll.h>
#include <string.h>

#include "base/error.h"
#include "mail/header.h"
#include "system/clock.h"

#define TIMEOUT_MS 30000
#define HURRY_MS 1000
#define LIMIT_LINE (2 * 1024 * 1024)
#define LIMIT_GREETING 8192
#define RECEIVE_SIZE (256 * 1024)
/* Bytes that count as progress: less restarts no clock. */
#define PROGRESS_SIZE (16 * 1024)

struct ImapWire {
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
		"; the server offers no STARTTLS, the password would go in the "
		"clear: use imaps://"},
	{CURLE_SSL_CACERT_BADFILE, DESK_ERROR_CONFIG,
		"; ca-file cannot be read"},
	{CURLE_SSL_CONNECT_ERROR, DESK_ERROR_TEMPORARY,
		"; if it stays so: imaps:// speaks TLS at once (port 993), "
		"imap:// by STARTTLS (port 143)"},
};

static size_t keep_greeting(char *bytes, size_t size, size_t count, void *data)
{
	ImapWire *wire = data;
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
 * would change what curl does. */
static char *clean_url(const char *text, char **host, gboolean *tls,
	GError **error)
{
	CURLU *url = curl_url();
	CURLUcode rc = curl_url_set(url, CURLUPART_URL, text, 0);
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
			"\"%s\" is no address of a server; imaps://HOST/ is",
			text);
		return NULL;
	}
	*tls = g_ascii_strcasecmp(scheme, "imaps") == 0;
	return g_strdup_printf("%s://%s%s%s/", *tls ? "imaps" : "imap", *host,
		port ? ":" : "", port ? port : "");
}

/* STARTTLS is required, but to loopback without an own CA, or if the account
 * allows plain text. */
static long tls_level(const MailAccount *account, const char *host)
{
	if (account->allow_plain && !account->ca_file)
		return CURLUSESSL_NONE;
	if (is_loopback(host) && !account->ca_file)
		return CURLUSESSL_NONE;
	return CURLUSESSL_ALL;
}

static void set_login(CURL *curl, const MailAccount *account)
{
	if (account->user)
		curl_easy_setopt(curl, CURLOPT_USERNAME, account->user);
	if (account->bearer)
		curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, account->bearer);
	else if (account->password)
		curl_easy_setopt(curl, CURLOPT_PASSWORD, account->password);
}

static void set_options(ImapWire *wire, const MailAccount *account,
	const char *url)
{
	CURL *curl = wire->curl;
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "imap,imaps");
	curl_easy_setopt(curl, CURLOPT_USE_SSL, tls_level(account, wire->host));
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	if (account->ca_file)
		curl_easy_setopt(curl, CURLOPT_CAINFO, account->ca_file);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, (long)RECEIVE_SIZE);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
		(long)wire->timeout_ms);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)wire->timeout_ms);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, wire->failure);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep_greeting);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, wire);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
	set_login(curl, account);
}

/* The server's own words about the login: the last line that says NO. */
static char *login_words(const ImapWire *wire)
{
	g_auto(GStrv) lines = g_strsplit(wire->greeting->str, "\n", 200);
	const char *words = "";
	for (guint i = 0; lines[i]; i++) {
		const char *no = strstr(lines[i], " NO ");
		words = no ? no + 4 : words;
	}
	g_autofree char *valid = g_utf8_make_valid(words, -1);
	return header_clean_line(valid, 200);
}

static void login_error(const ImapWire *wire, const MailAccount *account,
	GError **error)
{
	static const char *const later[] = {"[UNAVAILABLE]", "[INUSE]",
		"[LIMIT]", "[SERVERBUG]"};
	g_autofree char *words = login_words(wire);
	int code = DESK_ERROR_UNAVAILABLE;
	for (gsize i = 0; i < G_N_ELEMENTS(later); i++)
		if (strstr(words, later[i]))
			code = DESK_ERROR_TEMPORARY;
	const char *advice = account->bearer ? "; check user and token"
					     : "; check user and password";
	g_set_error(error, DESK_ERROR, code,
		"%s refuses the login of \"%s\"%s%s%s", wire->host,
		account->user ? account->user : "", words[0] ? ": " : "", words,
		code == DESK_ERROR_TEMPORARY ? "" : advice);
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

static void connect_error(const ImapWire *wire, CURLcode rc,
	const MailAccount *account, GError **error)
{
	if (rc == CURLE_LOGIN_DENIED) {
		login_error(wire, account, error);
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

static gboolean has_login(const MailAccount *account, GError **error)
{
	if (account->user && (account->password || account->bearer))
		return TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
		"the account has no %s", account->user ? "password" : "user");
	return FALSE;
}

static gboolean do_connect(ImapWire *wire, const MailAccount *account,
	GError **error)
{
	CURLcode rc = curl_easy_perform(wire->curl);
	if (rc != CURLE_OK) {
		connect_error(wire, rc, account, error);
		return FALSE;
	}
	rc = curl_easy_getinfo(wire->curl, CURLINFO_ACTIVESOCKET, &wire->socket);
	if (rc == CURLE_OK && wire->socket != CURL_SOCKET_BAD)
		return TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_TEMPORARY,
		"%s: the connection was closed", wire->host);
	return FALSE;
}

ImapWire *imap_wire_open(const MailAccount *account, const char *text,
	GError **error)
{
	gboolean tls;
	char *host = NULL;
	g_autofree char *url = NULL;
	if (has_login(account, error))
		url = clean_url(text, &host, &tls, error);
	if (!url) {
		g_free(host);
		return NULL;
	}
	ImapWire *wire = g_new0(ImapWire, 1);
	wire->curl = curl_easy_init();
	wire->host = host;
	wire->timeout_ms = account->timeout_ms > 0 ? account->timeout_ms
						   : TIMEOUT_MS;
	wire->greeting = g_string_new(NULL);
	wire->buffer = g_malloc(RECEIVE_SIZE);
	wire->line = g_string_new(NULL);
	set_options(wire, account, url);
	if (!do_connect(wire, account, error)) {
		imap_wire_close(wire);
		return NULL;
	}
	return wire;
}

void imap_wire_close(ImapWire *wire)
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

void imap_wire_hurry(ImapWire *wire)
{
	wire->timeout_ms = MIN(wire->timeout_ms, HURRY_MS);
}

const char *imap_wire_host(const ImapWire *wire)
{
	return wire->host;
}

/* FALSE at the deadline. */
static gboolean wait_for(ImapWire *wire, short events, GError **error)
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

static gboolean lost(ImapWire *wire, CURLcode rc, GError **error)
{
	g_set_error(error, DESK_ERROR, DESK_ERROR_TEMPORARY,
		"%s: the connection was lost: %s", wire->host,
		rc == CURLE_OK ? "closed by the server"
			       : curl_easy_strerror(rc));
	return FALSE;
}

gboolean imap_wire_send(ImapWire *wire, const char *text, GError **error)
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
		}
	}
	return TRUE;
}

/* More bytes into the empty buffer. TLS may hold some already, so reading
 * comes before waiting. */
static gboolean fill(ImapWire *wire, GError **error)
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

gboolean imap_wire_wait(ImapWire *wire, int timeout_ms, gboolean *ready,
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
static void start_clock(ImapWire *wire)
{
	wire->deadline = clock_monotonic_ms() + wire->timeout_ms;
	wire->progress = 0;
}

static char *finish_line(ImapWire *wire)
{
	GString *line = wire->line;
	if (line->len > 0 && line->str[line->len - 1] == '\r')
		g_string_truncate(line, line->len - 1);
	for (gsize i = 0; i < line->len; i++)
		if (line->str[i] == '\0')
			line->str[i] = ' ';
	return line->str;
}

const char *imap_wire_line(ImapWire *wire, GError **error)
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

GBytes *imap_wire_literal(ImapWire *wire, gsize size, GError **error)
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
