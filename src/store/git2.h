/*
 * libgit2, loaded when a store is opened or made: reading commands, which
 * answer from the index, never pay for it. Files of src/store include this
 * instead of <git2.h> and call the functions by their own names.
 */
#ifndef STORE_GIT2_H
#define STORE_GIT2_H

#include "base/library.h"

#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <glib.h>

/* Sorted; each has its line below, too. */
#define GIT2_FUNCTIONS(X) \
	X(git_error_last) \
	X(git_ignore_path_is_ignored) \
	X(git_libgit2_init) \
	X(git_libgit2_opts) \
	X(git_merge_base) \
	X(git_merge_file) \
	X(git_merge_file_input_init) \
	X(git_merge_file_options_init) \
	X(git_merge_file_result_free) \
	X(git_object_type2string) \
	X(git_odb_add_disk_alternate) \
	X(git_odb_exists) \
	X(git_odb_free) \
	X(git_odb_hash) \
	X(git_odb_object_data) \
	X(git_odb_object_free) \
	X(git_odb_object_size) \
	X(git_odb_object_type) \
	X(git_odb_read) \
	X(git_odb_read_header) \
	X(git_odb_refresh) \
	X(git_oid_equal) \
	X(git_oid_fromstr) \
	X(git_oid_fromstrn) \
	X(git_oid_is_zero) \
	X(git_oid_tostr) \
	X(git_oid_tostr_s) \
	X(git_reference_create) \
	X(git_reference_create_matching) \
	X(git_reference_free) \
	X(git_reference_iterator_free) \
	X(git_reference_iterator_glob_new) \
	X(git_reference_name) \
	X(git_reference_next) \
	X(git_reference_remove) \
	X(git_reference_target) \
	X(git_repository_free) \
	X(git_repository_init_ext) \
	X(git_repository_init_options_init) \
	X(git_repository_odb) \
	X(git_repository_open_bare) \
	X(git_repository_set_ident) \
	X(git_repository_set_workdir) \
	X(git_revwalk_free) \
	X(git_revwalk_hide) \
	X(git_revwalk_new) \
	X(git_revwalk_next) \
	X(git_revwalk_push) \
	X(git_revwalk_sorting)

typedef struct {
	LIBRARY_POINTERS(GIT2_FUNCTIONS)
} Git2;

extern Git2 git2;

/* Loads and starts libgit2, once a process. DESK_ERROR_UNAVAILABLE. */
gboolean git2_start(GError **error);
/* From now on commits and files that were read are kept for a while: whoever
 * joins two histories reads each several times. */
void git2_keep_objects(void);

#define git_error_last git2.git_error_last
#define git_ignore_path_is_ignored git2.git_ignore_path_is_ignored
#define git_libgit2_init git2.git_libgit2_init
#define git_libgit2_opts git2.git_libgit2_opts
#define git_merge_base git2.git_merge_base
#define git_merge_file git2.git_merge_file
#define git_merge_file_input_init git2.git_merge_file_input_init
#define git_merge_file_options_init git2.git_merge_file_options_init
#define git_merge_file_result_free git2.git_merge_file_result_free
#define git_object_type2string git2.git_object_type2string
#define git_odb_add_disk_alternate git2.git_odb_add_disk_alternate
#define git_odb_exists git2.git_odb_exists
#define git_odb_free git2.git_odb_free
#define git_odb_hash git2.git_odb_hash
#define git_odb_object_data git2.git_odb_object_data
#define git_odb_object_free git2.git_odb_object_free
#define git_odb_object_size git2.git_odb_object_size
#define git_odb_object_type git2.git_odb_object_type
#define git_odb_read git2.git_odb_read
#define git_odb_read_header git2.git_odb_read_header
#define git_odb_refresh git2.git_odb_refresh
#define git_oid_equal git2.git_oid_equal
#define git_oid_fromstr git2.git_oid_fromstr
#define git_oid_fromstrn git2.git_oid_fromstrn
#define git_oid_is_zero git2.git_oid_is_zero
#define git_oid_tostr git2.git_oid_tostr
#define git_oid_tostr_s git2.git_oid_tostr_s
#define git_reference_create git2.git_reference_create
#define git_reference_create_matching git2.git_reference_create_matching
#define git_reference_free git2.git_reference_free
#define git_reference_iterator_free git2.git_reference_iterator_free
#define git_reference_iterator_glob_new git2.git_reference_iterator_glob_new
#define git_reference_name git2.git_reference_name
#define git_reference_next git2.git_reference_next
#define git_reference_remove git2.git_reference_remove
#define git_reference_target git2.git_reference_target
#define git_repository_free git2.git_repository_free
#define git_repository_init_ext git2.git_repository_init_ext
#define git_repository_init_options_init git2.git_repository_init_options_init
#define git_repository_odb git2.git_repository_odb
#define git_repository_open_bare git2.git_repository_open_bare
#define git_repository_set_ident git2.git_repository_set_ident
#define git_repository_set_workdir git2.git_repository_set_workdir
#define git_revwalk_free git2.git_revwalk_free
#define git_revwalk_hide git2.git_revwalk_hide
#define git_revwalk_new git2.git_revwalk_new
#define git_revwalk_next git2.git_revwalk_next
#define git_revwalk_push git2.git_revwalk_push
#define git_revwalk_sorting git2.git_revwalk_sorting

#endif
