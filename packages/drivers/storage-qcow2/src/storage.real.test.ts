import { rejection, digestOf, storageConformance } from '@skerry/driver-contract/conformance/storage';
import { run } from '@skerry/host-os';
import { wholeName } from '@skerry/image-store/content-names';
import { silentLog } from '@skerry/kit';
import { randomBytes } from 'node:crypto';
import { chmod, chown, link, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createQcow2Storage } from './storage.ts';

async function scratch(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'storage-qcow2-'));
}

/** A qcow2 of 64 MiB with `kibibytes` of content that does not compress. */
async function makeImage(kibibytes: number, extra: readonly string[] = []): Promise<Buffer> {
  const directory = await scratch();
  try {
    await writeFile(join(directory, 'raw'), randomBytes(kibibytes * 1024));
    await run('truncate', ['-s', '64M', join(directory, 'raw')]);
    const target = join(directory, 'image.qcow2');
    if (extra.length > 0) await run('qemu-img', ['create', '-q', '-f', 'qcow2', ...extra, target, '64M']);
    else await run('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', join(directory, 'raw'), target]);
    return await readFile(target);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function empty() {
  const dataDirectory = await scratch();
  onTestFinished(() => rm(dataDirectory, { recursive: true, force: true }));
  return { dataDirectory, storage: createQcow2Storage({ dataDirectory, log: silentLog }) };
}

const small = await makeImage(256);
const receive = (storage: ReturnType<typeof createQcow2Storage>, image: Buffer) =>
  storage.receiveImage(digestOf(image), Readable.from([image]), () => undefined);

/** Where the host's copy of an image lies. */
const imagePath = (dataDirectory: string, image: Buffer) =>
  join(dataDirectory, 'images', wholeName(digestOf(image).slice('sha256:'.length), '.qcow2'));

storageConformance('qcow2', async () => {
  const dataDirectory = await scratch();
  return {
    storage: createQcow2Storage({ dataDirectory, log: silentLog }),
    image: small,
    dispose: () => rm(dataDirectory, { recursive: true, force: true }),
  };
});

describe('qcow2 storage', () => {
  it('keeps an adopted image as a file of its own: what root writes there does not show in the master', async () => {
    const { dataDirectory, storage } = await empty();
    const master = join(dataDirectory, 'master.qcow2');
    await writeFile(master, small);
    await storage.adoptImage(digestOf(small), master);
    const copy = imagePath(dataDirectory, small);
    expect((await stat(copy)).ino).not.toBe((await stat(master)).ino);
    expect(await stat(copy)).toMatchObject({ uid: 0, gid: 0, nlink: 1 });
    await writeFile(copy, 'broken');
    expect((await readFile(master)).equals(small)).toBe(true);
  });

  it('takes back images that an older build gave to QEMU or linked to the master, and closes its disks', async () => {
    const { dataDirectory, storage } = await empty();
    await receive(storage, small);
    const copy = imagePath(dataDirectory, small);
    const master = join(dataDirectory, 'master.qcow2');
    await link(copy, master);
    await chown(copy, 64_055, 64_055);
    await chmod(copy, 0o644);
    const {
      source: { path },
    } = await storage.ensureDisk({ diskId: 1, imageDigest: digestOf(small), sizeMiB: 64 });
    await chown(path, 64_055, 64_055);
    await chmod(path, 0o644);
    await createQcow2Storage({ dataDirectory, log: silentLog }).listImages();
    expect(await stat(path)).toMatchObject({ uid: 64_055, mode: 0o100600 });
    const found = await stat(copy);
    expect([found.uid, found.gid, found.mode & 0o7777, found.nlink]).toEqual([0, 0, 0o444, 1]);
    expect(found.ino).not.toBe((await stat(master)).ino);
  });

  it('gives a disk to its owner alone, also one that was made before', async () => {
    const { storage } = await empty();
    await receive(storage, small);
    const plan = { diskId: 1, imageDigest: digestOf(small), sizeMiB: 64 };
    const owner = { uid: 2_130_706_432, gid: 2_130_706_432 };
    const {
      source: { path },
    } = await storage.ensureDisk({ ...plan, owner });
    expect(await stat(path)).toMatchObject({ ...owner, mode: 0o100600 });
    await storage.ensureDisk(plan);
    expect(await stat(path)).toMatchObject({ uid: 0, gid: 0, mode: 0o100600 });
    await chmod(path, 0o644);
    await storage.ensureDisk({ ...plan, owner });
    expect(await stat(path)).toMatchObject({ ...owner, mode: 0o100600 });
  });

  it('lets no other user read a disk, nor write an image or look around', async () => {
    const { dataDirectory, storage } = await empty();
    await chmod(dataDirectory, 0o711);
    await receive(storage, small);
    const [one, other] = [2_130_706_432, 2_130_706_433];
    const plan = { diskId: 1, imageDigest: digestOf(small), sizeMiB: 64, owner: { uid: one, gid: one } };
    const {
      source: { path },
    } = await storage.ensureDisk(plan);
    const image = imagePath(dataDirectory, small);
    const may = async (uid: number, ...test: readonly string[]) => {
      const as = [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--'];
      return (await run('setpriv', [...as, ...test], { okCodes: [0, 1, 2] })).code === 0;
    };
    expect(await may(one, 'head', '-c', '1', path)).toBe(true);
    expect(await may(one, 'head', '-c', '1', image)).toBe(true);
    for (const uid of [other, 65_534]) {
      expect(await may(uid, 'head', '-c', '1', path)).toBe(false);
      expect(await may(uid, 'ls', join(dataDirectory, 'disks'))).toBe(false);
      expect(await may(uid, 'ls', join(dataDirectory, 'images'))).toBe(false);
    }
    for (const uid of [one, other]) {
      expect(await may(uid, 'sh', '-c', 'echo x >> "$0"', image)).toBe(false);
      expect(await may(uid, 'chmod', '644', image)).toBe(false);
    }
  });

  it('sets an image aside that was changed, makes no disk of it, and takes it anew', async () => {
    const { dataDirectory, storage } = await empty();
    await receive(storage, small);
    const path = imagePath(dataDirectory, small);
    const { atime, mtime } = await stat(path);
    await writeFile(path, Buffer.from(small).fill(1, small.length - 16));
    await utimes(path, atime, mtime);
    const plan = { diskId: 1, imageDigest: digestOf(small), sizeMiB: 64 };
    expect(await rejection(storage.ensureDisk(plan))).toBe('image-missing');
    expect(await storage.hasImage(digestOf(small))).toBe(false);
    expect(await storage.checkImages()).toEqual([expect.stringMatching(/was changed .* set aside/)]);
    await receive(storage, small);
    expect(await storage.ensureDisk(plan)).toMatchObject({ diskId: 1 });
    await storage.removeDisk(1);
    await storage.removeImage(digestOf(small));
    expect(await readdir(join(dataDirectory, 'images'))).toEqual([]);
  });

  it('refuses an image that says to be 60 TiB large', async () => {
    const { storage } = await empty();
    const absurd = Buffer.from(small);
    absurd.writeBigUInt64BE(60n << 40n, 24);
    expect(await rejection(receive(storage, absurd))).toBe('image-corrupt');
  });

  it('refuses an image that would read other files of the host', async () => {
    const { dataDirectory, storage } = await empty();
    const spy = await makeImage(0, ['-u', '-b', '/etc/hostname', '-F', 'raw']);
    expect(await rejection(receive(storage, spy))).toBe('image-corrupt');
    expect(await readdir(join(dataDirectory, 'images'))).toEqual([]);
  });

  it('builds a disk that qemu-img finds sound and that reads like its image', async () => {
    const { dataDirectory, storage } = await empty();
    await receive(storage, small);
    const {
      source: { path },
    } = await storage.ensureDisk({ diskId: 1, imageDigest: digestOf(small), sizeMiB: 100 });
    await run('qemu-img', ['check', '-q', path]);
    const info = JSON.parse((await run('qemu-img', ['info', '--output=json', path])).stdout) as Record<string, unknown>;
    expect(info).toMatchObject({ 'virtual-size': 100 * 1024 * 1024, 'backing-filename-format': 'qcow2' });
    await run('qemu-img', ['compare', '-q', path, imagePath(dataDirectory, small)]);
  });

  it('lets the user of QEMU pass through to images and disks', async () => {
    const { dataDirectory, storage } = await empty();
    await receive(storage, small);
    for (const folder of ['images', 'disks']) expect((await stat(join(dataDirectory, folder))).mode & 0o001).toBe(1);
    expect((await stat(imagePath(dataDirectory, small))).mode & 0o777).toBe(0o444);
  });

  it('sweeps away what an interrupted run left', async () => {
    const { dataDirectory, storage } = await empty();
    await storage.capacity();
    await writeFile(join(dataDirectory, 'images', `.${'a'.repeat(64)}.qcow2.0123456789ab.tmp`), 'half');
    await writeFile(join(dataDirectory, 'disks', '.9.abc.tmp'), 'half');
    expect(await createQcow2Storage({ dataDirectory, log: silentLog }).listDisks()).toEqual([]);
    expect(await readdir(join(dataDirectory, 'images'))).toEqual([]);
    expect(await readdir(join(dataDirectory, 'disks'))).toEqual([]);
  });

  it('neither grows nor removes a disk that a guest has open', async () => {
    const { dataDirectory, storage } = await empty();
    await receive(storage, small);
    const plan = { diskId: 3, imageDigest: digestOf(small), sizeMiB: 64 };
    const {
      source: { path },
    } = await storage.ensureDisk(plan);
    const pidFile = join(dataDirectory, 'pid');
    const node = `driver=qcow2,node-name=disk,file.driver=file,file.filename=${path}`;
    const nbd = ['--nbd-server', `addr.type=unix,addr.path=${join(dataDirectory, 'nbd')}`];
    const writer = ['--export', 'type=nbd,id=e,node-name=disk,writable=on'];
    await run('qemu-storage-daemon', ['--daemonize', '--pidfile', pidFile, '--blockdev', node, ...nbd, ...writer]);
    try {
      expect(await rejection(storage.ensureDisk({ ...plan, sizeMiB: 65 }))).toBe('disk-in-use');
      expect(await rejection(storage.removeDisk(3))).toBe('disk-in-use');
      expect(await storage.inspectDisk(3)).toMatchObject({ sizeMiB: 64 });
    } finally {
      process.kill(Number(await readFile(pidFile, 'utf8')));
    }
  });

  it('says that the host is full, and leaves nothing of what it could not store', async () => {
    const dataDirectory = await scratch();
    await run('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'storage-test', dataDirectory]);
    try {
      const storage = createQcow2Storage({ dataDirectory, log: silentLog });
      await receive(storage, small);
      const large = await makeImage(4096);
      expect(await rejection(receive(storage, large))).toBe('storage-full');
      expect(await readdir(join(dataDirectory, 'images'))).toHaveLength(1);
      const { freeBytes } = await storage.capacity();
      await writeFile(join(dataDirectory, 'ballast'), Buffer.alloc(freeBytes));
      const plan = { diskId: 5, imageDigest: digestOf(small), sizeMiB: 64 };
      expect(await rejection(storage.ensureDisk(plan))).toBe('storage-full');
      expect(await readdir(join(dataDirectory, 'disks'))).toEqual([]);
      await rm(join(dataDirectory, 'ballast'));
      expect(await storage.ensureDisk(plan)).toMatchObject({ diskId: 5 });
    } finally {
      await run('umount', [dataDirectory]);
      await rm(dataDirectory, { recursive: true, force: true });
    }
  });
});
