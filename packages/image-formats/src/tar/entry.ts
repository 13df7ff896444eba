/**
 * What an archive says of one name. Names are bytes: each character of these strings is one, so that what is no UTF-8
 * stays what it is.
 */
export type TarEntryType = 'file' | 'folder' | 'symlink' | 'hardlink' | 'character' | 'block' | 'fifo';

export interface TarTime {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** Where in a file there is data; between is none, which reads as zeroes. */
export interface DataPart {
  readonly at: number;
  readonly bytes: number;
}

export interface TarEntry {
  readonly type: TarEntryType;
  readonly name: string;
  /** Of links. */
  readonly target: string;
  /** The lowest twelve bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly modified: TarTime;
  /** Of devices. */
  readonly major: number;
  readonly minor: number;
  /** Name, as the kernel has it, to value. */
  readonly attributes: ReadonlyMap<string, Buffer>;
  /** Of files, holes included. */
  readonly bytes: number;
  readonly parts: readonly DataPart[];
  /** Of the archive: where the data begins. */
  readonly dataAt: number;
  /** The data, in order, each piece with its place in the file. Once, and before the next entry is asked for. */
  data(): AsyncIterable<{ readonly at: number; readonly piece: Buffer }>;
}
