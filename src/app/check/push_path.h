/* Which paths the files of a push may have. Pure. */
#ifndef APP_CHECK_PUSH_PATH_H
#define APP_CHECK_PUSH_PATH_H

#include "base/phrase.h"

/* Why no file of a store may have it; NULL: it may. */
const Phrase *push_path_refusal(const char *path);

/* Do both stand for one file on some machine, where case or the form of
 * letters makes no difference? */
gboolean push_path_is_same(const char *one, const char *other);

#endif
