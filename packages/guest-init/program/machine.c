/*
 * Process 1 of a whole machine: loads what it needs to see its disks, goes into the root on the first of them, sets the
 * network as it was told, and runs the application, or hands over to the root's own init. What became of it is told on
 * the second serial port, a line each: `begun`, `ready` when it hears its power button, and at last `status N`. Nobody outside believes it of another guest.
 */
#include "init.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/blkpg.h>
#include <linux/fs.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/statfs.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define EXT4_RESIZE _IOW('f', 16, uint64_t)
static int told = -1;

static void tell(const char *word, int number) {
  if (number < 0) dprintf(told, "%s\n", word);
  else dprintf(told, "%s %d\n", word, number);
  tcdrain(told);
}

void end_machine(int status) {
  kill(-1, SIGKILL);
  while (waitpid(-1, NULL, 0) > 0 || errno == EINTR) {}
  sync();
  mount(NULL, "/", NULL, MS_REMOUNT | MS_RDONLY, NULL);
  /* What was printed last is still on its way out of the serial port. */
  tcdrain(1);
  tell("status", status);
  reboot(RB_POWER_OFF);
  for (;;) pause();
}

/* Loads the modules of a list, or only takes them out of memory, where the files of this first root lie. */
static void take_modules(const char *list, int load) {
  char line[256], path[300];
  FILE *file = fopen(list, "re");
  while (file && fgets(line, sizeof line, file)) {
    line[strcspn(line, "\n")] = 0;
    snprintf(path, sizeof path, "/modules/%s", line);
    int module = load ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (load && syscall(SYS_finit_module, module, "", 0) < 0 && errno != EEXIST && errno != ENODEV)
      fprintf(stderr, "skerry-init: %s was not loaded: %s\n", line, strerror(errno));
    if (module >= 0) close(module);
    unlink(path);
  }
  if (file) fclose(file);
}

static int is_ext4(const char *device) {
  unsigned char magic[2] = {0};
  int disk = open(device, O_RDONLY | O_CLOEXEC);
  ssize_t got = pread(disk, magic, 2, 1024 + 56);
  close(disk);
  return got == 2 && magic[0] == 0x53 && magic[1] == 0xef;
}

/* The disk with our serial number, or the first without it. */
static int find_disk(int context, char *device) {
  for (char letter = 'a'; letter <= 'z'; letter++) {
    char path[64], serial[32] = "";
    sprintf(path, "/sys/block/vd%c/serial", letter);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) continue;
    if (read(file, serial, sizeof serial - 1) < 0) *serial = 0;
    close(file);
    sprintf(device, "/dev/vd%c", letter);
    if ((strncmp(serial, "context", 7) == 0) == context) return 1;
  }
  return 0;
}

/* Lets the last partition of a classic table reach to the end of its disk, in whole MiB. */
static void grow_partition(const char *device, int number) {
  unsigned char table[512];
  uint64_t bytes = 0;
  uint32_t start, size, other;
  int disk = open(device, O_RDWR | O_CLOEXEC);
  unsigned char *entry = table + 446 + 16 * (number - 1);
  if (pread(disk, table, 512, 0) != 512 || table[511] != 0xaa || ioctl(disk, BLKGETSIZE64, &bytes) < 0) goto out;
  memcpy(&start, entry + 8, 4);
  memcpy(&size, entry + 12, 4);
  for (int i = 0; i < 4; i++) {
    memcpy(&other, table + 446 + 16 * i + 8, 4);
    if (other > start) goto out;
  }
  uint64_t end = bytes / 512 > 0xffffffff ? 0xffffffff : bytes / 512;
  end -= end % 2048;
  if (entry[4] != 0x83 || end < (uint64_t)start + size + 2048) goto out;
  size = end - start;
  memcpy(entry + 12, &size, 4);
  struct blkpg_partition partition = {.start = start * 512LL, .length = size * 512LL, .pno = number};
  struct blkpg_ioctl_arg resize = {.op = BLKPG_RESIZE_PARTITION, .datalen = sizeof partition, .data = &partition};
  if (pwrite(disk, table, 512, 0) == 512) ioctl(disk, BLKPG, &resize);
out:
  close(disk);
}

static void mount_root(void) {
  char disk[16], device[20] = "";
  for (int tries = 0; !find_disk(0, disk); tries++) {
    if (tries == 100) fail("there is no disk with a root file system");
    usleep(50000);
  }
  if (is_ext4(disk)) strcpy(device, disk);
  for (int number = 1; number <= 4 && !*device; number++) {
    snprintf(device, sizeof device, "%s%d", disk, number);
    if (is_ext4(device)) grow_partition(disk, number);
    else *device = 0;
  }
  if (!*device) fail("the first disk has no ext4 file system, neither whole nor in a partition");
  mkdir("/root", 0755);
  if (mount(device, "/root", "ext4", 0, "") < 0) fail("the root file system on %s cannot be mounted: %s", device, strerror(errno));
  int root = open("/root", O_RDONLY | O_CLOEXEC), block = open(device, O_RDONLY | O_CLOEXEC);
  struct statfs about;
  uint64_t bytes = 0;
  /* A file system that is as large as its device stays as it is, and says so by an error. */
  if (fstatfs(root, &about) == 0 && ioctl(block, BLKGETSIZE64, &bytes) == 0 && about.f_bsize) {
    bytes /= about.f_bsize;
    ioctl(root, EXT4_RESIZE, &bytes);
  }
  close(root);
  close(block);
}

/* Copies the start file from the context disk (ECMA-119: the root's record at 156 of the descriptor in sector 16). */
static void copy_start(const char *to) {
  unsigned char descriptor[2048], folder[2048];
  uint32_t at, size;
  char device[16];
  if (!find_disk(1, device)) fail("there is no context disk");
  int disk = open(device, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (pread(disk, descriptor, 2048, 16 * 2048) != 2048) fail("the context disk cannot be read");
  memcpy(&at, descriptor + 158, 4);
  if (pread(disk, folder, 2048, at * 2048L) != 2048) fail("the context disk cannot be read");
  for (unsigned char *record = folder; record < folder + 2000 && *record; record += *record) {
    if (record[32] < 5 || memcmp(record + 33, "START", 5)) continue;
    memcpy(&at, record + 2, 4);
    memcpy(&size, record + 10, 4);
    char *text = malloc(size + 1);
    if (!text || pread(disk, text, size, at * 2048L) != size || write(out, text, size) != size)
      fail("the start file on the context disk cannot be read");
    free(text);
    close(disk);
    close(out);
    return;
  }
  fail("the context disk has no start file");
}

/* Makes the root what `/` is. */
static void enter_root(void) {
  const char *kernel[] = {"dev", "proc", "sys"};
  for (int i = 0; i < 3; i++) {
    char from[8], to[16];
    sprintf(from, "/%s", kernel[i]);
    sprintf(to, "/root/%s", kernel[i]);
    mkdir(to, 0755);
    if (mount(from, to, NULL, MS_MOVE, NULL) < 0) fail("%s of the root is no place for a mount: %s", from, strerror(errno));
  }
  if (chdir("/root") < 0 || mount(".", "/", NULL, MS_MOVE, NULL) < 0 || chroot(".") < 0 || chdir("/") < 0)
    fail("the root cannot be entered: %s", strerror(errno));
}

static void furnish(void) {
  const char *links[][2] = {{"/proc/self/fd", "/dev/fd"}, {"fd/0", "/dev/stdin"}, {"fd/1", "/dev/stdout"}, {"fd/2", "/dev/stderr"}};
  for (int i = 0; i < 4; i++)
    if (symlink(links[i][0], links[i][1]) < 0 && errno != EEXIST) fail("%s cannot be made: %s", links[i][1], strerror(errno));
  mkdir("/dev/pts", 0755);
  mkdir("/dev/shm", 01777);
  mkdir("/tmp", 01777);
  mount("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "mode=620,gid=5,ptmxmode=666");
  mount("shm", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");
}

/* The root's own init takes our place; a child of ours stays and tells it of the power button. */
static void hand_over(const struct start *start, const int *buttons, int count) {
  if (count > 0 && start->halt > 0 && fork() == 0) {
    struct pollfd watched[16];
    for (int i = 0; i < count; i++) watched[i] = (struct pollfd){.fd = buttons[i], .events = POLLIN};
    for (setsid(); poll(watched, count, -1) > 0;)
      for (int i = 0; i < count; i++)
        if (watched[i].revents && button_pressed(buttons[i])) kill(1, start->halt);
    _exit(0);
  }
  char *const words[] = {"/sbin/init", NULL};
  execv(words[0], words);
  fprintf(stderr, "skerry-init: %s cannot be started: %s\n", words[0], strerror(errno));
  end_machine(errno == ENOENT ? not_found : not_executable);
}

void run_machine(void) {
  static struct start start;
  char console[64] = "ttyS0", path[80], *last;
  int buttons[15], count = 0;
  mkdir("/dev", 0755), mkdir("/proc", 0555), mkdir("/sys", 0555);
  mount("dev", "/dev", "devtmpfs", MS_NOSUID, "mode=755");
  mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
  mount("sys", "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
  told = open("/dev/ttyS1", O_WRONLY | O_NOCTTY | O_CLOEXEC);
  tell("begun", -1);
  /* Of `/dev/console` nothing can be a controlling terminal: the device behind it can. */
  int active = open("/sys/class/tty/console/active", O_RDONLY | O_CLOEXEC);
  ssize_t length = read(active, console, sizeof console - 1);
  if (length > 0) console[length - (console[length - 1] == '\n')] = 0;
  close(active);
  last = strrchr(console, ' ');
  snprintf(path, sizeof path, "/dev/%s", last ? last + 1 : console);
  int terminal = open(path, O_RDWR | O_NOCTTY);
  for (int i = 0; i < 3 && terminal >= 0; i++)
    if (terminal != i) dup2(terminal, i);
  if (terminal > 2) close(terminal);
  take_modules("/modules/order", 1);
  mount_root();
  copy_start("/start");
  read_start("/start", &start);
  unlink("/start");
  take_modules("/modules/system", !start.args[0]);
  enter_root();
  furnish();
  if (start.host) sethostname(start.host, strlen(start.host));
  if (start.args[0]) set_network(&start);
  for (int i = 0; i < 15; i++) {
    snprintf(path, sizeof path, "/dev/input/event%d", i);
    buttons[count] = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    count += buttons[count] >= 0;
  }
  /* From here on who presses the button is heard. */
  tell("ready", -1);
  if (start.args[0]) end_machine(supervise(&start, buttons, count));
  hand_over(&start, buttons, count);
  for (;;) pause();
}
