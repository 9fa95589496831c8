/*
 * Contracts of a customer (`contract:` of customers/NAME.yaml): what is bought
 * for a period, at which price, from when until when.
 *
 *	contract: {number: 14-А, sla: vip, hours: 20/month, visits: 4/month,
 *	           rate: 2500, over-rate: 3000, from: 2026-01-01,
 *	           until: 2027-03-31, roll-over: 1, opening: 5, vat: 20}
 *
 * One mapping, or a list of them whose times do not overlap: so that what was
 * agreed for a past year stays known.
 */
#ifndef MODEL_CONTRACT_H
#define MODEL_CONTRACT_H

#include "base/instant.h"
#include "text/yaml.h"

/* Prices are ten thousandths of the currency's unit. */
#define PRICE_UNIT ((gint64)10000)
#define PRICE_NONE ((gint64)-1)
#define PRICE_LIMIT ((gint64)100000000) /* units */

/* ALLOWANCE_TERM: once, for the whole time of the contract. */
typedef enum {
	ALLOWANCE_TERM, ALLOWANCE_MONTH, ALLOWANCE_QUARTER, ALLOWANCE_YEAR
} AllowancePeriod;
const char *allowance_period_name(AllowancePeriod period);

/* Percents of value added tax that prices contain, in ten thousandths. */
#define VAT_NONE ((gint64)-1) /* without it, which is not 0 % */
#define VAT_UNSAID ((gint64)-2)

typedef struct {
	gint64 amount; /* a period's: seconds of work, or visits; -1 = none */
	AllowancePeriod period;
} Allowance;

typedef struct {
	char *number, *sla; /* may be NULL */
	Allowance hours, visits;
	gint64 rate;	  /* of an hour; PRICE_NONE if not given */
	gint64 over_rate; /* of an hour beyond those bought; `rate` if not given */
	gint64 fee;	  /* of a period's hours, instead of hours × rate */
	guint from, until; /* Julian days (GDate), both worked; 0 = open */
	guint roll_over;  /* periods for which what is left stays usable */
	gint64 opening;	  /* seconds that were left on the day `from` */
	gint64 vat;	  /* as vat_parse() has it; VAT_UNSAID: as all have */
} Contract;

/* Contract*, in order of time. `file` is for messages. DESK_ERROR_DATA with
 * line and column. NULL or a null node gives an empty array. */
GPtrArray *contracts_read(const YamlNode *node, const char *file,
	GError **error);
/* The one in force on a Julian day, NULL if none. Borrowed. */
const Contract *contract_on(const GPtrArray *contracts, guint day);

/* As contracts_read() reads it: "{number: 14-A, hours: 20/month}", for a list or
 * a mapping on one line. g_free(). */
char *contract_format(const Contract *contract);

/* The Julian day of `at` in a zone. */
guint contract_day_at(Instant at, GTimeZone *zone);

/* The instant at which a Julian day begins there. */
Instant contract_day_start(guint day, GTimeZone *zone);

/* "2500", "99.90": not negative, at most four decimals, under PRICE_LIMIT. */
gboolean price_parse(const char *text, gint64 *price);
/* "2500", "99.9". Free with g_free(). */
char *price_format(gint64 price);
/* "20", "8.1", from 0 to 99; "none" → VAT_NONE. */
gboolean vat_parse(const char *text, gint64 *rate);
/* And back. g_free(). */
char *vat_format(gint64 rate);
/* "2027-03-31"; "" for 0. Free with g_free(). */
char *contract_day_format(guint day);
/* And back. */
gboolean contract_day_parse(const char *text, guint *day);

#endif
