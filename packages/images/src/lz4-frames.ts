/**
 * Unpacks the format in which Linux packs itself, `lz4 -l`: a magic number, then blocks, each behind its length. Pure.
 * Source: lz4_Frame_format.md ("Legacy frame") and lz4_Block_format.md of LZ4.
 */
const magic = 0x184c2102;
/** What a block holds at most, unpacked. */
const blockBytes = 8 * 1024 * 1024;

/** @throws Error for what is not of this format, or is cut off. */
export function unpackLz4(packed: Buffer): Buffer {
  if (packed.length < 4 || packed.readUInt32LE(0) !== magic) throw new Error('this is not packed by lz4');
  const blocks: Buffer[] = [];
  for (let at = 4; at + 4 <= packed.length; ) {
    const length = packed.readUInt32LE(at);
    at += 4;
    if (at + length > packed.length) throw new Error('what is packed by lz4 is cut off');
    blocks.push(unpackBlock(packed.subarray(at, at + length)));
    at += length;
  }
  return Buffer.concat(blocks);
}

/** Sequences of literal bytes, and of copies of what came before. */
function unpackBlock(block: Buffer): Buffer {
  const out = Buffer.alloc(blockBytes);
  let [from, to] = [0, 0];
  const byte = () => {
    const value = block[from++];
    if (value === undefined) throw new Error('a block of lz4 is cut off');
    return value;
  };
  /** A number that goes on in more bytes when its four bits are full. */
  const long = (bits: number) => {
    let value = bits;
    if (bits === 15) for (let more = 255; more === 255; value += more) more = byte();
    return value;
  };
  while (from < block.length) {
    const token = byte();
    const literals = long(token >> 4);
    if (to + literals > blockBytes || from + literals > block.length) throw new Error('a block of lz4 is broken');
    block.copy(out, to, from, from + literals);
    from += literals;
    to += literals;
    // The last sequence has no copy.
    if (from === block.length) break;
    const distance = byte() | (byte() << 8);
    const length = long(token & 15) + 4;
    if (distance === 0 || distance > to || to + length > blockBytes) throw new Error('a block of lz4 is broken');
    // Both may overlap: what was just written is read again.
    for (let i = 0; i < length; i += 1) out[to + i] = out[to + i - distance] ?? 0;
    to += length;
  }
  return out.subarray(0, to);
}
