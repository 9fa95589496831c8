/*
 * Every pair of ordinary operations, done to one ticket on two clones at once:
 * nothing is lost, nothing stands that cannot be. What gives way to what stands
 * in tests/cases/merge_pairs.case; in all other pairs both stand.
 */
#include "desk_fixture.h"

#include "app/change/apply.h"
#include "app/change/change.h"
#include "app/change/operation_run.h"
#include "app/change/undo.h"
#include "app/desk/in_force.h"
#include "base/error.h"
#include "base/identifier.h"
#include "model/field.h"
#include "model/redact.h"
#include "rules/merge.h"
#include "store/text_merge.h"
#include "text/json.h"

#define LATER 1795241643

static const FixtureFile files[] = {
	{"agents/boris.yaml", "name: Boris\nmails: [boris@desk.test]\n"
		"level: L1\n"},
	{"agents/vera.yaml", "name: Vera\nmails: [vera@desk.test]\n"
		"level: L2\n"},
	{"customers/acme.yaml", "name: ACME\ncontacts:\n  ivan:\n"
		"    name: Ivan\n    mails: [ivan@acme.example]\n"},
	{0},
};

/* --- the operations ------------------------------------------------------- */

/* What each side does: operations of `desk apply` without their ticket, else
 * "add LIST ELEMENT", "remove LIST ELEMENT", "set LIST ELEMENT", "merge UID",
 * "entry KIND", "redact TEXT", "undo" of the last step of the base. */
typedef struct {
	const char *name, *left, *right;
} Verb;

static const Verb verbs[] = {
	{"ask", "'op':'ask','message':'l'", "'op':'ask','message':'r'"},
	{"assign", "'op':'assign','to':'boris'", "'op':'assign','to':'anna'"},
	{"call", "entry call", "entry call"},
	{"category", "'op':'category','category':'network'",
		"'op':'category','category':'printers'"},
	{"cc+", "add cc l@x.example",
		"add cc r@x.example"},
	{"cc-", "remove cc old@x.example", NULL},
	{"checklist", "add checklist left",
		"add checklist right"},
	{"check", "set checklist [x] step", NULL},
	{"close", "'op':'close','resolution':'spam','message':'l'",
		"'op':'close','resolution':'duplicate','message':'r'"},
	{"comment", "'op':'comment','message':'l'",
		"'op':'comment','message':'r'"},
	{"drop", "'op':'drop','message':'l'", "'op':'drop','message':'r'"},
	{"escalate", "'op':'escalate','message':'l'",
		"'op':'escalate','to':'L3','message':'r'"},
	{"eta", "'op':'eta','eta':'2026-11-25T10:00:00Z'",
		"'op':'eta','eta':'2026-11-26T10:00:00Z'"},
	{"field", "'op':'set','fields':{'vendor-ref':'L1'}",
		"'op':'set','fields':{'vendor-ref':'R1'}"},
	{"forward", "'op':'forward','to':'l@x.example','message':'l'",
		"'op':'forward','to':'r@x.example','message':'r','wait':true"},
	{"link", "add links related 20261121-aaaaaaaa",
		"add links related 20261121-bbbbbbbb"},
	{"merge", "merge 20261121-aaaaaaaa", "merge 20261121-bbbbbbbb"},
	{"message", "entry message", "entry message"},
	{"priority", "'op':'set','fields':{'priority':'high'}",
		"'op':'set','fields':{'priority':'low'}"},
	{"rating", "entry rating", "entry rating"},
	{"redact", "redact Printer", "redact not print"},
	{"reopen", "'op':'reopen','message':'l'",
		"'op':'reopen','message':'r'"},
	{"reply", "'op':'reply','message':'l'", "'op':'reply','message':'r'"},
	{"retract", "entry retract", "entry retract"},
	{"return", "'op':'return','message':'l'",
		"'op':'return','message':'r'"},
	{"solve", "'op':'solve','message':'l'",
		"'op':'solve','resolution':'workaround','message':'r'"},
	{"subject", "'op':'set','fields':{'subject':'Left'}",
		"'op':'set','fields':{'subject':'Right'}"},
	{"tag+", "add tags left",
		"add tags right"},
	{"tag-", "remove tags old", NULL},
	{"take", "'op':'take','steal':true", "'op':'take','steal':true"},
	{"type", "'op':'set','fields':{'type':'incident'}",
		"'op':'set','fields':{'type':'question'}"},
	{"undo", "undo", NULL},
	{"unlink", "remove links related 20261121-zzzzzzzz", NULL},
	{"visit", "entry visit", "entry visit"},
	{"wait", "'op':'wait','for':'requester','message':'l'",
		"'op':'wait','for':'vendor','message':'r'"},
	{"wait-date", "'op':'wait','for':'date',"
			"'until':'2026-11-25T10:00:00Z','message':'l'",
		"'op':'wait','for':'date','until':'2026-11-26T10:00:00Z',"
		"'message':'r'"},
	{"work", "'op':'work','time':'15m'", "'op':'work','time':'20m'"},
};

static Desk *anna, *boris;

/* --- the tickets that they are done to ------------------------------------ */

typedef struct {
	const char *name;
	const char *steps[4]; /* by Anna, on top of the ticket as it is made */
	char *uid;
	GBytes *file, *undone;
} Base;

static Base bases[] = {
	{.name = "new"},
	{.name = "open", .steps = {"'op':'escalate','assignee':'vera',"
		"'message':'why'"}},
	{.name = "pending", .steps = {"'op':'take'",
		"'op':'wait','for':'date','until':'2026-11-24T10:00:00Z',"
		"'message':'why'"}},
	{.name = "solved", .steps = {"'op':'take'", "'op':'work','time':'5m'",
		"'op':'solve','message':'done'"}},
};

typedef struct {
	Base *base;
	const char *json;
	GBytes *file; /* what it makes of it */
	char side;    /* 'l', 'r' */
	Undo undo;
} Step;

static gboolean apply_json(Operation *op, const Step *step, GError **error)
{
	g_autofree char *quoted = g_strdelimit(g_strdup_printf(
		"{%s,'ticket':'%s'}", step->json, step->base->uid + 9), "'",
		'"');
	g_autoptr(Value) value = json_parse(quoted, strlen(quoted), "row",
		error);
	return value && apply_operations(op, &(Apply){value, FALSE}, error);
}

static gboolean make(Operation *op, void *data, GError **error)
{
	Step *step = data;
	Ticket *ticket = operation_create(op, NULL, INSTANT_NONE, error);
	if (!ticket)
		return FALSE;
	ticket_set(ticket, "subject", "Printer");
	ticket_set(ticket, "category", "other");
	ticket_set(ticket, "requester", "ivan@acme.example");
	ticket_list_add(ticket, "tags", "old");
	ticket_list_add(ticket, "cc", "old@x.example");
	ticket_list_add(ticket, "checklist", "step");
	ticket_list_add(ticket, "links", "related 20261121-zzzzzzzz");
	ticket_append(ticket, entry_new("message", "m1", operation_now(op),
		"ivan@acme.example", "It does not print.\n"));
	ticket_append(ticket, entry_new("comment", "c1", operation_now(op),
		"anna", "A mistake.\n"));
	step->base->uid = g_strdup(ticket_get(ticket, "uid"));
	return TRUE;
}

static gboolean advance(Operation *op, void *step, GError **error)
{
	return apply_json(op, step, error);
}

static GBytes *file_of(Desk *desk, const char *uid)
{
	g_autofree char *path = uid_to_path(uid);
	g_autoptr(GError) error = NULL;
	GBytes *file = store_read(desk_store(desk, NULL), NULL, path, &error);
	g_assert_no_error(error);
	return file;
}

static void commit(OperationApply apply, Step *step)
{
	OperationSettings settings = {.verb = "base", .silent = TRUE};
	g_auto(OperationResult) result = {0};
	g_autoptr(GError) error = NULL;
	if (!operation_run(anna, &settings, apply, step, &result, &error))
		fail_msg("%s %s: %s", step->base->name, step->json,
			error->message);
}

static GBytes *done(Desk *desk, Base *base, const char *json, char side);

static void make_base(Base *base)
{
	Step step = {.base = base};
	commit(make, &step);
	for (guint i = 0; i < G_N_ELEMENTS(base->steps) && base->steps[i]; i++) {
		step.json = base->steps[i];
		commit(advance, &step);
	}
	base->file = file_of(anna, base->uid);
	base->undone = done(anna, base, "undo", 'l');
}

static int start(void **state)
{
	g_autoptr(GError) error = NULL;
	if (fixture_begin(state))
		return -1;
	anna = fixture_desk(files);
	const DeskOptions options = {.folder = desk_place(anna)->work_tree,
		.agent = "boris"};
	for (gsize i = 0; i < G_N_ELEMENTS(bases); i++)
		make_base(&bases[i]);
	boris = desk_open(&options, &error);
	g_assert_no_error(error);
	return 0;
}

static int stop(void **state)
{
	for (gsize i = 0; i < G_N_ELEMENTS(bases); i++) {
		g_clear_pointer(&bases[i].uid, g_free);
		g_clear_pointer(&bases[i].file, g_bytes_unref);
		g_clear_pointer(&bases[i].undone, g_bytes_unref);
	}
	g_clear_pointer(&anna, desk_free);
	g_clear_pointer(&boris, desk_free);
	return fixture_end(state);
}

/* --- one operation -------------------------------------------------------- */

/* What mail does: a message wakes a ticket. */
static void come(const Regulation *regulation, Ticket *ticket)
{
	StatusClass now = regulation_status_class(regulation,
		ticket_get(ticket, "status"));
	if (now == CLASS_NEW || now == CLASS_OPEN)
		return;
	ticket_set(ticket, "status", "open");
	ticket_set(ticket, "until", NULL);
	if (now >= CLASS_SOLVED)
		ticket_set(ticket, "resolution", NULL);
}

static void say(Operation *op, const Step *step, Ticket *ticket)
{
	const char *kind = strchr(step->json, ' ') + 1;
	gboolean retract = strcmp(kind, "retract") == 0;
	g_autofree char *id = g_strdup_printf("%s%c", kind, step->side);
	Entry *entry = operation_say(op, ticket, kind, retract ? NULL : "Text.",
		id, NULL, INSTANT_NONE);
	if (retract)
		entry_set(entry, "of", "c1");
	if (strcmp(kind, "message") == 0)
		come(operation_regulation(op), ticket);
}

static gboolean change_by(Operation *op, const Step *step, Ticket *ticket,
	GError **error)
{
	g_auto(GStrv) words = g_strsplit(step->json, " ", 3);
	gboolean add = strcmp(words[0], "add") == 0;
	if (strcmp(words[0], "set") == 0)
		return change_set(op, ticket, words[1], SET_VALUE, words[2],
			error);
	return add || strcmp(words[0], "remove") == 0 ?
		change_set(op, ticket, words[1], add ? SET_ADD : SET_REMOVE,
			words[2], error) : apply_json(op, step, error);
}

static gboolean try(Operation *op, void *data, GError **error)
{
	Step *step = data;
	Ticket *ticket = operation_ticket(op, step->base->uid, error);
	if (!ticket)
		return FALSE;
	if (g_str_has_prefix(step->json, "entry ")) {
		say(op, step, ticket);
	} else if (g_str_has_prefix(step->json, "merge ")) {
		ticket_set(ticket, "merged-into", strchr(step->json, ' ') + 1);
		ticket_set(ticket, "status", "closed");
		ticket_set(ticket, "resolution", "duplicate");
		ticket_set(ticket, "until", NULL);
	} else if (strcmp(step->json, "undo") == 0) {
		if (!undo_apply(op, &step->undo, error))
			return FALSE;
	} else if (!change_by(op, step, ticket, error)) {
		return FALSE;
	}
	step->file = ticket_encode(ticket);
	g_set_error_literal(error, DESK_ERROR, DESK_ERROR_NO, "seen");
	return FALSE;
}

static GBytes *redacted(const Base *base, const char *text)
{
	g_autoptr(GPtrArray) secrets = g_ptr_array_new();
	g_autoptr(GError) error = NULL;
	gsize size;
	const char *bytes = g_bytes_get_data(base->file, &size);
	g_ptr_array_add(secrets, (gpointer)text);
	char *left = redact_ticket(bytes, size, "t", secrets, LATER, &error);
	g_assert_no_error(error);
	assert_non_null(left);
	return g_bytes_new_take(left, strlen(left));
}

/* NULL: the verb refuses, or changes nothing. */
static GBytes *done(Desk *desk, Base *base, const char *json, char side)
{
	if (g_str_has_prefix(json, "redact "))
		return redacted(base, strchr(json, ' ') + 1);
	if (base->undone && strcmp(json, "undo") == 0)
		return g_bytes_ref(base->undone);
	Step step = {.base = base, .json = json, .side = side};
	OperationSettings settings = {.verb = "try", .silent = TRUE};
	g_auto(OperationResult) result = {0};
	g_autoptr(GError) error = NULL;
	if (strcmp(json, "undo") == 0)
		assert_true(undo_find(desk, &step.undo, NULL));
	assert_false(operation_run(desk, &settings, try, &step, &result,
		&error));
	undo_clear(&step.undo);
	if (step.file)
		assert_string_equal(error->message, "seen");
	else if (error->code != DESK_ERROR_FORBIDDEN)
		fail_msg("%s: %s: %s", base->name, json, error->message);
	if (step.file && g_bytes_equal(step.file, base->file))
		g_clear_pointer(&step.file, g_bytes_unref);
	return step.file;
}

/* --- one pair ------------------------------------------------------------- */

static MergeSide side_later(const char *field, void *data)
{
	(void)field;
	return *(MergeSide *)data;
}

static Ticket *read_ticket(GBytes *bytes)
{
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	g_autoptr(GError) error = NULL;
	Ticket *ticket = ticket_parse(text, size, "t", &error);
	if (!ticket)
		fail_msg("%s\n%.*s", error->message, (int)size, text);
	return ticket;
}

static void merge_pair(const Base *base, GBytes *ours, GBytes *theirs,
	MergeSide later, MergeAnswer *answer)
{
	g_autoptr(GError) error = NULL;
	const MergeQuestion question = {.base = base->file, .ours = ours,
		.theirs = theirs, .name = "t",
		.regulation = desk_regulation(anna, NULL), .at = LATER,
		.by = "desk", .later = side_later, .data = &later};
	if (!ticket_merge(&question, answer, &error))
		fail_msg("%s", error->message);
	assert_int_equal(answer->undecided->len, 0);
}

static gboolean gave_way(const MergeAnswer *answer, const char *field,
	const char *value)
{
	for (guint i = 0; i < answer->decided->len; i++) {
		const MergeDecision *one = answer->decided->pdata[i];
		if (strcmp(one->field, field) == 0 &&
			strcmp(one->lost, value) == 0)
			return TRUE;
	}
	return FALSE;
}

/* A step on the way from new to open is nothing that could be lost. */
static gboolean is_step(const Ticket *base, const char *field,
	const char *value)
{
	return strcmp(field, "status") == 0 && strcmp(value, "open") == 0 &&
		strcmp(ticket_get(base, field), "new") == 0;
}

/* Each change and entry of a side stands, or is told to have given way. */
static void assert_kept(const char *what, const Ticket *base,
	const Ticket *side, const Ticket *both, const MergeAnswer *answer)
{
	const char *broken;
	if (!ticket_only_grew(side, both, &broken))
		fail_msg("%s: entry %s is lost", what, broken);
	for (gsize i = 0; i < fields_count; i++) {
		const char *field = fields[i].name;
		g_autofree char *old = ticket_get_as_text(base, field);
		g_autofree char *is = ticket_get_as_text(side, field);
		g_autofree char *now = ticket_get_as_text(both, field);
		/* What was taken out is in nobody's. */
		if (strcmp(is, REDACT_MARK) == 0) {
			assert_null(strstr(now, old));
			continue;
		}
		if (strcmp(old, is) == 0 || strcmp(is, now) == 0 ||
			!field_is_single(&fields[i]) ||
			gave_way(answer, field, is) || is_step(base, field, is))
			continue;
		fail_msg("%s: %s=%s is lost to %s", what, field, is, now);
	}
}

static void assert_lists(const char *what, const Ticket *base,
	const Ticket *side, const Ticket *both)
{
	for (gsize i = 0; i < fields_count; i++) {
		if (fields[i].type != FIELD_LIST)
			continue;
		GPtrArray *old = ticket_get_list(base, fields[i].name);
		GPtrArray *is = ticket_get_list(side, fields[i].name);
		GPtrArray *now = ticket_get_list(both, fields[i].name);
		for (guint k = 0; k < is->len; k++)
			if (!g_ptr_array_find_with_equal_func(old, is->pdata[k],
				g_str_equal, NULL) &&
				!g_ptr_array_find_with_equal_func(now,
					is->pdata[k], g_str_equal, NULL))
				fail_msg("%s: %s was not added", what,
					(char *)is->pdata[k]);
		for (guint k = 0; k < old->len; k++)
			if (!g_ptr_array_find_with_equal_func(is, old->pdata[k],
				g_str_equal, NULL) &&
				g_ptr_array_find_with_equal_func(now,
					old->pdata[k], g_str_equal, NULL))
				fail_msg("%s: %s came back", what,
					(char *)old->pdata[k]);
	}
}

/* What no verb could have made of it; undo alone closes for no reason. */
static void assert_possible(const char *what, const Base *base,
	const Ticket *both)
{
	g_autoptr(Ticket) undone = read_ticket(base->undone);
	StatusClass is = regulation_status_class(desk_regulation(anna, NULL),
		ticket_get(both, "status"));
	gboolean over = is >= CLASS_SOLVED;
	gboolean named = *ticket_get(both, "resolution") != '\0';
	gboolean by_undo = strcmp(ticket_get(both, "status"),
		ticket_get(undone, "status")) == 0;
	if (over != named && !(over && by_undo))
		fail_msg("%s: %s with resolution \"%s\"", what,
			ticket_get(both, "status"),
			ticket_get(both, "resolution"));
	if (*ticket_get(both, "until") && is != CLASS_PENDING)
		fail_msg("%s: %s until", what, ticket_get(both, "status"));
	if (*ticket_get(both, "merged-into") && is != CLASS_CLOSED)
		fail_msg("%s: merged, and %s", what,
			ticket_get(both, "status"));
}

static int compare_texts(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

static char *decided(const MergeAnswer *answer)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < answer->decided->len; i++) {
		const MergeDecision *one = answer->decided->pdata[i];
		g_ptr_array_add(all, g_strdup_printf("%s \"%s\" not \"%s\"",
			one->field, one->kept, one->lost));
	}
	g_ptr_array_sort(all, compare_texts);
	g_ptr_array_add(all, NULL);
	return g_strjoinv("; ", (char **)all->pdata);
}

typedef struct {
	GHashTable *wanted; /* "open: wait | solve" → what gave way */
	guint pairs, told, git;
	GString *wrong;
} Count;

static void count_git(Count *count, const Base *base, GBytes *left,
	GBytes *right)
{
	gboolean conflict = FALSE;
	g_autoptr(GBytes) text = store_merge_text(base->file, left, right, 0,
		NULL, NULL, &conflict, NULL);
	assert_non_null(text);
	count->git += conflict;
}

static void judge_pair(Count *count, const Base *base, const char *what,
	GBytes *left, GBytes *right)
{
	g_auto(MergeAnswer) answer = {0}, turned = {0};
	merge_pair(base, left, right, MERGE_OURS, &answer);
	merge_pair(base, right, left, MERGE_THEIRS, &turned);
	g_autoptr(Ticket) before = read_ticket(base->file);
	g_autoptr(Ticket) one = read_ticket(left);
	g_autoptr(Ticket) both = read_ticket(answer.bytes);
	g_autoptr(Ticket) other = read_ticket(right);
	assert_kept(what, before, one, both, &answer);
	assert_kept(what, before, other, both, &answer);
	assert_lists(what, before, one, both);
	assert_lists(what, before, other, both);
	assert_possible(what, base, both);
	assert_true(g_bytes_equal(answer.bytes, turned.bytes));
	count_git(count, base, left, right);

	g_autofree char *is = decided(&answer);
	const char *wanted = g_hash_table_lookup(count->wanted, what);
	count->pairs++;
	count->told += *is != '\0';
	if (strcmp(is, wanted ? wanted : "") != 0)
		g_string_append_printf(count->wrong, "%s ==> %s\n", what, is);
	g_hash_table_remove(count->wanted, what);
}

/* --- all ------------------------------------------------------------------ */

static GHashTable *read_wanted(void)
{
	GHashTable *wanted = g_hash_table_new_full(g_str_hash, g_str_equal,
		g_free, g_free);
	g_autofree char *text = NULL;
	assert_true(g_file_get_contents("tests/cases/merge_pairs.case", &text,
		NULL, NULL));
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		g_auto(GStrv) parts = g_strsplit(lines[i], " ==> ", 2);
		if (*lines[i] != '#' && parts[0] && parts[1])
			g_hash_table_insert(wanted, g_strdup(parts[0]),
				g_strdup(parts[1]));
	}
	return wanted;
}

static void judge_base(Count *count, Base *base)
{
	GBytes *left[G_N_ELEMENTS(verbs)], *right[G_N_ELEMENTS(verbs)];
	for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++) {
		const Verb *verb = &verbs[i];
		left[i] = done(anna, base, verb->left, 'l');
		right[i] = done(boris, base, verb->right ? verb->right :
			verb->left, 'r');
	}
	for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++)
		for (gsize k = i; k < G_N_ELEMENTS(verbs); k++) {
			g_autofree char *what = g_strdup_printf("%s: %s | %s",
				base->name, verbs[i].name, verbs[k].name);
			if (left[i] && right[k])
				judge_pair(count, base, what, left[i],
					right[k]);
		}
	for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++) {
		g_clear_pointer(&left[i], g_bytes_unref);
		g_clear_pointer(&right[i], g_bytes_unref);
	}
}

static void every_pair(void **state)
{
	(void)state;
	g_autoptr(GHashTable) wanted = read_wanted();
	g_autoptr(GString) wrong = g_string_new(NULL);
	Count count = {.wanted = wanted, .wrong = wrong};
	for (gsize i = 0; i < G_N_ELEMENTS(bases); i++)
		judge_base(&count, &bases[i]);
	GHashTableIter iterator;
	void *key;
	g_hash_table_iter_init(&iterator, wanted);
	while (g_hash_table_iter_next(&iterator, &key, NULL))
		g_string_append_printf(wrong, "no such pair: %s\n",
			(char *)key);
	/* For tests/bench/run. */
	print_message("pairs %u, of them by desk in conflict 0, something "
		"gives way %u, by git line by line in conflict %u\n",
		count.pairs, count.told, count.git);
	if (wrong->len > 0)
		g_printerr("%s", wrong->str);
	assert_int_equal(wrong->len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pair),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
