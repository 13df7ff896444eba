/*
 * What the application prints, line by line with the time and the stream: `2026-11-29T12:41:01.123Z out TEXT`. It gets a
 * pipe for each stream instead of the terminal; what it prints last is passed on before process 1 ends. A line that is
 * longer than is kept of it becomes several.
 */
#define _GNU_SOURCE
#include "init.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void print(const struct lines *lines, size_t length) {
  char text[sizeof lines->held + 64];
  struct timespec now;
  struct tm when;
  clock_gettime(CLOCK_REALTIME, &now);
  gmtime_r(&now.tv_sec, &when);
  size_t at = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &when);
  at += snprintf(text + at, sizeof text - at, ".%03ldZ %s ", now.tv_nsec / 1000000, lines->stream);
  memcpy(text + at, lines->held, length);
  at += length;
  text[at++] = '\n';
  for (size_t done = 0; done < at;) {
    ssize_t wrote = write(1, text + done, at - done);
    if (wrote < 0 && errno != EINTR) return;
    if (wrote > 0) done += wrote;
  }
}

int open_lines(struct lines *lines, const char *stream, uid_t owner) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) fail("no pipe can be made: %s", strerror(errno));
  /* By its name, /dev/stdout, it can be opened by who owns it. */
  if (fchown(ends[1], owner, -1) < 0) fail("a pipe cannot be given away: %s", strerror(errno));
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  lines->from = ends[0];
  lines->stream = stream;
  lines->count = 0;
  return ends[1];
}

int pass_lines(struct lines *lines) {
  for (;;) {
    ssize_t got = read(lines->from, lines->held + lines->count, sizeof lines->held - lines->count);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got < 0;
    lines->count += got;
    for (char *end; (end = memchr(lines->held, '\n', lines->count));) {
      size_t length = end - lines->held;
      print(lines, length);
      lines->count -= length + 1;
      memmove(lines->held, end + 1, lines->count);
    }
    if (lines->count < sizeof lines->held) continue;
    print(lines, lines->count);
    lines->count = 0;
  }
}

void end_lines(struct lines *lines) {
  pass_lines(lines);
  if (lines->count > 0) print(lines, lines->count);
  lines->count = 0;
}
