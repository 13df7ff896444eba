/**
 * Lists of marketplaces, kept as files beside the store, so that they are searched at once after a restart and where there
 * is no way out. A list is read again when it is lost: nothing is synced, and what is not whole is not used.
 * `<number>-<hash>.jsonl`: the hash is of what was asked, so that another address never shows the list of the one before.
 */
import type { Marketplace } from '@skerry/domain';
import type { Log } from '@skerry/kit';
import { indexOfLines, linesOfIndex, type MarketplaceIndex } from '@skerry/marketplace-contract';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** What is known of a kept list without reading it. */
export interface ListHead {
  readonly entries: number;
  /** ISO 8601. */
  readonly readAt: string;
}

/** Bytes of one list; the largest public one has 4 MiB. Larger: disk, and memory when it is read. */
const mostBytes = 256 * 1024 * 1024;
/** Lines written at once. Larger: the loop of events waits. Smaller: more calls of the system. */
const linesAtOnce = 2_000;

const named = /^(\d+)-[0-9a-f]{16}\.jsonl$/;
const head = z.object({ readAt: z.string(), entries: z.int() });

export class IndexFiles {
  readonly #directory: string;
  readonly #log: Log;

  constructor(directory: string, log: Log) {
    this.#directory = directory;
    this.#log = log;
  }

  /** Removes what no marketplace has any more, and says what is there of the others. */
  async begin(marketplaces: Iterable<Marketplace>): Promise<Map<number, ListHead>> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const wanted = new Map([...marketplaces].map((each) => [nameOf(each), each.id]));
    const heads = new Map<number, ListHead>();
    for (const name of await readdir(this.#directory)) {
      const id = wanted.get(name);
      if (id === undefined) await rm(join(this.#directory, name), { recursive: true, force: true });
      else {
        const known = await this.#head(name);
        if (known !== undefined) heads.set(id, known);
      }
    }
    return heads;
  }

  /** Undefined: there is none that can be used. */
  async read(marketplace: Marketplace): Promise<MarketplaceIndex | undefined> {
    const path = join(this.#directory, nameOf(marketplace));
    try {
      if ((await stat(path)).size > mostBytes) return undefined;
      return await indexOfLines(createInterface({ input: createReadStream(path), crlfDelay: Infinity }));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      this.#log.warn({ marketplaceId: marketplace.id, err: error }, 'the kept list of a marketplace cannot be used');
      return undefined;
    }
  }

  /** What cannot be kept is asked for again: that is no reason to refuse what was read. */
  async write(marketplace: Marketplace, index: MarketplaceIndex): Promise<void> {
    const name = nameOf(marketplace);
    const temporary = join(this.#directory, `.${name}.${randomBytes(6).toString('hex')}.tmp`);
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        let bytes = 0;
        for (const text of inPortions(linesOfIndex(index))) {
          bytes += (await file.write(text)).bytesWritten;
          if (bytes > mostBytes) throw new Error(`the list is larger than ${mostBytes} bytes`);
        }
      } finally {
        await file.close();
      }
      await rename(temporary, join(this.#directory, name));
    } catch (error) {
      this.#log.warn({ marketplaceId: marketplace.id, err: error }, 'the list of a marketplace could not be kept');
      await rm(temporary, { force: true }).catch(() => {});
    }
  }

  async remove(id: number): Promise<void> {
    for (const name of await readdir(this.#directory)) {
      if (Number(named.exec(name)?.[1]) === id) await rm(join(this.#directory, name), { force: true });
    }
  }

  async #head(name: string): Promise<ListHead | undefined> {
    const lines = createInterface({ input: createReadStream(join(this.#directory, name), { end: 1_000 }) });
    try {
      for await (const line of lines) return head.safeParse(JSON.parse(line)).data;
    } catch {
      // What cannot be read is as good as not there.
    } finally {
      lines.close();
    }
    return undefined;
  }
}

function nameOf({ id, type, url }: Marketplace): string {
  const hash = createHash('sha256').update(`${type}\n${url}`).digest('hex').slice(0, 16);
  return `${id}-${hash}.jsonl`;
}

function* inPortions(lines: Iterable<string>): Generator<string> {
  let portion: string[] = [];
  for (const line of lines) {
    if (portion.push(line) < linesAtOnce) continue;
    yield portion.join('');
    portion = [];
  }
  if (portion.length > 0) yield portion.join('');
}
