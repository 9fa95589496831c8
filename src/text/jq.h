/*
 * libjq, loaded when JSON is read or asked: writing JSON does without. json.c
 * includes this instead of <jq.h> and calls the functions by their own names.
 */
#ifndef TEXT_JQ_H
#define TEXT_JQ_H

#include "base/library.h"

#include <glib.h>
#include <jq.h>

/* Sorted; each has its line below, too. */
#define JQ_FUNCTIONS(X) \
	X(jq_compile) \
	X(jq_format_error) \
	X(jq_init) \
	X(jq_next) \
	X(jq_set_error_cb) \
	X(jq_start) \
	X(jq_teardown) \
	X(jv_array_get) \
	X(jv_array_length) \
	X(jv_copy) \
	X(jv_dump_string) \
	X(jv_free) \
	X(jv_get_kind) \
	X(jv_invalid) \
	X(jv_invalid_get_msg) \
	X(jv_invalid_has_msg) \
	X(jv_number_value) \
	X(jv_object_iter) \
	X(jv_object_iter_key) \
	X(jv_object_iter_next) \
	X(jv_object_iter_valid) \
	X(jv_object_iter_value) \
	X(jv_parser_free) \
	X(jv_parser_new) \
	X(jv_parser_next) \
	X(jv_parser_set_buf) \
	X(jv_string_length_bytes) \
	X(jv_string_value)

typedef struct {
	LIBRARY_POINTERS(JQ_FUNCTIONS)
} Jq;

extern Jq jq;

/* Loads libjq, once a process. DESK_ERROR_UNAVAILABLE. */
gboolean jq_load(GError **error);

#define jq_compile jq.jq_compile
#define jq_format_error jq.jq_format_error
#define jq_init jq.jq_init
#define jq_next jq.jq_next
#define jq_set_error_cb jq.jq_set_error_cb
#define jq_start jq.jq_start
#define jq_teardown jq.jq_teardown
#define jv_array_get jq.jv_array_get
#define jv_array_length jq.jv_array_length
#define jv_copy jq.jv_copy
#define jv_dump_string jq.jv_dump_string
#define jv_free jq.jv_free
#define jv_get_kind jq.jv_get_kind
#define jv_invalid jq.jv_invalid
#define jv_invalid_get_msg jq.jv_invalid_get_msg
#define jv_invalid_has_msg jq.jv_invalid_has_msg
#define jv_number_value jq.jv_number_value
#define jv_object_iter jq.jv_object_iter
#define jv_object_iter_key jq.jv_object_iter_key
#define jv_object_iter_next jq.jv_object_iter_next
#define jv_object_iter_valid jq.jv_object_iter_valid
#define jv_object_iter_value jq.jv_object_iter_value
#define jv_parser_free jq.jv_parser_free
#define jv_parser_new jq.jv_parser_new
#define jv_parser_next jq.jv_parser_next
#define jv_parser_set_buf jq.jv_parser_set_buf
#define jv_string_length_bytes jq.jv_string_length_bytes
#define jv_string_value jq.jv_string_value

#endif
