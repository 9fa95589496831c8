#include "base/system_words.h"

#include <errno.h>

static const struct {
	int number;
	Phrase words;
} rows[] = {
	{E2BIG, {"Argument list too long", "слишком длинный список аргументов"}},
	{EACCES, {"Permission denied", "нет прав доступа"}},
	{EADDRINUSE, {"Address already in use", "адрес уже занят"}},
	{EADDRNOTAVAIL, {"Cannot assign requested address",
		"этого адреса на машине нет"}},
	{EAGAIN, {"Resource temporarily unavailable", "сейчас недоступно"}},
	{EBADF, {"Bad file descriptor", "файл не открыт"}},
	{EBUSY, {"Device or resource busy", "занято"}},
	{ECONNABORTED, {"Software caused connection abort",
		"соединение прервано"}},
	{ECONNREFUSED, {"Connection refused", "в соединении отказано"}},
	{ECONNRESET, {"Connection reset by peer",
		"соединение разорвано другой стороной"}},
	{EDQUOT, {"Disk quota exceeded", "исчерпана дисковая квота"}},
	{EEXIST, {"File exists", "файл уже есть"}},
	{EFBIG, {"File too large", "слишком большой файл"}},
	{EHOSTUNREACH, {"No route to host", "нет пути к машине"}},
	{EINTR, {"Interrupted system call", "прервано сигналом"}},
	{EINVAL, {"Invalid argument", "недопустимый аргумент"}},
	{EIO, {"Input/output error", "ошибка ввода-вывода"}},
	{EISDIR, {"Is a directory", "это папка"}},
	{ELOOP, {"Too many levels of symbolic links",
		"слишком много символических ссылок подряд"}},
	{EMFILE, {"Too many open files", "открыто слишком много файлов"}},
	{EMLINK, {"Too many links", "слишком много ссылок"}},
	{ENAMETOOLONG, {"File name too long", "слишком длинное имя файла"}},
	{ENETUNREACH, {"Network is unreachable", "сеть недоступна"}},
	{ENFILE, {"Too many open files in system",
		"в системе открыто слишком много файлов"}},
	{ENODEV, {"No such device", "нет такого устройства"}},
	{ENOENT, {"No such file or directory", "нет такого файла или папки"}},
	{ENOEXEC, {"Exec format error", "это не программа"}},
	{ENOLCK, {"No locks available", "блокировки здесь недоступны"}},
	{ENOMEM, {"Cannot allocate memory", "не хватает памяти"}},
	{ENOSPC, {"No space left on device", "на устройстве нет места"}},
	{ENOTCONN, {"Transport endpoint is not connected", "нет соединения"}},
	{ENOTDIR, {"Not a directory", "это не папка"}},
	{ENOTEMPTY, {"Directory not empty", "папка не пуста"}},
	{ENXIO, {"No such device or address",
		"нет такого устройства или адреса"}},
	{EOPNOTSUPP, {"Operation not supported", "здесь это невозможно"}},
	{EPERM, {"Operation not permitted", "действие не разрешено"}},
	{EPIPE, {"Broken pipe", "канал закрыт с другой стороны"}},
	{EROFS, {"Read-only file system",
		"файловая система только для чтения"}},
	{ESTALE, {"Stale file handle", "файл на сервере устарел"}},
	{ETIMEDOUT, {"Connection timed out", "истекло время ожидания"}},
	{ETXTBSY, {"Text file busy", "программа сейчас выполняется"}},
	{EXDEV, {"Invalid cross-device link",
		"это разные файловые системы"}},
};

const char *system_words(int number, const char *language)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		if (rows[i].number == number)
			return phrase_in(&rows[i].words, language);
	return g_strerror(number);
}
