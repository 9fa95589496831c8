/*
 * Whose mail is it: the steps in their order. Pure: what
 * the store knows is asked through callbacks.
 *
 *	1. our own Message-ID in References or In-Reply-To, newest first
 *	2. a plus address, support+TOKEN@
 *	3. a stored foreign Message-ID
 *	4. an invitation of ours that a calendar answers
 *	5. mails that came before what they answer: this one, or what this one
 *	   answers, too
 *	6. a subject tag [ACME#1042], [ACME#k3f9] with our own prefix
 *
 * From 3 on the first ticket is meant that the sender belongs to. If there is
 * none the mail gets a new ticket that is linked to the first of all, with a
 * warning. Titles are never compared.
 */
#ifndef RULES_THREADING_H
#define RULES_THREADING_H

#include <glib.h>

typedef enum {
	THREAD_NEW, THREAD_OWN_ID, THREAD_TOKEN, THREAD_FOREIGN_ID,
	THREAD_INVITATION, THREAD_AWAITED, THREAD_TAG
} ThreadStep;

typedef struct {
	const char *message_id;	     /* "<…>"; NULL */
	const GPtrArray *references; /* char* "<…>", oldest first */
	const GPtrArray *recipients; /* char* addresses that it came to */
	const GPtrArray *others;     /* char* those in To and Cc that are not ours:
				who has them shares a conversation in step 5 */
	const char *subject;
	const char *invitation;	     /* uid of its ticket; NULL */
	const char *sender;	     /* address, lower case */
	const char *prefix;	     /* "ACME" */
} ThreadMail;

/* What the store knows. Each answers a uid (g_free()) or NULL, or char* uids,
 * oldest first (g_ptr_array_unref()). */
typedef struct {
	GPtrArray *(*by_message_id)(void *data, const char *id, gboolean own);
	GPtrArray *(*awaiting)(void *data, const char *id);
	char *(*by_token)(void *data, const char *token);
	/* "1042", or "k3f9" of one that had no number yet. */
	char *(*by_name)(void *data, const char *name);
	/* The ticket it was merged into, NULL if none. */
	char *(*merged_into)(void *data, const char *uid);
	/* Requester, cc, participant, or of the same customer? */
	gboolean (*belongs)(void *data, const char *uid, const char *sender);
} ThreadStore;

typedef struct {
	ThreadStep step;
	char *uid;	   /* NULL for a new ticket */
	char *linked;	   /* a new ticket's relative, that the sender may not write to */
	gboolean is_proof; /* the mail knows a secret of ours: steps 1 and 2 */
} ThreadAnswer;
void thread_answer_clear(ThreadAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ThreadAnswer, thread_answer_clear)

void thread_find(const ThreadMail *mail, const ThreadStore *store, void *data,
	ThreadAnswer *answer);

/* "AW: Re: [ACME#12] Printer" → "Printer", for the subject of a new ticket
 * nothing else is cut. Free with g_free(). */
char *subject_without_tag(const char *subject, const char *prefix);

#endif
