import { run } from '@skerry/host-os';
import { chmod, copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const applets =
  'sh ls cat mount umount ip httpd sleep poweroff reboot kill id sync dd ps touch echo stat mknod hostname df tail wc rm env ln mkdir';

const startUp = `#!/bin/sh
mount -t proc proc /proc 2>/dev/null
. /var/lib/cloud/seed/nocloud/context.sh
ip link set lo up
[ -n "$ADDRESS" ] && ip addr add "$ADDRESS" dev eth0
httpd -p 80 -h /www
echo "$(hostname) is up"
`;

const inittab = `::sysinit:/etc/rc
::ctrlaltdel:/bin/reboot
::shutdown:/bin/umount -a -r
`;

/**
 * The smallest guest with the layout of our images (a classic partition table, one ext4 partition at 1 MiB): busybox as
 * init, its address from the context, HTTP on port 80. 64 MiB.
 */
export async function makeBusyboxImage(directory: string): Promise<string> {
  const root = join(directory, 'root');
  for (const name of ['bin', 'sbin', 'etc', 'proc', 'sys', 'dev', 'tmp', 'root', 'run', 'var/log', 'www']) {
    await mkdir(join(root, name), { recursive: true });
  }
  await copyFile('/bin/busybox', join(root, 'bin/busybox'));
  for (const applet of applets.split(' ')) await symlink('busybox', join(root, 'bin', applet));
  await symlink('../bin/busybox', join(root, 'sbin/init'));
  await writeFile(join(root, 'etc/inittab'), inittab);
  await writeFile(join(root, 'etc/rc'), startUp);
  await chmod(join(root, 'etc/rc'), 0o755);
  await writeFile(join(root, 'www/index.html'), 'hello\n');
  await run('mknod', [join(root, 'root/host-disk'), 'b', '7', '0']);
  return imageOfRoot(directory, root);
}

/** A disk with these files as its one partition. */
export async function imageOfRoot(directory: string, root: string): Promise<string> {
  const partition = join(directory, 'partition.raw');
  const disk = join(directory, 'disk.raw');
  const image = join(directory, 'image.qcow2');
  await run('truncate', ['-s', '63M', partition]);
  await run('mkfs.ext4', ['-q', '-F', '-d', root, partition]);
  await run('truncate', ['-s', '64M', disk]);
  await run('sfdisk', ['-q', disk], { input: 'label: dos\nstart=2048, type=83, bootable\n' });
  await run('dd', [`if=${partition}`, `of=${disk}`, 'bs=1M', 'seek=1', 'conv=notrunc,sparse', 'status=none']);
  await run('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', disk, image]);
  return image;
}
