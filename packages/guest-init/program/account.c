/* Finds the user that an image names in the accounts of its own root. No name service: there is only the files. */
#include "init.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The number that a text is whole; -1: it is none, or too large for an id. */
static long number_of(const char *text) {
  char *end;
  long number = strtol(text, &end, 10);
  return *text >= '0' && *text <= '9' && *end == 0 && number < 0xffffffffL ? number : -1;
}

/* Cuts the next line into its fields at colons; 0 at the end. Fields that are not there are empty. */
static int next_line(FILE *file, char **line, size_t *size, char *fields[7]) {
  ssize_t length = getline(line, size, file);
  if (length < 0) return 0;
  if (length > 0 && (*line)[length - 1] == '\n') (*line)[length - 1] = 0;
  char *rest = *line;
  for (int i = 0; i < 7; i++) fields[i] = rest ? strsep(&rest, ":") : "";
  return 1;
}

static int is_member(const char *members, const char *name) {
  for (size_t length = strlen(name); *members; members += strcspn(members, ","), members += *members == ',')
    if (strcspn(members, ",") == length && !strncmp(members, name, length)) return length > 0;
  return 0;
}

void find_account(const char *spec, struct account *account) {
  char *user = strdup(spec), *group = strchr(user, ':'), *line = NULL, *fields[7], *name = "";
  size_t size = 0;
  if (group) *group++ = 0;
  if (group && !*group) group = NULL;
  if (!*user) user = "0";
  memset(account, 0, sizeof *account);
  long number = number_of(user);
  int found = 0;
  FILE *file = fopen("/etc/passwd", "re");
  /* A name that is all digits is a name first, as useradd forbids and images do all the same. */
  for (int pass = 0; file && pass < 2 && !found; pass++, rewind(file))
    while (!found && next_line(file, &line, &size, fields)) {
      long uid = number_of(fields[2]), gid = number_of(fields[3]);
      if (uid < 0 || gid < 0 || (pass == 0 ? strcmp(fields[0], user) != 0 : uid != number)) continue;
      found = 1;
      account->uid = uid;
      account->gid = gid;
      name = strdup(fields[0]);
      snprintf(account->home, sizeof account->home, "%s", fields[5]);
    }
  if (file) fclose(file);
  if (!found && number < 0) fail("there is no user \"%s\" in /etc/passwd of the image", user);
  if (!found) account->uid = number;
  account->groups[account->group_count++] = account->gid;
  long group_number = group ? number_of(group) : -1, chosen = group_number;
  file = fopen("/etc/group", "re");
  while (file && next_line(file, &line, &size, fields)) {
    long gid = number_of(fields[2]);
    if (gid < 0) continue;
    if (group && !strcmp(fields[0], group)) chosen = gid;
    if (!group && is_member(fields[3], name) && account->group_count < 64) account->groups[account->group_count++] = gid;
  }
  if (file) fclose(file);
  if (!group) return;
  if (chosen < 0) fail("there is no group \"%s\" in /etc/group of the image", group);
  account->gid = account->groups[0] = chosen;
}
