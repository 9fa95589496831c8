#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/error.h"
#include "rules/billing.h"

/* --- contracts ------------------------------------------------------- */

static GPtrArray *contracts_of(const char *yaml, GError **error)
{
	g_autoptr(YamlNode) root = yaml_parse(yaml, strlen(yaml), "c.yaml", 1,
		error);
	assert_non_null(root);
	return contracts_read(yaml_get(root, "contract"), "c.yaml", error);
}

static void the_example_is_read(void **state)
{
	(void)state;
	g_autoptr(GPtrArray) contracts = contracts_of("contract: {number: "
		"14-А, sla: vip, hours: 20/month, visits: 4/month, rate: 2500, "
		"over-rate: 3000, until: 2027-03-31}\n", NULL);
	assert_int_equal(contracts->len, 1);
	const Contract *contract = contracts->pdata[0];
	assert_string_equal(contract->number, "14-А");
	assert_string_equal(contract->sla, "vip");
	assert_int_equal(contract->hours.amount, 20 * 3600);
	assert_int_equal(contract->hours.period, ALLOWANCE_MONTH);
	assert_int_equal(contract->visits.amount, 4);
	assert_int_equal(contract->rate, 2500 * PRICE_UNIT);
	assert_int_equal(contract->over_rate, 3000 * PRICE_UNIT);
	assert_int_equal(contract->fee, PRICE_NONE);
	assert_int_equal(contract->from, 0);
	g_autofree char *until = contract_day_format(contract->until);
	assert_string_equal(until, "2027-03-31");
	assert_ptr_equal(contract_on(contracts, contract->until), contract);
	assert_null(contract_on(contracts, contract->until + 1));
}

static void mistakes_are_told_with_their_place(void **state)
{
	(void)state;
	static const struct {
		const char *yaml, *says;
	} rows[] = {
		{"contract: 12", "c.yaml:1:11: \"contract\" is a mapping"},
		{"contract: {hours: much}", "c.yaml:1:19: contract: \"much\" is "
			"no \"hours\"; write 20/month"},
		{"contract: {hours: 20/week}", "20/month"},
		{"contract: {hours: -1/month}", "20/month"},
		{"contract: {visits: 1.5/month}", "4/month"},
		{"contract: {rate: 2 500}", "a price such as 2500"},
		{"contract: {rate: 1.00001}", "a price such as 2500"},
		{"contract: {until: 2027-02-29}", "a day such as 2027-03-31"},
		{"contract: {until: [1]}", "a list or mapping is no \"until\""},
		{"contract: {ovr-rate: 5}", "did you mean \"over-rate\"?"},
		{"contract: {колво: 5}", "one of number, sla"},
		{"contract: {hours: 5}", "needs a begin"},
		{"contract: {hours: 5/month, roll-over: 2}", "\"roll-over\" and"},
		{"contract: {roll-over: many, from: 2026-01-01}", "0 to 120"},
		{"contract: {from: 2026-02-01, until: 2026-01-01}", "c.yaml:1:37: "
			"contract: ends before it begins"},
		{"contract: [{until: 2026-01-01}, {from: 2026-01-01}]",
			"contracts overlap"},
		{"contract: [{}, {}]", "contracts overlap"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		assert_null(contracts_of(rows[i].yaml, &error));
		assert_true(error->code == DESK_ERROR_DATA);
		if (!strstr(error->message, rows[i].says))
			fail_msg("%s: %s", rows[i].yaml, error->message);
	}
}

static void prices_keep_four_decimals(void **state)
{
	(void)state;
	static const struct {
		const char *text, *back;
	} rows[] = {{"2500", "2500"}, {"99.90", "99.9"}, {"0.0001", "0.0001"},
		{"-1", NULL}, {"1e3", NULL}, {".5", NULL}, {"5.", NULL},
		{"100000000", NULL}, {"99999999.9999", "99999999.9999"}};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gint64 price;
		assert_int_equal(price_parse(rows[i].text, &price),
			rows[i].back != NULL);
		if (!rows[i].back)
			continue;
		g_autofree char *back = price_format(price);
		assert_string_equal(back, rows[i].back);
	}
}

/* --- the section ----------------------------------------------------- */

static void read_section(const char *yaml, Billing *billing)
{
	g_autoptr(YamlNode) root = yaml_parse(yaml, strlen(yaml), "d", 1, NULL);
	assert_non_null(root);
	billing_read(billing, root);
}

static void the_section_is_read(void **state)
{
	(void)state;
	g_auto(Billing) billing = {0};
	read_section("{round: 15m, minimum: 30m, onsite-min: 1h, night: {from: "
		"23:00, to: 7:30, times: 1.5}, weekend: 2.0, calendar: office, "
		"currency: JPY, rate: 10.5, travel: true}", &billing);
	assert_int_equal(billing.round, 15);
	assert_int_equal(billing.minimum, 30);
	assert_int_equal(billing.onsite_minimum, 60);
	assert_int_equal(billing.night_from, 23 * 60);
	assert_int_equal(billing.night_until, 7 * 60 + 30);
	assert_int_equal(billing.night_times, 150);
	assert_int_equal(billing.weekend_times, 200);
	assert_int_equal(billing.digits, 0);
	assert_int_equal(billing.rate, 105000);
	assert_true(billing.travel);
	g_autoptr(Value) yen = billing_money(&billing, 1234567);
	g_autofree char *data = value_to_text(yen);
	assert_string_equal(data, "1234567");
	assert_string_equal(yen->currency, "JPY");
	g_autoptr(Value) fine = billing_price(&billing, 105000);
	g_autofree char *price = value_to_text(fine);
	assert_string_equal(price, "10.5");
	g_auto(Billing) plain = {0};
	billing_read(&plain, NULL);
	g_autoptr(Value) whole = billing_price(&plain, 105000);
	g_autofree char *cents = value_to_text(whole);
	assert_string_equal(cents, "10.50");
	assert_int_equal(plain.night_times, TIMES_ONE);
}

/* --- the tax ---------------------------------------------------------- */

static void tax_is_rounded_once_for_each_percent(void **state)
{
	(void)state;
	static const BillLine lines[] = {
		{.amount = 100, .vat = 20 * PRICE_UNIT},
		{.amount = 50, .vat = VAT_NONE},
		{.amount = 103, .vat = 20 * PRICE_UNIT},
		{.amount = 0, .vat = 5 * PRICE_UNIT},
		{.amount = -10010, .vat = 81000},
		{.amount = 7, .vat = 0},
	};
	static const BillTax wanted[] = {
		{VAT_NONE, 50, 0}, {0, 7, 0}, {81000, -10010, -750},
		{20 * PRICE_UNIT, 203, 34},
	};
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(BillLine));
	g_array_append_vals(all, lines, G_N_ELEMENTS(lines));
	g_autoptr(GArray) taxes = bill_taxes(all);
	assert_int_equal(taxes->len, G_N_ELEMENTS(wanted));
	for (guint i = 0; i < taxes->len; i++) {
		const BillTax *tax = &g_array_index(taxes, BillTax, i);
		assert_int_equal(tax->rate, wanted[i].rate);
		assert_int_equal(tax->amount, wanted[i].amount);
		assert_int_equal(tax->vat, wanted[i].vat);
	}
	gint64 vat;
	assert_true(bill_vat(taxes, &vat));
	assert_int_equal(vat, -716);
	g_array_set_size(taxes, 1);
	assert_false(bill_vat(taxes, &vat));
	gint64 rate;
	assert_true(vat_parse("none", &rate) && rate == VAT_NONE);
	assert_false(vat_parse("100", &rate) || vat_parse("-1", &rate));
}

/* --- counting -------------------------------------------------------- */

static Instant at(const char *text)
{
	Instant instant;
	assert_true(instant_parse(text, &instant));
	return instant;
}

static void minutes_are_cut_by_the_wall_clock(void **state)
{
	(void)state;
	static const struct {
		const char *began;
		gint64 minutes;
		gboolean onsite;
		gint64 rounded, day, night, off, charged_minutes;
	} rows[] = {
		/* Moscow is three hours ahead. Friday 2026-11-20. */
		{"2026-11-20T09:00:00Z", 1, FALSE, 15, 15, 0, 0, 15},
		{"2026-11-20T09:00:00Z", 16, FALSE, 30, 30, 0, 0, 30},
		{"2026-11-20T09:00:00Z", 20, TRUE, 60, 60, 0, 0, 60},
		/* 21:50 to 22:10, then five more of the night. */
		{"2026-11-20T18:50:00Z", 20, FALSE, 30, 10, 20, 0, 50},
		/* Friday 23:30 to Saturday 00:30: the higher one counts. */
		{"2026-11-20T20:30:00Z", 60, FALSE, 60, 0, 30, 30, 135},
		{"2026-11-21T09:00:00Z", 60, FALSE, 60, 0, 0, 60, 150},
		/* Sunday 23:00 to Monday 07:00. */
		{"2026-11-22T20:00:00Z", 480, FALSE, 480, 60, 360, 60, 930},
		{"2026-11-20T09:00:00Z", 0, FALSE, 0, 0, 0, 0, 0},
		{"2026-11-20T09:00:00Z", BILL_MOST_MINUTES + 1, FALSE, 0, 0, 0,
			0, 0},
	};
	g_auto(Billing) billing = {0};
	read_section("{round: 15m, onsite-min: 1h, night: 2, weekend: 2.5}",
		&billing);
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Moscow");
	BillClock clock = {.billing = &billing, .zone = zone};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		BillEntry entry = {.began = at(rows[i].began),
			.minutes = rows[i].minutes, .onsite = rows[i].onsite};
		BillLine line = {0};
		bill_count(&entry, &clock, &line);
		assert_int_equal(line.rounded, rows[i].rounded);
		assert_int_equal(line.pieces[MINUTES_DAY], rows[i].day);
		assert_int_equal(line.pieces[MINUTES_NIGHT], rows[i].night);
		assert_int_equal(line.pieces[MINUTES_DAY_OFF], rows[i].off);
		assert_int_equal(line.charged, rows[i].charged_minutes * 60);
	}
}

static void money_is_rounded_half_up(void **state)
{
	(void)state;
	g_auto(Billing) billing = {0};
	billing_read(&billing, NULL);
	assert_int_equal(bill_amount(&billing, 3600, 2500 * PRICE_UNIT), 250000);
	assert_int_equal(bill_amount(&billing, 1, 18 * PRICE_UNIT), 1);
	assert_int_equal(bill_amount(&billing, 1, 17 * PRICE_UNIT), 0);
	assert_int_equal(bill_amount(&billing, 900, 333300), 833);
	assert_int_equal(bill_amount(&billing, 3600, PRICE_NONE), 0);
}

/* --- bills ----------------------------------------------------------- */

/* From January 2026 on, all alike: `count` of them. */
static GArray *months_of(const GPtrArray *contracts, const BillClock *clock,
	int count)
{
	GArray *months = g_array_new(FALSE, TRUE, sizeof(BillMonth));
	for (int i = 0; i < count; i++) {
		g_autoptr(GDateTime) begin = g_date_time_new(clock->zone,
			2026 + i / 12, i % 12 + 1, 1, 0, 0, 0);
		g_autoptr(GDateTime) end = g_date_time_add_months(begin, 1);
		BillMonth month = {instant_from_date_time(begin),
			instant_from_date_time(end), *clock, contracts};
		g_array_append_val(months, month);
	}
	return months;
}

static BillEntry entry_of(const char *id, const char *began,
	gint64 minutes, gboolean visit)
{
	return (BillEntry){.uid = "u", .ticket = "1", .subject = "s", .id = id,
		.kind = visit ? "visit" : "work", .by = "anna", .began =
		at(began), .minutes = minutes, .onsite = visit, .visit = visit,
		.billable = TRUE};
}

static void bought_hours_go_first_and_roll_over(void **state)
{
	(void)state;
	g_auto(Billing) billing = {0};
	billing_read(&billing, NULL);
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	BillClock clock = {.billing = &billing, .zone = zone};
	g_autoptr(GPtrArray) contracts = contracts_of("contract: {hours: "
		"2/month, visits: 1/month, rate: 100, over-rate: 150, from: "
		"2026-01-15, roll-over: 1}\n", NULL);
	BillEntry all[] = {
		entry_of("a", "2026-01-14T10:00:00Z", 60, FALSE), /* before it */
		entry_of("b", "2026-01-20T10:00:00Z", 60, FALSE),
		entry_of("c", "2026-02-02T10:00:00Z", 120, FALSE),
		entry_of("d", "2026-02-03T10:00:00Z", 90, FALSE),
		entry_of("e", "2026-02-04T10:00:00Z", 60, TRUE),
		entry_of("f", "2026-02-05T10:00:00Z", 60, TRUE),
		entry_of("g", "2026-02-06T10:00:00Z", 60, TRUE),
	};
	g_autoptr(GPtrArray) entries = g_ptr_array_new();
	for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
		g_ptr_array_add(entries, &all[i]);
	g_autoptr(GArray) months = months_of(contracts, &clock, 2);
	g_autoptr(Bill) bill = bill_make(months, entries,
		at("2026-02-01T00:00:00Z"), at("2026-03-01T00:00:00Z"));
	static const struct {
		const char *id;
		BillReason reason;
		gint64 covered, over, amount;
	} lines[] = {
		{NULL, BILL_BOUGHT, 0, 0, 20000},
		{"c", BILL_COVERED, 120, 0, 0},
		/* One hour of January is left, one of February. */
		{"d", BILL_PARTLY, 60, 30, 7500},
		/* One visit was left of January, one is February's. */
		{"e", BILL_BY_VISIT, 60, 0, 0},
		{"f", BILL_BY_VISIT, 60, 0, 0},
		{"g", BILL_OVER, 0, 60, 15000},
	};
	assert_int_equal(bill->lines->len, G_N_ELEMENTS(lines));
	for (guint i = 0; i < bill->lines->len; i++) {
		const BillLine *line = &g_array_index(bill->lines, BillLine, i);
		assert_int_equal(line->reason, lines[i].reason);
		if (lines[i].id)
			assert_string_equal(line->entry->id, lines[i].id);
		assert_int_equal(line->covered, lines[i].covered * 60);
		assert_int_equal(line->over, lines[i].over * 60);
		assert_int_equal(line->amount, lines[i].amount);
	}
	assert_int_equal(bill->total, 20000 + 7500 + 15000);
	assert_int_equal(bill->periods->len, 2);
	const BillPeriod *hours = &g_array_index(bill->periods, BillPeriod, 0);
	assert_false(hours->visits);
	assert_int_equal(hours->bought, 2 * 3600);
	assert_int_equal(hours->carried, 3600);
	assert_int_equal(hours->used, 3 * 3600);
	assert_int_equal(hours->over, 90 * 60);
	assert_int_equal(hours->left, 0);
}

/* Two months of one contract, the second of which costs more and rounds to the
 * hour: the first one is as it was, and carries what it had left then. */
static void a_month_keeps_its_own_settings(void **state)
{
	(void)state;
	g_auto(Billing) then = {0}, later = {0};
	read_section("{round: 15m}", &then);
	read_section("{round: 60m}", &later);
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	BillClock first = {.billing = &then, .zone = zone};
	g_autoptr(GPtrArray) cheap = contracts_of("contract: {number: A, hours: "
		"2/month, rate: 100, from: 2026-01-01, roll-over: 1, opening: "
		"1.5}", NULL);
	g_autoptr(GPtrArray) dear = contracts_of("contract: [{number: A, hours: "
		"2/month, rate: 100, from: 2026-01-01, until: 2026-02-14, "
		"roll-over: 1}, {number: A, hours: 1/month, rate: 200, from: "
		"2026-02-15, roll-over: 1}]", NULL);
	g_autoptr(GArray) months = months_of(cheap, &first, 2);
	BillMonth *february = &g_array_index(months, BillMonth, 1);
	february->clock.billing = &later;
	february->contracts = dear;
	BillEntry all[] = {
		entry_of("a", "2026-01-20T10:00:00Z", 5, FALSE),
		entry_of("b", "2026-02-20T10:00:00Z", 5, FALSE),
	};
	g_autoptr(GPtrArray) entries = g_ptr_array_new();
	g_ptr_array_add(entries, &all[0]);
	g_ptr_array_add(entries, &all[1]);
	g_autoptr(Bill) bill = bill_make(months, entries,
		at("2026-01-01T00:00:00Z"), at("2026-03-01T00:00:00Z"));
	static const gint64 quarters[][5] = {
		/* bought, carried, used, left, from day */
		{8, 6, 1, 13, 1}, {8, 8, 0, 16, 1}, {4, 8, 4, 8, 15}};
	assert_int_equal(bill->periods->len, G_N_ELEMENTS(quarters));
	for (guint i = 0; i < bill->periods->len; i++) {
		const BillPeriod *period = &g_array_index(bill->periods,
			BillPeriod, i);
		g_autofree char *day = instant_format_in(period->from, zone,
			"%d");
		assert_int_equal(period->bought, quarters[i][0] * 900);
		assert_int_equal(period->carried, quarters[i][1] * 900);
		assert_int_equal(period->used, quarters[i][2] * 900);
		assert_int_equal(period->left, quarters[i][3] * 900);
		assert_int_equal(atoi(day), quarters[i][4]);
	}
	assert_int_equal(bill->total, 20000 + 20000 + 20000);
	g_autofree char *text = contract_format(dear->pdata[1]);
	assert_string_equal(text, "{number: A, hours: 1/month, rate: 200, from: "
		"2026-02-15, roll-over: 1}");
}

/* --- what holds for every bill --------------------------------------- */

static void check_bill(const Bill *bill)
{
	gint64 total = 0, charged = 0, covered = 0, over = 0;
	for (guint i = 0; i < bill->lines->len; i++) {
		const BillLine *line = &g_array_index(bill->lines, BillLine, i);
		total += line->amount;
		assert_true(line->amount >= 0);
		if (!line->entry)
			continue;
		gint64 pieces = 0;
		for (int kind = 0; kind < MINUTES_KINDS; kind++)
			pieces += line->pieces[kind];
		assert_int_equal(pieces, line->rounded);
		assert_true(line->rounded >= line->entry->minutes);
		assert_int_equal(line->charged, line->covered + line->over);
		charged += line->charged;
		covered += line->covered;
		over += line->over;
	}
	assert_int_equal(total, bill->total);
	assert_int_equal(charged, bill->charged);
	assert_int_equal(covered, bill->covered);
	assert_int_equal(over, bill->over);
	for (guint i = 0; i < bill->periods->len; i++) {
		const BillPeriod *period = &g_array_index(bill->periods,
			BillPeriod, i);
		assert_int_equal(period->bought + period->carried,
			period->used + period->left);
		assert_true(period->left >= 0);
	}
}

static GPtrArray *random_entries(GRand *random, BillEntry *all, guint count,
	char (*ids)[8])
{
	GPtrArray *entries = g_ptr_array_new();
	Instant first = at("2026-01-01T00:00:00Z");
	for (guint i = 0; i < count; i++) {
		gboolean visit = g_rand_int_range(random, 0, 5) == 0;
		g_snprintf(ids[i], 8, "e%u", i);
		all[i] = (BillEntry){.uid = "u", .id = ids[i], .kind = "work",
			.began = first + g_rand_int_range(random, 0,
				365 * 24 * 60) * 60,
			.minutes = g_rand_int_range(random, 1, 600),
			.onsite = visit, .visit = visit,
			.billable = g_rand_int_range(random, 0, 9) > 0};
		g_ptr_array_add(entries, &all[i]);
	}
	return entries;
}

/* The months' bills together are the year's. */
static void months_add_up_to_the_year(void **state)
{
	(void)state;
	static const char *const contracts_yaml[] = {
		"contract: {hours: 20/month, visits: 4/month, rate: 2500, "
			"over-rate: 3000.33, from: 2026-02-10, until: 2026-10-20, "
			"roll-over: 2}",
		"contract: {hours: 60.5/quarter, rate: 99.99, fee: 5000}",
		"contract: [{hours: 300, rate: 1, from: 2026-01-01, until: "
			"2026-06-30}, {rate: 70, from: 2026-08-01}]",
		"contract: {visits: 3/year, rate: 10}", "name: none"};
	static const char *const zones[] = {"Europe/Moscow", "Europe/Berlin",
		"America/St_Johns", "Australia/Lord_Howe", "UTC"};
	g_autoptr(GRand) random = g_rand_new_with_seed(42);
	g_auto(Billing) billing = {0};
	read_section("{round: 10m, minimum: 15m, onsite-min: 1h, night: 1.25, "
		"weekend: 2, rate: 50}", &billing);
	for (guint round = 0; round < 200; round++) {
		BillEntry all[80];
		char ids[80][8];
		g_autoptr(GPtrArray) entries = random_entries(random, all,
			(guint)g_rand_int_range(random, 0, 80), ids);
		g_autoptr(GPtrArray) contracts = contracts_of(contracts_yaml[
			round % G_N_ELEMENTS(contracts_yaml)], NULL);
		g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(zones[
			round / 5 % G_N_ELEMENTS(zones)]);
		BillClock clock = {.billing = &billing, .zone = zone};
		Instant edges[13];
		for (int i = 0; i <= 12; i++) {
			g_autoptr(GDateTime) time = g_date_time_new(zone,
				2026 + i / 12, i % 12 + 1, 1, 0, 0, 0);
			edges[i] = instant_from_date_time(time);
		}
		g_autoptr(GArray) months = months_of(contracts, &clock, 12);
		g_autoptr(Bill) year = bill_make(months, entries, edges[0],
			edges[12]);
		check_bill(year);
		gint64 total = 0, charged = 0;
		guint lines = 0;
		for (int i = 0; i < 12; i++) {
			g_autoptr(Bill) month = bill_make(months, entries,
				edges[i], edges[i + 1]);
			check_bill(month);
			total += month->total;
			charged += month->charged;
			lines += month->lines->len;
		}
		assert_int_equal(total, year->total);
		assert_int_equal(charged, year->charged);
		assert_int_equal(lines, year->lines->len);
	}
}

/* Slowly, by the library's own calendar. */
static void pieces_are_those_of_each_minute(void **state)
{
	(void)state;
	g_autoptr(GRand) random = g_rand_new_with_seed(7);
	g_auto(Billing) billing = {0};
	read_section("{night: {from: 23:00, to: 5:30, times: 1.5}, weekend: 2}",
		&billing);
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Berlin");
	BillClock clock = {.billing = &billing, .zone = zone};
	/* Both changes of the clock are in it. */
	Instant first = at("2026-03-20T00:00:00Z");
	for (guint round = 0; round < 300; round++) {
		BillEntry entry = {.began = first +
			g_rand_int_range(random, 0, 230 * 24 * 3600),
			.minutes = g_rand_int_range(random, 1, 1500)};
		gint64 pieces[MINUTES_KINDS] = {0};
		for (gint64 i = 0; i < entry.minutes; i++) {
			g_autoptr(GDateTime) time = instant_to_date_time(
				entry.began + i * 60, zone);
			int minute = g_date_time_get_hour(time) * 60 +
				g_date_time_get_minute(time);
			pieces[g_date_time_get_day_of_week(time) >= 6 ?
				MINUTES_DAY_OFF : minute >= 23 * 60 ||
				minute < 330 ? MINUTES_NIGHT : MINUTES_DAY]++;
		}
		BillLine line = {0};
		bill_count(&entry, &clock, &line);
		assert_memory_equal(pieces, line.pieces, sizeof pieces);
	}
}

static void work_overlaps_where_a_begin_is_known(void **state)
{
	(void)state;
	static const struct {
		const char *by;
		Instant began;
		gint64 minutes;
		gboolean timed;
		gint64 wanted;
		Instant from;
	} rows[] = {
		{"anna", 1800, 60, TRUE, 1800, 1800},
		{"anna", 1800, 60, FALSE, 1800, 1800},
		{"anna", -600, 30, FALSE, 1200, 0},
		{"anna", 600, 10, TRUE, 600, 600},
		{"anna", 3600, 60, TRUE, 0, 3600},
		{"anna", -3600, 60, TRUE, 0, 0},
		{"ivan", 0, 60, TRUE, 0, 0},
	};
	BillEntry hour = {.by = "anna", .began = 0, .minutes = 60,
		.timed = TRUE};
	Instant from;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		BillEntry other = {.by = rows[i].by, .began = rows[i].began,
			.minutes = rows[i].minutes, .timed = rows[i].timed};
		assert_int_equal(bill_entry_overlap(&hour, &other, &from),
			rows[i].wanted);
		assert_int_equal(from, rows[i].from);
	}
	hour.timed = FALSE;
	BillEntry same = hour;
	assert_int_equal(bill_entry_overlap(&hour, &same, &from), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tax_is_rounded_once_for_each_percent),
		cmocka_unit_test(the_example_is_read),
		cmocka_unit_test(mistakes_are_told_with_their_place),
		cmocka_unit_test(prices_keep_four_decimals),
		cmocka_unit_test(the_section_is_read),
		cmocka_unit_test(minutes_are_cut_by_the_wall_clock),
		cmocka_unit_test(money_is_rounded_half_up),
		cmocka_unit_test(bought_hours_go_first_and_roll_over),
		cmocka_unit_test(a_month_keeps_its_own_settings),
		cmocka_unit_test(months_add_up_to_the_year),
		cmocka_unit_test(pieces_are_those_of_each_minute),
		cmocka_unit_test(work_overlaps_where_a_begin_is_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
