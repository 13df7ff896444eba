import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bootSector, probeKvm, successExitCode } from './probe-kvm.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-probe-test-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** A stand-in for QEMU that behaves as a broken machine does; `accelerator: 'tcg'` skips the look at /dev/kvm. */
async function qemuThat(script: string): Promise<string> {
  const path = join(directory, 'qemu');
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

describe('probeKvm', () => {
  it('answers tcg when the guest hangs, after the deadline and not later', async () => {
    const qemu = await qemuThat('exec sleep 60');
    const answer = await probeKvm({ qemu, deadlineMs: 300, accelerator: 'tcg' });
    expect(answer.accelerator).toBe('tcg');
    expect(answer.reason).toContain('hung');
    expect(answer.tookMs).toBeLessThan(5_000);
  });

  it('answers tcg when QEMU refuses', async () => {
    const answer = await probeKvm({ qemu: await qemuThat('echo no kvm >&2; exit 1'), accelerator: 'tcg' });
    expect(answer.reason).toContain('exit code 1');
  });

  it('believes only the exit code the guest itself chose', async () => {
    const answer = await probeKvm({ qemu: await qemuThat(`exit ${successExitCode}`), accelerator: 'tcg' });
    expect(answer.reason).toBe('A test guest ran under TCG.');
  });
});

describe('bootSector', () => {
  it('is one sector that a BIOS boots', () => {
    const sector = bootSector();
    expect(sector.length).toBe(512);
    expect(sector.readUInt16BE(510)).toBe(0x55aa);
  });
});
