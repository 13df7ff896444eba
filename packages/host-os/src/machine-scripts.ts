/** What the shell does on the way into a machine: see isolated-machine.ts, which alone runs these. */
import { loopsInPerl } from './loop-names.ts';

/** The first process of a machine; the words of the marker follow. Its children are buried by the kernel. */
export const firstProcess = {
  free: `$SIG{CHLD} = 'IGNORE'; $SIG{TERM} = sub { exit }; sleep 3600 while 1;`,
  /** Ends with its standard input, and so with whoever holds the other end; lets go of loop devices below its last word. */
  leashed: `${loopsInPerl} $SIG{CHLD} = 'IGNORE'; $SIG{TERM} = sub { exit };
    my $n; do { $n = sysread(STDIN, my $word, 1) } until defined $n && $n == 0; below($ARGV[-1], 1);`,
} as const;

/** Enters the cgroups whose `cgroup.procs` are the words before `--`, then runs the words after it. */
export const join = `while [ "$1" != -- ]; do echo 0 > "$1" || exit; shift; done; shift; exec "$@"`;

/**
 * Runs as the first process. Mounts that serve disks of guests are let go of first: a copy of them would keep whoever
 * owns them from unmounting. Its own /run, so that nobody finds the sockets of this machine's services; its own /sys,
 * which shows its own network interfaces; its own cgroups as the whole tree. What is bound is taken hold of before
 * copied and empty directories hide it.
 */
export const furnish = `
set -e
echo "$1" > /proc/sys/kernel/hostname
cgroup=$2; first=$3; shift 3
awk '{ for (i = 7; $i != "-"; i++); if ($(i + 1) ~ /^fuse/ || ($(i + 2) ~ "^/dev/loop" && $(i + 1) != "squashfs")) print $5 }' \
  /proc/self/mountinfo | while read -r point; do umount --lazy "$(printf '%b' "$(echo "$point" | sed 's/\\\\/\\\\0/g')")" || true; done
mount -t tmpfs -o mode=755,nosuid,nodev tmpfs /run
mkdir -p /run/lock /run/old/cgroup /run/old/security /run/old/held /run/old/places
[ ! -d /sys/kernel/security ] || mount --rbind /sys/kernel/security /run/old/security
mount --rbind /sys/fs/cgroup /run/old/cgroup
umount --recursive --lazy /sys/fs/cgroup
mount -t sysfs -o nosuid,nodev,noexec sysfs /sys
[ ! -d /sys/kernel/security ] || mount --rbind /run/old/security /sys/kernel/security
if [ -e /run/old/cgroup/cgroup.controllers ]; then
  mount --bind "/run/old/cgroup/$cgroup" /sys/fs/cgroup
else
  mount -t tmpfs -o mode=755,nosuid,nodev,noexec tmpfs /sys/fs/cgroup
  for old in /run/old/cgroup/*; do
    new="/sys/fs/cgroup/\${old##*/}"
    if [ -L "$old" ]; then cp -a "$old" "$new"; continue; fi
    mountpoint -q "$old" || continue
    mkdir "$new"
    mount --bind "$old/$cgroup" "$new"
  done
fi
for procs in /sys/fs/cgroup/init.scope/cgroup.procs /sys/fs/cgroup/*/init.scope/cgroup.procs; do
  [ ! -e "$procs" ] || echo 0 > "$procs"
done
count=0
while [ "$1" != -- ]; do
  count=$((count + 1)); held=/run/old/held/$count
  if [ -d "$1" ]; then mkdir "$held"; else : > "$held"; fi
  mount --rbind "$1" "$held"
  printf %s "$2" > "/run/old/places/$count"
  shift 2
done
shift
while [ "$1" != -- ]; do
  own="/run/own/$(echo "$1" | tr / _)"
  mkdir -p "$own/upper" "$own/work"
  mount -t overlay -o "lowerdir=$1,upperdir=$own/upper,workdir=$own/work" overlay "$1"
  shift
done
shift
while [ "$1" != -- ]; do mkdir -p "$1"; mount -t tmpfs -o mode=755,nosuid,nodev tmpfs "$1"; shift; done
shift
for held in $(seq "$count"); do
  place=$(cat "/run/old/places/$held")
  [ ! -d "/run/old/held/$held" ] || mkdir -p "$place"
  mount --rbind "/run/old/held/$held" "$place"
  umount --lazy "/run/old/held/$held"
done
for tree in cgroup security; do umount --recursive --lazy "/run/old/$tree" || true; done
rm -rf --one-file-system /run/old
ip link set lo up
exec perl -e "$first" "$@"`;
