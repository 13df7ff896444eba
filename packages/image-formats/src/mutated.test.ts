import { SkerryError } from '@skerry/kit';
import { campaign, randomOf } from '@skerry/kit/testing/campaign';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { bufferSource } from './byte-source.ts';
import { inspect } from './inspect.ts';
import { testDirectory, tool } from './testing/made-by-tools.ts';

const { seed, rounds, timeoutMs } = campaign(60, 1_000);
const directory = testDirectory();
/** Where some of them have headers and tables. */
const begins = [0, 0, 0x200, 0x2800, 0x1_0000, 0x2_0000, 0x3_0000, 0x4_0000];
const formats = ['qcow2', 'vmdk', 'vdi', 'vpc', 'vhdx'] as const;

beforeAll(() => {
  writeFileSync(join(directory, 'disk.raw'), Buffer.concat([randomBytes(200_000), Buffer.alloc(4 * 1024 * 1024)]));
  for (const format of formats) tool(directory, 'qemu-img', 'convert', '-f', 'raw', '-O', format, 'disk.raw', format);
});

test.each(formats)(
  'a %s with any bytes is refused with a sentence, or is within bounds',
  { timeout: timeoutMs },
  async (format) => {
    const whole = readFileSync(join(directory, format));
    let refused = 0;
    for (let round = 0; round < rounds; round++) {
      const random = randomOf(seed * 100_000 + round);
      const file = Buffer.from(whole);
      // Where headers and tables are, and the footer of some.
      for (let n = 1 + Math.floor(random() * 8); n > 0; n--) {
        const begin = begins[Math.floor(random() * begins.length)] ?? 0;
        const at = random() < 0.1 ? file.length - 1 - Math.floor(random() * 512) : begin + Math.floor(random() * 256);
        file[Math.min(at, file.length - 1)] = Math.floor(random() * 256);
      }
      try {
        const found = await inspect(bufferSource(file));
        if (found.kind === 'disk')
          expect(Number.isSafeInteger(found.virtualBytes) && found.virtualBytes > 0).toBe(true);
      } catch (error) {
        if (!(error instanceof SkerryError)) throw error;
        expect(error.failure.hint).toBeTruthy();
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(rounds);
  },
);
