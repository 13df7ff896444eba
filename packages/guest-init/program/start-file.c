/* Reads the start file: records ended by a zero byte, `key=value`. Keys that are not known are left to later versions. */
#include "init.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reads it whole. A file that was cut off in a record is refused: half of an environment is worse than none. */
static char *whole(const char *path, size_t *length) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  struct stat about;
  if (file < 0 || fstat(file, &about) < 0) fail("the start file %s cannot be read: %s", path, strerror(errno));
  char *text = malloc(about.st_size + 1);
  size_t have = 0;
  for (ssize_t got; text && (got = read(file, text + have, about.st_size - have)) > 0;) have += got;
  if (!text || have != (size_t)about.st_size) fail("the start file %s cannot be read whole", path);
  if (have == 0 || text[have - 1] != 0) fail("the start file %s is cut off", path);
  close(file);
  *length = have;
  return text;
}

static int signal_number(const char *value) {
  char *end;
  long number = strtol(value, &end, 10);
  if (*value == 0 || *end != 0 || number < 1 || number > 64) fail("the start file names no signal: %s", value);
  return number;
}

void read_start(const char *path, struct start *start) {
  size_t length, records = 0;
  char *text = whole(path, &length);
  for (size_t at = 0; at < length; at++) records += text[at] == 0;
  memset(start, 0, sizeof *start);
  struct {
    const char *key;
    char ***list;
    int count;
  } lists[] = {{"arg", &start->args, 0}, {"env", &start->env, 0}, {"nic", &start->nics, 0}, {"dns", &start->dns, 0}};
  struct {
    const char *key;
    const char **word;
  } words[] = {{"cwd", &start->cwd}, {"user", &start->user}, {"host", &start->host}, {"search", &start->search}, {"log", &start->log}};
  struct {
    const char *key;
    int *number;
  } signals[] = {{"stop", &start->stop}, {"halt", &start->halt}};
  start->cwd = "/";
  start->user = "0";
  start->stop = 15;
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
    *lists[i].list = calloc(records + 3, sizeof(char *));
    if (!*lists[i].list) fail("there is no memory for the start file");
  }
  for (char *record = text, *next; record < text + length; record = next) {
    char *value = strchr(record, '=');
    next = record + strlen(record) + 1;
    if (!value) fail("the start file %s has a record without a key", path);
    *value++ = 0;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
      if (!strcmp(record, lists[i].key)) (*lists[i].list)[lists[i].count++] = value;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
      if (!strcmp(record, words[i].key)) *words[i].word = value;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
      if (!strcmp(record, signals[i].key)) *signals[i].number = signal_number(value);
  }
  start->env_count = lists[1].count;
}
