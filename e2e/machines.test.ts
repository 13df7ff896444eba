import { until } from '@skerry/driver-contract/conformance/until';
import { type MachineAsked, machineOf } from '@skerry/domain';
import { run } from '@skerry/host-os';
import { chmod, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KvmHarness, kvmHarness } from './compute-kvm-harness.ts';

const MiB = 2 ** 20;
const espMiB = 64;

/** What UEFI starts: the signed shim and GRUB of Debian, with a few lines that start the system on the first disk. */
async function makeEsp(directory: string, grub: 'grubx64' | 'gcdx64'): Promise<string> {
  const [esp, config] = [join(directory, `${grub}.raw`), join(directory, 'grub.cfg')];
  await writeFile(
    config,
    [
      'search --no-floppy --label skerry-root --set=root',
      'linux /boot/vmlinuz root=/dev/vda1 console=ttyS0,115200 panic=5',
      'initrd /boot/initramfs',
      'boot\n',
    ].join('\n'),
  );
  await run('truncate', ['-s', `${espMiB}M`, esp]);
  await run('mkfs.vfat', ['-F', '32', esp]);
  for (const folder of ['::/EFI', '::/EFI/BOOT', '::/EFI/debian']) await run('mmd', ['-i', esp, folder]);
  const files = {
    '/usr/lib/shim/shimx64.efi.signed': '::/EFI/BOOT/BOOTX64.EFI',
    [`/usr/lib/grub/x86_64-efi-signed/${grub}.efi.signed`]: '::/EFI/BOOT/grubx64.efi',
    [config]: '::/EFI/debian/grub.cfg',
  };
  for (const [from, to] of Object.entries(files)) await run('mcopy', ['-i', esp, from, to]);
  return esp;
}

/** The image tiny with a second partition, from which UEFI starts. */
async function withUefi({ dataDirectory, image: tiny }: KvmHarness, esp: string): Promise<string> {
  const [raw, image] = [join(dataDirectory, 'uefi.raw'), join(dataDirectory, 'uefi.qcow2')];
  await run('qemu-img', ['convert', '-O', 'raw', tiny, raw]);
  const { size } = await stat(raw);
  await truncate(raw, size + espMiB * MiB);
  await run('sfdisk', ['--quiet', '--no-reread', '--append', raw], { input: `start=${size / 512}, type=ef\n` });
  await run('dd', [`if=${esp}`, `of=${raw}`, 'bs=1M', `seek=${size / MiB}`, 'conv=notrunc,sparse', 'status=none']);
  await run('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', raw, image]);
  return image;
}

/** A CD-ROM from which UEFI starts the same. GRUB finds it by `.disk/info`. */
async function discWithUefi({ dataDirectory }: KvmHarness): Promise<string> {
  const esp = await makeEsp(dataDirectory, 'gcdx64');
  const config = join(dataDirectory, 'grub.cfg');
  const [iso, disc] = [join(dataDirectory, 'boot.iso'), join(dataDirectory, 'boot.qcow2')];
  const boot = ['-e', 'esp.raw', '-no-emul-boot'];
  const tree = ['-graft-points', `esp.raw=${esp}`, `.disk/info=${config}`, `boot/grub/grub.cfg=${config}`];
  await run('xorriso', ['-as', 'mkisofs', '-quiet', '-R', '-o', iso, ...boot, ...tree]);
  await run('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', iso, disc]);
  await chmod(disc, 0o444);
  return disc;
}

describe('machines of virtual machines', () => {
  let harness: KvmHarness;
  let image: string;
  let disc: string;
  beforeAll(async () => {
    harness = await kvmHarness();
    const esp = await makeEsp(harness.dataDirectory, 'grubx64');
    image = await withUefi(harness, esp);
    disc = await discWithUefi(harness);
  });
  afterAll(async () => {
    await harness?.dispose();
  });
  const slow = { timeout: 600_000 };
  const start = async (id: number, asked: MachineAsked, from = image) => {
    const plan = await harness.planOn(id, from, machineOf(asked));
    await harness.driver.start(plan);
    return plan.directory;
  };
  const answers = (id: number) => until(`guest ${id} answers`, 400_000, () => harness.answers(id));
  const log = (id: number) => harness.driver.consoleLog(id, 1_000_000);
  const swtpm = async (directory: string) =>
    (await run('ps', ['-eo', 'args'])).stdout.split('\n').filter((line) => line.includes(`${directory}/tpm`));

  test('the probe tells what it can', async () => {
    const { machine } = await harness.driver.probe();
    expect(machine?.abilities).toEqual(['devices', 'uefi', 'secure-boot', 'tpm']);
    expect(machine?.cpuModels).toContain('qemu64');
  });

  test(
    'with secure boot and a TPM a signed system starts, keeps both over restarts, and leaves nothing',
    slow,
    async () => {
      const directory = await start(1, { secureBoot: true, tpm: true });
      await answers(1);
      const seen = await harness.typed(1, [
        'dmesg | grep -i "secure boot"',
        'ls /sys/firmware/acpi/tables /sys/firmware',
      ]);
      expect(seen).toMatch(/secure ?boot enabled/i);
      expect(seen).toMatch(/\bTPM2\b/);
      expect(seen).toMatch(/\befi\b/);
      const variables = join(directory, 'uefi-variables.fd');
      const { ino, uid, mode } = await stat(variables);
      expect([uid, mode & 0o777]).toEqual([(await harness.plan(1)).identity.uid, 0o600]);
      expect(await readFile(variables)).not.toEqual(await readFile('/usr/share/OVMF/OVMF_VARS_4M.ms.fd'));
      const state = await readdir(join(directory, 'tpm'));
      expect(state.length).toBeGreaterThan(0);
      expect(await swtpm(directory)).toHaveLength(1);

      await harness.crash(1);
      await until('it is crashed', 15_000, async () => (await harness.driver.inspect(1))?.state === 'crashed');
      await harness.driver.forceOff(1);
      expect(await swtpm(directory)).toEqual([]);
      await start(1, { secureBoot: true, tpm: true });
      expect((await stat(variables)).ino).toBe(ino);
      await harness.driver.forceOff(1);
      await harness.driver.remove(1);
      expect(await harness.leftovers(1)).toEqual([]);
      expect(await swtpm(directory)).toEqual([]);
      const left = await readdir(directory);
      expect(left.filter((name) => /tpm|uefi|iso|run/.test(name))).toEqual([]);
    },
  );

  test.each<[string, MachineAsked]>([
    ['UEFI on pc', { firmware: 'uefi', chipset: 'pc', tablet: true }],
    [
      'BIOS on q35 with a drive and a model',
      { chipset: 'q35', cdromDrive: true, cpuModel: 'Haswell-noTSX', video: 'virtio' },
    ],
    ['BIOS with a TPM and two sockets', { tpm: true, topology: { sockets: 1 }, bootOrder: ['cdrom', 'disk'] }],
  ])('%s: the guest starts and answers', slow, async (_, asked) => {
    await start(2, asked);
    await answers(2);
    await harness.driver.forceOff(2);
    await harness.driver.remove(2);
  });

  test('it boots from its CD-ROM where that comes first', slow, async () => {
    const asked: MachineAsked = { firmware: 'uefi', cdromDrive: true, bootOrder: ['cdrom', 'disk'] };
    const plan = await harness.planOn(3, harness.image, machineOf(asked));
    await harness.driver.start({ ...plan, disc: { type: 'file', format: 'qcow2', path: disc } });
    // Its GRUB comes from the disc; of the disk alone nothing would start, for it has no loader for UEFI.
    await until('GRUB starts', 300_000, async () => /DVD-ROM.*Welcome to GRUB/s.test(await log(3)));
    expect(await harness.driver.discs?.inDrive(3)).toMatchObject({ source: { path: disc } });
    await harness.driver.forceOff(3);
    await harness.driver.remove(3);
  });

  test.each<[string, MachineAsked]>([
    ['SATA and e1000e', { diskBus: 'sata', nicModel: 'e1000e' }],
    ['SCSI', { diskBus: 'scsi' }],
  ])('%s: the boot loader reads the disk', slow, async (_, asked) => {
    await start(2, asked);
    // The kernel of tiny knows no other bus than virtio: what it says comes from the disk all the same.
    await until('the kernel runs', 300_000, async () => /there is no root file system/.test(await log(2)));
    await harness.driver.forceOff(2);
    await harness.driver.remove(2);
  });
});
