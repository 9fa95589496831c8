/* Mail of our own people: an answer is a comment or a reply, a forward opens
 * the ticket of the customer who wrote it. */
#include <string.h>

#include "app/change/change.h"
#include "app/desk/current_index.h"
#include "app/desk/outbox_address.h"
#include "app/intake/intake_parts.h"
#include "app/outbox/outbox.h"
#include "base/error.h"
#include "model/ticket.h"
#include "text/fold.h"
#include "text/forward.h"

#define FORWARD_DEPTH 5 /* colleagues who forwarded it to each other */

/* A From line proves nothing, and what a customer may know (the token of the
 * ticket, a Message-ID of a reply) proves no agent: it takes DMARC, the
 * Message-ID of a notice that went to this agent, or their invitation. */
static gboolean is_proven(const Arrival *arrival)
{
	return arrival->message->delivered_by || arrival->is_invited ||
		(g_strcmp0(arrival->own.kind, "notice") == 0 &&
			own_mail_went_to(&arrival->own,
				arrival->message->from.address));
}

/* --- an answer ------------------------------------------------------- */

static gboolean wants_replies(Intake *intake)
{
	const YamlNode *mail = yaml_get(operation_regulation(intake->op)->root,
		"mail");
	return strcmp(yaml_get_text(mail, "agent", "comment"), "reply") == 0;
}

static gboolean holds_address(const GPtrArray *list, const char *address)
{
	for (guint i = 0; list && i < list->len; i++) {
		const MailAddress *element = g_ptr_array_index(list, i);
		if (g_ascii_strcasecmp(element->address, address) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Did the requester get this very mail? Then it is not sent once more. */
static gboolean went_to_requester(Intake *intake, const Arrival *arrival)
{
	g_autoptr(GPtrArray) to = NULL;
	g_autoptr(GPtrArray) cc = NULL;
	GError *problem = NULL;
	Index *index = desk_index(intake->desk, &problem);
	if (!index || !outbox_recipients_if_any(index, arrival->ticket, &to,
		&cc, &problem))
		intake_store_fail(intake->store, problem);
	for (guint i = 0; to && i < to->len; i++) {
		g_autofree char *address = outbox_bare_address(
			g_ptr_array_index(to, i));
		if (holds_address(arrival->message->to, address) ||
			holds_address(arrival->message->cc, address))
			return TRUE;
	}
	return FALSE;
}

/* The files of the mail go with the reply. */
static void add_files(const Arrival *arrival, const char *original, Entry *entry)
{
	const GPtrArray *files = arrival->message->attachments;
	for (guint i = 0; i < files->len; i++) {
		const MailAttachment *file = g_ptr_array_index(files, i);
		g_autofree char *size = g_strdup_printf("%" G_GINT64_FORMAT,
			file->size);
		g_autofree char *part = g_strdup_printf("%u", file->part);
		if (!file->is_inline)
			entry_add_record(entry, "attachments", "name",
				file->name, "type", file->type, "size", size,
				"part", part, "original", original, NULL);
	}
}

/* A reply in the outbox, without what the agent quotes: that may be a notice
 * that the requester must not see. The mail itself is noted beside it. */
static gboolean send_reply(Intake *intake, Arrival *arrival)
{
	g_autofree char *body = fold_own_text(arrival->message->text);
	g_autofree char *key = g_strconcat("mail\n", arrival->incoming->key,
		NULL);
	Reply reply = {.mail = {.by = arrival->agent, .body = body, .key = key,
		.not_before = INSTANT_NONE}, .filled = TRUE};
	GError *refusal = NULL;
	Entry *entry = *body ? change_reply(intake->op, arrival->ticket, &reply,
		&refusal) : NULL;
	if (refusal)
		intake_refused(intake, refusal);
	if (!entry)
		return FALSE;
	g_autofree char *id = g_strdup(entry->id);
	g_autofree char *original = intake_original(arrival->incoming);
	add_files(arrival, original, entry);
	Entry *note = intake_say(intake, arrival, arrival->ticket, "duplicate",
		arrival->agent, NULL);
	entry_set(note, "of", id);
	return TRUE;
}

static Road take_answer(Intake *intake, Arrival *arrival)
{
	gboolean replies = wants_replies(intake) &&
		!arrival->answers_invitation;
	if (replies && went_to_requester(intake, arrival))
		intake_say_sent(intake, arrival, arrival->ticket);
	else if (!replies || !send_reply(intake, arrival))
		intake_say(intake, arrival, arrival->ticket, "comment",
			arrival->agent, NULL);
	return ROAD_TAKEN;
}

/* --- a forward ------------------------------------------------------- */

typedef struct {
	MailAddress from;  /* the customer; borrowed */
	char *subject, *body;
	char *own_words;   /* of the agent, "" if none */
	Forward found;
	MailMessage *inner; /* it came as a file */
} Forwarded;

static void forwarded_clear(Forwarded *forwarded)
{
	g_free(forwarded->subject);
	g_free(forwarded->body);
	g_free(forwarded->own_words);
	forward_clear(&forwarded->found);
	g_clear_pointer(&forwarded->inner, message_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Forwarded, forwarded_clear)

/* Of what is no mail there is none; what could not be read just now is an
 * error. */
static gboolean read_file(const Arrival *arrival, const MailAttachment *file,
	MailMessage **inner, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = message_part(arrival->incoming->mail->raw,
		file->part, &problem);
	*inner = bytes ? message_parse(bytes, NULL, &problem) : NULL;
	return desk_error_finding(error, &problem);
}

/* The mail itself as a file of the forward: the first of a stranger. */
static gboolean find_file(Intake *intake, const Arrival *arrival,
	Forwarded *forwarded, gboolean *found, GError **error)
{
	const GPtrArray *files = arrival->message->attachments;
	for (guint i = 0; i < files->len; i++) {
		const MailAttachment *file = g_ptr_array_index(files, i);
		if (strcmp(file->type, "message/rfc822") != 0)
			continue;
		MailMessage *read = NULL;
		if (!read_file(arrival, file, &read, error))
			return FALSE;
		g_autoptr(MailMessage) inner = read;
		if (!inner || !*inner->from.address ||
			intake_is_ours(intake, inner->from.address))
			continue;
		forwarded->from = inner->from;
		forwarded->subject = forward_plain_subject(inner->subject);
		forwarded->body = g_strdup(inner->text);
		forwarded->own_words = g_strdup(arrival->message->text);
		forwarded->inner = g_steal_pointer(&inner);
		*found = TRUE;
		return TRUE;
	}
	return TRUE;
}

/* In the text: below what colleagues forwarded to each other. */
static gboolean find_text(Intake *intake, const Arrival *arrival,
	Forwarded *forwarded)
{
	const MailMessage *message = arrival->message;
	gboolean said = forward_is_subject(message->subject);
	g_autofree char *text = g_strdup(message->text);
	for (guint i = 0; i < FORWARD_DEPTH; i++) {
		g_auto(Forward) found = {0};
		if (!forward_find(text, &found))
			return FALSE;
		if (i == 0)
			forwarded->own_words = g_strndup(text, found.start);
		said |= found.is_said;
		if (!intake_is_ours(intake, found.address)) {
			forwarded->found = found;
			memset(&found, 0, sizeof found);
			return said;
		}
		g_free(text);
		text = g_steal_pointer(&found.body);
	}
	return FALSE;
}

static gboolean find_forwarded(Intake *intake, const Arrival *arrival,
	Forwarded *forwarded, gboolean *is, GError **error)
{
	*is = FALSE;
	if (!find_file(intake, arrival, forwarded, is, error))
		return FALSE;
	if (*is || !find_text(intake, arrival, forwarded))
		return TRUE;
	*is = TRUE;
	const Forward *found = &forwarded->found;
	forwarded->from = (MailAddress){found->name, found->address};
	forwarded->subject = *found->subject ? g_strdup(found->subject) :
		forward_plain_subject(arrival->message->subject);
	forwarded->body = g_strdup(found->body);
	return TRUE;
}

static void say_own_words(Intake *intake, const Arrival *arrival,
	Ticket *ticket, const char *words)
{
	g_autofree char *text = fold_own_text(words);
	g_autofree char *id = intake_name(intake, "forward",
		arrival->incoming->key, 6);
	if (*text)
		operation_say(intake->op, ticket, "comment", text, id,
			arrival->agent, arrival->incoming->mail->received);
}

static Road take_forward(Intake *intake, Arrival *arrival,
	const Forwarded *forwarded, GError **error)
{
	Ticket *ticket = intake_new_ticket(intake, arrival, &forwarded->from,
		forwarded->subject, error);
	if (!ticket)
		return ROAD_FAILED;
	g_autofree char *by = intake_sender(&forwarded->from);
	Entry *entry = intake_say(intake, arrival, ticket, "message", by,
		forwarded->body);
	entry_set(entry, "forwarded-by", arrival->agent);
	say_own_words(intake, arrival, ticket, forwarded->own_words);
	return ROAD_TAKEN;
}

/* --- both ------------------------------------------------------------ */

Road intake_take_agent(Intake *intake, Arrival *arrival, GError **error)
{
	const MailMessage *message = arrival->message;
	if (!arrival->agent)
		return ROAD_OTHER;
	gboolean proven = is_proven(arrival);
	/* Not the agent, as far as we know: stored, and nothing more. */
	if (!proven && arrival->ticket &&
		!intake_is_requester(intake, arrival->ticket, message->from.address))
		arrival->verified = FALSE;
	if (!proven || message->automatic)
		return ROAD_OTHER;
	if (arrival->ticket)
		return intake_is_requester(intake, arrival->ticket,
			message->from.address) ? ROAD_OTHER :
			take_answer(intake, arrival);
	g_auto(Forwarded) forwarded = {0};
	gboolean is;
	if (!find_forwarded(intake, arrival, &forwarded, &is, error))
		return ROAD_FAILED;
	return is ? take_forward(intake, arrival, &forwarded, error) :
		ROAD_OTHER;
}
