/** ext4's hash of names (the kernel's fs/ext4/hash.c, half MD4, signed bytes), by which large folders are searched. Pure. */

/** Of all hashes this one stands for the end. */
const end = 0xffff_fffe;
const chunkBytes = 32;

const f = (x: number, y: number, z: number) => z ^ (x & (y ^ z));
const g = (x: number, y: number, z: number) => ((x & y) + ((x ^ y) & z)) | 0;
const h = (x: number, y: number, z: number) => x ^ y ^ z;

const rounds: readonly {
  readonly mix: typeof f;
  readonly plus: number;
  readonly words: readonly number[];
  readonly turns: readonly number[];
}[] = [
  { mix: f, plus: 0, words: [0, 1, 2, 3, 4, 5, 6, 7], turns: [3, 7, 11, 19] },
  { mix: g, plus: 0x5a827999, words: [1, 3, 5, 7, 0, 2, 4, 6], turns: [3, 5, 9, 13] },
  { mix: h, plus: 0x6ed9eba1, words: [3, 7, 2, 6, 1, 5, 0, 4], turns: [3, 9, 11, 15] },
];

/** Even; the lowest bit has a meaning of its own in an index. `seed`: four words of the superblock. */
export function nameHash(name: Buffer, seed: readonly number[]): number {
  const state = [...seed];
  for (let at = 0; at < name.length; at += chunkBytes) mixIn(state, wordsOf(name.subarray(at)));
  const hash = ((state[1] ?? 0) & ~1) >>> 0;
  return hash === end ? end - 2 : hash;
}

function mixIn(state: number[], words: readonly number[]): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (const { mix, plus, words: order, turns } of rounds) {
    order.forEach((word, i) => {
      const sum = (a + mix(b, c, d) + (words[word] ?? 0) + plus) | 0;
      const turn = turns[i % 4] ?? 0;
      // Each step gives a new first word, and the four change their places.
      [a, b, c, d] = [d, (sum << turn) | (sum >>> (32 - turn)), b, c];
    });
  }
  [a, b, c, d].forEach((value, i) => {
    state[i] = ((state[i] ?? 0) + value) | 0;
  });
}

/** Eight words of what is left of a name; where it ends they are filled with its length. */
function wordsOf(rest: Buffer): number[] {
  const twice = rest.length | (rest.length << 8);
  const filling = twice | (twice << 16);
  const words: number[] = [];
  const bytes = Math.min(rest.length, chunkBytes);
  for (let word = 0; word < 8; word++) {
    let value = filling;
    for (let at = word * 4; at < Math.min(bytes, word * 4 + 4); at++) value = (rest.readInt8(at) + (value << 8)) | 0;
    words.push(value);
  }
  return words;
}
