/* The sections `calendars` and `sla` of desk.yaml. */
#include "model/sla.h"

#include <string.h>

#include "model/regulation_parts.h"
#include "text/date.h"

static const Phrase
	outside = {"\"%.1\" lies outside of the folder calendars; 24x7, or a "
			"file such as calendars/office.yaml",
		"«%.1» лежит вне папки calendars; нужно 24x7 или файл вида "
		"calendars/office.yaml"},
	no_target = {"\"%.1\" is no target; 30m, 4bh, 3bd",
		"«%.1» — не норма; пишите 30m, 4bh, 3bd"},
	late_warning = {"a warning at %1 of the target comes too late; 75%%",
		"предупреждение при %1 нормы опаздывает; нужно, например, "
		"75%%"},
	no_standard = {"no policy \"standard\"; it holds where nothing else "
			"is said",
		"нет политики «standard»; она действует там, где не сказано "
		"иное"},
	no_calendar = {"the policy \"%1\" counts working time and has no "
			"\"calendar\"",
		"политика «%1» считает рабочее время, а «calendar» у неё нет"};

/* Nobody promises anything for later than in a hundred years. */
#define MOST_SECONDS ((gint64)100 * 366 * 86400)

const ClockName clock_names[CLOCK_KINDS] = {
	[CLOCK_FIRST_RESPONSE] = {"first-response", {"First response",
		"Первый ответ"}, "from its opening to the first public answer"},
	[CLOCK_HANDOVER] = {"handover", {"Handover", "Передача"},
		"from an escalation until somebody has it"},
	[CLOCK_NEXT_REPLY] = {"next-reply", {"Next reply", "Следующий ответ"},
		"from the oldest unanswered message to the next public answer"},
	[CLOCK_PROMISE] = {"promise", {"Promise", "Обещание"},
		"the time promised to the requester (eta)"},
	[CLOCK_RESOLUTION] = {"resolution", {"Resolution", "Решение"},
		"from its opening until it is solved"},
	[CLOCK_UPDATE] = {"update", {"Update", "Обновление"},
		"from one public answer to the next while it is open"},
};

gboolean clock_is_internal(ClockKind kind)
{
	return kind == CLOCK_HANDOVER || kind == CLOCK_UPDATE;
}

gboolean clock_kind_find(const char *name, ClockKind *kind)
{
	for (guint i = 0; i < CLOCK_KINDS; i++)
		if (strcmp(clock_names[i].name, name) == 0) {
			*kind = (ClockKind)i;
			return TRUE;
		}
	return FALSE;
}

static void targets_free(void *data)
{
	SlaTargets *targets = data;
	g_free(targets->priority);
	g_free(targets);
}

void sla_policy_free(SlaPolicy *policy)
{
	if (!policy)
		return;
	g_free(policy->name);
	g_free(policy->calendar);
	g_clear_pointer(&policy->pause, g_ptr_array_unref);
	g_clear_pointer(&policy->targets, g_ptr_array_unref);
	g_clear_pointer(&policy->on_warn, g_ptr_array_unref);
	g_clear_pointer(&policy->on_breach, g_ptr_array_unref);
	g_free(policy);
}

void calendar_name_free(CalendarName *name)
{
	if (!name)
		return;
	g_free(name->name);
	g_free(name->file);
	g_free(name);
}

/* --- asking -------------------------------------------------------------- */

const SlaPolicy *sla_policy_find(const GPtrArray *policies, const char *name)
{
	for (guint i = 0; policies && i < policies->len; i++) {
		const SlaPolicy *policy = policies->pdata[i];
		if (strcmp(policy->name, name) == 0)
			return policy;
	}
	return NULL;
}

static const SlaTarget *own_target(const SlaPolicy *policy,
	const char *priority, ClockKind kind)
{
	for (guint i = 0; i < policy->targets->len; i++) {
		const SlaTargets *row = policy->targets->pdata[i];
		if (strcmp(row->priority, priority) == 0 &&
			row->targets[kind].given)
			return &row->targets[kind];
	}
	return policy->all[kind].given ? &policy->all[kind] : NULL;
}

gboolean sla_target_find(const GPtrArray *policies, const SlaPolicy *policy,
	const char *priority, ClockKind kind, WorkSpan *span,
	const SlaPolicy **by)
{
	const SlaTarget *target = own_target(policy, priority, kind);
	*by = policy;
	if (!target) {
		*by = sla_policy_find(policies, SLA_STANDARD);
		target = *by ? own_target(*by, priority, kind) : NULL;
	}
	if (target)
		*span = target->span;
	return target != NULL;
}

/* --- reading: the shapes have been judged -------------------------------- */

static gboolean is_calendar_file(const char *path)
{
	return g_str_has_prefix(path, "calendars/") &&
		!strchr(path + strlen("calendars/"), '/');
}

void regulation_read_calendars(RegulationReader *reader, const YamlNode *node)
{
	for (guint i = 0; node->kind == YAML_MAP && i < node->keys->len; i++) {
		const YamlNode *key = node->keys->pdata[i];
		const YamlNode *value = node->items->pdata[i];
		gboolean always = strcmp(value->value, "24x7") == 0;
		if (!always && !is_calendar_file(value->value)) {
			regulation_complain(reader, value, &outside,
				value->value, NULL);
			continue;
		}
		CalendarName *name = g_new0(CalendarName, 1);
		name->name = g_strdup(key->value);
		name->file = always ? NULL : g_strdup(value->value);
		g_ptr_array_add(reader->regulation->calendars, name);
	}
}

static gboolean is_too_long(const WorkSpan *span)
{
	return span->unit == WORK_DAYS ? span->amount / WORKDAY > 36600 :
		span->amount > MOST_SECONDS;
}

static void read_target(RegulationReader *reader, const YamlNode *node,
	SlaTarget *target)
{
	GError *problem = NULL;
	if (!work_span_parse(node->value, &target->span, &problem))
		mapping_complain_error(&reader->mapping, node, problem);
	else if (target->span.amount <= 0 || is_too_long(&target->span))
		regulation_complain(reader, node, &no_target, node->value,
			NULL);
	else
		target->given = TRUE;
}

static void read_targets(RegulationReader *reader, SlaPolicy *policy,
	const YamlNode *node)
{
	for (guint i = 0; node->kind == YAML_MAP && i < node->keys->len; i++) {
		const YamlNode *key = node->keys->pdata[i];
		const YamlNode *own = node->items->pdata[i];
		SlaTargets *targets = g_new0(SlaTargets, 1);
		targets->priority = g_strdup(key->value);
		g_ptr_array_add(policy->targets, targets);
		for (guint j = 0; own->kind == YAML_MAP && j < own->keys->len;
			j++) {
			const YamlNode *name = own->keys->pdata[j];
			ClockKind kind;
			if (clock_kind_find(name->value, &kind))
				read_target(reader, own->items->pdata[j],
					&targets->targets[kind]);
		}
	}
}

/* A list of texts, or one; what is absent is inherited. */
static GPtrArray *read_texts(const YamlNode *node)
{
	if (!node)
		return NULL;
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
	if (node->kind == YAML_SCALAR && !yaml_is_null(node))
		g_ptr_array_add(texts, g_strdup(node->value));
	for (guint i = 0; node->kind == YAML_LIST && i < node->items->len; i++) {
		const YamlNode *item = node->items->pdata[i];
		if (item->kind == YAML_SCALAR)
			g_ptr_array_add(texts, g_strdup(item->value));
	}
	return texts;
}

static void read_policy(RegulationReader *reader, const YamlNode *key,
	const YamlNode *node)
{
	SlaPolicy *policy = g_new0(SlaPolicy, 1);
	policy->name = g_strdup(key->value);
	policy->targets = g_ptr_array_new_with_free_func(targets_free);
	g_ptr_array_add(reader->regulation->sla, policy);
	policy->calendar = g_strdup(yaml_get_text(node, "calendar", NULL));
	policy->pause = read_texts(yaml_get(node, "pause"));
	policy->on_warn = read_texts(yaml_get(node, "on-warn"));
	policy->on_breach = read_texts(yaml_get(node, "on-breach"));
	const char *warn = yaml_get_text(node, "warn", NULL);
	policy->warn_percent = warn ?
		(int)g_ascii_strtoull(warn, NULL, 10) : -1;
	if (policy->warn_percent > 99)
		regulation_complain(reader, yaml_get(node, "warn"),
			&late_warning, warn, NULL);
	const YamlNode *targets = yaml_get(node, "targets");
	if (targets)
		read_targets(reader, policy, targets);
	for (guint kind = 0; kind < CLOCK_KINDS; kind++) {
		const YamlNode *all = yaml_get(node, clock_names[kind].name);
		if (all)
			read_target(reader, all, &policy->all[kind]);
	}
}

/* --- together ------------------------------------------------------------ */

static GPtrArray *inherited(GPtrArray *own, const GPtrArray *standard)
{
	if (own)
		return own;
	own = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; standard && i < standard->len; i++)
		g_ptr_array_add(own, g_strdup(standard->pdata[i]));
	return own;
}

static void inherit(SlaPolicy *policy, const SlaPolicy *standard)
{
	if (!policy->calendar)
		policy->calendar = g_strdup(standard->calendar);
	policy->pause = inherited(policy->pause, standard->pause);
	policy->on_warn = inherited(policy->on_warn, standard->on_warn);
	policy->on_breach = inherited(policy->on_breach, standard->on_breach);
	if (policy->warn_percent < 0)
		policy->warn_percent = MAX(standard->warn_percent, 0);
}

static gboolean counts_work(const SlaTarget *targets)
{
	for (guint kind = 0; kind < CLOCK_KINDS; kind++)
		if (targets[kind].given &&
			targets[kind].span.unit != WORK_CALENDAR)
			return TRUE;
	return FALSE;
}

static gboolean needs_calendar(const SlaPolicy *policy)
{
	if (counts_work(policy->all))
		return TRUE;
	for (guint i = 0; i < policy->targets->len; i++)
		if (counts_work(((const SlaTargets *)policy->targets->
				pdata[i])->targets))
			return TRUE;
	return FALSE;
}

void regulation_read_sla(RegulationReader *reader, const YamlNode *node)
{
	GPtrArray *policies = reader->regulation->sla;
	for (guint i = 0; node->kind == YAML_MAP && i < node->keys->len; i++)
		read_policy(reader, node->keys->pdata[i],
			node->items->pdata[i]);
	const SlaPolicy *standard = sla_policy_find(policies, SLA_STANDARD);
	if (!standard && policies->len > 0)
		regulation_complain(reader, node, &no_standard, NULL);
	for (guint i = 0; i < policies->len; i++) {
		SlaPolicy *policy = policies->pdata[i];
		inherit(policy, standard ? standard : policy);
		if (!policy->calendar && needs_calendar(policy))
			regulation_complain(reader,
				yaml_get(node, policy->name), &no_calendar,
				policy->name, NULL);
	}
}
