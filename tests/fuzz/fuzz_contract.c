/* Any contracts and any section `billing`: what a year of work costs by them is
 * the sum of its lines, and nothing overflows. */
#include <stdint.h>
#include <string.h>

#include "rules/billing.h"
#include "text/money.h"

#define YEAR_BEGIN 1767225600 /* 2026-01-01T00:00:00Z */
#define YEAR_END 1798761600
#define STEP_SECONDS (3 * 86400 + 5 * 3600)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static GArray *work_of_a_year(void)
{
	GArray *work = g_array_new(FALSE, TRUE, sizeof(BillEntry));
	for (Instant at = YEAR_BEGIN - STEP_SECONDS; at < YEAR_END;
		at += STEP_SECONDS) {
		const BillEntry entry = {.uid = "u", .ticket = "1",
			.subject = "s", .id = "e", .kind = "work", .by = "a",
			.what = "", .customer = "c", .began = at,
			.minutes = 7 + work->len * 13 % 600,
			.visit = work->len % 5 == 0,
			.onsite = work->len % 3 == 0,
			.billable = work->len % 7 != 0};
		g_array_append_val(work, entry);
	}
	return work;
}

static void check_line(const BillLine *line)
{
	gint64 minutes = 0;
	for (int i = 0; i < MINUTES_KINDS; i++)
		minutes += line->pieces[i];
	g_assert_cmpint(minutes, ==, line->rounded);
	g_assert_cmpint(line->amount, >=, 0);
	if (line->entry && line->entry->billable)
		g_assert_cmpint(line->covered + line->over, ==, line->charged);
}

/* Of the year and the one before it. */
static GArray *months_of(const GPtrArray *contracts, const BillClock *clock)
{
	GArray *months = g_array_new(FALSE, TRUE, sizeof(BillMonth));
	for (int i = 0; i < 24; i++) {
		g_autoptr(GDateTime) begin = g_date_time_new(clock->zone,
			2025 + i / 12, i % 12 + 1, 1, 0, 0, 0);
		g_autoptr(GDateTime) end = g_date_time_add_months(begin, 1);
		BillMonth month = {instant_from_date_time(begin),
			instant_from_date_time(end), *clock, contracts};
		g_array_append_val(months, month);
	}
	return months;
}

static void check_bill(const GPtrArray *contracts, const Billing *billing)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	const BillClock clock = {billing, utc, NULL, NULL};
	g_autoptr(GArray) work = work_of_a_year();
	g_autoptr(GPtrArray) entries = g_ptr_array_new();
	for (guint i = 0; i < work->len; i++)
		g_ptr_array_add(entries, &g_array_index(work, BillEntry, i));
	g_autoptr(GArray) months = months_of(contracts, &clock);
	g_autoptr(Bill) bill = bill_make(months, entries, YEAR_BEGIN, YEAR_END);
	gint64 total = 0;
	for (guint i = 0; i < bill->lines->len; i++) {
		const BillLine *line = &g_array_index(bill->lines, BillLine, i);
		check_line(line);
		total += line->amount;
	}
	g_assert_cmpint(total, ==, bill->total);
	g_autofree char *people = money_text(bill->total, billing->digits,
		billing->currency, "ru");
	g_autofree char *plain = money_plain(-bill->total, billing->digits);
	g_assert_true(g_utf8_validate(people, -1, NULL) && *plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(YamlNode) root = yaml_parse((const char *)data, size, "f", 1,
		NULL);
	if (!root)
		return 0;
	g_auto(Billing) billing;
	billing_read(&billing, yaml_get(root, "billing"));
	g_autoptr(GPtrArray) contracts = contracts_read(
		yaml_get(root, "contract"), "f", NULL);
	if (contracts) {
		check_bill(contracts, &billing);
		for (guint i = 0; i < contracts->len; i++)
			g_free(contract_format(contracts->pdata[i]));
	}
	return 0;
}
