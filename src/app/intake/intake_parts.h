/*
 * What the files of the intake share: a mail as it was read, whose it is, and
 * the roads that it may take.
 */
#ifndef APP_INTAKE_INTAKE_PARTS_H
#define APP_INTAKE_INTAKE_PARTS_H

#include "app/intake/intake.h"
#include "app/intake/intake_store.h"
#include "mail/message.h"
#include "model/regulation.h"
#include "rules/threading.h"

/* A mail, read. */
typedef struct {
	IntakeMail *mail;
	MailMessage *message; /* NULL: quarantine */
	GError *problem;      /* then why */
	char *digest; /* sha256 of the bytes */
	char *key;    /* what uid, entry id and token derive from */
} Incoming;

typedef struct {
	Desk *desk;
	const IntakeSettings *settings;
	GPtrArray *incoming;
	IntakeStore *store; /* what index and this batch know */
	Operation *op;
	IntakeReport *report;
} Intake;

/* A mail that is to become an entry. */
typedef struct {
	const Incoming *incoming;
	const MailMessage *message; /* = incoming->message */
	ThreadAnswer thread;
	char *invitation;	   /* uid of the ticket whose visit it answers; NULL */
	gboolean answers_invitation; /* of that, or of somebody else's */
	gboolean is_invited;	   /* the agent is who was invited there */
	OwnMail own;	   /* the newest mail of ours that it answers */
	gboolean verified; /* the sender is who the mail says */
	char *agent;	   /* login by the sender's address; NULL */
	Ticket *ticket;	   /* that it belongs to; NULL: a new one */
	char *new_uid;	   /* that a new one is to have; NULL: by the mail */
	gboolean is_past;  /* it answers a ticket that is over for too long */
} Arrival;

typedef enum {
	ROAD_OTHER, ROAD_TAKEN,
	ROAD_IGNORED, /* a rule says that it is of no interest */
	ROAD_FAILED
} Road;

/* The rest of a mail whose header is an entry already (mail->whole_of). */
gboolean intake_take_whole(Intake *intake, const Incoming *incoming,
	GError **error);

/* The roads, tried in this order; the last is a message of the requester. */
Road intake_take_trial(Intake *intake, Arrival *arrival, GError **error);
Road intake_take_sent(Intake *intake, Arrival *arrival, GError **error);
Road intake_take_report(Intake *intake, Arrival *arrival, GError **error);
Road intake_take_monitoring(Intake *intake, Arrival *arrival, GError **error);
Road intake_take_agent(Intake *intake, Arrival *arrival, GError **error);
Road intake_take_vendor(Intake *intake, Arrival *arrival, GError **error);
Road intake_take_rating(Intake *intake, Arrival *arrival, GError **error);
/* The open ticket that a vendor means who names it by the vendor's own number;
 * NULL. Borrowed. */
Ticket *intake_vendor_ticket(Intake *intake, const Arrival *arrival);

/* --- whose it is (intake_thread.c) -------------------------------------- */

/* Sets thread and what belongs to an invitation. */
void intake_find_thread(Intake *intake, Arrival *arrival);
/* The entry says what it answers and is not here: that joins when it comes. */
void intake_await(Intake *intake, const MailMessage *message, const char *uid,
	Entry *entry);

/* --- people (intake_people.c) ------------------------------------------ */

/* An address that mail comes to us by, with a token or without. */
gboolean intake_is_mailbox(Intake *intake, const char *address);
/* The same of a recipient: without any account, what is at the agents' domain and
 * nobody has, too. A sender there is a colleague who asks for help. */
gboolean intake_is_own(Intake *intake, const char *address);
gboolean intake_is_ours(Intake *intake, const char *address);
gboolean intake_is_requester(Intake *intake, const Ticket *ticket,
	const char *address);
/* The requester, one in copy, or one of the customer's house. */
gboolean intake_is_of_requester(Intake *intake, const Ticket *ticket,
	const char *address);
/* Whose matter it is: From, but where a program writes for somebody whom it
 * names in Reply-To. Borrowed from `message`. */
const MailAddress *intake_writer(Intake *intake, const MailMessage *message);
/* The entry keeps who else the mail went to, and where answers go. */
void intake_keep_people(Intake *intake, const MailMessage *message,
	Entry *entry);
/* Those become cc of the ticket, at most 40, as `mail: cc` of the regulation
 * says. Only for who may say so: a person who is known to write. */
void intake_add_people(Intake *intake, const MailMessage *message,
	Ticket *ticket);

/* --- entries (intake_entry.c) ----------------------------------------- */

/* A name that the same mail gets on any host. g_free(). */
char *intake_name(Intake *intake, const char *purpose, const char *key,
	guint length);
/* "Name <address>"; g_free(). */
char *intake_sender(const MailAddress *from);
/* account, folder, uidvalidity, uid. */
void intake_add_source(const Intake *intake, const Incoming *incoming,
	Entry *entry);

/* Adds an entry that this mail makes, with all keys that tell where it came
 * from; the bytes go to originals. `by` and `body` NULL: the sender, the text
 * of the mail (for kinds that have one). Borrowed. */
Entry *intake_say(Intake *intake, const Arrival *arrival, Ticket *ticket,
	const char *kind, const char *by, const char *body);

/* Where the bytes of the mail stand in originals. g_free(). */
char *intake_original(const Incoming *incoming);
/* The mail as a reply that has been sent (intake_sent.c). */
void intake_say_sent(Intake *intake, const Arrival *arrival, Ticket *ticket);

/* What the rules of the store do not let a mail do is done another way; any
 * other `refusal` fails the batch. Takes it. */
void intake_refused(Intake *intake, GError *refusal);

/* --- tickets (intake_ticket.c) ---------------------------------------- */

/* A new ticket by `from`, linked with what the thread names. Borrowed. */
Ticket *intake_new_ticket(Intake *intake, const Arrival *arrival,
	const MailAddress *from, const char *subject, GError **error);
/* Closed for so long that an answer is a new matter. */
gboolean intake_is_past(Intake *intake, const Ticket *ticket,
	const Incoming *incoming);
/* What waits, is solved or closed is in work again. FALSE: the workflow does
 * not let a mail do that, and the ticket is as it was. */
gboolean intake_wake(Intake *intake, Ticket *ticket, const Incoming *incoming);
/* The same for any status; `resolution` NULL = none. */
gboolean intake_set_status(Intake *intake, Ticket *ticket, StatusClass wanted,
	const char *resolution, const Incoming *incoming);

#endif
