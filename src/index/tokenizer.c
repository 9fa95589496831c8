#include "index/tokenizer.h"

#include <libstemmer.h>
#include <string.h>

#include "base/library.h"

/* Its tables of many languages cost every start more than all else that is
 * linked; words alone need it. */
#define STEMMER_FUNCTIONS(X) X(sb_stemmer_delete) X(sb_stemmer_length) \
	X(sb_stemmer_new) X(sb_stemmer_stem)

static struct {
	LIBRARY_POINTERS(STEMMER_FUNCTIONS)
} stemmer;
static Library library = LIBRARY(LIBSTEMMER, STEMMER_FUNCTIONS, stemmer);

enum { WORD_LIMIT = 64 }; /* bytes; longer words are kept as they are */

/* The words of a help desk are few: their roots are kept where their hash
 * says. */
enum { ROOT_BYTES = 31, ROOTS = 4096 };

typedef struct {
	guint8 word_size, root_size;
	char word[ROOT_BYTES], root[ROOT_BYTES];
} Root;

typedef struct {
	fts5_tokenizer base;
	Root *roots;
	Fts5Tokenizer *words;
	struct sb_stemmer *russian, *english;
} Tokenizer;

/* What SQLite hands to create(). */
typedef struct {
	fts5_api *api;
	GError **problem;
} Words;

typedef struct {
	Tokenizer *tokenizer;
	void *data;
	int (*emit)(void *data, int flags, const char *word, int size,
		int start, int end);
} Emit;

/* Cyrillic letters that look like Latin ones, in pairs. */
static const struct {
	const char *cyrillic;
	char latin;
} alike[] = {
	{"а", 'a'}, {"в", 'b'}, {"е", 'e'}, {"к", 'k'}, {"м", 'm'},
	{"н", 'h'}, {"о", 'o'}, {"р", 'p'}, {"с", 'c'}, {"т", 't'},
	{"у", 'y'}, {"х", 'x'},
};

static int latinise(const char *word, int size, char *out)
{
	int length = 0;
	for (int i = 0; i < size;) {
		gsize found = G_N_ELEMENTS(alike);
		for (gsize k = 0; i + 1 < size && k < G_N_ELEMENTS(alike); k++)
			if (memcmp(word + i, alike[k].cyrillic, 2) == 0)
				found = k;
		if (found < G_N_ELEMENTS(alike)) {
			out[length++] = alike[found].latin;
			i += 2;
		} else {
			out[length++] = word[i++];
		}
	}
	return length;
}

static int fold_yo(const char *word, int size, char *out)
{
	memcpy(out, word, (gsize)size);
	for (int i = 0; i + 1 < size; i++)
		if (memcmp(out + i, "ё", 2) == 0)
			memcpy(out + i, "е", 2);
	return size;
}

typedef enum { SCRIPT_OTHER, SCRIPT_ENGLISH, SCRIPT_RUSSIAN, SCRIPT_DIGITS } Script;

static Script script_of(const char *word, int size)
{
	gboolean digit = FALSE, latin = FALSE, cyrillic = FALSE, other = FALSE;
	for (int i = 0; i < size; i++) {
		guchar byte = (guchar)word[i];
		if (g_ascii_isdigit(word[i]))
			digit = TRUE;
		else if (byte < 0x80)
			latin = TRUE;
		else if (byte == 0xd0 || byte == 0xd1)
			cyrillic = TRUE;
		else if (byte >= 0xc0)
			other = TRUE;
	}
	if (other)
		return SCRIPT_OTHER;
	if (digit)
		return SCRIPT_DIGITS;
	if (latin == cyrillic)
		return SCRIPT_OTHER;
	return latin ? SCRIPT_ENGLISH : SCRIPT_RUSSIAN;
}

static Root *root_of(Tokenizer *tokenizer, const char *word, int size)
{
	guint32 hash = 2166136261u;
	for (int i = 0; i < size; i++)
		hash = (hash ^ (guchar)word[i]) * 16777619u;
	return &tokenizer->roots[(hash ^ hash >> 16) % ROOTS];
}

static void keep_root(Root *kept, const char *word, int size,
	const sb_symbol *root, int root_size)
{
	if (root_size > ROOT_BYTES)
		return;
	kept->word_size = (guint8)size;
	kept->root_size = (guint8)root_size;
	memcpy(kept->word, word, (gsize)size);
	memcpy(kept->root, root, (gsize)root_size);
}

/* A word's script says which stemmer, so one table serves both. */
static int stem(const Emit *emit, struct sb_stemmer *of, const char *word,
	int size, int flags, int start, int end)
{
	Root *kept = size <= ROOT_BYTES ?
		root_of(emit->tokenizer, word, size) : NULL;
	if (kept && kept->word_size == size &&
		memcmp(kept->word, word, (gsize)size) == 0)
		return emit->emit(emit->data, flags, kept->root,
			kept->root_size, start, end);
	const sb_symbol *root = stemmer.sb_stemmer_stem(of,
		(const sb_symbol *)word, size);
	if (!root)
		return SQLITE_NOMEM;
	int root_size = stemmer.sb_stemmer_length(of);
	if (kept)
		keep_root(kept, word, size, root, root_size);
	return emit->emit(emit->data, flags, (const char *)root, root_size,
		start, end);
}

static int each_word(void *data, int flags, const char *word, int size,
	int start, int end)
{
	const Emit *emit = data;
	char folded[WORD_LIMIT];
	Script script = size > WORD_LIMIT ? SCRIPT_OTHER : script_of(word, size);
	switch (script) {
	case SCRIPT_ENGLISH:
		return stem(emit, emit->tokenizer->english, word, size, flags,
			start, end);
	case SCRIPT_RUSSIAN:
		size = fold_yo(word, size, folded);
		return stem(emit, emit->tokenizer->russian, folded, size, flags,
			start, end);
	case SCRIPT_DIGITS:
		size = latinise(word, size, folded);
		word = folded;
		break;
	case SCRIPT_OTHER:
		break;
	}
	return emit->emit(emit->data, flags, word, size, start, end);
}

static int tokenize(Fts5Tokenizer *self, void *data, int flags,
	const char *text, int size,
	int (*token)(void *, int, const char *, int, int, int))
{
	Tokenizer *tokenizer = (Tokenizer *)self;
	Emit emit = {tokenizer, data, token};
	return tokenizer->base.xTokenize(tokenizer->words, &emit, flags, text,
		size, each_word);
}

static void destroy(Fts5Tokenizer *self)
{
	Tokenizer *tokenizer = (Tokenizer *)self;
	if (tokenizer->words)
		tokenizer->base.xDelete(tokenizer->words);
	stemmer.sb_stemmer_delete(tokenizer->russian);
	stemmer.sb_stemmer_delete(tokenizer->english);
	g_free(tokenizer->roots);
	g_free(tokenizer);
}

static int create(void *data, const char **arguments, int count,
	Fts5Tokenizer **out)
{
	(void)arguments;
	(void)count;
	static const char *options[] = {"remove_diacritics", "2"};
	const Words *words = data;
	g_clear_error(words->problem);
	if (!library_load(&library, words->problem))
		return SQLITE_ERROR;
	Tokenizer *tokenizer = g_new0(Tokenizer, 1);
	tokenizer->russian = stemmer.sb_stemmer_new("russian", NULL);
	tokenizer->english = stemmer.sb_stemmer_new("english", NULL);
	tokenizer->roots = g_new0(Root, ROOTS);
	void *base_data = NULL;
	int result = words->api->xFindTokenizer(words->api, "unicode61",
		&base_data, &tokenizer->base);
	if (result == SQLITE_OK)
		result = tokenizer->base.xCreate(base_data, options,
			G_N_ELEMENTS(options), &tokenizer->words);
	if (result == SQLITE_OK &&
		(!tokenizer->russian || !tokenizer->english))
		result = SQLITE_NOMEM;
	if (result != SQLITE_OK) {
		destroy((Fts5Tokenizer *)tokenizer);
		return result;
	}
	*out = (Fts5Tokenizer *)tokenizer;
	return SQLITE_OK;
}

static fts5_api *find_api(sqlite3 *db)
{
	fts5_api *api = NULL;
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &statement, NULL) ==
		SQLITE_OK) {
		sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", NULL);
		sqlite3_step(statement);
	}
	sqlite3_finalize(statement);
	return api;
}

gboolean tokenizer_register(sqlite3 *db, GError **problem)
{
	static fts5_tokenizer tokenizer = {create, destroy, tokenize};
	fts5_api *api = find_api(db);
	if (!api)
		return FALSE;
	Words *words = g_new0(Words, 1);
	*words = (Words){api, problem};
	return api->xCreateTokenizer(api, "desk", words, &tokenizer, g_free) ==
		SQLITE_OK;
}
