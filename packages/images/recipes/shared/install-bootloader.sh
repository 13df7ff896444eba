#!/bin/sh
# Installs extlinux into the root partition of a raw disk image, which only works on a mounted file system.
#
# Run it in a mount namespace of its own (unshare --mount --propagation private): whatever ends it, the kernel then
# drops the mount, and with the mount the loop device. Nothing can be left behind.
#
#   install-bootloader.sh DISK OFFSET-OF-THE-PARTITION MOUNT-POINT
set -eu
disk=$1 offset=$2 target=$3

# loop: mount takes a free loop device and marks it to be freed on the last unmount.
mount -t ext4 -o "loop,offset=$offset" "$disk" "$target"
trap 'umount "$target"' EXIT
extlinux --install "$target/boot/extlinux" 2>&1
