import { type KvmAnswer, probeKvm, run, writeFileAtomic } from '@skerry/host-os';
import { mkdir, readFile } from 'node:fs/promises';
import { release } from 'node:os';
import { dirname } from 'node:path';

export type Accelerator = Pick<KvmAnswer, 'accelerator' | 'reason'>;

/** Does KVM work here? Asked once for a kernel and a QEMU: the answer is kept in `cacheFile`. */
export async function findAccelerator(
  cacheFile: string,
  probe: () => Promise<Accelerator> = probeKvm,
): Promise<Accelerator> {
  const { stdout } = await run('qemu-system-x86_64', ['--version']);
  const key = `${release()} / ${stdout.split('\n')[0] ?? ''}`;
  const kept = await readKept(cacheFile);
  if (kept?.key === key) return kept;
  const { accelerator, reason } = await probe();
  await mkdir(dirname(cacheFile), { recursive: true });
  await writeFileAtomic(cacheFile, `${JSON.stringify({ key, accelerator, reason }, undefined, 2)}\n`);
  return { accelerator, reason };
}

async function readKept(cacheFile: string): Promise<(Accelerator & { key: string }) | undefined> {
  const text = await readFile(cacheFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return '';
  });
  try {
    const kept = JSON.parse(text) as Partial<Accelerator & { key: string }>;
    const { key, accelerator, reason } = kept;
    if (key === undefined || reason === undefined || (accelerator !== 'kvm' && accelerator !== 'tcg')) return undefined;
    return { key, accelerator, reason };
  } catch {
    // Not there, or not ours: probing again costs seconds and harms nobody.
    return undefined;
  }
}
