/*
 * `skerry-init START-FILE`: runs the application of a container, and ends with its exit status. Without an argument, as
 * process 1 of a kernel: makes a machine of what is there first.
 */
#include "init.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A kernel whose process 1 ends would only stand still. */
static int machine = 0;

void fail(const char *sentence, ...) {
  va_list values;
  va_start(values, sentence);
  fputs("skerry-init: ", stderr);
  vfprintf(stderr, sentence, values);
  fputc('\n', stderr);
  va_end(values);
  if (machine && getpid() == 1) end_machine(failed);
  _exit(failed);
}

int main(int count, char **words) {
  struct start start;
  machine = count < 2 && getpid() == 1;
  if (machine) run_machine();
  if (count < 2) fail("say which start file, as in: skerry-init /run/start");
  read_start(words[1], &start);
  if (!start.args[0]) fail("the start file %s names no program", words[1]);
  return supervise(&start, NULL, 0);
}
