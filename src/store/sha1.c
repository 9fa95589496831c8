#include "store/sha1.h"

#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include "base/library.h"

/* The ones without a provider, whose set-up would cost more than they save. */
#define CRYPTO_FUNCTIONS(X) X(SHA1_Init) X(SHA1_Update) X(SHA1_Final)

static struct {
	LIBRARY_POINTERS(CRYPTO_FUNCTIONS)
} crypto;
static Library library = LIBRARY(LIBCRYPTO, CRYPTO_FUNCTIONS, crypto);

static gboolean crypto_start(void)
{
	static enum { UNKNOWN, ABSENT, LOADED } state;
	/* libgit2 has loaded it already where it needs it itself. */
	if (state == UNKNOWN)
		state = library_load(&library, NULL) ? LOADED : ABSENT;
	return state == LOADED;
}

void sha1_of(const void *head, gsize head_size, const void *bytes, gsize size,
	guint8 digest[SHA1_SIZE])
{
	SHA_CTX context;
	if (crypto_start() && crypto.SHA1_Init(&context) &&
		crypto.SHA1_Update(&context, head, head_size) &&
		crypto.SHA1_Update(&context, bytes, size) &&
		crypto.SHA1_Final(digest, &context))
		return;
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
	gsize length = SHA1_SIZE;
	g_checksum_update(sum, head, (gssize)head_size);
	g_checksum_update(sum, bytes, (gssize)size);
	g_checksum_get_digest(sum, digest, &length);
}
