import { change, testDirectory, tool } from '@skerry/image-formats/testing/made-by-tools';
import { SkerryError } from '@skerry/kit';
import { execFileSync } from 'node:child_process';
import { chmod, copyFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inspectFile } from '../open-image.ts';
import { convert, type ConvertOptions } from './convert.ts';

const MiB = 1024 * 1024;
/** Of nobody: as far from the users of guests as from those of the machine. */
const user = 0x6fff0001;
const directory = testDirectory();
const at = (name: string) => join(directory, name);
const made = (command: string, ...args: readonly string[]) => tool(directory, command, ...args);
const code = (thrown: unknown) => (thrown instanceof SkerryError ? thrown.failure.code : String(thrown));
const attempt = (name: string, options: Partial<ConvertOptions> = {}) =>
  convert(at(name), at('target.qcow2'), { user, ...options }).then(() => 'converted', code);
const left = async () => (await readdir(directory)).filter((name) => name.startsWith('target'));

beforeAll(async () => {
  made('truncate', '-s', '256M', 'disk.raw');
  await change(at('disk.raw'), 510, Uint8Array.of(0x55, 0xaa));
  await change(at('disk.raw'), 30 * MiB, Buffer.alloc(60 * MiB, 'data'));
});

afterEach(() => {
  made('rm', '-f', 'target.qcow2', 'target.qcow2.part');
});

describe('a conversion', () => {
  it.each([
    ['raw', ['-O', 'raw']],
    ['qcow2, compressed', ['-O', 'qcow2', '-c']],
    ['qcow2, version 2', ['-O', 'qcow2', '-o', 'compat=0.10']],
    ['vmdk', ['-O', 'vmdk']],
    ['vmdk, as a stream', ['-O', 'vmdk', '-o', 'subformat=streamOptimized']],
    ['vdi', ['-O', 'vdi']],
    ['vhd', ['-O', 'vpc', '-o', 'force_size=on']],
    ['vhd of full size', ['-O', 'vpc', '-o', 'subformat=fixed,force_size=on']],
    ['vhdx', ['-O', 'vhdx']],
  ])('of %s has the same bytes, is ours alone, and tells how far it is', async (_, args) => {
    made('qemu-img', 'convert', '-f', 'raw', ...args, 'disk.raw', 'source');
    const told: number[] = [];
    const onProgress = ({ done, of }: { done: number; of: number }) => told.push(done / of);
    const result = await convert(at('source'), at('target.qcow2'), { user, onProgress });
    expect(made('qemu-img', 'compare', '-F', 'qcow2', '-f', 'raw', 'disk.raw', 'target.qcow2')).toContain('identical');
    const found = await stat(at('target.qcow2'));
    expect([found.uid, found.mode & 0o777, found.size]).toEqual([process.getuid?.(), 0o600, result.fileBytes]);
    expect(result.virtualBytes).toBe(256 * MiB);
    expect(told.at(-1)).toBe(1);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(await left()).toEqual(['target.qcow2']);
  });

  it('of a part of a file reads that part', async () => {
    made('qemu-img', 'convert', '-f', 'raw', '-O', 'vmdk', '-o', 'subformat=streamOptimized', 'disk.raw', 'part.vmdk');
    const bytes = (await stat(at('part.vmdk'))).size;
    made('sh', '-c', '(head -c 1536 /dev/urandom; cat part.vmdk; head -c 4096 /dev/urandom) > archive');
    await convert(at('archive'), at('target.qcow2'), { user, section: { at: 1536, bytes } });
    expect(made('qemu-img', 'compare', '-F', 'qcow2', '-f', 'raw', 'disk.raw', 'target.qcow2')).toContain('identical');
  });

  it('that is ended, fails, takes too long or finds no room leaves nothing', async () => {
    const stop = new AbortController();
    expect(await attempt('disk.raw', { signal: stop.signal, onProgress: () => stop.abort() })).toBe('import-aborted');
    expect(await attempt('disk.raw', { deadlineMs: 1 })).toBe('import-too-much');
    expect(await attempt('disk.raw', { signal: AbortSignal.abort() })).toBe('import-aborted');
    expect(await attempt('disk.raw', { saidToBe: 'qcow2' })).toBe('image-not-as-said');
    await copyFile(at('disk.raw'), at('hidden.raw'));
    await chmod(at('hidden.raw'), 0o600);
    expect(await attempt('hidden.raw')).toBe('import-unreadable');
    expect(await attempt('nothing.raw')).toBe('import-unreadable');
    made('ln', '-sf', 'disk.raw', 'link.raw');
    expect(await attempt('link.raw')).toBe('import-unreadable');
    expect(await left()).toEqual([]);
  });

  it('of the disk in an appliance needs no copy of it', async () => {
    made('qemu-img', 'convert', '-f', 'raw', '-O', 'vmdk', '-o', 'subformat=streamOptimized', 'disk.raw', 'disk.vmdk');
    const text = `<Envelope><References><File id="f" href="disk.vmdk"/></References>
      <DiskSection><Disk diskId="d" fileRef="f" capacity="${256 * MiB}"/></DiskSection><VirtualSystem id="web"/></Envelope>`;
    await writeFile(at('web.ovf'), text);
    made('tar', '--create', '--file', 'web.ova', 'web.ovf', 'disk.vmdk');
    const found = await inspectFile(at('web.ova'), user);
    const [section] = found.kind === 'appliance' ? found.disks : [];
    if (section === undefined) throw new Error('no disk');
    await convert(at('web.ova'), at('target.qcow2'), { user, section });
    expect(made('qemu-img', 'compare', '-F', 'qcow2', '-f', 'raw', 'disk.raw', 'target.qcow2')).toContain('identical');
  });

  it('is made as well by who is no root', async () => {
    const home = at('home');
    await mkdir(home);
    made('cp', '--sparse=always', 'disk.raw', 'home/disk.raw');
    await chmod(join(home, 'disk.raw'), 0o600);
    made('chown', '-R', '12345:12345', 'home');
    await chmod(directory, 0o711);
    const module = JSON.stringify(join(import.meta.dirname, 'convert.ts'));
    const script = `const { convert } = await import(${module});
      await convert('disk.raw', 'target.qcow2', { user: ${user} });`;
    const env = { ...process.env, NODE_COMPILE_CACHE: '' };
    const as = ['--reuid', '12345', '--regid', '12345', '--clear-groups', process.execPath];
    execFileSync('setpriv', [...as, '--input-type=module', '-e', script], { cwd: home, env, stdio: 'pipe' });
    made('qemu-img', 'compare', '-F', 'qcow2', '-f', 'raw', 'disk.raw', 'home/target.qcow2');
    expect((await stat(join(home, 'target.qcow2'))).uid).toBe(12345);
    expect((await readdir(home)).sort()).toEqual(['disk.raw', 'target.qcow2']);
  });

  it('ends with who asked for it', async () => {
    const module = JSON.stringify(join(import.meta.dirname, 'convert.ts'));
    const script = `const { convert } = await import(${module});
      await convert(${JSON.stringify(at('disk.raw'))}, ${JSON.stringify(at('target.qcow2'))},
        { user: ${user}, onProgress: () => process.kill(process.pid, 'SIGKILL') });`;
    expect(() => execFileSync(process.execPath, ['--input-type=module', '-e', script], { stdio: 'pipe' })).toThrow();
    const running = () => made('sh', '-c', `ps -o pid= -u ${user} || true`).trim();
    await expect.poll(running).toBe('');
    expect(await left()).toEqual(['target.qcow2.part']);
    expect(await attempt('disk.raw')).toBe('converted');
    expect(await left()).toEqual(['target.qcow2']);
  });

  it('takes away what one before it left when it died', async () => {
    made('sh', '-c', 'echo rest > target.qcow2.part');
    expect(await attempt('disk.raw')).toBe('converted');
    expect(await left()).toEqual(['target.qcow2']);
  });
});
