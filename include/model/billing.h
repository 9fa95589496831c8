/*
 * How time becomes money: section `billing` of desk.yaml.
 *
 *	billing: {round: 15m, minimum: 15m, onsite-min: 1h,
 *	          night: {from: 22:00, to: 06:00, times: 2.0}, weekend: 2.0,
 *	          calendar: office, currency: RUB, rate: 3000, travel: true,
 *	          vat: 20}
 *
 * `night: 2.0` is from 22:00 to 06:00.
 */
#ifndef MODEL_BILLING_H
#define MODEL_BILLING_H

#include "base/phrase.h"
#include "model/contract.h"
#include "text/value.h"

/* Coefficients are hundredths: 2.0 is 200. */
#define TIMES_ONE 100

typedef struct {
	guint round;	      /* minutes; 1 = as they are */
	guint minimum, onsite_minimum;
	guint night_from, night_until; /* minutes of the local day */
	guint night_times, weekend_times;
	gboolean travel;      /* the way to a visit counts, too */
	char *calendar;	      /* whose days off are weekends; NULL = Sat, Sun */
	char currency[4];     /* "RUB"; "" = none said */
	guint digits;	      /* of the currency's smallest unit */
	gint64 rate;	      /* of an hour without a contract; or PRICE_NONE */
	gint64 vat;	      /* what prices contain of it; or VAT_NONE */
} Billing;

/* Reads a section that is NULL or has been checked: what is missing or wrong
 * has its default. */
void billing_read(Billing *billing, const YamlNode *section);
/* As without a section, but of a currency; nothing to clear. */
void billing_of_currency(Billing *billing, const char *currency);
void billing_clear(Billing *billing);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Billing, billing_clear)

/* For desk.yaml's check: what is expected at the node, %1 of it its key; NULL if
 * it is good. */
const Phrase *billing_night_expected(const YamlNode *node);
const Phrase *billing_vat_expected(const YamlNode *node);
const Phrase *billing_weekend_expected(const YamlNode *node);
const Phrase *billing_currency_expected(const YamlNode *node);
const Phrase *billing_rate_expected(const YamlNode *node);
const Phrase *billing_span_expected(const YamlNode *node);

/* Money in the smallest unit, and the price of a thing, which may be finer. */
Value *billing_money(const Billing *billing, gint64 amount);
Value *billing_price(const Billing *billing, gint64 price);

#endif
