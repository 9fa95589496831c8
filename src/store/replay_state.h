/*
 * The inside of a replay, for replay.c and replay_originals.c alone.
 */
#ifndef STORE_REPLAY_STATE_H
#define STORE_REPLAY_STATE_H

#include "store/object_sink.h"
#include "store/replay.h"
#include "store/writer.h"
#include "system/clock.h"

struct StoreReplay {
	Writer at;
	ObjectSink *sink;
	char tip[41];
	git_oid tip_oid, tip_tree;
	GHashTable *puts; /* path -> what is put there */
};

/* The reflog tells who moves refs. */
void store_replay_name(StoreReplay *replay);

#endif
