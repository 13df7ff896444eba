import { SkerryError } from '@skerry/kit';
import { campaign, randomOf } from '@skerry/kit/testing/campaign';
import { expect, test } from 'vitest';
import { rootMaker } from '../testing/made-root.ts';
import { tarArchive, type TarItem } from '../testing/tar-archive.ts';

const { seed, rounds, timeoutMs } = campaign(40, 2_000);
const root = rootMaker();

const items: readonly TarItem[] = [
  { name: './', type: '5' },
  { name: 'etc/', type: '5', mode: 0o755 },
  { name: 'etc/hosts', content: 'text'.repeat(300), attributes: { 'user.note': Buffer.from('note') } },
  { name: 'etc/again', type: '1', target: 'etc/hosts' },
  { name: 'lib', type: '2', target: 'usr/lib' },
  { name: 'lib/one', content: 'x'.repeat(5000) },
  { name: 'dev/null', type: '3', major: 1, minor: 3 },
  { name: 'sparse', content: 'data', words: { 'GNU.sparse.size': '9000', 'GNU.sparse.map': '8192,4' } },
  { name: `long/${'n'.repeat(180)}`, content: 'y' },
  { name: 'etc/.wh.again' },
  { name: 'usr/.wh..wh..opq' },
];

/** A few bytes are others; where they are in a header, its sum is made right again, or nothing but the sum is tried. */
function mutated(random: () => number): Buffer {
  const archive = tarArchive(items);
  for (let n = 1 + Math.floor(random() * 6); n > 0; n--) {
    const block = Math.floor(random() * (archive.length / 512)) * 512;
    const at = block + Math.floor(random() * (random() < 0.5 ? 160 : 512));
    archive[at] = random() < 0.3 ? 0x30 + Math.floor(random() * 8) : Math.floor(random() * 256);
    if (archive.subarray(block + 257, block + 262).toString('latin1') === 'ustar') {
      archive.write(' '.repeat(8), block + 148, 'latin1');
      const sum = archive.subarray(block, block + 512).reduce((total, byte) => total + byte, 0);
      archive.write(`${sum.toString(8).padStart(6, '0')}\0 `, block + 148, 'latin1');
    }
  }
  return archive;
}

test('an archive with any bytes is refused with a sentence, or gives a file system without an error', {
  timeout: timeoutMs,
}, async () => {
  let made = 0;
  for (let round = 0; round < rounds; round++) {
    const layers = [tarArchive(items), mutated(randomOf(seed * 100_000 + round))].map(root.asLayer);
    const refusal = await root.make(layers, { limits: { mostBytes: 64 * 1024 * 1024 } }).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (refusal === undefined) {
      made++;
      root.check();
    } else if (!(refusal instanceof SkerryError)) throw refusal;
  }
  // Else it says nothing of those that are made, or of those that are not.
  expect(made).toBeGreaterThan(0);
  expect(made).toBeLessThan(rounds);
});
