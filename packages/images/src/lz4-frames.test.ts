import { expect, test } from 'vitest';
import { unpackLz4 } from './lz4-frames.ts';

/** What `lz4 -l` makes of "abcabcabc… (60 times) end". */
const packed = (block: Buffer) => {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x184c2102, 0);
  head.writeUInt32LE(block.length, 4);
  return Buffer.concat([head, block]);
};
/** Three literals, a copy of 177 bytes from three before, four literals. */
const block = Buffer.concat([
  Buffer.from([0x3f]),
  Buffer.from('abc'),
  Buffer.from([3, 0, 158, 0x40]),
  Buffer.from(' end'),
]);
const text = `${'abc'.repeat(60)} end`;

test('copies that overlap themselves, and numbers that go on, are unpacked', () => {
  expect(unpackLz4(packed(block)).toString()).toBe(text);
  const second = packed(block).subarray(4);
  expect(unpackLz4(Buffer.concat([packed(block), second])).toString()).toBe(text + text);
});

test('long literals are unpacked', () => {
  const literals = 'x'.repeat(300);
  expect(unpackLz4(packed(Buffer.concat([Buffer.from([0xf0, 255, 30]), Buffer.from(literals)]))).toString()).toBe(
    literals,
  );
});

test('what is of another format, cut off or broken is refused', () => {
  expect(() => unpackLz4(Buffer.from('no'))).toThrow(/not packed/);
  expect(() => unpackLz4(Buffer.alloc(64))).toThrow(/not packed/);
  for (let end = 9; end < packed(block).length; end += 1) {
    expect(() => unpackLz4(packed(block).subarray(0, end)), `${end}`).toThrow(/cut off/);
  }
  expect(() => unpackLz4(packed(Buffer.from([0x10, 0x61, 9, 0, 0])))).toThrow(/broken/);
  expect(() => unpackLz4(packed(Buffer.from([0xf0])))).toThrow(/cut off/);
});
