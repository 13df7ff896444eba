/*
 * skerry-init: process 1 of an application's guest. Everything here lives in one process that never returns to anybody:
 * what it cannot do it says on its standard error, and ends with `failed`. Memory is never given back, on purpose.
 */
#ifndef SKERRY_INIT_H
#define SKERRY_INIT_H
#include <sys/types.h>

/* Exit statuses as people know them from shells and other runtimes of containers. */
enum { failed = 125, not_executable = 126, not_found = 127 };

/* What the start file says. Its form and its keys: README.md. */
struct start {
  char **args; /* ends with NULL; empty: there is no application */
  char **env;  /* ends with NULL and has room for two more */
  int env_count;
  const char *cwd;
  const char *user;
  int stop; /* the signal that asks the application to end */
  int halt; /* the signal that asks the system's own init to power off */
  const char *log; /* "lines": each line that it prints gets its time; NULL: it has the terminal */
  const char *host;
  const char *search;
  char **nics; /* "MAC ADDRESS/LENGTH GATEWAY", where the last may be missing */
  char **dns;
};

/* Who the application is, by the accounts of its root. */
struct account {
  uid_t uid;
  gid_t gid;
  gid_t groups[64];
  int group_count;
  char home[1024]; /* empty: the accounts do not say */
};

/* Ends this process with `failed`, after a sentence like printf's. */
void fail(const char *sentence, ...) __attribute__((noreturn, format(printf, 1, 2)));

void read_start(const char *path, struct start *start);
/* `spec`: a name or a number, then maybe a colon and a group. */
void find_account(const char *spec, struct account *account);
/* Runs the application until it ends, with all signals and orphans on its behalf; returns its exit status. */
int supervise(struct start *start, const int *buttons, int button_count);
/* Was the power button pressed since this file of its events was read last? */
int button_pressed(int events);
/* The network of a machine, and the files of `/etc` that tell of it. */
void set_network(const struct start *start);
/* Tells the status of the application and powers off. */
void end_machine(int status) __attribute__((noreturn));
/* One stream of the application, while its lines get their times. */
struct lines {
  int from;
  const char *stream;
  char held[8192];
  size_t count;
};
/* Begins; returns the end for the application, of this owner. */
int open_lines(struct lines *lines, const char *stream, uid_t owner);
/* Passes on what is there; 0: nothing comes any more. */
int pass_lines(struct lines *lines);
/* The same, and what is left of a line besides. */
void end_lines(struct lines *lines);
/* Process 1 of a whole machine: everything from an empty kernel to powering off. */
void run_machine(void) __attribute__((noreturn));
#endif
