#include "mail/smime.h"

#include <gnutls/pkcs7.h>

GBytes *smime_content(GBytes *der)
{
	gsize size;
	gconstpointer bytes = g_bytes_get_data(der, &size);
	gnutls_datum_t input = {(unsigned char *)bytes, (unsigned int)size};
	gnutls_datum_t inner = {NULL, 0};
	gnutls_pkcs7_t message;
	GBytes *content = NULL;
	if (size == 0 || gnutls_pkcs7_init(&message) != GNUTLS_E_SUCCESS)
		return NULL;
	if (gnutls_pkcs7_import(message, &input, GNUTLS_X509_FMT_DER) ==
			GNUTLS_E_SUCCESS &&
		gnutls_pkcs7_get_embedded_data(message, 0, &inner) ==
			GNUTLS_E_SUCCESS && inner.size > 0)
		content = g_bytes_new(inner.data, inner.size);
	gnutls_free(inner.data);
	gnutls_pkcs7_deinit(message);
	return content;
}
