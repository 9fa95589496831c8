/* What a ref points to, read from its file. */
#include "store/tip.h"

#include "base/error.h"
#include "system/file.h"

#include <string.h>

static const Phrase
	no_commit = {"%1 holds no commit; see `git fsck` and `git reflog %2`",
		"в %1 нет коммита; проверьте: `git fsck` и `git reflog %2`"};

#define REF_LIMIT 4096
#define PACKED_LIMIT (256 * 1024 * 1024)
#define SYMBOLIC_DEPTH 5

typedef enum { REF_FOUND, REF_ABSENT, REF_FAILED } RefAnswer;

static gboolean is_oid(const char *text)
{
	for (int i = 0; i < 40; i++)
		if (!g_ascii_isxdigit(text[i]) || g_ascii_isupper(text[i]))
			return FALSE;
	return TRUE;
}

static GBytes *read_if_there(const char *path, gsize limit, RefAnswer *answer,
	GError **error)
{
	GError *problem = NULL;
	GBytes *bytes = file_read(path, limit, TRUE, &problem);
	*answer = bytes ? REF_FOUND : REF_FAILED;
	if (bytes)
		return bytes;
	if (g_error_matches(problem, DESK_ERROR, DESK_ERROR_NOT_FOUND) ||
		g_file_test(path, G_FILE_TEST_IS_DIR)) {
		*answer = REF_ABSENT;
		g_error_free(problem);
	} else {
		g_propagate_error(error, problem);
	}
	return NULL;
}

static RefAnswer read_packed(const StorePlace *place, const char *ref,
	char oid[41], GError **error)
{
	g_autofree char *path = g_build_filename(place->git_folder, "packed-refs",
		NULL);
	RefAnswer answer;
	g_autoptr(GBytes) bytes = read_if_there(path, PACKED_LIMIT, &answer,
		error);
	if (!bytes)
		return answer;
	gsize size, length = strlen(ref);
	const char *at = g_bytes_get_data(bytes, &size), *end = at + size;
	while (at < end) {
		const char *line_end = memchr(at, '\n', (gsize)(end - at));
		if (!line_end)
			line_end = end;
		if ((gsize)(line_end - at) == 41 + length && at[40] == ' ' &&
			memcmp(at + 41, ref, length) == 0 && is_oid(at)) {
			memcpy(oid, at, 40);
			oid[40] = '\0';
			return REF_FOUND;
		}
		at = line_end + 1;
	}
	return REF_ABSENT;
}

static RefAnswer read_ref(const StorePlace *place, const char *ref, int depth,
	char oid[41], GError **error)
{
	g_autofree char *path = g_build_filename(place->git_folder, ref, NULL);
	RefAnswer answer;
	g_autoptr(GBytes) bytes = read_if_there(path, REF_LIMIT, &answer, error);
	if (answer == REF_FAILED)
		return REF_FAILED;
	if (answer == REF_ABSENT)
		return read_packed(place, ref, oid, error);
	gsize size;
	const char *raw = g_bytes_get_data(bytes, &size);
	g_autofree char *text = g_strchomp(g_strndup(size ? raw : "", size));
	if (g_str_has_prefix(text, "ref:") && depth < SYMBOLIC_DEPTH) {
		const char *target = g_strchug(text + strlen("ref:"));
		if (g_str_has_prefix(target, "refs/") && !strstr(target, ".."))
			return read_ref(place, target, depth + 1, oid, error);
	}
	if (strlen(text) == 40 && is_oid(text)) {
		memcpy(oid, text, 41);
		return REF_FOUND;
	}
	desk_refuse(error, DESK_ERROR_CONFIG, &no_commit, path, ref, NULL);
	return REF_FAILED;
}

gboolean store_tip(const StorePlace *place, const char *ref, char oid[41],
	GError **error)
{
	oid[0] = '\0';
	/* Twice: between the two files `git pack-refs` moves a ref from the
	 * one to the other, and a commit moves it back. */
	for (int i = 0; i < 2; i++) {
		RefAnswer answer = read_ref(place, ref, 0, oid, error);
		if (answer != REF_ABSENT)
			return answer == REF_FOUND;
	}
	return FALSE;
}

gboolean store_detached_tip(const StorePlace *place, char oid[41],
	GError **error)
{
	g_autofree char *head = NULL;
	if (!file_read_line(place->head_folder, "HEAD", &head, error) || !head ||
		strlen(head) != 40 || !is_oid(head))
		return FALSE;
	memcpy(oid, head, 41);
	return TRUE;
}
