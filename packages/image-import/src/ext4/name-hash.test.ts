import { tool } from '@skerry/image-formats/testing/made-by-tools';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { nameHash } from './name-hash.ts';

const seed = [0x01020304, 0x05060708, 0x090a0b0c, 0x0d0e0f10];
/** The same as a UUID, as debugfs wants it: each word little-endian. */
const uuid = '04030201-0807-0605-0c0b-0a09100f0e0d';

it.each(['a', 'file-1', 'abcd', 'x'.repeat(31), 'x'.repeat(32), 'x'.repeat(33), 'name'.repeat(60)])(
  'of "%s" is what e2fsprogs reckons',
  (name) => {
    const said = tool(tmpdir(), 'debugfs', '-R', `dx_hash -h half_md4 -s ${uuid} ${name}`);
    expect(nameHash(Buffer.from(name), seed)).toBe(Number(/is (0x[0-9a-f]+)/.exec(said)?.[1]));
  },
);
