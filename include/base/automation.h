/*
 * What rules, mail and time do: in no agent's name. Entries are by AUTOMATION,
 * commits of AUTOMATION_MAIL; whoever counts what people do counts both as one,
 * apart from people.
 */
#ifndef BASE_AUTOMATION_H
#define BASE_AUTOMATION_H

#define AUTOMATION "desk"
#define AUTOMATION_MAIL "desk@localhost"

#endif
