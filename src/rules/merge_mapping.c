/* Mappings, key by key; rules/merge.h. Lines are taken from one side whole. */
#include "rules/merge_parts.h"

#include <string.h>

/* A key: the lines above it (comments, blank ones), then its own. */
typedef struct {
	const YamlNode *key, *value;
	gsize above, from, to;
} Piece;

typedef struct {
	const MappingText *text;
	gsize from, to; /* the lines of the mapping */
	GArray *pieces; /* Piece */
	GPtrArray *names;
	GHashTable *by_name; /* name → index + 1 */
	gsize tail;	     /* where the last piece ends */
} Side;

typedef struct {
	MergeCompare compare;
	MappingChoose choose;
	void *data;
} Rules;

enum { BASE, OURS, THEIRS, SIDES };

static void side_clear(Side *side)
{
	g_clear_pointer(&side->pieces, g_array_unref);
	g_clear_pointer(&side->names, g_ptr_array_unref);
	g_clear_pointer(&side->by_name, g_hash_table_unref);
}

/* --- where keys stand ---------------------------------------------------- */

static gsize line_start(const char *text, gsize from)
{
	while (from > 0 && text[from - 1] != '\n')
		from--;
	return from;
}

static gsize indent_at(const char *text, gsize from, gsize to)
{
	gsize i = from;
	while (i < to && text[i] == ' ')
		i++;
	return i - from;
}

/* Comments that are indented deeper than the key belong to its value. */
static gsize with_comments(const Side *side, gsize end, gsize column)
{
	const char *text = side->text->text;
	for (gsize line = end; line < side->to;
		line = yaml_next_line(text, side->to, line)) {
		gsize indent = indent_at(text, line, side->to);
		char first = line + indent < side->to ? text[line + indent]
						      : '\n';
		if (first == '#' && indent >= column)
			end = yaml_next_line(text, side->to, line);
		else if (first != '\n')
			break;
	}
	return end;
}

static gboolean add_piece(Side *side, guint index, gsize above)
{
	const MappingText *text = side->text;
	const YamlNode *key = text->map->keys->pdata[index];
	const YamlNode *value = text->map->items->pdata[index];
	Piece piece = {key, value, above, line_start(text->text, key->start), 0};
	if (piece.from < above || key->column != text->map->column ||
		indent_at(text->text, piece.from, text->size) !=
			key->start - piece.from)
		return FALSE;
	const char *colon = memchr(text->text + key->end, ':',
		text->size - key->end);
	gsize end = MAX(yaml_value_end(text->text, text->size, value),
		colon ? (gsize)(colon - text->text) : key->end);
	piece.to = with_comments(side, yaml_next_line(text->text, side->to,
		MIN(end, side->to)), key->column);
	g_array_append_val(side->pieces, piece);
	g_ptr_array_add(side->names, key->value);
	g_hash_table_insert(side->by_name, key->value,
		GUINT_TO_POINTER(index + 1));
	side->tail = piece.to;
	return TRUE;
}

/* FALSE: a key does not stand on a line of its own. */
static gboolean cut(Side *side, const MappingText *text, gsize from, gsize to)
{
	*side = (Side){text, from, to,
		g_array_new(FALSE, FALSE, sizeof(Piece)), g_ptr_array_new(),
		g_hash_table_new(g_str_hash, g_str_equal), from};
	gboolean fine = TRUE;
	for (guint i = 0; fine && text->map && i < text->map->keys->len; i++)
		fine = add_piece(side, i, side->tail);
	return fine;
}

static const Piece *find(const Side *side, const char *name)
{
	guint index = GPOINTER_TO_UINT(g_hash_table_lookup(side->by_name, name));
	return index ? &g_array_index(side->pieces, Piece, index - 1) : NULL;
}

/* --- the order of keys --------------------------------------------------- */

static GHashTable *set_of(const GPtrArray *texts)
{
	GHashTable *set = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < texts->len; i++)
		g_hash_table_add(set, texts->pdata[i]);
	return set;
}

/* It is there; most often from `start` on. */
static guint place_of(const GPtrArray *texts, const char *text, guint start)
{
	guint i = start < texts->len ? start : 0;
	while (strcmp(texts->pdata[i], text) != 0)
		i = (i + 1) % texts->len;
	return i;
}

GPtrArray *merge_union(const GPtrArray *ours, const GPtrArray *theirs,
	MergeCompare compare, void *data)
{
	GPtrArray *all = g_ptr_array_new();
	for (guint i = 0; i < ours->len; i++)
		g_ptr_array_add(all, ours->pdata[i]);
	g_autoptr(GHashTable) known = set_of(ours), common = set_of(theirs);
	guint place = 0;
	for (guint i = 0; i < theirs->len; i++) {
		char *text = theirs->pdata[i];
		if (g_hash_table_contains(known, text)) {
			place = place_of(all, text, place) + 1;
			continue;
		}
		while (place < all->len && !g_hash_table_contains(common,
			all->pdata[place]) &&
			compare(all->pdata[place], text, data) < 0)
			place++;
		g_ptr_array_insert(all, (int)place++, text);
		g_hash_table_add(known, text);
	}
	return all;
}

/* The keys that all have, in the order of this one. */
static GPtrArray *common_of(const Side sides[SIDES], guint which)
{
	GPtrArray *names = g_ptr_array_new();
	for (guint i = 0; i < sides[which].names->len; i++) {
		char *name = sides[which].names->pdata[i];
		if (find(&sides[BASE], name) && find(&sides[OURS], name) &&
			find(&sides[THEIRS], name))
			g_ptr_array_add(names, name);
	}
	return names;
}

static gboolean same_order(const Side sides[SIDES], guint one, guint other)
{
	g_autoptr(GPtrArray) a = common_of(sides, one);
	g_autoptr(GPtrArray) b = common_of(sides, other);
	guint i = 0;
	while (i < a->len && strcmp(a->pdata[i], b->pdata[i]) == 0)
		i++;
	return i == a->len;
}

/* Who moved keys about leads. */
static GPtrArray *order_of(const Side sides[SIDES], const Rules *rules)
{
	gboolean theirs = same_order(sides, BASE, OURS) &&
		!same_order(sides, BASE, THEIRS);
	const Side *first = &sides[theirs ? THEIRS : OURS];
	const Side *second = &sides[theirs ? OURS : THEIRS];
	return merge_union(first->names, second->names, rules->compare,
		rules->data);
}

/* --- lines --------------------------------------------------------------- */

static gboolean same_lines(const Side *one, gsize one_from, gsize one_to,
	const Side *other, gsize from, gsize to)
{
	return one_to - one_from == to - from &&
		memcmp(one->text->text + one_from, other->text->text + from,
			to - from) == 0;
}

static void append_lines(GString *out, const Side *side, gsize from, gsize to)
{
	if (out->len > 0 && out->str[out->len - 1] != '\n' && to > from)
		g_string_append_c(out, '\n');
	g_string_append_len(out, side->text->text + from, (gssize)(to - from));
}

/* Comments are nobody's value: where both changed them, both stay. */
static void append_new_lines(GString *out, const Side *ours, gsize from,
	gsize to, const Side *theirs, gsize their_from, gsize their_to)
{
	const char *text = theirs->text->text;
	g_autofree char *own = g_strdup_printf("\n%.*s", (int)(to - from),
		ours->text->text + from);
	append_lines(out, ours, from, to);
	for (gsize line = their_from, next; line < their_to; line = next) {
		next = yaml_next_line(text, their_to, line);
		g_autofree char *one = g_strdup_printf("\n%.*s",
			(int)(next - line), text + line);
		if (!strstr(own, one))
			append_lines(out, theirs, line, next);
	}
}

/* Lines that are not part of a value, `at` and `end` by side. */
static void merge_comments(GString *out, const Side sides[SIDES],
	const gsize at[SIDES], const gsize end[SIDES])
{
	const Side *ours = &sides[OURS], *theirs = &sides[THEIRS];
	gboolean our_own = same_lines(ours, at[OURS], end[OURS], &sides[BASE],
		at[BASE], end[BASE]);
	gboolean their_own = same_lines(theirs, at[THEIRS], end[THEIRS],
		&sides[BASE], at[BASE], end[BASE]);
	if (our_own)
		append_lines(out, theirs, at[THEIRS], end[THEIRS]);
	else if (their_own)
		append_lines(out, ours, at[OURS], end[OURS]);
	else
		append_new_lines(out, ours, at[OURS], end[OURS], theirs,
			at[THEIRS], end[THEIRS]);
}

/* A side that lacks the key says nothing about what stands above it. */
static void merge_above(GString *out, const Side sides[SIDES],
	const Piece *pieces[SIDES])
{
	gsize at[SIDES] = {0}, end[SIDES] = {0};
	if (!pieces[OURS] || !pieces[THEIRS]) {
		guint one = pieces[OURS] ? OURS : THEIRS;
		append_lines(out, &sides[one], pieces[one]->above,
			pieces[one]->from);
		return;
	}
	for (guint i = 0; i < SIDES; i++)
		if (pieces[i]) {
			at[i] = pieces[i]->above;
			end[i] = pieces[i]->from;
		}
	merge_comments(out, sides, at, end);
}

/* --- values -------------------------------------------------------------- */

static gboolean same_piece(const Side *one, const Piece *a, const Side *other,
	const Piece *b)
{
	return a && b ? same_lines(one, a->from, a->to, other, b->from, b->to)
		      : a == b;
}

static gboolean merge_side(GString *out, const Side sides[SIDES],
	const Rules *rules, const char *path);

/* Block mappings with keys in the same column go key by key. */
static gboolean are_mappings(const Side sides[SIDES],
	const Piece *pieces[SIDES])
{
	for (guint i = 0; i < SIDES; i++) {
		const YamlNode *value = pieces[i] ? pieces[i]->value : NULL;
		if (!value && i == BASE)
			continue;
		if (!value || value->kind != YAML_MAP ||
			!yaml_is_block(sides[i].text->text, value) ||
			value->column != pieces[OURS]->value->column ||
			value->line <= pieces[i]->key->line)
			return FALSE;
	}
	return TRUE;
}

/* The line of the key itself, as in "acme: # since 2020". */
static gboolean merge_key_line(GString *out, const Side sides[SIDES],
	const Piece *pieces[SIDES], gsize inner[SIDES])
{
	gsize from[SIDES] = {0};
	for (guint i = 0; i < SIDES; i++) {
		if (!pieces[i])
			continue;
		from[i] = pieces[i]->from;
		inner[i] = yaml_next_line(sides[i].text->text,
			pieces[i]->to, pieces[i]->key->end);
	}
	if (same_lines(&sides[OURS], from[OURS], inner[OURS], &sides[THEIRS],
		from[THEIRS], inner[THEIRS])) {
		append_lines(out, &sides[OURS], from[OURS], inner[OURS]);
		return TRUE;
	}
	merge_comments(out, sides, from, inner);
	return pieces[BASE] && (same_lines(&sides[OURS], from[OURS],
		inner[OURS], &sides[BASE], from[BASE], inner[BASE]) ||
		same_lines(&sides[THEIRS], from[THEIRS], inner[THEIRS],
			&sides[BASE], from[BASE], inner[BASE]));
}

static gboolean merge_inside(GString *out, const Side sides[SIDES],
	const Piece *pieces[SIDES], const Rules *rules, const char *path)
{
	gsize from[SIDES] = {0};
	if (!merge_key_line(out, sides, pieces, from))
		return FALSE;
	MappingText texts[SIDES] = {{"", 0, NULL}, {"", 0, NULL}, {"", 0, NULL}};
	Side inner[SIDES];
	gboolean fine = TRUE;
	for (guint i = 0; i < SIDES; i++) {
		if (pieces[i])
			texts[i] = (MappingText){sides[i].text->text,
				sides[i].text->size, pieces[i]->value};
		fine = cut(&inner[i], &texts[i], from[i],
			pieces[i] ? pieces[i]->to : 0) && fine;
	}
	fine = fine && merge_side(out, inner, rules, path);
	for (guint i = 0; i < SIDES; i++)
		side_clear(&inner[i]);
	return fine;
}

static MergeSide ask(const Rules *rules, const Piece *pieces[SIDES],
	const char *path)
{
	const YamlNode *values[SIDES];
	for (guint i = 0; i < SIDES; i++)
		values[i] = pieces[i] ? pieces[i]->value : NULL;
	return rules->choose(path, values[BASE], values[OURS], values[THEIRS],
		rules->data);
}

static gboolean merge_key(GString *out, const Side sides[SIDES],
	const Rules *rules, const char *path, const char *name)
{
	const Piece *pieces[SIDES];
	for (guint i = 0; i < SIDES; i++)
		pieces[i] = find(&sides[i], name);
	const Piece *base = pieces[BASE], *ours = pieces[OURS];
	const Piece *theirs = pieces[THEIRS];
	MergeSide side = MERGE_UNKNOWN;
	if (same_piece(&sides[THEIRS], theirs, &sides[BASE], base) ||
		same_piece(&sides[OURS], ours, &sides[THEIRS], theirs))
		side = MERGE_OURS;
	else if (same_piece(&sides[OURS], ours, &sides[BASE], base))
		side = MERGE_THEIRS;
	else if (ours && theirs && are_mappings(sides, pieces)) {
		merge_above(out, sides, pieces);
		return merge_inside(out, sides, pieces, rules, path);
	} else {
		side = ask(rules, pieces, path);
	}
	if (side == MERGE_UNKNOWN)
		return FALSE;
	const Side *from = &sides[side == MERGE_OURS ? OURS : THEIRS];
	const Piece *piece = side == MERGE_OURS ? ours : theirs;
	if (!piece)
		return TRUE;
	merge_above(out, sides, pieces);
	append_lines(out, from, piece->from, piece->to);
	return TRUE;
}

static gboolean merge_side(GString *out, const Side sides[SIDES],
	const Rules *rules, const char *path)
{
	g_autoptr(GPtrArray) order = order_of(sides, rules);
	for (guint i = 0; i < order->len; i++) {
		const char *name = order->pdata[i];
		g_autofree char *inner = *path ? g_strconcat(path, ".", name,
			NULL) : g_strdup(name);
		if (!merge_key(out, sides, rules, inner, name))
			return FALSE;
	}
	gsize at[SIDES], end[SIDES];
	for (guint i = 0; i < SIDES; i++) {
		at[i] = sides[i].tail;
		end[i] = sides[i].to;
	}
	merge_comments(out, sides, at, end);
	return TRUE;
}

GString *mapping_merge_texts(const MappingText texts[3], MergeCompare compare,
	MappingChoose choose, void *data)
{
	Rules rules = {compare, choose, data};
	g_autoptr(GString) out = g_string_new(NULL);
	Side sides[SIDES];
	gboolean fine = TRUE;
	for (guint i = 0; i < SIDES; i++)
		fine = cut(&sides[i], &texts[i], 0, texts[i].size) && fine;
	fine = fine && merge_side(out, sides, &rules, "");
	for (guint i = 0; i < SIDES; i++)
		side_clear(&sides[i]);
	return fine ? g_steal_pointer(&out) : NULL;
}

gboolean mapping_lines(const MappingText *text, const char *path, gsize *from,
	gsize *to)
{
	g_auto(GStrv) names = g_strsplit(path, ".", 2);
	gboolean nested = strcmp(names[0], "fields") == 0 && names[1];
	MappingText inner = *text;
	Side side;
	const Piece *piece = cut(&side, text, 0, text->size) ?
		find(&side, nested ? names[0] : path) : NULL;
	if (piece && nested) {
		gsize start = yaml_next_line(text->text, piece->to,
			piece->key->end), end = piece->to;
		inner.map = piece->value->kind == YAML_MAP ? piece->value : NULL;
		side_clear(&side);
		piece = cut(&side, &inner, start, end) ?
			find(&side, names[1]) : NULL;
	}
	if (piece) {
		*from = piece->from;
		*to = piece->to;
	}
	side_clear(&side);
	return piece != NULL;
}
