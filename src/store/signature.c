#include "store/signature.h"

#include <string.h>

#include "base/error.h"
#include "store/commit.h"
#include "store/config.h"
#include "system/process.h"

static const Phrase
	not_signed = {"commit.gpgsign is set, and git could not sign by %2: %1; "
			"nothing was changed. `git commit -S --allow-empty` "
			"tries it, `git config commit.gpgsign false` leaves "
			"this store unsigned",
		"включён commit.gpgsign, а git не смог подписать (%2): %1; ничего "
		"не изменено. Проверить: `git commit -S --allow-empty`; не "
		"подписывать в этом хранилище: `git config commit.gpgsign "
		"false`"};

#define ANSWER_LIMIT 4096

gboolean signature_is_wanted(const StorePlace *place)
{
	g_autofree char *value = store_config_get(place, "commit.gpgSign");
	return store_config_is_true(value);
}

/* What git runs to sign. g_free() */
static char *program_of(const StorePlace *place)
{
	static const struct {
		const char *format, *key, *program;
	} signers[] = {{"openpgp", "gpg.program", "gpg"},
		{"ssh", "gpg.ssh.program", "ssh-keygen"},
		{"x509", "gpg.x509.program", "gpgsm"}};
	g_autofree char *format = store_config_get(place, "gpg.format");
	for (gsize i = 0; i < G_N_ELEMENTS(signers); i++) {
		if (format && strcmp(format, signers[i].format) != 0)
			continue;
		char *set = store_config_get(place, signers[i].key);
		return set ? set : g_strdup(signers[i].program);
	}
	return g_strdup(format);
}

static void add_person(GPtrArray *words, const char *role,
	const StoreMessage *message)
{
	g_autofree char *name = commit_clean_person(message->name);
	g_autofree char *mail = commit_clean_person(message->mail);
	int offset = ABS(message->zone_offset_minutes);
	g_ptr_array_add(words, g_strdup_printf("GIT_%s_NAME=%s", role,
		*name ? name : "desk"));
	g_ptr_array_add(words, g_strdup_printf("GIT_%s_EMAIL=%s", role, mail));
	g_ptr_array_add(words, g_strdup_printf("GIT_%s_DATE=@%" G_GINT64_FORMAT
		" %c%02d%02d", role, MAX(message->at, 0),
		message->zone_offset_minutes < 0 ? '-' : '+', offset / 60,
		offset % 60));
}

static GPtrArray *command_line(const StorePlace *place, const git_oid *tree,
	const git_oid *parent, const StoreMessage *message, gboolean durable)
{
	char name[41];
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(words, g_strdup("env"));
	add_person(words, "AUTHOR", message);
	add_person(words, "COMMITTER", message);
	g_ptr_array_add(words, g_strdup("git"));
	g_ptr_array_add(words, g_strconcat("--git-dir=", place->git_folder,
		NULL));
	if (durable) {
		g_ptr_array_add(words, g_strdup("-c"));
		g_ptr_array_add(words, g_strdup("core.fsync=all"));
	}
	g_ptr_array_add(words, g_strdup("-c"));
	g_ptr_array_add(words, g_strdup("i18n.commitEncoding=UTF-8"));
	g_ptr_array_add(words, g_strdup("commit-tree"));
	g_ptr_array_add(words, g_strdup("-S"));
	if (!git_oid_is_zero(parent)) {
		g_ptr_array_add(words, g_strdup("-p"));
		g_ptr_array_add(words, g_strdup(git_oid_tostr(name, sizeof(name),
			parent)));
	}
	g_ptr_array_add(words, g_strdup(git_oid_tostr(name, sizeof(name), tree)));
	g_ptr_array_add(words, NULL);
	return words;
}

gboolean signature_commit(const StorePlace *place, const git_oid *tree,
	const git_oid *parent, const StoreMessage *message, gboolean durable,
	git_oid *oid, GError **error)
{
	g_autoptr(GPtrArray) words = command_line(place, tree, parent, message,
		durable);
	g_autofree char *text = g_utf8_make_valid(message->message, -1);
	g_strchomp(text);
	g_autofree char *whole = g_strconcat(text, "\n", NULL);
	g_autoptr(GBytes) input = g_bytes_new(whole, strlen(whole));
	g_autoptr(GBytes) output = NULL;
	g_autofree char *said = NULL;
	int status = 0;
	if (!process_run((const char *const *)words->pdata, NULL, input,
		ANSWER_LIMIT, &output, &said, &status, error))
		return FALSE;
	gsize size;
	const char *answer = g_bytes_get_data(output, &size);
	if (status == 0 && size >= GIT_OID_HEXSZ &&
		git_oid_fromstrn(oid, answer, GIT_OID_HEXSZ) == 0)
		return TRUE;
	g_autofree char *program = program_of(place);
	g_autofree char *reason = *g_strstrip(said) ? g_strdup(said) :
		process_git_reason(said, status);
	return desk_refuse(error, DESK_ERROR_CONFIG, &not_signed, reason,
		program, NULL);
}
