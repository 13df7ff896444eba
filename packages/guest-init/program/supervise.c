/*
 * Runs the application and looks after it as process 1 must: every orphan is reaped, every signal passed on, and what
 * asks a guest to stop (SIGPWR, a power button) becomes the signal that the application knows.
 *
 * All signals stay blocked here and are read from a file, so none is lost between two calls, and none ends process 1.
 */
#include "init.h"
#include <errno.h>
#include <linux/input.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <grp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char usual_path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

static const char *value_of(const struct start *start, const char *name) {
  size_t length = strlen(name);
  for (char **env = start->env; *env; env++)
    if (!strncmp(*env, name, length) && (*env)[length] == '=') return *env + length + 1;
  return NULL;
}

void make_directories(const char *path) {
  char *copy = strdup(path);
  for (char *at = copy + 1; *at; at++)
    if (*at == '/') {
      *at = 0;
      mkdir(copy, 0755);
      *at = '/';
    }
  mkdir(copy, 0755);
}

/* Becomes the application; where that is not possible, says why and ends as a shell would. */
static void become(struct start *start, const struct account *account, const int *prints) {
  sigset_t none;
  setsid();
  if (prints[0] >= 0 && (dup2(prints[0], 1) < 0 || dup2(prints[1], 2) < 0)) fail("its streams cannot be given to it");
  /*
   * Ctrl-C at a terminal is meant for the application. One that prints into pipes does not own it: with the end of its
   * owner the kernel hangs a serial port up, and what stands in it is lost.
   */
  if (prints[0] < 0 && isatty(0)) ioctl(0, TIOCSCTTY, 0);
  make_directories(start->cwd);
  if (chdir(start->cwd) < 0) fail("the working directory %s cannot be entered: %s", start->cwd, strerror(errno));
  if (setgroups(account->group_count, account->groups) < 0 || setgid(account->gid) < 0 || setuid(account->uid) < 0)
    fail("the application cannot become user %u: %s", account->uid, strerror(errno));
  for (int number = 1; number <= 64; number++) signal(number, SIG_DFL);
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  const char *program = start->args[0], *found = program, *path = value_of(start, "PATH");
  char candidate[4096];
  int error = ENOENT;
  if (strchr(program, '/')) {
    execve(program, start->args, start->env);
    error = errno;
  } else
    for (; *program && *path; path += *path == ':') {
      size_t length = strcspn(path, ":");
      snprintf(candidate, sizeof candidate, "%.*s/%s", (int)length, length ? path : ".", program);
      execve(candidate, start->args, start->env);
      if (errno != ENOENT && errno != ENOTDIR) error = errno, found = strdup(candidate);
      path += length;
    }
  fprintf(stderr, "skerry-init: %s cannot be started: %s\n", found, strerror(error));
  _exit(error == ENOENT || error == ENOTDIR ? not_found : not_executable);
}

/* Reaps all that have ended; the application's wait status when it is among them, else -1. */
static int reap(pid_t application) {
  int status, its = -1;
  for (pid_t ended; (ended = waitpid(-1, &status, WNOHANG)) > 0;)
    if (ended == application) its = status;
  return its;
}

int button_pressed(int events) {
  struct input_event event;
  int yes = 0;
  while (read(events, &event, sizeof event) == sizeof event)
    yes |= event.type == EV_KEY && event.code == KEY_POWER && event.value == 1;
  return yes;
}

int supervise(struct start *start, const int *buttons, int button_count) {
  struct account account;
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, NULL);
  find_account(start->user, &account);
  if (!value_of(start, "PATH")) start->env[start->env_count++] = strdup(usual_path);
  if (!value_of(start, "HOME")) {
    char *home = malloc(sizeof account.home + 8);
    sprintf(home, "HOME=%s", *account.home ? account.home : "/");
    start->env[start->env_count++] = home;
  }
  /* Where somebody else is process 1, as in tests, orphans come here all the same. */
  if (getpid() != 1) prctl(PR_SET_CHILD_SUBREAPER, 1);
  /* The terminal becomes the application's, which may open it anew by its name. Who gives one up is sent two signals, which nobody outside meant. */
  if (isatty(0) && ioctl(0, TIOCNOTTY) == 0) {
    const struct timespec now = {0};
    sigset_t two;
    sigemptyset(&two);
    sigaddset(&two, SIGHUP);
    sigaddset(&two, SIGCONT);
    while (sigtimedwait(&two, NULL, &now) > 0) {}
  }
  if (isatty(0)) fchown(0, account.uid, -1);
  static struct lines lines[2];
  int prints[2] = {-1, -1}, line_count = start->log && !strcmp(start->log, "lines") ? 2 : 0;
  for (int i = 0; i < line_count; i++) prints[i] = open_lines(&lines[i], i == 0 ? "out" : "err", account.uid);
  int signals = signalfd(-1, &all, SFD_CLOEXEC);
  pid_t application = fork();
  if (application == 0) become(start, &account, prints);
  if (signals < 0 || application < 0) fail("no process can be started: %s", strerror(errno));
  for (int i = 0; i < line_count; i++) close(prints[i]);
  struct pollfd watched[16] = {{.fd = signals, .events = POLLIN}};
  if (button_count > 13) button_count = 13;
  for (int i = 0; i < button_count; i++) watched[i + 1] = (struct pollfd){.fd = buttons[i], .events = POLLIN};
  struct pollfd *printed = watched + button_count + 1;
  for (int i = 0; i < line_count; i++) printed[i] = (struct pollfd){.fd = lines[i].from, .events = POLLIN};
  for (;;) {
    struct signalfd_siginfo came;
    if (poll(watched, button_count + 1 + line_count, -1) < 0) continue;
    for (int i = 0; i < line_count; i++)
      if (printed[i].revents && !pass_lines(&lines[i])) printed[i].fd = -1;
    for (int i = 1; i <= button_count; i++)
      if (watched[i].revents && button_pressed(watched[i].fd)) kill(application, start->stop);
    if (!watched[0].revents || read(signals, &came, sizeof came) != sizeof came) continue;
    if (came.ssi_signo != SIGCHLD) {
      kill(application, came.ssi_signo == SIGPWR ? start->stop : (int)came.ssi_signo);
      continue;
    }
    int status = reap(application);
    if (status == -1) continue;
    for (int i = 0; i < line_count; i++) end_lines(&lines[i]);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }
}
