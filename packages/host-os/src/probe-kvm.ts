import { access, constants, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError } from './command-error.ts';
import { run } from './run.ts';

export interface KvmAnswer {
  readonly accelerator: 'kvm' | 'tcg';
  /** A sentence that says how we know. */
  readonly reason: string;
  readonly tookMs: number;
}

/** isa-debug-exit ends QEMU with (value << 1) | 1; the guest writes 0x15. */
export const successExitCode = (0x15 << 1) | 1;

/** probe-kvm.S, assembled. */
const guest =
  '31c08ed88ec08ed0bc007cfcb052e6e9fbf4f4fab054e6e966bf001000000f22df6631c066b9000c000066f3abc70600' +
  '100320c7060020033066bf0030000066b88300000066b94000000066ab6683c704660500002000e2f20f20e00c200f22' +
  'e066b9800000c00f3280cc010f300f0116d07c0f20c0660d010000800f22c0ea847c0800b04ce6e9bf00001000b90000' +
  '4000b85a000000f348abbe00001000b90000400031db48ad4801c3e2f981fb000080167508b04de6e9b015e6f4f4ebfd' +
  '000000000000000000000000009a20000f00c07c00000000';

/**
 * The test guest: 16-bit code, two timer interrupts, long mode, 32 MiB written and read. It runs after SeaBIOS. Less
 * is not enough: there are machines where KVM runs a few instructions but emulates each of them, so that SeaBIOS ends
 * after seconds and Linux never boots.
 */
export function bootSector(): Buffer {
  const sector = Buffer.alloc(512);
  sector.set(Buffer.from(guest, 'hex'));
  sector.set([0x55, 0xaa], 510);
  return sector;
}

export interface ProbeOptions {
  /** A healthy host answers in well under a second. Longer only delays the answer of a broken one. */
  readonly deadlineMs?: number;
  readonly qemu?: string;
  /** For tests: probe another accelerator with the same guest. */
  readonly accelerator?: 'kvm' | 'tcg';
}

/**
 * Does a guest really run under KVM here? The device existing, and even opening, proves nothing: on some machines a
 * guest then hangs for ever. So a guest is started, with a deadline. The answer does not change while the machine is
 * up; keeping it is the caller's job.
 */
export async function probeKvm(options: ProbeOptions = {}): Promise<KvmAnswer> {
  const deadlineMs = options.deadlineMs ?? 5_000;
  const accelerator = options.accelerator ?? 'kvm';
  const started = performance.now();
  const answer = (chosen: 'kvm' | 'tcg', reason: string): KvmAnswer => ({
    accelerator: chosen,
    reason,
    tookMs: Math.round(performance.now() - started),
  });
  if (accelerator === 'kvm') {
    try {
      await access('/dev/kvm', constants.R_OK | constants.W_OK);
    } catch {
      return answer('tcg', 'KVM is not used: /dev/kvm does not exist or may not be opened.');
    }
  }
  const directory = await mkdtemp(join(tmpdir(), 'skerry-kvm-probe-'));
  try {
    const disk = join(directory, 'boot.img');
    // SeaBIOS wants a whole track before it calls a disk bootable.
    await writeFile(disk, Buffer.concat([bootSector(), Buffer.alloc(63 * 512)]));
    const { code } = await run(options.qemu ?? 'qemu-system-x86_64', probeArguments(accelerator, disk), {
      deadlineMs,
      okCodes: [0, 1, successExitCode],
    });
    if (code === successExitCode) return answer(accelerator, `A test guest ran under ${accelerator.toUpperCase()}.`);
    return answer('tcg', `KVM is not used: QEMU ended with exit code ${code} before the test guest ran.`);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    if (error.code === 'command-timeout') {
      return answer(
        'tcg',
        `KVM is not used: a test guest was not done after ${deadlineMs} ms and was stopped; it hung, or crept.`,
      );
    }
    return answer('tcg', `KVM is not used: ${error.message}`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function probeArguments(accelerator: string, disk: string): string[] {
  const flags = '-machine pc -m 64 -nodefaults -no-user-config -display none -no-reboot -debugcon stdio'.split(' ');
  const exit = ['-device', 'isa-debug-exit,iobase=0xf4,iosize=0x04'];
  return ['-accel', accelerator, ...flags, ...exit, '-drive', `file=${disk},format=raw,if=ide,snapshot=on`];
}
