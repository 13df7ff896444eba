/** An archive as nobody's tar(1) would write it: what a stranger may send. Written by hand, for its every byte is chosen. */
export interface TarItem {
  readonly name: string;
  /** One character, as in a header. Default: a file. */
  readonly type?: string;
  readonly target?: string;
  readonly content?: string | Buffer;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly seconds?: number;
  readonly major?: number;
  readonly minor?: number;
  readonly attributes?: Readonly<Record<string, Buffer>>;
  /** Words of an extended header. */
  readonly words?: Readonly<Record<string, string>>;
  /** What the header says, whatever follows. */
  readonly saidBytes?: number;
}

export function tarArchive(items: readonly TarItem[]): Buffer {
  return Buffer.concat([...items.flatMap(itemBlocks), Buffer.alloc(1024)]);
}

function itemBlocks(item: TarItem): Buffer[] {
  const content = Buffer.from(item.content ?? '');
  const words = new Map<string, Buffer>();
  for (const [name, value] of Object.entries(item.attributes ?? {})) words.set(`SCHILY.xattr.${name}`, value);
  for (const [word, value] of Object.entries(item.words ?? {})) words.set(word, Buffer.from(value));
  const name = Buffer.from(item.name, 'latin1');
  const target = Buffer.from(item.target ?? '', 'latin1');
  if (name.length > 100) words.set('path', name);
  if (target.length > 100) words.set('linkpath', target);
  const extended = words.size === 0 ? [] : extendedBlocks(words);
  return [...extended, header(item, item.saidBytes ?? content.length), padded(content)];
}

function extendedBlocks(words: ReadonlyMap<string, Buffer>): Buffer[] {
  const records = [...words].map(([word, value]) => {
    const rest = Buffer.concat([Buffer.from(` ${word}=`), value, Buffer.from('\n')]);
    let length = rest.length + 1;
    while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
    return Buffer.concat([Buffer.from(String(length)), rest]);
  });
  const content = Buffer.concat(records);
  return [header({ name: 'PaxHeader', type: 'x' }, content.length), padded(content)];
}

function header(item: TarItem, bytes: number): Buffer {
  const block = Buffer.alloc(512);
  const octal = (value: number, at: number, length: number) =>
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  block.write(item.name.slice(0, 100), 0, 'latin1');
  octal(item.mode ?? (item.type === '5' ? 0o755 : 0o644), 100, 8);
  octal(item.uid ?? 0, 108, 8);
  octal(item.gid ?? 0, 116, 8);
  octal(bytes, 124, 12);
  octal(item.seconds ?? 1_700_000_000, 136, 12);
  block.write(item.type ?? '0', 156, 'latin1');
  block.write((item.target ?? '').slice(0, 100), 157, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  octal(item.major ?? 0, 329, 8);
  octal(item.minor ?? 0, 337, 8);
  block.write(' '.repeat(8), 148, 'latin1');
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return block;
}

const padded = (content: Buffer) => Buffer.concat([content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
