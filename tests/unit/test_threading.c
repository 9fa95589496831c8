/* Which ticket a mail belongs to, over a store of a few lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "rules/threading.h"

/* "what key ticket": own, known and awaited Message-IDs, tokens, numbers,
 * merges; "belongs ticket address". */
static const char *const store_lines[] = {
	"own <desk.1@d> t1", "known <a@x> t1", "known <a@x> t2",
	"known <b@x> t2", "known <m@x> t3", "awaited <later@x> t1",
	"awaited <later@x> t4", "awaited <root@x> t4", "token abcdefgh1 t5",
	"number 12 t1", "number k3f9 t2", "merged t3 t1", "belongs t1 olga@x",
	"belongs t2 evil@y", "belongs t4 ivan@x", NULL};

/* What stands behind `what key` in each line that has both. */
static GPtrArray *look_up(const char *what, const char *key)
{
	GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; store_lines[i]; i++) {
		g_auto(GStrv) words = g_strsplit(store_lines[i], " ", 3);
		if (strcmp(words[0], what) == 0 && strcmp(words[1], key) == 0)
			g_ptr_array_add(found, g_strdup(words[2]));
	}
	return found;
}

static char *first(const char *what, const char *key)
{
	g_autoptr(GPtrArray) found = look_up(what, key);
	return found->len > 0 ? g_strdup(found->pdata[0]) : NULL;
}

static GPtrArray *by_message_id(G_GNUC_UNUSED void *data, const char *id,
	gboolean own)
{
	return look_up(own ? "own" : "known", id);
}

static GPtrArray *awaiting(G_GNUC_UNUSED void *data, const char *id)
{
	return look_up("awaited", id);
}

static char *by_token(G_GNUC_UNUSED void *data, const char *token)
{
	return first("token", token);
}

static char *by_name(G_GNUC_UNUSED void *data, const char *name)
{
	return first("number", name);
}

static char *merged_into(G_GNUC_UNUSED void *data, const char *uid)
{
	return first("merged", uid);
}

static gboolean belongs(G_GNUC_UNUSED void *data, const char *uid,
	const char *sender)
{
	g_autoptr(GPtrArray) found = look_up("belongs", uid);
	return g_ptr_array_find_with_equal_func(found, sender, g_str_equal,
		NULL);
}

static const ThreadStore store = {
	.by_message_id = by_message_id,
	.awaiting = awaiting,
	.by_token = by_token,
	.by_name = by_name,
	.merged_into = merged_into,
	.belongs = belongs,
};

static GPtrArray *split(char **words)
{
	GPtrArray *list = g_ptr_array_new();
	for (char **word = words; *word; word++)
		g_ptr_array_add(list, *word);
	return list;
}

static void finds_the_ticket(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *sender, *id, *references, *recipients, *others;
		const char *subject, *invitation;
		ThreadStep step;
		const char *uid, *linked;
	} cases[] = {
		{"olga@x", "<n@x>", "", "", "", "Hi", NULL, THREAD_NEW, NULL,
			NULL},
		/* A secret of ours outweighs everything. */
		{"nobody@z", "<n@x>", "<b@x> <desk.1@d> <b@x>", "", "", "", NULL,
			THREAD_OWN_ID, "t1", NULL},
		{"nobody@z", "<n@x>", "<b@x>", "support+ABCDEFGH1@d", "", "",
			NULL, THREAD_TOKEN, "t5", NULL},
		/* One Message-ID in two tickets: that of the sender. */
		{"olga@x", "<n@x>", "<a@x>", "", "", "", NULL,
			THREAD_FOREIGN_ID, "t1", NULL},
		{"evil@y", "<n@x>", "<a@x>", "", "", "", NULL,
			THREAD_FOREIGN_ID, "t2", NULL},
		{"nobody@z", "<n@x>", "<a@x>", "", "", "", NULL, THREAD_NEW,
			NULL, "t1"},
		/* So with several references, and with a tag behind them. */
		{"olga@x", "<n@x>", "<a@x> <b@x>", "", "", "", NULL,
			THREAD_FOREIGN_ID, "t1", NULL},
		{"olga@x", "<n@x>", "<b@x>", "", "", "Re: [D#12] Hi", NULL,
			THREAD_TAG, "t1", NULL},
		/* A ticket that had no number when the letter left. */
		{"evil@y", "<n@x>", "", "", "", "Re: [D#k3f9] Hi", NULL,
			THREAD_TAG, "t2", NULL},
		{"evil@y", "<n@x>", "", "", "", "Re: [D#k3] Hi [D#k-f9]", NULL,
			THREAD_NEW, NULL, NULL},
		{"nobody@z", "<n@x>", "<b@x>", "", "", "Re: [D#12] Hi", NULL,
			THREAD_NEW, NULL, "t2"},
		{"olga@x", "<n@x>", "<m@x>", "", "", "", NULL,
			THREAD_FOREIGN_ID, "t1", NULL},
		/* What was answered before it came; what answers it, too. */
		{"olga@x", "<later@x>", "", "", "", "", NULL, THREAD_AWAITED,
			"t1", NULL},
		{"ivan@x", "<later@x>", "", "", "", "", NULL, THREAD_AWAITED,
			"t4", NULL},
		{"pavel@x", "<root@x>", "", "", "ivan@x", "", NULL,
			THREAD_AWAITED, "t4", NULL},
		{"pavel@x", "<n@x>", "<root@x>", "", "ivan@x", "", NULL,
			THREAD_AWAITED, "t4", NULL},
		{"pavel@x", "<n@x>", "<root@x>", "", "", "", NULL, THREAD_NEW,
			NULL, "t4"},
		/* Who else got it does not help with what is known. */
		{"pavel@x", "<n@x>", "<a@x>", "", "olga@x", "", NULL, THREAD_NEW,
			NULL, "t1"},
		{"olga@x", "<n@x>", "", "", "", "Accepted", "t1",
			THREAD_INVITATION, "t1", NULL},
		{"nobody@z", "<n@x>", "", "", "", "Accepted", "t1", THREAD_NEW,
			NULL, "t1"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(GStrv) references = g_strsplit(cases[i].references, " ",
			-1);
		g_auto(GStrv) recipients = g_strsplit(cases[i].recipients, " ",
			-1);
		g_auto(GStrv) others = g_strsplit(cases[i].others, " ", -1);
		g_autoptr(GPtrArray) ids = split(references);
		g_autoptr(GPtrArray) to = split(recipients);
		g_autoptr(GPtrArray) more = split(others);
		const ThreadMail mail = {cases[i].id, ids, to, more,
			cases[i].subject, cases[i].invitation, cases[i].sender,
			"D"};
		g_auto(ThreadAnswer) answer = {0};
		thread_find(&mail, &store, NULL, &answer);
		if (answer.step != cases[i].step ||
			g_strcmp0(answer.uid, cases[i].uid) != 0 ||
			g_strcmp0(answer.linked, cases[i].linked) != 0 ||
			answer.is_proof != (cases[i].step == THREAD_OWN_ID ||
				cases[i].step == THREAD_TOKEN))
			fail_msg("case %u: step %d, %s, linked %s", (guint)i,
				(int)answer.step, answer.uid, answer.linked);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_ticket),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
