import { expect, test } from 'vitest';
import { tarEntries } from './entries.ts';
import { streamInput } from './input.ts';

/** A header as POSIX has it, of a plain file. */
function header(name: string, bytes: number): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0, 'latin1');
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\u000000', 257);
  const sum = block.reduce((all, byte) => all + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

const readAll = async (archive: Buffer, withData: boolean) => {
  const all: string[] = [];
  const stream = (async function* () {
    yield archive;
  })();
  for await (const entry of tarEntries(streamInput(stream))) {
    let content = '';
    if (withData) for await (const { piece } of entry.data()) content += piece.toString();
    all.push(`${entry.name}:${content}`);
  }
  return all;
};

const content = Buffer.from('hello');
const unended = Buffer.concat([header('a', 5), content, Buffer.alloc(507), header('b', 5), content]);

test.each([true, false])(
  'an archive that ends with its last byte of data is whole, as umoci-insert(1) writes it',
  async (withData) => {
    expect(await readAll(unended, withData)).toEqual(withData ? ['a:hello', 'b:hello'] : ['a:', 'b:']);
  },
);

test.each([true, false])('one that ends before is cut short', async (withData) => {
  const cut = unended.subarray(0, unended.length - 1);
  await expect(readAll(cut, withData)).rejects.toMatchObject({ failure: { code: 'image-damaged' } });
});
