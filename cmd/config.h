/* What the files of `desk config` share. */
#ifndef CMD_CONFIG_H
#define CMD_CONFIG_H

#include "cmd/command.h"

/* Each setting in force here, without "desk.": later ones win, some stand
 * several times. */
typedef void (*SettingEach)(const char *name, const char *value, void *data);
void config_each_setting(Context *context, SettingEach each, void *data);

#endif
