/* Which paths the files of a push may have. Pure. */
#ifndef APP_CHECK_PUSH_PATH_H
#define APP_CHECK_PUSH_PATH_H

#include "base/phrase.h"

/* Why no file of a store may have it; NULL: it may. */
const Phrase *push_path_refusal(const char *path);

/* As machines have it where case or the form of letters makes no difference.
 * g_free(). */
char *push_path_fold(const char *path);

#endif
