/* Which value each field is to have; rules/merge.h. */
#include "rules/merge_parts.h"

#include <string.h>

#include "base/texts.h"
#include "model/redact.h"

#define DONE "[x] "

static void choice_free(gpointer data)
{
	MergeChoice *choice = data;
	g_free(choice->field);
	g_free(choice->text);
	g_clear_pointer(&choice->list, g_ptr_array_unref);
	g_free(choice);
}

static MergeChoice *add_choice(Merge *merge, const char *field, MergeSide side,
	const char *text)
{
	MergeChoice *choice = g_new0(MergeChoice, 1);
	*choice = (MergeChoice){g_strdup(field), side, g_strdup(text), NULL};
	g_ptr_array_add(merge->order, choice);
	g_hash_table_insert(merge->choices, choice->field, choice);
	return choice;
}

/* --- what was redacted ----------------------------------------------------
 *
 * Taking a text out gives no other value, so that no clock has to decide: what one
 * side took out of a field stays out of all that anybody made of it. */

static void take_out(char **text, const GPtrArray *secrets)
{
	char *left = redact_text(*text, strlen(*text), secrets);
	if (!left)
		return;
	g_free(*text);
	*text = left;
}

/* Of each element that went, where one with a mark stands for it. */
static void find_in_lists(const GPtrArray *before, const GPtrArray *after,
	GPtrArray *secrets)
{
	for (guint i = 0; i < after->len; i++)
		for (guint k = 0; strstr(after->pdata[i], REDACT_MARK) &&
			k < before->len; k++)
			redact_find(before->pdata[k], after->pdata[i], secrets);
}

static void redact_lists(GPtrArray *lists[3])
{
	g_autoptr(GPtrArray) secrets = g_ptr_array_new_with_free_func(g_free);
	find_in_lists(lists[0], lists[1], secrets);
	find_in_lists(lists[0], lists[2], secrets);
	for (guint i = 0; i < 3 && secrets->len; i++)
		for (guint k = 0; k < lists[i]->len; k++)
			take_out((char **)&lists[i]->pdata[k], secrets);
}

/* --- lists --------------------------------------------------------------- */

/* A step of a checklist is the same step when it is done. */
static const char *element_name(const char *element)
{
	return g_str_has_prefix(element, DONE) ? element + strlen(DONE)
					       : element;
}

static int compare_names(const char *one, const char *other, void *data)
{
	(void)data;
	return strcmp(one, other);
}

static GPtrArray *names_of(const GPtrArray *list, GHashTable *elements)
{
	GPtrArray *names = g_ptr_array_new();
	for (guint i = 0; list && i < list->len; i++) {
		const char *name = element_name(list->pdata[i]);
		if (g_hash_table_contains(elements, name))
			continue;
		g_ptr_array_add(names, (gpointer)name);
		g_hash_table_insert(elements, (gpointer)name, list->pdata[i]);
	}
	return names;
}

/* An element that one removed is gone, unless the other has changed it. Two
 * that changed it differ by "[x] " alone: what is done is done. */
static const char *element_of(const char *base, const char *ours,
	const char *theirs)
{
	if (g_strcmp0(ours, theirs) == 0 || g_strcmp0(base, theirs) == 0)
		return ours;
	if (g_strcmp0(base, ours) == 0)
		return theirs;
	return ours && g_str_has_prefix(ours, DONE) ? ours : theirs;
}

static GPtrArray *merge_lists(GPtrArray *base, GPtrArray *ours,
	GPtrArray *theirs)
{
	g_autoptr(GHashTable) in_base = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) in_ours = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) in_theirs = g_hash_table_new(g_str_hash,
		g_str_equal);
	g_autoptr(GPtrArray) before = names_of(base, in_base);
	g_autoptr(GPtrArray) our_names = names_of(ours, in_ours);
	g_autoptr(GPtrArray) their_names = names_of(theirs, in_theirs);
	g_autoptr(GPtrArray) all = merge_union(our_names, their_names,
		compare_names, NULL);
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < all->len; i++) {
		const char *element = element_of(
			g_hash_table_lookup(in_base, all->pdata[i]),
			g_hash_table_lookup(in_ours, all->pdata[i]),
			g_hash_table_lookup(in_theirs, all->pdata[i]));
		if (element)
			g_ptr_array_add(list, g_strdup(element));
	}
	return list;
}

/* g_ptr_array_unref(). */
static GPtrArray *list_of(const Ticket *ticket, const char *field)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	const GPtrArray *from = ticket ? ticket_get_list(ticket, field) : NULL;
	for (guint i = 0; from && i < from->len; i++)
		g_ptr_array_add(list, g_strdup(from->pdata[i]));
	return list;
}

static void choose_list(Merge *merge, const char *field)
{
	g_autoptr(GPtrArray) base = list_of(merge->base, field);
	g_autoptr(GPtrArray) ours = list_of(merge->ours, field);
	g_autoptr(GPtrArray) theirs = list_of(merge->theirs, field);
	redact_lists((GPtrArray *[]){base, ours, theirs});
	MergeChoice *choice = add_choice(merge, field, ours->len > 0 ?
		MERGE_OURS : MERGE_THEIRS, NULL);
	choice->list = merge_lists(base, ours, theirs);
}

/* --- fields with one value ----------------------------------------------- */

typedef struct {
	char *base, *ours, *theirs;
} Values;

static void values_clear(Values *values)
{
	g_free(values->base);
	g_free(values->ours);
	g_free(values->theirs);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Values, values_clear)

static void redact_values(Values *values)
{
	g_autoptr(GPtrArray) secrets = g_ptr_array_new_with_free_func(g_free);
	char *both = redact_twice(values->base, values->ours, values->theirs);
	redact_find(values->base, values->ours, secrets);
	redact_find(values->base, values->theirs, secrets);
	if (both) {
		values_clear(values);
		*values = (Values){g_strdup(both), both, g_strdup(both)};
	} else if (secrets->len) {
		take_out(&values->base, secrets);
		take_out(&values->ours, secrets);
		take_out(&values->theirs, secrets);
	}
}

static Values values_of(const Merge *merge, const char *field)
{
	Values values = {merge->base ? ticket_get_as_text(merge->base, field)
				    : g_strdup(""),
		ticket_get_as_text(merge->ours, field),
		ticket_get_as_text(merge->theirs, field)};
	redact_values(&values);
	return values;
}

void merge_decide(Merge *merge, const char *field, const char *kept,
	const char *lost)
{
	MergeDecision *decision = g_new0(MergeDecision, 1);
	*decision = (MergeDecision){g_strdup(field), g_strdup(kept),
		g_strdup(lost)};
	g_ptr_array_add(merge->answer->decided, decision);
}

static void keep_number(Merge *merge, const char *lost)
{
	MergeChoice *was = g_hash_table_lookup(merge->choices, "was");
	GPtrArray *own = ticket_get_list(merge->ours, "was");
	if (!was) {
		was = add_choice(merge, "was", own->len > 0 ? MERGE_OURS :
			MERGE_THEIRS, NULL);
		was->list = merge_lists(NULL, own,
			ticket_get_list(merge->theirs, "was"));
	}
	if (*lost && !texts_have(was->list, lost))
		g_ptr_array_add(was->list, g_strdup(lost));
}

/* `side`: what follows another field goes with; UNKNOWN: it does not know. */
static void choose_side(Merge *merge, const char *field, const Values *values,
	MergeSide side)
{
	const char *kept = side == MERGE_THEIRS ? values->theirs : values->ours;
	const char *lost = side == MERGE_THEIRS ? values->ours : values->theirs;
	add_choice(merge, field, side, side == MERGE_UNKNOWN ? NULL : kept);
	if (side == MERGE_UNKNOWN)
		g_ptr_array_add(merge->answer->undecided, g_strdup(field));
	else if (strcmp(lost, values->base) != 0)
		merge_decide(merge, field, kept, lost);
}

static MergeSide later_side(const Merge *merge, const char *field)
{
	const MergeQuestion *question = merge->question;
	return question->later ? question->later(field, question->data)
			       : MERGE_UNKNOWN;
}

static void choose_value(Merge *merge, const char *field)
{
	g_auto(Values) values = values_of(merge, field);
	const Field *row = field_find(field);
	if (strcmp(values.ours, values.base) == 0) {
		add_choice(merge, field, MERGE_THEIRS, values.theirs);
	} else if (strcmp(values.theirs, values.base) == 0) {
		add_choice(merge, field, MERGE_OURS, values.ours);
	} else if (row && row->flags & FIELD_GIVEN) {
		add_choice(merge, field, MERGE_OURS, values.ours);
		if (row->type == FIELD_INTEGER)
			keep_number(merge, values.theirs);
	} else {
		choose_side(merge, field, &values, later_side(merge, field));
	}
}

static void choose_status(Merge *merge)
{
	const char *status = NULL;
	gboolean on_its_way;
	g_auto(Values) values = values_of(merge, "status");
	MergeSide side = merge_status(merge, &status, &on_its_way);
	if (side == MERGE_UNKNOWN) {
		choose_value(merge, "status");
		return;
	}
	add_choice(merge, "status", side, status);
	if (!on_its_way)
		merge_decide(merge, "status", status, side ==
			MERGE_OURS ? values.theirs : values.ours);
}

static void choose(Merge *merge, const char *field)
{
	const Field *row = field_find(field);
	const MergeChoice *leader = row && row->follows ?
		g_hash_table_lookup(merge->choices, row->follows) : NULL;
	if (row && row->type == FIELD_LIST) {
		if (!g_hash_table_contains(merge->choices, field))
			choose_list(merge, field);
	} else if (leader) {
		g_auto(Values) values = values_of(merge, field);
		choose_side(merge, field, &values, leader->side);
	} else if (strcmp(field, "status") == 0) {
		choose_status(merge);
	} else {
		choose_value(merge, field);
	}
}

/* --- all ----------------------------------------------------------------- */

static void add_names(const Ticket *ticket, GHashTable *names)
{
	g_autoptr(GPtrArray) all = ticket_field_names(ticket);
	for (guint i = 0; i < all->len; i++)
		g_hash_table_add(names, g_strdup(all->pdata[i]));
}

static gboolean is_same(const Merge *merge, const char *field)
{
	g_autofree char *ours = ticket_get_as_text(merge->ours, field);
	g_autofree char *theirs = ticket_get_as_text(merge->theirs, field);
	return strcmp(ours, theirs) == 0;
}

static gboolean leads(const char *field)
{
	const Field *row = field_find(field);
	return !row || !row->follows;
}

void merge_choose_fields(Merge *merge)
{
	g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	merge->choices = g_hash_table_new(g_str_hash, g_str_equal);
	merge->order = g_ptr_array_new_with_free_func(choice_free);
	add_names(merge->ours, names);
	add_names(merge->theirs, names);
	g_autoptr(GPtrArray) sorted = texts_sorted_keys(names);
	for (guint followers = 0; followers < 2; followers++)
		for (guint i = 0; i < sorted->len; i++) {
			const char *field = sorted->pdata[i];
			if (leads(field) == (followers == 0) &&
				!is_same(merge, field))
				choose(merge, field);
		}
}
