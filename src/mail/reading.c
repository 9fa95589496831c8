#include "mail/reading.h"

void mail_warn(MailReading *reading, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_autofree char *text = g_strdup_vprintf(format, args);
	va_end(args);
	g_ptr_array_add(reading->message->warnings,
		header_clean_line(text, 200));
}

void mail_caution(MailReading *reading, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	mail_warn(reading, "%s", text);
	MailMessage *message = reading->message;
	if (!message->caution)
		message->caution = g_strdup(message->warnings->pdata[
			message->warnings->len - 1]);
}
