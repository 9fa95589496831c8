/*
 * What trees differ in, remembered: who made a tree of another knows it, and who
 * has compared two need not do so again.
 */
#ifndef STORE_TREE_KNOWN_H
#define STORE_TREE_KNOWN_H

#include "store/tree.h"

typedef struct TreeKnown TreeKnown;
/* Nothing known yet. */
TreeKnown *tree_known_new(void);
void tree_known_free(TreeKnown *known);

/* Differences as they are found, in path order: tree_known_add() is a TreeDiffers.
 * tree_known_note() takes the list; long ones are not remembered. */
GArray *tree_known_list(void);
void tree_known_add(const TreeDifference *difference, void *list);
void tree_known_note(TreeKnown *known, const git_oid *before,
	const git_oid *after, GArray *list);

/* FALSE: not known, and nothing was told. */
gboolean tree_known_tell(const TreeKnown *known, const git_oid *before,
	const git_oid *after, TreeDiffers differs, void *data);

#endif
