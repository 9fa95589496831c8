#include "mail/reading.h"

#include "base/error.h"

void mail_warn(MailReading *reading, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_autofree char *text = g_strdup_vprintf(format, args);
	va_end(args);
	g_ptr_array_add(reading->message->warnings,
		header_clean_line(text, 200));
}

void mail_caution(MailReading *reading, const Phrase *phrase, ...)
{
	g_autoptr(GError) caution = NULL;
	va_list texts;
	va_start(texts, phrase);
	desk_refuse_list(&caution, DESK_ERROR_DATA, phrase, texts);
	va_end(texts);
	mail_warn(reading, "%s", caution->message);
	if (!reading->message->caution)
		reading->message->caution = g_steal_pointer(&caution);
}
