/*
 * The tables of the index. Everything here is derived from git; a new
 * INDEX_SCHEMA makes every clone rebuild its own.
 *
 * Conventions: instants are seconds since 1970 (Instant), NULL when absent;
 * texts are never NULL, '' when absent; fields of one value are columns of
 * their names with "-" written "_" (field_sql.h). Classes of statuses and ranks of priorities are not in
 * `ticket`: queries take them from the regulation or from `term`.
 *
 * ticket     one row per ticket file that could ever be read: the head
 *            fields, then what follows from its events and entries:
 *              updated           its last event
 *              status_since, assignee_since, level_since, group_since
 *                                the last change of that field
 *              message_at        last message or incoming call of the
 *                                requester's side (not an automatic one)
 *              waiting_since     the oldest of those that no public reply
 *                                followed; NULL = nobody waits
 *              answered_at       last public reply or answered call by us
 *              first_response_at the first of those
 *              acted_at          last thing an agent did, changes included
 *              solved_at, closed_at   since when it is that, else NULL
 *              solved_event   its event: by whom
 *              first_solved_at   the first time, even if reopened since
 *              sla_due           when the first of its open clocks is due
 *              sla_warn          when the first of its running clocks is at risk
 *              due               as sla_due, or its promise if that is earlier;
 *                                else the end of the wait
 *              reopened, escalated, reassigned   how many times
 *              worked            minutes of work, calls and visits
 *              messages replies comments calls   counts without retracted
 *              unsent            replies, notices and vendor mails with a
 *                                Message-ID of ours that are not held and have
 *                                no final delivery (one without `rest`)
 *              undelivered       mails that failed since a person's mail left last
 *              rating            the last one, NULL if none
 *              verified          of the solution that stands, else of the
 *                                last one: 'ok', 'not-ok' if anybody said so
 *              unread            1: a message after acted_at
 *            A mailed reply counts by its delivery, see derive.h.
 * clock      one row per clock of a ticket (rules/sla.h), independent of now:
 *              `state` running or paused with a `due` before now is breached.
 *              amount, used: in the unit (WorkUnit)
 * timeline   what reports count, one row per file that had events, also of a
 *            ticket that is gone (index/timelines.h).
 *              settled     the last that happened, if nothing else can: it is
 *                          over and no clock runs
 * contract   a customer's contracts from commit `seq` on, in their order: the
 *            policy they name, their days (Julian, 0 = open) and all of it
 *            (contract_format()); one empty row if there are none
 * closed_bill  the files of the folder bills; number: 0 = none
 * calendar   the files of the folder calendars
 * schedule   the files of the folder schedules
 * ticket_list  one row per element of cc, checklist, links, participants,
 *            tags, was
 * ticket_field custom fields ("fields.NAME") and keys unknown to desk
 * entry      one row per entry, plus one of kind 'subject' (entry_id '',
 *            position 0) that holds the subject for the full text: count
 *            entries with kind <> 'subject'. `id` carries the ticket and
 *            what a search may be limited to (ENTRY_ below), so that the
 *            full text leads to tickets without a look at `entry`. Columns after `body` are keys
 *            of the entry; `extra` is a JSON object of its other scalar keys.
 *              automatic   key `automatic`, and every notice
 *              minutes     `minutes` of work, `talked` of call, `onsite` and
 *                          `travel` of visit, in minutes
 *              retracted   1: a later entry `retract` names it
 *              held        1: `hold` is approval (app/operation/approval.h)
 *            Entries of a reply that were mailed carry message_id.
 * words      FTS5 over entry.body: `words MATCH ?`, rowid = entry.id
 * event      what happened, in the order of the walk
 *            (rules/history.h). kind: created changed said removed deleted
 *            edited. `file` names the ticket, also one that is deleted:
 *            event.ticket = file.id = ticket.id. `code` says kind, field and
 *            entry_kind for those who count (index/events.h). `late`: dated
 *            more than FLAW_LATE before its commit.
 * walk       the commits, in the order of the walk
 * action     view: events with who did it: `who` is the login of the commit's
 *            author (or the mail address), for `said` the entry's `by`;
 *            of automation both are one (base/automation.h)
 * regulation the versions of desk.yaml on the main line; error '' = valid
 * customer, agent   `text` is the whole file, for what no column holds
 * term       names of the regulation in force with their rank; class only
 *            for statuses ("new", "open", "pending", "on-hold", "solved",
 *            "closed")
 * unreadable files under tickets/ that cannot be read, and why
 *
 * After index_as_of() temporary ticket, clock, timeline, ticket_list, ticket_field, entry (same
 * ids, so `words` joins), event and action hide these: write the names without
 * "main.".
 */
#ifndef INDEX_SCHEMA_H
#define INDEX_SCHEMA_H

#include <glib.h>

/* Of all but the columns that fields make. */
#define INDEX_SCHEMA 32
/* INDEX_SCHEMA and the fields of model/field.h: what stands in the file. */
int index_schema_version(void);

/* entry.id = ticket << 24 | place in the ticket << 4 | scope. */
enum { ENTRY_TICKET_SHIFT = 24, ENTRY_SCOPE_BITS = 4 };
enum {
	ENTRY_SCOPE_SUBJECT,
	ENTRY_SCOPE_BODY, /* message, reply, call, vendor */
	ENTRY_SCOPE_NOTE, /* comment */
	ENTRY_SCOPE_OTHER,
};

/* Of index_schema_indices, too; a rebuild makes it before the others. */
#define INDEX_EVENT_TICKET \
	"CREATE INDEX IF NOT EXISTS event_ticket ON event (ticket)"

/* Statements; each array ends with NULL. These: tables, and the few indices
 * that writing needs. g_strfreev(). */
char **index_schema_tables(void);
/* Indices for readers; made after a rebuild has filled the tables. */
extern const char *const index_schema_indices[];
/* The tables that answer for a moment of the past, as TEMP tables of the same
 * names; as_of.c adds views for the rest. g_strfreev(). */
char **index_schema_as_of(void);

#endif
