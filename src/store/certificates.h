/*
 * libgit2 reads all certificates of the machine when it starts, for transports
 * that desk leaves to git: ten milliseconds of every command that writes. This
 * takes the place of mbedTLS's function, with which Debian's libgit2 does so:
 * the program's own symbols come before those of its libraries (the Makefile
 * exports it). Without a certificate nobody is trusted, should anything ever
 * ask. Elsewhere nothing calls it.
 */
#ifndef STORE_CERTIFICATES_H
#define STORE_CERTIFICATES_H

/* Answers "none failed", and reads nothing. */
int mbedtls_x509_crt_parse_file(void *chain, const char *path);

#endif
