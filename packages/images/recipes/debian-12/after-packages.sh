#!/bin/sh
# Hook of mmdebstrap: everything is installed. Prepares the first start and forgets what belongs to one machine.
set -eu
root=$1
mkdir -p "$root/boot/extlinux" "$root/var/lib/cloud/seed/nocloud"
cp --no-preserve=ownership "$(dirname "$0")/extlinux.conf" "$root/boot/extlinux/extlinux.conf"

chroot "$root" systemctl enable --quiet systemd-networkd systemd-resolved ssh
# Work that a fresh guest does not need in its first minutes, or ever.
chroot "$root" systemctl mask --quiet apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service \
  dpkg-db-backup.timer systemd-pstore.service systemd-binfmt.service
echo 'LANG=C.UTF-8' >"$root/etc/default/locale"
ln -sf ../run/systemd/resolve/stub-resolv.conf "$root/etc/resolv.conf"

# Every guest makes its own: cloud-init the host keys, systemd the id.
rm -f "$root"/etc/ssh/ssh_host_*
: >"$root/etc/machine-id"
rm -f "$root/var/lib/dbus/machine-id" "$root"/var/log/*.log "$root"/var/log/apt/* "$root"/var/cache/debconf/*-old
rm -rf "$root"/var/lib/cloud/instance* "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/*
