/*
 * Who pays or is paid, as acts and banks need it: section `requisites` of a
 * customer's file, and of `company` in desk.yaml.
 *
 *	requisites:
 *	  name: ООО «Ромашка»
 *	  inn: 7707083893
 *	  kpp: 773601001
 *	  ogrn: 1027700132195
 *	  address: 117997, Москва, ул. Вавилова, 19
 *	  signs: генеральный директор Иванова М. П.
 *	  bank: ПАО Сбербанк
 *	  bik: 044525225
 *	  account: 40702810838000000017
 *	  correspondent: 30101810400000000225
 *
 * All may be left out. Check digits are verified: ИНН and ОГРН(ИП) as the tax
 * service makes them, accounts with their БИК as the Bank of Russia does; without
 * a БИК an account is any text (an IBAN).
 */
#ifndef MODEL_REQUISITES_H
#define MODEL_REQUISITES_H

#include "base/phrase.h"
#include "text/yaml.h"

typedef enum {
	REQUISITE_NAME, REQUISITE_INN, REQUISITE_KPP, REQUISITE_OGRN,
	REQUISITE_ADDRESS, REQUISITE_SIGNS, REQUISITE_BANK, REQUISITE_BIK,
	REQUISITE_ACCOUNT, REQUISITE_CORRESPONDENT,
	REQUISITES
} Requisite;

typedef struct {
	char *texts[REQUISITES]; /* NULL = not given */
} Requisites;

typedef struct MappingReader MappingReader;

/* "inn". Static. */
const char *requisite_name(Requisite requisite);

/* Reads the mapping `node` (NULL, null: nothing) and complains of each that is
 * wrong. */
void requisites_read(MappingReader *reader, const YamlNode *node,
	Requisites *requisites);
/* Of desk.yaml's section `company`, which has been judged, or is NULL; they have
 * a name: that of the section, else `team`. */
void requisites_of_company(Requisites *requisites, const YamlNode *company,
	const char *team);
void requisites_clear(Requisites *requisites);

/* Appends "KEY: {name: …, inn: …}" as a line; nothing if they are empty. */
void requisites_append(GString *out, const char *key,
	const Requisites *requisites);
/* "ООО «Ромашка», ИНН 7707083893, КПП …, р/с … в ПАО Сбербанк, БИК …"; `title`
 * stands for a name that is not given. Without who signs. g_free(). */
char *requisites_text(const Requisites *requisites, const char *title,
	const char *language);

#endif
