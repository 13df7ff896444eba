import { readFile } from 'node:fs/promises';

/** User and group of QEMU as Debian and Ubuntu set it up; undefined when there is no such user: QEMU then is root. */
export async function qemuUser(): Promise<{ readonly uid: number; readonly gid: number } | undefined> {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((l) => l.startsWith('libvirt-qemu:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}
