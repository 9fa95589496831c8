#include "mail/attachment.h"

#include <string.h>

#include "mail/header.h"

#define LIMIT_NAME 120
#define LIMIT_NAME_BYTES 200
#define LIMIT_EXTENSION 12

#define OFFICE "application/vnd.openxmlformats-officedocument."

/* What a part without a name, or with a name that says nothing, is. */
static const struct {
	const char *type;
	const char *name;
} default_names[] = {
	{"application/gzip", "file.gz"},
	{"application/json", "data.json"},
	{"application/ms-tnef", "winmail.dat"},
	{"application/msword", "document.doc"},
	{"application/pdf", "document.pdf"},
	{"application/pgp-encrypted", "encrypted.asc"},
	{"application/pgp-keys", "key.asc"},
	{"application/pgp-signature", "signature.asc"},
	{"application/pkcs7-mime", "smime.p7m"},
	{"application/pkcs7-signature", "smime.p7s"},
	{"application/rtf", "document.rtf"},
	{"application/vnd.ms-excel", "table.xls"},
	{"application/vnd.ms-outlook", "message.msg"},
	{"application/vnd.ms-powerpoint", "slides.ppt"},
	{"application/vnd.oasis.opendocument.presentation", "slides.odp"},
	{"application/vnd.oasis.opendocument.spreadsheet", "table.ods"},
	{"application/vnd.oasis.opendocument.text", "document.odt"},
	{OFFICE "presentationml.presentation", "slides.pptx"},
	{OFFICE "spreadsheetml.sheet", "table.xlsx"},
	{OFFICE "wordprocessingml.document", "document.docx"},
	{"application/vnd.rar", "archive.rar"},
	{"application/x-7z-compressed", "archive.7z"},
	{"application/x-rar-compressed", "archive.rar"},
	{"application/x-tar", "archive.tar"},
	{"application/xml", "data.xml"},
	{"application/zip", "archive.zip"},
	{"audio/aac", "sound.aac"},
	{"audio/amr", "sound.amr"},
	{"audio/mp4", "sound.m4a"},
	{"audio/mpeg", "sound.mp3"},
	{"audio/ogg", "sound.ogg"},
	{"audio/wav", "sound.wav"},
	{"audio/x-m4a", "sound.m4a"},
	{"image/avif", "image.avif"},
	{"image/bmp", "image.bmp"},
	{"image/gif", "image.gif"},
	{"image/heic", "image.heic"},
	{"image/heif", "image.heif"},
	{"image/jpeg", "image.jpg"},
	{"image/png", "image.png"},
	{"image/svg+xml", "image.svg"},
	{"image/tiff", "image.tiff"},
	{"image/webp", "image.webp"},
	{"message/delivery-status", "delivery-status.txt"},
	{"message/disposition-notification", "receipt.txt"},
	{"message/feedback-report", "feedback.txt"},
	{"message/rfc822", "message.eml"},
	{"text/calendar", "invitation.ics"},
	{"text/csv", "table.csv"},
	{"text/directory", "contact.vcf"},
	{"text/html", "text.html"},
	{"text/plain", "text.txt"},
	{"text/rfc822-headers", "headers.txt"},
	{"text/vcard", "contact.vcf"},
	{"text/x-vcard", "contact.vcf"},
	{"text/xml", "data.xml"},
	{"video/3gpp", "video.3gp"},
	{"video/mp4", "video.mp4"},
	{"video/mpeg", "video.mpeg"},
	{"video/quicktime", "video.mov"},
	{"video/webm", "video.webm"},
};

static const struct {
	const char *alias;
	const char *type;
} type_aliases[] = {
	{"application/vnd.ms-tnef", "application/ms-tnef"},
	{"application/x-pkcs7-mime", "application/pkcs7-mime"},
	{"application/x-pkcs7-signature", "application/pkcs7-signature"},
	{"image/jpg", "image/jpeg"},
	{"image/pjpeg", "image/jpeg"},
	{"image/x-png", "image/png"},
	{"message/global", "message/rfc822"},
	{"message/news", "message/rfc822"},
	{"message/rfc2822", "message/rfc822"},
};

/* Content that is known by its first bytes, whatever it is called. */
static const struct {
	const char *start;
	const char *type;
} signatures[] = {
	{"\x78\x9F\x3E\x22", "application/ms-tnef"},
	{"-----BEGIN PGP MESSAGE-----", "application/pgp-encrypted"},
	{"-----BEGIN PGP PUBLIC KEY BLOCK-----", "application/pgp-keys"},
	{"-----BEGIN PGP SIGNATURE-----", "application/pgp-signature"},
};

static const struct {
	const char *extension;
	const char *type;
} extensions[] = {
	{".p7c", "application/pkcs7-mime"},
	{".p7m", "application/pkcs7-mime"},
	{".p7s", "application/pkcs7-signature"},
};

void mail_attachment_free(MailAttachment *attachment)
{
	if (!attachment)
		return;
	g_free(attachment->name);
	g_free(attachment->type);
	g_free(attachment->sha256);
	g_free(attachment);
}

static gboolean is_reserved(const char *name)
{
	static const char *const names[] = {"aux", "clock$", "con", "nul",
		"prn"};
	gsize stem = strcspn(name, ".");
	while (stem > 0 && name[stem - 1] == ' ')
		stem--;
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (strlen(names[i]) == stem &&
			g_ascii_strncasecmp(name, names[i], stem) == 0)
			return TRUE;
	return stem == 4 && g_ascii_isdigit(name[3]) &&
		(g_ascii_strncasecmp(name, "com", 3) == 0 ||
			g_ascii_strncasecmp(name, "lpt", 3) == 0);
}

/* The extension with its dot, or the end of the name if it has none. */
static const char *name_extension(const char *name)
{
	const char *dot = strrchr(name, '.');
	if (!dot || dot == name || dot[1] == '\0' ||
		strlen(dot) > LIMIT_EXTENSION)
		return name + strlen(name);
	return dot;
}

/* Shortens the stem and keeps the extension. */
static char *name_shorten(const char *name)
{
	const char *extension = name_extension(name);
	glong keep = LIMIT_NAME - g_utf8_strlen(extension, -1);
	gsize room = LIMIT_NAME_BYTES - strlen(extension);
	const char *at = name;
	while (at < extension && keep > 0 &&
		(gsize)(g_utf8_next_char(at) - name) <= room) {
		at = g_utf8_next_char(at);
		keep--;
	}
	g_autofree char *stem = g_strndup(name, (gsize)(at - name));
	return g_strconcat(stem, extension, NULL);
}

static const char *last_component(const char *path)
{
	const char *last = path;
	for (const char *c = path; *c; c++)
		if (*c == '/' || *c == '\\')
			last = c + 1;
	return last;
}

char *mail_attachment_clean_name(const char *name)
{
	g_autofree char *line = header_clean_line(name, 2000);
	g_autofree char *normal = g_utf8_normalize(line, -1, G_NORMALIZE_NFC);
	if (!normal)
		return NULL;
	char *clean = (char *)last_component(normal);
	clean += strspn(clean, ". ");
	for (gsize size = strlen(clean);
		size > 0 && strchr(". ", clean[size - 1]); size--)
		clean[size - 1] = '\0';
	if (clean[0] == '\0')
		return NULL;
	for (char *c = clean; *c; c++)
		if (strchr(":*?\"<>|", *c) || (c == clean && strchr("-~", *c)))
			*c = '_';
	if (is_reserved(clean)) {
		g_autofree char *escaped = g_strconcat("_", clean, NULL);
		return name_shorten(escaped);
	}
	return name_shorten(clean);
}

/* `names` counts how often a folded name was used. */
static char *name_unique(const char *name, GHashTable *names)
{
	const char *extension = name_extension(name);
	g_autofree char *stem = g_strndup(name, (gsize)(extension - name));
	g_autofree char *key = g_utf8_casefold(name, -1);
	guint used = GPOINTER_TO_UINT(g_hash_table_lookup(names, key));
	g_autofree char *candidate = g_strdup(name);
	while (used > 0) {
		g_free(candidate);
		candidate = g_strdup_printf("%s-%u%s", stem, ++used, extension);
		g_autofree char *folded = g_utf8_casefold(candidate, -1);
		if (g_hash_table_contains(names, folded))
			continue;
		g_hash_table_insert(names, g_steal_pointer(&folded),
			GUINT_TO_POINTER(1));
		break;
	}
	g_hash_table_insert(names, g_steal_pointer(&key),
		GUINT_TO_POINTER(MAX(used, 1)));
	return g_steal_pointer(&candidate);
}

static gboolean starts_with(GBytes *bytes, const char *start)
{
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	return size >= strlen(start) && memcmp(data, start, strlen(start)) == 0;
}

static const char *real_type(MailPart *part, const char *file_name)
{
	const char *type = part->type;
	for (gsize i = 0; i < G_N_ELEMENTS(type_aliases); i++)
		if (strcmp(type_aliases[i].alias, type) == 0)
			type = type_aliases[i].type;
	if (strcmp(type, "application/octet-stream") != 0)
		return type;
	for (gsize i = 0; i < G_N_ELEMENTS(signatures); i++)
		if (starts_with(mail_part_bytes(part), signatures[i].start))
			return signatures[i].type;
	g_autofree char *name = file_name ? g_ascii_strdown(file_name, -1)
					  : NULL;
	for (gsize i = 0; name && i < G_N_ELEMENTS(extensions); i++)
		if (g_str_has_suffix(name, extensions[i].extension))
			return extensions[i].type;
	return part->is_encrypted ? "application/pgp-encrypted" : type;
}

/* A message in the mail is known by its subject. */
static char *subject_name(MailPart *part)
{
	gsize size;
	const char *bytes = g_bytes_get_data(mail_part_bytes(part), &size);
	g_autoptr(MailHeaders) headers = mail_headers_read(bytes, size, 200);
	const char *value = mail_headers_get(headers, "subject");
	if (!value)
		return NULL;
	g_autofree char *subject = header_text(value, NULL, 60);
	for (char *c = subject; *c; c++)
		if (*c == '/' || *c == '\\')
			*c = '-';
	g_autofree char *clean = mail_attachment_clean_name(subject);
	return clean ? g_strconcat(clean, ".eml", NULL) : NULL;
}

static char *part_name(MailPart *part, const char *type, const char *file_name)
{
	char *name = file_name ? mail_attachment_clean_name(file_name) : NULL;
	if (!name && strcmp(type, "message/rfc822") == 0)
		name = subject_name(part);
	if (!name && part->is_encrypted &&
		strcmp(part->type, "application/pgp-encrypted") == 0)
		name = g_strdup("pgp-version.txt");
	for (gsize i = 0; !name && i < G_N_ELEMENTS(default_names); i++)
		if (strcmp(default_names[i].type, type) == 0)
			name = g_strdup(default_names[i].name);
	return name ? name : g_strdup_printf("part-%u.bin", part->number);
}

MailAttachment *mail_attachment_read(MailPart *part, const char *charset_hint,
	GHashTable *names)
{
	GBytes *bytes = mail_part_bytes(part);
	g_autofree char *file_name = mail_part_file_name(part, charset_hint);
	const char *type = real_type(part, file_name);
	g_autofree char *name = part_name(part, type, file_name);
	MailAttachment *attachment = g_new0(MailAttachment, 1);
	attachment->name = name_unique(name, names);
	attachment->type = g_strdup(type);
	attachment->size = (gint64)g_bytes_get_size(bytes);
	attachment->part = part->number;
	attachment->sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256,
		bytes);
	attachment->is_inline = part->is_inline;
	return attachment;
}
