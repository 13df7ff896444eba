import { readFile } from 'node:fs/promises';

/**
 * What Linux must be told of its clock. Emulated, the guest counts with the host's own counter and has no other clock to
 * measure it by: without being told, it stands still at its start, now and then.
 */
export async function clockWords(accelerator: 'kvm' | 'tcg', cpuinfo = '/proc/cpuinfo'): Promise<string[]> {
  if (accelerator === 'kvm') return [];
  const mhz = /^cpu MHz\s*:\s*(\d+(?:\.\d+)?)$/m.exec(await readFile(cpuinfo, 'utf8'))?.[1];
  return mhz === undefined ? [] : [`tsc_early_khz=${Math.round(Number(mhz) * 1000)}`];
}
