/**
 * A local user of a host as the attacker, and a QEMU that was taken over: each tries every file and socket of a running
 * cloud that he could know the name of. Only opened, never written to.
 */
import { run } from '@skerry/host-os';
import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RealSite, startRealSite } from '../real-site.ts';

const nobody = 65_534;

/** Names on standard input, each ended by NUL; the same of what could be opened or connected to. */
const tryAll = `
use strict; use IO::Socket::UNIX;
my ($mode) = @ARGV; $/ = "\\0";
while (defined(my $path = <STDIN>)) {
  chomp $path;
  my $done = -S $path ? IO::Socket::UNIX->new(Peer => $path) : open(my $file, $mode, $path);
  print "$path\\n" if $done;
}`;

/** What this user and group can open below the directories, of all that root finds there. */
async function openTo(id: number, mode: 'read' | 'write', ...directories: readonly string[]): Promise<string[]> {
  const what = ['(', '-type', 'f', '-o', '-type', 's', ')', '-print0'];
  const { stdout: names } = await run('find', [...directories, ...what], { okCodes: [0, 1] });
  expect(names.split('\0').length).toBeGreaterThan(10);
  const as = [`--reuid=${id}`, `--regid=${id}`, '--clear-groups', '--'];
  const words = ['perl', '-e', tryAll, '--', mode === 'read' ? '<' : '+<'];
  const { stdout } = await run('setpriv', [...as, ...words], { input: names });
  return stdout.split('\n').filter((path) => path !== '');
}

/** The user of the QEMU that serves the quickstart's virtual machine. */
async function qemuUser(): Promise<number> {
  const [pidFile] = (await readdir('/run/libvirt/qemu')).filter((name) => /-\d+\.pid$/.test(name));
  const pid = (await readFile(`/run/libvirt/qemu/${pidFile}`, 'utf8')).trim();
  return Number(/^Uid:\t(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

let site: RealSite;
beforeAll(async () => {
  site = await startRealSite();
}, 580_000);
afterAll(() => site?.down());

/** What every user of a host may read, and why that is no harm. All else is closed. */
const forAll: readonly (readonly [RegExp, string])[] = [
  [/\/images\/[0-9a-f]{64}\.qcow2$/, 'images, by who knows their names: QEMU of each guest is another user'],
  [/\/run\/[\w-]+\.(pid|json)$|^\/quickstart\.json$|\/controller\/port$/, 'numbers of processes and ports'],
  [/\/agent\/lxc\/[\w-]+\/active$/, 'that a container is on'],
  [/\/agent\/guest-kernel\/[\w.]+$/, 'the kernel of guests, which is Debian’s, and our first program'],
  [/\/agent\/kvm-probe\.json$/, 'whether KVM works'],
];
const isForAll = (path: string) => forAll.some(([form]) => form.test(below(path)));
const below = (path: string) => path.replace(site.state, '');

describe('a local user of the host', () => {
  test('reads no disk, no context, no log, no root of a container, no store and no key', async () => {
    const open = await openTo(nobody, 'read', site.state);
    expect(open.filter((path) => !isForAll(path)).map(below)).toEqual([]);
  });

  test('writes nothing, images least of all', async () => {
    expect((await openTo(nobody, 'write', site.state)).map(below)).toEqual([]);
  });

  test('reaches nothing of libvirt but who runs', async () => {
    const open = await openTo(nobody, 'read', '/run/libvirt', '/var/lib/libvirt', '/var/log/libvirt');
    // Leases of networks of libvirt's own, which we use none of.
    expect(open.filter((path) => !path.endsWith('.pid') && !path.endsWith('/nwfilter.leases'))).toEqual([]);
  });
});

describe('the QEMU of a virtual machine', () => {
  test('is a user that no other guest and no service is', async () => {
    const user = await qemuUser();
    expect(user).toBeGreaterThan(0x7000_0000);
    const { stdout } = await run('ps', ['-u', String(user), '-o', 'comm=']);
    expect(stdout.trim().split('\n')).toEqual([expect.stringMatching(/^qemu-system/)]);
  });

  test('writes its own disk and sockets, and neither an image nor the disk of another', async () => {
    const user = await qemuUser();
    const own = await openTo(user, 'write', site.state);
    expect(own.filter((path) => path.endsWith('.qcow2'))).toHaveLength(1);
    expect(own.filter((path) => !/\/disks\/\d+\.qcow2$|\/guests\/\d+\/run\/run\/\w+\.sock$/.test(path))).toEqual([]);
  });

  test('reads besides only its context and images', async () => {
    const user = await qemuUser();
    const open = await openTo(user, 'read', site.state);
    const disks = open.filter((path) => /\/disks\//.test(path));
    expect(disks).toHaveLength(1);
    const others = open.filter((path) => !isForAll(path) && !disks.includes(path) && !path.endsWith('.sock'));
    expect(others.map(below)).toEqual([expect.stringMatching(/\/guests\/\d+\/run\/context\.iso$/)]);
  });

  test('leaves the images to root, for nobody to write, and none is a file of the datastore', async () => {
    const { stdout } = await run('find', [site.state, '-path', '*/images/*.qcow2', '-printf', '%U %m %n %i\n']);
    const files = stdout.trim().split('\n');
    expect(files.length).toBeGreaterThanOrEqual(2);
    for (const file of files) expect(file).toMatch(/^0 444 1 \d+$/);
    expect(new Set(files).size).toBe(files.length);
  });
});
