/*
 * The SHA-1 of many bytes, as git's own files end with: the index of a large
 * work tree is megabytes, written by each command that changes a ticket.
 */
#ifndef STORE_SHA1_H
#define STORE_SHA1_H

#include <glib.h>

enum { SHA1_SIZE = 20 };

/* Of both, one after the other. By libcrypto, which knows what the processor can;
 * where there is none, by GLib, ten times as slowly. */
void sha1_of(const void *head, gsize head_size, const void *bytes, gsize size,
	guint8 digest[SHA1_SIZE]);

#endif
