/*
 * An mbox file: mails one after the other, each after a line "From …". It is
 * only read. A mail has no name in it, so it is known by its content.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "mail/header.h"
#include "mail/source_kind.h"
#include "system/clock.h"

#define TIMEOUT_MS 10000
#define HEADER_BYTES (256 * 1024)
#define FROM_BYTES 300
#define FIRST_MAIL 631152000 /* 1990: what is before says nothing */
#define LIMIT_DOUBTS 1000	     /* in one mail */
#define DOUBT_LENGTH 60
#define LINE_ROOM (1024 * 1024) /* longer lines are read in pieces */

static const Phrase
	only_read = {"%1: an mbox file is only read; set \"after: keep\"",
		"%1: файл mbox только читают; задайте «after: keep»"},
	no_file = {"%1: no such mbox file", "%1: нет такого файла mbox"},
	not_read = {"%2: cannot be read as mbox: %1",
		"%2: не прочитать как mbox: %1"},
	not_regular = {"%1: cannot be read as mbox: no regular file",
		"%1: не прочитать как mbox: не обычный файл"},
	written_to = {"%1: another program is writing to it",
		"%1: в файл сейчас пишет другая программа"},
	no_mbox = {"%1: no mbox file: none of its lines begins a mail (From …)",
		"%1: не файл mbox: ни одна строка не начинает письмо (From …)"},
	altered = {"%1: another program changed it meanwhile",
		"%1: тем временем файл изменила другая программа"};

typedef struct {
	char *uid;
	off_t start, end; /* without the From line */
	Instant received; /* INSTANT_NONE until it is asked, if the line is silent */
	GPtrArray *doubts; /* MailDoubt*; NULL: none */
} MboxMail;

typedef struct {
	const MailAccount *account;
	char *root;
	char *path;	  /* of the file that is selected */
	GPtrArray *mails; /* MboxMail* in file order */
	GHashTable *by_uid;
	Instant changed;
} Mbox;

/* While the file is read line by line. */
typedef enum {
	FROM_NOT,
	FROM_DOUBTFUL, /* it is none, but may have been meant as one */
	FROM_PERHAPS,  /* if a header follows */
	FROM_SURELY,
} FromLine;

typedef struct {
	Mbox *mbox;
	GChecksum *sum;
	off_t start;
	char *from; /* the From line; "" for text before the first, or NULL */
	char *perhaps; /* a line that the next one decides about, or NULL */
	FromLine perhaps_kind;
	off_t perhaps_at;
	guint line; /* its number, from 1 */
	GPtrArray *doubts; /* in this mail; NULL: none yet */
	gboolean found; /* a From line */
	gboolean after_empty;
	off_t last_line_end; /* of the last line that is not empty */
	gboolean in_line;    /* this is the rest of a long line */
	GString *pending;    /* empty lines not yet summed */
} MboxScan;

static void mail_free(gpointer data)
{
	MboxMail *mail = data;
	g_clear_pointer(&mail->doubts, g_ptr_array_unref);
	g_free(mail->uid);
	g_free(mail);
}

static gpointer mbox_open(const MailAccount *account, const char *path,
	GError **error)
{
	if (account->after != AFTER_KEEP && account->after != AFTER_FLAG) {
		desk_refuse(error, DESK_ERROR_CONFIG, &only_read, path, NULL);
		return NULL;
	}
	if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
		desk_refuse(error, DESK_ERROR_CONFIG, &no_file, path, NULL);
		return NULL;
	}
	Mbox *mbox = g_new0(Mbox, 1);
	mbox->account = account;
	mbox->root = g_strdup(path);
	mbox->mails = g_ptr_array_new_with_free_func(mail_free);
	mbox->by_uid = g_hash_table_new(g_str_hash, g_str_equal);
	return mbox;
}

static void mbox_close(gpointer source)
{
	Mbox *mbox = source;
	g_free(mbox->root);
	g_free(mbox->path);
	g_hash_table_unref(mbox->by_uid);
	g_ptr_array_unref(mbox->mails);
	g_free(mbox);
}

static gboolean names_a_day(const char *words)
{
	static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri",
		"Sat", "Sun"};
	for (gsize i = 0; i < G_N_ELEMENTS(days); i++)
		if (g_str_has_prefix(words, days[i]) &&
			(words[3] == ' ' || words[3] == ','))
			return TRUE;
	return FALSE;
}

/* The date of a line "From sender date …"; NULL if it has none. `by_day`: it
 * starts with the short name of a day, as no sentence does. */
static char *from_line_date(const char *line, gboolean *by_day)
{
	g_autofree char *first = NULL;
	*by_day = FALSE;
	if (!g_str_has_prefix(line, "From ") || !strchr(line, ':') ||
		strlen(line) > FROM_BYTES)
		return NULL;
	for (const char *words = strchr(line + 5, ' '); words;
		words = strchr(words + 1, ' ')) {
		g_autofree char *date = header_date(words);
		*by_day = date && names_a_day(words + 1);
		if (*by_day)
			return g_steal_pointer(&date);
		if (!first)
			first = g_steal_pointer(&date);
	}
	return g_steal_pointer(&first);
}

/* "From ivan@acme.example", "From -": nothing but who sent it. */
static gboolean is_sender_alone(const char *line)
{
	if (!g_str_has_prefix(line, "From ") || strlen(line) > FROM_BYTES)
		return FALSE;
	g_autofree char *sender = g_strstrip(g_strdup(line + 5));
	if (strcmp(sender, "-") == 0 || strcmp(sender, "MAILER-DAEMON") == 0)
		return TRUE;
	return strchr(sender, '@') && !strpbrk(sender, " \t") &&
		!strchr(":,;.", sender[strlen(sender) - 1]);
}

/* "From ivan@acme.example" with a date of whatever form behind. */
static gboolean is_sender_first(const char *line)
{
	gsize size = strcspn(line + 5, " \t");
	g_autofree char *sender = g_strndup(line, size + 5);
	return line[5 + size] && is_sender_alone(sender) &&
		strpbrk(line + 5 + size, "0123456789");
}

static FromLine from_line(const char *line, gboolean after_empty)
{
	if (!g_str_has_prefix(line, "From ") || strlen(line) > FROM_BYTES)
		return FROM_NOT;
	gboolean by_day;
	g_autofree char *date = from_line_date(line, &by_day);
	if (by_day && after_empty)
		return FROM_SURELY;
	/* Some write no empty line between two mails. */
	if (!after_empty)
		return by_day ? FROM_DOUBTFUL : FROM_NOT;
	return date || is_sender_alone(line) || is_sender_first(line) ?
		FROM_PERHAPS : FROM_DOUBTFUL;
}

static gboolean is_header(const char *line)
{
	gsize length = 0;
	while (g_ascii_isgraph(line[length]) && line[length] != ':')
		length++;
	return length > 0 && line[length] == ':' &&
		g_ascii_isspace(line[length + 1]);
}

static gboolean is_quoted_from(const char *line)
{
	return line[0] == '>' &&
		g_str_has_prefix(line + strspn(line, ">"), "From ");
}

static void finish_mail(MboxScan *scan)
{
	if (!scan->from)
		return;
	gboolean by_day;
	g_autofree char *date = from_line_date(scan->from, &by_day);
	MboxMail *mail = g_new0(MboxMail, 1);
	mail->uid = g_strdup(g_checksum_get_string(scan->sum));
	mail->start = scan->start;
	mail->end = scan->last_line_end;
	const char *last = strrchr(scan->from, ' ');
	g_autofree char *word = last ? g_strstrip(g_strdup(last)) : NULL;
	mail->received = mail_source_instant(date ? date : word);
	if (mail->received < FIRST_MAIL)
		mail->received = INSTANT_NONE;
	mail->doubts = g_steal_pointer(&scan->doubts);
	g_checksum_reset(scan->sum);
	g_clear_pointer(&scan->from, g_free);
	g_string_truncate(scan->pending, 0);
	if (g_hash_table_contains(scan->mbox->by_uid, mail->uid)) {
		mail_free(mail);
		return;
	}
	g_hash_table_insert(scan->mbox->by_uid, mail->uid, mail);
	g_ptr_array_add(scan->mbox->mails, mail);
}

/* Empty lines at the end belong to the file, not to the mail. */
static void sum_line(MboxScan *scan, const char *line, gsize size)
{
	g_checksum_update(scan->sum, (const guchar *)scan->pending->str,
		(gssize)scan->pending->len);
	g_string_truncate(scan->pending, 0);
	gsize skip = !scan->in_line && is_quoted_from(line) ? 1 : 0;
	g_checksum_update(scan->sum, (const guchar *)line + skip,
		(gssize)(size - skip));
}

static void begin_mail(MboxScan *scan, const char *from, off_t start)
{
	finish_mail(scan);
	scan->from = g_strdup(from);
	scan->start = start;
	scan->last_line_end = start;
	scan->after_empty = FALSE;
	scan->found = scan->found || *from;
}

/* What stands before the first From line is taken as a mail, too: it is one,
 * or whoever reads it says that it is none. */
static void take_text(MboxScan *scan, const char *line, gsize size, off_t at)
{
	scan->after_empty = !scan->in_line &&
		(line[0] == '\n' || (line[0] == '\r' && line[1] == '\n'));
	if (scan->after_empty) {
		if (scan->from)
			g_string_append_len(scan->pending, line, (gssize)size);
		return;
	}
	if (!scan->from)
		begin_mail(scan, "", at);
	sum_line(scan, line, size);
	scan->last_line_end = at + (off_t)size;
}

static void doubt_free(gpointer data)
{
	MailDoubt *doubt = data;
	g_free(doubt->text);
	g_free(doubt);
}

static void add_doubt(MboxScan *scan, const char *line)
{
	if (!scan->doubts)
		scan->doubts = g_ptr_array_new_with_free_func(doubt_free);
	if (scan->doubts->len == LIMIT_DOUBTS)
		return;
	g_autofree char *valid = g_utf8_make_valid(line, -1);
	MailDoubt *doubt = g_new0(MailDoubt, 1);
	doubt->line = scan->line - 1;
	doubt->text = header_clean_line(valid, DOUBT_LENGTH);
	g_ptr_array_add(scan->doubts, doubt);
}

/* The line that waited for the next one, which is `next`, NULL at the end. */
static void settle(MboxScan *scan, const char *next)
{
	g_autofree char *line = g_steal_pointer(&scan->perhaps);
	if (!line)
		return;
	gboolean headed = next && is_header(next);
	if (headed && scan->perhaps_kind == FROM_PERHAPS) {
		begin_mail(scan, line, scan->perhaps_at + (off_t)strlen(line));
		return;
	}
	take_text(scan, line, strlen(line), scan->perhaps_at);
	if (headed)
		add_doubt(scan, line);
}

static void take_line(MboxScan *scan, const char *line, gsize size, off_t at)
{
	scan->line += !scan->in_line;
	settle(scan, line);
	FromLine kind = !scan->in_line && strlen(line) == size
		? from_line(line, scan->after_empty)
		: FROM_NOT;
	if (!scan->from && g_str_has_prefix(line, "From "))
		kind = FROM_SURELY;
	if (kind == FROM_SURELY) {
		begin_mail(scan, line, at + (off_t)size);
	} else if (kind != FROM_NOT) {
		scan->perhaps = g_strdup(line);
		scan->perhaps_kind = kind;
		scan->perhaps_at = at;
		scan->after_empty = FALSE;
	} else {
		take_text(scan, line, size, at);
	}
}

static int open_file(Mbox *mbox, GError **error)
{
	int fd = open(mbox->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC |
		O_NONBLOCK);
	struct stat status;
	if (fd < 0) {
		desk_refuse_system(error, DESK_ERROR_CONFIG, errno, &not_read,
			mbox->path, NULL);
		return -1;
	}
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
		mbox->changed = status.st_mtime;
		return fd;
	}
	close(fd);
	desk_refuse(error, DESK_ERROR_CONFIG, &not_regular, mbox->path, NULL);
	return -1;
}

/* A deliverer holds a lock while it appends; half a mail must not be read. */
static gboolean lock_file(Mbox *mbox, int fd, GError **error)
{
	struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
	int timeout = mbox->account->timeout_ms;
	gint64 until = clock_monotonic_ms() + (timeout > 0 ? timeout : TIMEOUT_MS);
	while (fcntl(fd, F_SETLK, &lock) != 0) {
		if ((errno == EACCES || errno == EAGAIN) &&
			clock_monotonic_ms() < until) {
			g_usleep(50 * 1000);
			continue;
		}
		if (errno == ENOLCK || errno == EINVAL)
			return TRUE; /* a file system without locks */
		return desk_refuse(error, DESK_ERROR_TEMPORARY, &written_to,
			mbox->path, NULL);
	}
	return TRUE;
}

/* The end of the line at `start`; 0 if more must be read to know it. */
static gsize piece_end(const char *buffer, gsize start, gsize used,
	gboolean ended)
{
	const char *newline = memchr(buffer + start, '\n', used - start);
	if (newline)
		return (gsize)(newline - buffer) + 1;
	return ended || (start == 0 && used == LINE_ROOM) ? used : 0;
}

/* A mail that was read by half is none. */
static gboolean scan_lines(MboxScan *scan, int fd, GError **error)
{
	g_autofree char *buffer = g_malloc(LINE_ROOM + 1);
	gsize used = 0;
	ssize_t got;
	off_t at = 0;
	do {
		got = read(fd, buffer + used, LINE_ROOM - used);
		if (got < 0)
			return desk_refuse_system(error, DESK_ERROR_TEMPORARY,
				errno, &not_read, scan->mbox->path, NULL);
		used += (gsize)got;
		gsize start = 0, end;
		while (start < used &&
			(end = piece_end(buffer, start, used, got == 0)) > 0) {
			char next = buffer[end];
			buffer[end] = '\0';
			take_line(scan, buffer + start, end - start, at);
			scan->in_line = buffer[end - 1] != '\n';
			buffer[end] = next;
			at += (off_t)(end - start);
			start = end;
		}
		used -= start;
		memmove(buffer, buffer + start, used);
	} while (got > 0);
	return TRUE;
}

static gboolean scan_file(Mbox *mbox, GError **error)
{
	g_hash_table_remove_all(mbox->by_uid);
	g_ptr_array_set_size(mbox->mails, 0);
	int fd = open_file(mbox, error);
	if (fd < 0)
		return FALSE;
	if (!lock_file(mbox, fd, error)) {
		close(fd);
		return FALSE;
	}
	MboxScan scan = {
		.mbox = mbox,
		.sum = g_checksum_new(G_CHECKSUM_SHA256),
		.pending = g_string_new(NULL),
		.after_empty = TRUE,
	};
	gboolean read = scan_lines(&scan, fd, error);
	settle(&scan, NULL);
	finish_mail(&scan);
	gboolean good = !read || scan.found || lseek(fd, 0, SEEK_CUR) == 0;
	g_clear_pointer(&scan.doubts, g_ptr_array_unref);
	g_string_free(scan.pending, TRUE);
	g_checksum_free(scan.sum);
	close(fd);
	if (!good)
		desk_refuse(error, DESK_ERROR_CONFIG, &no_mbox, mbox->path, NULL);
	return good && read;
}

static gboolean mbox_select(gpointer source, const char *folder,
	guint32 *uidvalidity, GError **error)
{
	Mbox *mbox = source;
	gboolean root = !folder || !*folder ||
		g_ascii_strcasecmp(folder, MAIL_FOLDER_DEFAULT) == 0;
	if (!root && (strstr(folder, "..") || folder[0] == '/'))
		return mail_source_lacks(mbox->root, folder, error);
	g_free(mbox->path);
	mbox->path = root ? g_strdup(mbox->root)
			  : g_build_filename(mbox->root, folder, NULL);
	*uidvalidity = 1;
	return scan_file(mbox, error);
}

/* Bytes of the file without the ">" that keeps a "From" from being one. */
static GBytes *unquote(const char *bytes, gsize size)
{
	GByteArray *out = g_byte_array_sized_new((guint)size);
	for (gsize at = 0; at < size;) {
		const char *newline = memchr(bytes + at, '\n', size - at);
		gsize end = newline ? (gsize)(newline - bytes) + 1 : size;
		gsize skip = is_quoted_from(bytes + at) ? 1 : 0;
		g_byte_array_append(out, (const guint8 *)bytes + at + skip,
			(guint)(end - at - skip));
		at = end;
	}
	return g_byte_array_free_to_bytes(out);
}

static GBytes *read_slice(Mbox *mbox, MboxMail *mail, gboolean oversize,
	GError **error)
{
	int fd = open_file(mbox, error);
	if (fd < 0)
		return NULL;
	gsize size = (gsize)(mail->end - mail->start);
	if (oversize)
		size = MIN(size, HEADER_BYTES);
	g_autofree char *bytes = g_malloc(size + 1);
	gssize got = pread(fd, bytes, size, mail->start);
	close(fd);
	bytes[MAX(got, 0)] = '\0';
	if (got >= 0)
		return oversize ? mail_source_header_only(bytes, (gsize)got)
				: unquote(bytes, (gsize)got);
	mail_source_unreadable(mbox->path, error);
	return NULL;
}

/* The mail, if it still stands where it stood when the file was read. */
static GBytes *read_mail(Mbox *mbox, MboxMail *mail, gboolean oversize,
	GError **error)
{
	g_autoptr(GBytes) raw = read_slice(mbox, mail, oversize, error);
	if (!raw || oversize)
		return g_steal_pointer(&raw);
	g_autofree char *sum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256,
		raw);
	if (strcmp(sum, mail->uid) == 0)
		return g_steal_pointer(&raw);
	desk_refuse(error, DESK_ERROR_TEMPORARY, &altered, mbox->path, NULL);
	return NULL;
}

/* If the From line did not say, the header does. */
static gboolean find_time(Mbox *mbox, MboxMail *mail, GError **error)
{
	if (mail->received != INSTANT_NONE)
		return TRUE;
	g_autoptr(GBytes) header = read_slice(mbox, mail, TRUE, error);
	if (header)
		mail->received = mail_source_header_time(header);
	if (mail->received == INSTANT_NONE)
		mail->received = mbox->changed;
	return header != NULL;
}

static int by_age(gconstpointer a, gconstpointer b)
{
	const MboxMail *left = *(MboxMail *const *)a;
	const MboxMail *right = *(MboxMail *const *)b;
	if (left->received != right->received)
		return left->received < right->received ? -1 : 1;
	return left->start < right->start ? -1 : left->start > right->start;
}

static GPtrArray *mbox_list(gpointer source, MailSeen seen, void *data,
	guint max, GError **error)
{
	Mbox *mbox = source;
	g_autoptr(GPtrArray) mails = g_ptr_array_new();
	if (!scan_file(mbox, error))
		return NULL;
	for (guint i = 0; i < mbox->mails->len; i++) {
		MboxMail *mail = mbox->mails->pdata[i];
		if (seen(1, mail->uid, data))
			continue;
		if (!find_time(mbox, mail, error))
			return NULL;
		g_ptr_array_add(mails, mail);
	}
	g_ptr_array_sort(mails, by_age);
	GPtrArray *uids = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < mails->len && (max == 0 || uids->len < max); i++)
		g_ptr_array_add(uids, g_strdup(((MboxMail *)mails->pdata[i])
			->uid));
	return uids;
}

static gboolean fetch_one(Mbox *mbox, MboxMail *mail, MailEach each, void *data,
	GError **error)
{
	gsize limit = mbox->account->limit_bytes;
	if (!find_time(mbox, mail, error))
		return FALSE;
	MailItem item = {
		.uidvalidity = 1,
		.uid = mail->uid,
		.size = (gsize)(mail->end - mail->start),
		.received = mail->received,
		.doubts = mail->doubts,
	};
	item.oversize = limit > 0 && item.size > limit;
	g_autoptr(GBytes) raw = read_mail(mbox, mail, item.oversize, error);
	if (!raw)
		return FALSE;
	item.raw = raw;
	return each(&item, data, error);
}

static gboolean mbox_fetch(gpointer source, GPtrArray *uids, MailEach each,
	void *data, GError **error)
{
	Mbox *mbox = source;
	for (guint i = 0; i < uids->len; i++) {
		MboxMail *mail = g_hash_table_lookup(mbox->by_uid,
			uids->pdata[i]);
		if (mail && !fetch_one(mbox, mail, each, data, error))
			return FALSE;
	}
	return TRUE;
}

/* mbox_open() has refused what would change the file. */
static gboolean mbox_act(G_GNUC_UNUSED gpointer source,
	G_GNUC_UNUSED GPtrArray *uids, G_GNUC_UNUSED GError **error)
{
	return TRUE;
}

static gboolean mbox_wait(gpointer source, int timeout_ms, gboolean *changed,
	G_GNUC_UNUSED GError **error)
{
	Mbox *mbox = source;
	*changed = mail_source_wait_for_file(mbox->path, timeout_ms);
	return TRUE;
}

const MailSourceKind mail_source_mbox = {
	mbox_open,
	mbox_close,
	mbox_select,
	mbox_list,
	mbox_fetch,
	mbox_act,
	mbox_wait,
	NULL,
};
