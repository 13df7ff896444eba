#!/usr/bin/env bash
# A FUSE export of QEMU over a descriptor that somebody else has mounted.
#
# libfuse lets a server run without the right to mount: whoever starts it opens /dev/fuse, mounts, and names the mount point
# "/dev/fd/N" (its fuse_lowlevel.h). QEMU's export looks at the mount point first, and refuses what is no plain file; a
# descriptor of /dev/fuse never is one. Both are content where a plain file of the name /dev/fd/N lies in the root of the
# process: QEMU looks at the file, libfuse only at the name.
#
# Seen with qemu-storage-daemon 7.2 and libfuse 3.14 of Debian 12, as root:
#   with the real /dev/fd:  '/dev/fd/3' is not a regular file
#   with a plain file:      the disk's bytes through the mount
# Needs: root, /dev/fuse, and the libraries that Debian's qemu-utils brings. Ends with 1 when that is so no more.
set -euo pipefail

packages=(qemu-system-common=1:7.2+dfsg-7+deb12u18+b3 qemu-utils=1:7.2+dfsg-7+deb12u18+b3 libfuse3-3=3.14.0-4)
folder=$(mktemp -d)
served=
trap 'test -z "$served" || kill "$served" 2>/dev/null; umount -l "$folder/shown" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
# Older ones are not kept by every mirror: what is installed will do, if its upstream version is the same.
if apt-get download "${packages[@]}" >/dev/null 2>&1; then
  for package in *.deb; do dpkg-deb -x "$package" root; done
  PATH=$folder/root/usr/bin:$PATH
  export LD_LIBRARY_PATH=$folder/root/usr/lib/x86_64-linux-gnu:$folder/root/lib/x86_64-linux-gnu
fi
version=$(qemu-storage-daemon --version | head -1)
echo "$version"
case $version in *' 7.2.'*) ;; *) echo 'another version than this was seen with' >&2; exit 1 ;; esac

printf 'bytes of the disk' > plain
truncate -s 1M plain
qemu-img convert -q -f raw -O qcow2 plain disk.qcow2
disk='{"driver":"qcow2","node-name":"disk","file":{"driver":"file","filename":"disk.qcow2"}}'
export='{"type":"fuse","id":"disk","node-name":"disk","mountpoint":"/dev/fd/3","writable":true}'
touch shown
exec 3<>/dev/fuse

echo '1. /dev/fd as the kernel has it'
answer=$(qemu-storage-daemon --blockdev "$disk" --export "$export" 2>&1 && true) || true
echo "${answer##*: }"
test "${answer##*: }" = "'/dev/fd/3' is not a regular file"

echo '2. a plain file of that name'
mount -i -t fuse -o fd=3,rootmode=100000,user_id=0,group_id=0,allow_other,default_permissions disk shown
setsid unshare --mount --propagation private sh -ec '
  mkdir dev && mount -t tmpfs none dev && mkdir dev/fd && touch dev/fd/3 dev/null && mount --bind /dev/null dev/null
  mount --move dev /dev
  exec qemu-storage-daemon --blockdev "$1" --export "$2"' sh "$disk" "$export" </dev/null &
served=$!
exec 3>&-
# The kernel answers nobody before the server does.
found=$(timeout 20 head -c 17 shown)
echo "$found"
test "$found" = 'bytes of the disk'
