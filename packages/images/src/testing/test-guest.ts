import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, processAlive, type ProcessIdentity, run, startDetached, stopProcess } from '@skerry/host-os';
import { type Monitor, monitorAt } from './monitor.ts';

/** A guest under TCG with user networking, for tests: its port 80 is a port of our loopback. */
export interface TestGuest {
  readonly url: string;
  readonly monitor: Monitor;
  console(): Promise<string>;
  /** Presses the power button and returns after how many milliseconds QEMU was gone. */
  powerOff(deadlineMs: number): Promise<number>;
  kill(): Promise<void>;
}

/** A context disk as the drivers make it, for a guest behind QEMU's user network. */
export async function writeContextIso(directory: string, name: string): Promise<string> {
  const files = join(directory, 'context');
  const iso = join(directory, 'context.iso');
  await mkdir(files, { recursive: true });
  const settings = {
    SKERRY_NAME: name,
    SKERRY_ID: '7',
    SKERRY_KIND: 'vm',
    SKERRY_ETH0_ADDRESS: '10.0.2.15/24',
    SKERRY_ETH0_GATEWAY: '10.0.2.2',
    SKERRY_DNS: '10.0.2.3',
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key}='${value}'\n`);
  await writeFile(join(files, 'context.sh'), lines.join(''));
  await run('xorriso', ['-as', 'mkisofs', '-quiet', '-o', iso, '-V', 'cidata', '-J', '-r', files]);
  return iso;
}

export async function startGuest(
  directory: string,
  disk: string,
  contextIso: string,
  memoryMiB = 128,
): Promise<TestGuest> {
  const port = await freePort();
  const socket = join(directory, 'qmp.sock');
  const serial = join(directory, 'console.log');
  const flags = `-accel tcg -machine pc -cpu max -m ${memoryMiB} -nodefaults -no-user-config -display none`.split(' ');
  const drives = [
    `file=${disk},if=virtio,format=qcow2,cache=unsafe`,
    `file=${contextIso},if=virtio,format=raw,readonly=on`,
  ];
  const qemu: ProcessIdentity = await startDetached(
    'qemu-system-x86_64',
    [
      ...flags,
      '-serial',
      `file:${serial}`,
      ...drives.flatMap((drive) => ['-drive', drive]),
      '-netdev',
      `user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:${port}-:80`,
      '-device',
      'virtio-net-pci,netdev=net',
      '-qmp',
      `unix:${socket},server=on,wait=off`,
      // As the driver for virtual machines gives it.
      '-device',
      'VGA',
    ],
    { logFile: join(directory, 'qemu.log') },
  );
  const monitor = monitorAt(socket, directory);
  return {
    monitor,
    url: `http://127.0.0.1:${port}`,
    console: () => readFile(serial, 'utf8'),
    powerOff: async (deadlineMs) => {
      const started = performance.now();
      await monitor.powerDown();
      while (await processAlive(qemu.pid, qemu.startTime)) {
        if (performance.now() - started > deadlineMs) throw new Error(`the guest still runs after ${deadlineMs} ms`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return performance.now() - started;
    },
    kill: async () => {
      await stopProcess(qemu.pid, { graceMs: 0, startTime: qemu.startTime });
    },
  };
}
