/*
 * Mail of monitoring systems, by the rows of `monitoring:` in desk.yaml. Pure.
 *
 *	monitoring:
 *	  - name: nagios
 *	    from: nagios@monitor.example
 *	    trust: address
 *	    problem: '** PROBLEM Service Alert: {host}/{service} is * **'
 *	    recovery: '** RECOVERY Service Alert: {host}/{service} is * **'
 *	    key: '{host}/{service}'
 *
 * In a pattern `*` stands for any text and `{name}` for the shortest text that
 * fits, which is kept under that name; the rest stands for itself. A pattern
 * is for the whole line, and takes at most (length of text) x (length of
 * pattern) steps, whatever they say.
 */
#ifndef RULES_MONITORING_H
#define RULES_MONITORING_H

#include "model/regulation.h"

typedef enum {
	MONITORING_PROBLEM, MONITORING_RECOVERY, MONITORING_UPDATE,
	MONITORING_IGNORE
} MonitoringEvent;

typedef struct {
	const char *from; /* address */
	const char *subject, *text;
} MonitoringMail;

typedef struct {
	MonitoringEvent event;
	const char *name;     /* of the row */
	char *key;	      /* "web1/http"; NULL for MONITORING_IGNORE */
	char *subject;	      /* of a new ticket */
	gboolean by_address;  /* `trust: address`: From is believed */
	const char *then;     /* after a recovery: "solve", "close", "comment" */
	const YamlNode *set;  /* fields of a new ticket; may be NULL */
} MonitoringMatch;
void monitoring_match_clear(MonitoringMatch *match);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MonitoringMatch, monitoring_match_clear)

/* The first row that fits. What it lends lives as long as the regulation. A row
 * whose key would be incomplete does not fit. */
gboolean monitoring_match(const Regulation *regulation,
	const MonitoringMail *mail, MonitoringMatch *match);

/* Does the whole of `text` fit? What names stand for is added to `found`
 * (char* to char*, both owned; may be NULL) only then. */
gboolean monitoring_pattern(const char *pattern, const char *text,
	GHashTable *found);

#endif
