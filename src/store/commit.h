/*
 * Raw commit objects: read and made without libgit2's commit objects.
 */
#ifndef STORE_COMMIT_H
#define STORE_COMMIT_H

#include "store/store.h"

#include "store/git2.h"

typedef struct {
	git_oid tree;
	guint parent_count;
	/* Into the raw bytes. */
	const char *parents;
	const char *rest; /* "author …" and on */
	const char *end;
} CommitHead;

/* FALSE for a malformed one. `head` points into `raw`. */
gboolean commit_parse(GBytes *raw, CommitHead *head);

/* The commit; `head` points into the answer. DATA for a malformed one. Those read
 * lately are held: that one is read tells nothing of whether it is still there. */
GBytes *commit_read(Store *store, const git_oid *oid, CommitHead *head,
	GError **error);
/* What is held, empty at first; g_hash_table_unref(). */
GHashTable *commit_table(void);
void commit_parent(const CommitHead *head, guint number, git_oid *oid);

typedef struct {
	char *name, *mail, *message; /* valid UTF-8, without NUL */
	Instant dated;		     /* author time */
	Instant recorded;	     /* committer time */
	/* When it counts: `dated`, or `recorded` where instant_is_ahead(). */
	Instant at;
} CommitWords;

/* What people wrote into it; a field that is not there is "" or 0. */
void commit_words(const CommitHead *head, CommitWords *words);
void commit_words_clear(CommitWords *words);

/* A name or address without what would end it early; "" may come out. Free
 * with g_free(). */
char *commit_clean_person(const char *text);

/* The bytes of the same commit with another tree on other parents (zero: none):
 * who, when and encoding stay as they are, and the message, unless there is
 * another. A signature, which is of the other commit, goes. */
GBytes *commit_move(const CommitHead *head, const git_oid *tree,
	const git_oid *parents, guint count, const char *message);
/* Where the message begins; at `end` if there is none. */
const char *commit_message(const CommitHead *head);

/* The bytes of a new commit; `parent` zero = a root. */
GBytes *commit_format(const git_oid *tree, const git_oid *parent,
	const StoreMessage *message);

#endif
