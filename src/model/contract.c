#include "model/contract.h"

#include <string.h>

#include "model/day_words.h"
#include "model/mapping.h"

static const Phrase
	bad_text = {"contract: \"%.3\" is no \"%2\"; %1",
		"contract: «%.3» не годится для «%2»; %1"},
	no_text_at_all = {"contract: a list or mapping is no \"%2\"; %1",
		"contract: список или блок не годится для «%2»; %1"},
	some_hours = {"write 20/month, 2.5/month, 60/quarter, 240/year, or 100 "
			"for the whole contract",
		"пишите 20/month, 2.5/month, 60/quarter, 240/year или 100 на "
		"весь договор"},
	some_visits = {"write 4/month, 12/quarter, 48/year, or 10 for the whole "
			"contract",
		"пишите 4/month, 12/quarter, 48/year или 10 на весь договор"},
	one_text = {"one text is needed", "нужен один текст"},
	a_vat = {"a percent such as 20, or none", "процент, например 20, или none"},
	a_price = {"a price such as 2500 or 99.90",
		"нужна цена вида 2500 или 99.90"},
	some_opening = {"the hours that were left on the first day, such as 12.5",
		"нужны часы, оставшиеся на первый день, например 12.5"},
	a_day = {"a day such as 2027-03-31", "нужен день вида 2027-03-31"},
	some_periods = {"for how many periods what is left stays usable: 0 to "
			"120, or true for one",
		"сколько периодов остаток не сгорает: от 0 до 120 или true для "
		"одного"},
	needs_begin = {"contract: what is bought once needs a begin; add \"from: "
			"2026-01-01\"",
		"contract: купленному один раз нужно начало; добавьте «from: "
		"2026-01-01»"},
	needs_day = {"contract: \"roll-over\" and \"opening\" need the day from "
			"which they are counted; add \"from: 2026-01-01\"",
		"contract: для «roll-over» и «opening» нужен день, с которого "
		"считать; добавьте «from: 2026-01-01»"},
	ends_early = {"contract: ends before it begins; \"until\" is the last "
			"day",
		"contract: кончается раньше, чем начинается; «until» — "
		"последний день"},
	is_mapping = {"\"contract\" is a mapping, as in {number: 14-A, hours: "
			"20/month, rate: 2500}, or a list of them",
		"«contract» — это блок: {number: 14-A, hours: 20/month, "
		"rate: 2500}, или их список"},
	overlap = {"contracts overlap; each but the last ends (\"until\") "
			"before the next begins (\"from\")",
		"договоры пересекаются; каждый, кроме последнего, кончается "
		"(«until») до начала следующего («from»)"},
	many_contracts = {"more than %1 contracts", "больше %1 договоров"};

#define MOST_HOURS 100000
#define MOST_VISITS 10000
#define MOST_ROLL_OVER 120
#define MOST_CONTRACTS 100
#define FIRST_YEAR 1970
#define LAST_YEAR 2199
#define DECIMALS 4

static void contract_free(gpointer data)
{
	Contract *contract = data;
	g_free(contract->number);
	g_free(contract->sla);
	g_free(contract);
}

/* --- numbers --------------------------------------------------------- */

/* "20", "2.5" in units of 10^-decimals; more decimals are no number. */
static gboolean read_decimal(const char *text, guint decimals, gint64 *value)
{
	gint64 number = 0;
	guint after = 0;
	gsize digits = strspn(text, "0123456789");
	const char *rest = text + digits;
	if (digits == 0 || digits > 9)
		return FALSE;
	for (gsize i = 0; i < digits; i++)
		number = number * 10 + (text[i] - '0');
	if (*rest == '.') {
		for (rest++; g_ascii_isdigit(*rest) && after < decimals; rest++) {
			number = number * 10 + (*rest - '0');
			after++;
		}
		if (after == 0)
			return FALSE;
	}
	for (; after < decimals; after++)
		number *= 10;
	*value = number;
	return *rest == '\0';
}

gboolean price_parse(const char *text, gint64 *price)
{
	return read_decimal(text, DECIMALS, price) &&
		*price < PRICE_LIMIT * PRICE_UNIT;
}

char *price_format(gint64 price)
{
	GString *text = g_string_new(NULL);
	g_string_append_printf(text, "%" G_GINT64_FORMAT, price / PRICE_UNIT);
	if (price % PRICE_UNIT != 0) {
		g_string_append_printf(text, ".%04d", (int)(price % PRICE_UNIT));
		while (text->str[text->len - 1] == '0')
			g_string_truncate(text, text->len - 1);
	}
	return g_string_free(text, FALSE);
}

gboolean vat_parse(const char *text, gint64 *rate)
{
	if (strcmp(text, "none") == 0) {
		*rate = VAT_NONE;
		return TRUE;
	}
	return price_parse(text, rate) && *rate < 100 * PRICE_UNIT;
}

char *vat_format(gint64 rate)
{
	return rate == VAT_NONE ? g_strdup("none") : price_format(rate);
}

/* --- periods --------------------------------------------------------- */

static const struct {
	const char *word;
	AllowancePeriod period;
} period_words[] = {
	{"month", ALLOWANCE_MONTH}, {"quarter", ALLOWANCE_QUARTER},
	{"year", ALLOWANCE_YEAR}, {"term", ALLOWANCE_TERM},
	{"месяц", ALLOWANCE_MONTH}, {"мес", ALLOWANCE_MONTH},
	{"квартал", ALLOWANCE_QUARTER}, {"год", ALLOWANCE_YEAR},
};

const char *allowance_period_name(AllowancePeriod period)
{
	for (gsize i = 0; i < G_N_ELEMENTS(period_words); i++)
		if (period_words[i].period == period)
			return period_words[i].word;
	return "";
}

static gboolean find_period(const char *word, AllowancePeriod *period)
{
	for (gsize i = 0; i < G_N_ELEMENTS(period_words); i++)
		if (strcmp(period_words[i].word, word) == 0) {
			*period = period_words[i].period;
			return TRUE;
		}
	return FALSE;
}

/* --- keys ------------------------------------------------------------ */

static gboolean fail(MappingReader *reader, const YamlNode *node,
	const char *key, const Phrase *expected)
{
	GError *problem = NULL;
	gboolean is_text = node->kind == YAML_SCALAR;
	desk_refuse(&problem, DESK_ERROR_DATA, expected, NULL);
	desk_error_reword(&problem, is_text ? &bad_text : &no_text_at_all, key,
		is_text ? node->value : NULL, NULL);
	mapping_complain_error(reader, node, problem);
	return FALSE;
}

static gboolean read_text(MappingReader *reader, const YamlNode *node,
	const char *key, void *place)
{
	char **text = place;
	if (node->kind != YAML_SCALAR || !*node->value)
		return fail(reader, node, key, &one_text);
	*text = g_strdup(node->value);
	return TRUE;
}

static gboolean read_allowance(MappingReader *reader, const YamlNode *node,
	const char *key, gint64 unit, gint64 most, const Phrase *expected,
	Allowance *allowance)
{
	if (node->kind != YAML_SCALAR)
		return fail(reader, node, key, expected);
	g_auto(GStrv) parts = g_strsplit(node->value, "/", 2);
	gint64 hundredths;
	if (!parts[0])
		return fail(reader, node, key, expected);
	g_strstrip(parts[0]);
	allowance->period = ALLOWANCE_TERM;
	if (!read_decimal(parts[0], 2, &hundredths) ||
		hundredths > most * 100 ||
		(unit == 1 && hundredths % 100 != 0) ||
		(parts[1] && !find_period(g_strstrip(parts[1]),
			&allowance->period)))
		return fail(reader, node, key, expected);
	allowance->amount = hundredths * unit / 100;
	return TRUE;
}

static gboolean read_hours(MappingReader *reader, const YamlNode *node,
	const char *key, void *place)
{
	return read_allowance(reader, node, key, 3600, MOST_HOURS,
		&some_hours, place);
}

static gboolean read_visits(MappingReader *reader, const YamlNode *node,
	const char *key, void *place)
{
	return read_allowance(reader, node, key, 1, MOST_VISITS,
		&some_visits, place);
}

static gboolean read_price(MappingReader *reader, const YamlNode *node,
	const char *key, void *place)
{
	if (price_parse(yaml_text(node), place))
		return TRUE;
	return fail(reader, node, key, &a_price);
}

static gboolean read_vat(MappingReader *reader, const YamlNode *node,
	const char *key, void *place)
{
	if (vat_parse(yaml_text(node), place))
		return TRUE;
	return fail(reader, node, key, &a_vat);
}

static gboolean read_opening(MappingReader *reader, const YamlNode *node,
	const char *key, void *place)
{
	gint64 *seconds = place;
	gint64 hundredths;
	if (!read_decimal(yaml_text(node), 2, &hundredths) ||
		hundredths > MOST_HOURS * 100)
		return fail(reader, node, key, &some_opening);
	*seconds = hundredths * 36;
	return TRUE;
}

gboolean contract_day_parse(const char *text, guint *day)
{
	GDate date;
	if (!day_parse(text, strlen(text), &date) ||
		g_date_get_year(&date) < FIRST_YEAR ||
		g_date_get_year(&date) > LAST_YEAR)
		return FALSE;
	*day = g_date_get_julian(&date);
	return TRUE;
}

static gboolean read_day(MappingReader *reader, const YamlNode *node,
	const char *key, void *place)
{
	if (contract_day_parse(yaml_text(node), place))
		return TRUE;
	return fail(reader, node, key, &a_day);
}

/* How many periods, or true for one. */
static gboolean read_roll_over(MappingReader *reader, const YamlNode *node,
	const char *key, void *place)
{
	guint *periods = place;
	guint64 number;
	const char *text = yaml_text(node);
	gboolean is_true = strcmp(text, "true") == 0;
	if (is_true || strcmp(text, "false") == 0) {
		*periods = is_true ? 1 : 0;
		return TRUE;
	}
	if (g_ascii_string_to_unsigned(text, 10, 0, MOST_ROLL_OVER, &number,
		NULL)) {
		*periods = (guint)number;
		return TRUE;
	}
	return fail(reader, node, key, &some_periods);
}

static const struct {
	const char *name;
	gboolean (*read)(MappingReader *reader, const YamlNode *node,
		const char *key, void *place);
	gsize offset;
} contract_keys[] = {
	{"number", read_text, G_STRUCT_OFFSET(Contract, number)},
	{"sla", read_text, G_STRUCT_OFFSET(Contract, sla)},
	{"hours", read_hours, G_STRUCT_OFFSET(Contract, hours)},
	{"visits", read_visits, G_STRUCT_OFFSET(Contract, visits)},
	{"rate", read_price, G_STRUCT_OFFSET(Contract, rate)},
	{"over-rate", read_price, G_STRUCT_OFFSET(Contract, over_rate)},
	{"fee", read_price, G_STRUCT_OFFSET(Contract, fee)},
	{"from", read_day, G_STRUCT_OFFSET(Contract, from)},
	{"until", read_day, G_STRUCT_OFFSET(Contract, until)},
	{"roll-over", read_roll_over, G_STRUCT_OFFSET(Contract, roll_over)},
	{"opening", read_opening, G_STRUCT_OFFSET(Contract, opening)},
	{"vat", read_vat, G_STRUCT_OFFSET(Contract, vat)},
};

static gboolean unknown_key(MappingReader *reader, const YamlNode *key)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (gsize i = 0; i < G_N_ELEMENTS(contract_keys); i++)
		g_ptr_array_add(names, (gpointer)contract_keys[i].name);
	mapping_complain_unknown(reader, key, "key of a contract", key->value,
		names);
	return FALSE;
}

static gboolean read_key(MappingReader *reader, const YamlNode *key,
	const YamlNode *value, Contract *contract)
{
	for (gsize i = 0; i < G_N_ELEMENTS(contract_keys); i++)
		if (strcmp(contract_keys[i].name, key->value) == 0)
			return yaml_is_null(value) ||
				contract_keys[i].read(reader, value, key->value,
					G_STRUCT_MEMBER_P(contract,
						contract_keys[i].offset));
	return unknown_key(reader, key);
}

/* --- one contract ---------------------------------------------------- */

static gboolean check(MappingReader *reader, const YamlNode *node,
	const Contract *contract)
{
	const YamlNode *until = yaml_get(node, "until");
	gboolean once = (contract->hours.amount >= 0 &&
			contract->hours.period == ALLOWANCE_TERM) ||
		(contract->visits.amount >= 0 &&
			contract->visits.period == ALLOWANCE_TERM);
	if (contract->from && contract->until &&
		contract->from > contract->until) {
		mapping_complain(reader, until, &ends_early, NULL);
		return FALSE;
	}
	if (contract->from || (!once && contract->roll_over == 0 &&
		contract->opening == 0))
		return TRUE;
	mapping_complain(reader, node, once ? &needs_begin : &needs_day, NULL);
	return FALSE;
}

static gboolean read_contract(MappingReader *reader, const YamlNode *node,
	GPtrArray *contracts)
{
	if (node->kind != YAML_MAP) {
		mapping_complain(reader, node, &is_mapping, NULL);
		return FALSE;
	}
	Contract *contract = g_new0(Contract, 1);
	contract->hours.amount = contract->visits.amount = -1;
	contract->rate = contract->over_rate = contract->fee = PRICE_NONE;
	contract->vat = VAT_UNSAID;
	g_ptr_array_add(contracts, contract);
	for (guint i = 0; i < node->keys->len; i++)
		if (!read_key(reader, node->keys->pdata[i],
			node->items->pdata[i], contract))
			return FALSE;
	if (contract->over_rate == PRICE_NONE)
		contract->over_rate = contract->rate;
	return check(reader, node, contract);
}

/* --- several --------------------------------------------------------- */

static int by_time(gconstpointer a, gconstpointer b)
{
	guint left = (*(const Contract *const *)a)->from;
	guint right = (*(const Contract *const *)b)->from;
	return left < right ? -1 : left > right;
}

static gboolean check_order(MappingReader *reader, const YamlNode *node,
	const GPtrArray *contracts)
{
	for (guint i = 1; i < contracts->len; i++) {
		const Contract *before = contracts->pdata[i - 1];
		const Contract *after = contracts->pdata[i];
		if (before->until && after->from > before->until)
			continue;
		mapping_complain(reader, node, &overlap, NULL);
		return FALSE;
	}
	return TRUE;
}

static gboolean read_all(MappingReader *reader, const YamlNode *node,
	GPtrArray *contracts)
{
	if (yaml_is_null(node))
		return TRUE;
	if (node->kind != YAML_LIST)
		return read_contract(reader, node, contracts);
	if (node->items->len > MOST_CONTRACTS) {
		mapping_complain(reader, node, &many_contracts,
			PHRASE_NUMBER(MOST_CONTRACTS), NULL);
		return FALSE;
	}
	for (guint i = 0; i < node->items->len; i++)
		if (!read_contract(reader, node->items->pdata[i], contracts))
			return FALSE;
	g_ptr_array_sort(contracts, by_time);
	return check_order(reader, node, contracts);
}

GPtrArray *contracts_read(const YamlNode *node, const char *file,
	GError **error)
{
	MappingReader reader = {.file = file};
	g_autoptr(GPtrArray) contracts =
		g_ptr_array_new_with_free_func(contract_free);
	read_all(&reader, node, contracts);
	return mapping_report(&reader, DESK_ERROR_DATA, error) ?
		g_steal_pointer(&contracts) : NULL;
}

/* --- writing --------------------------------------------------------- */

static void add_key(GString *out, const char *key, const char *value)
{
	g_string_append_printf(out, "%s%s: ", out->len > 1 ? ", " : "", key);
	yaml_append_scalar(out, value, TRUE);
}

static void add_text(GString *out, const char *key, char *value)
{
	g_autofree char *text = value;
	g_string_append_printf(out, "%s%s: %s", out->len > 1 ? ", " : "", key,
		text);
}

static void add_allowance(GString *out, const char *key,
	const Allowance *allowance, gint64 amount)
{
	if (allowance->amount < 0)
		return;
	g_autofree char *number = price_format(amount);
	gboolean once = allowance->period == ALLOWANCE_TERM;
	add_text(out, key, g_strconcat(number, once ? "" : "/", once ? "" :
		allowance_period_name(allowance->period), NULL));
}

/* In units of a price, whose decimals it has. */
static gint64 hours_of(gint64 seconds)
{
	return seconds / 36 * (PRICE_UNIT / 100);
}

char *contract_format(const Contract *contract)
{
	GString *out = g_string_new("{");
	const struct {
		const char *key;
		gint64 price;
	} prices[] = {{"rate", contract->rate},
		{"over-rate", contract->over_rate}, {"fee", contract->fee}};
	if (contract->number)
		add_key(out, "number", contract->number);
	if (contract->sla)
		add_key(out, "sla", contract->sla);
	add_allowance(out, "hours", &contract->hours,
		hours_of(contract->hours.amount));
	add_allowance(out, "visits", &contract->visits,
		contract->visits.amount * PRICE_UNIT);
	for (gsize i = 0; i < G_N_ELEMENTS(prices); i++)
		if (prices[i].price != PRICE_NONE && (i != 1 ||
			contract->over_rate != contract->rate))
			add_text(out, prices[i].key,
				price_format(prices[i].price));
	if (contract->from)
		add_text(out, "from", contract_day_format(contract->from));
	if (contract->until)
		add_text(out, "until", contract_day_format(contract->until));
	if (contract->roll_over)
		add_text(out, "roll-over", g_strdup_printf("%u",
			contract->roll_over));
	if (contract->opening)
		add_text(out, "opening",
			price_format(hours_of(contract->opening)));
	if (contract->vat != VAT_UNSAID)
		add_text(out, "vat", vat_format(contract->vat));
	return g_string_free(g_string_append_c(out, '}'), FALSE);
}

const Contract *contract_on(const GPtrArray *contracts, guint day)
{
	for (guint i = 0; i < contracts->len; i++) {
		const Contract *contract = contracts->pdata[i];
		if ((!contract->from || contract->from <= day) &&
			(!contract->until || day <= contract->until))
			return contract;
	}
	return NULL;
}

guint contract_day_at(Instant at, GTimeZone *zone)
{
	GDate date;
	int year, month, day;
	g_autoptr(GDateTime) local = instant_to_date_time(at, zone);
	if (!local)
		return 0;
	g_date_time_get_ymd(local, &year, &month, &day);
	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month,
		(GDateYear)year);
	return g_date_get_julian(&date);
}

Instant contract_day_start(guint day, GTimeZone *zone)
{
	GDate date;
	g_date_clear(&date, 1);
	g_date_set_julian(&date, day);
	g_autoptr(GDateTime) midnight = g_date_time_new(zone,
		g_date_get_year(&date), (int)g_date_get_month(&date),
		g_date_get_day(&date), 0, 0, 0);
	return instant_from_date_time(midnight);
}

char *contract_day_format(guint day)
{
	if (!g_date_valid_julian(day))
		return g_strdup("");
	GDate date;
	g_date_clear(&date, 1);
	g_date_set_julian(&date, day);
	return g_strdup_printf("%04d-%02d-%02d", g_date_get_year(&date),
		(int)g_date_get_month(&date), g_date_get_day(&date));
}
