/**
 * The cluster's copies of images, fetched from the front-end when a host first wants them and kept, so that hosts can
 * start instances while the cluster is cut off; until the catalogue has dropped them and no disk builds on them. Where the
 * front-end is on the same machine, `.located` says which file of its datastore serves as the copy. A file counts only
 * under its final name, which it gets after its digest
 * was checked; dying in between leaves a `.part` that the next start removes.
 */
import { imageLocate, imageRead } from '@skerry/contract';
import { type Lasting, SkerryError } from '@skerry/kit';
import { ask, openStream, type Session } from '@skerry/link';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, constants, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export class ImageReplica {
  private readonly directory: string;
  private readonly upward: Session;
  private readonly fetching = new Map<string, Promise<string>>();

  private constructor(directory: string, upward: Session) {
    this.directory = directory;
    this.upward = upward;
  }

  static async open(directory: string, upward: Session): Promise<ImageReplica> {
    await mkdir(directory, { recursive: true });
    for (const file of await readdir(directory))
      if (file.endsWith('.part')) await rm(join(directory, file), { force: true });
    return new ImageReplica(directory, upward);
  }

  /** Removes copies that nobody has wanted at any look for so long. */
  async sweep(isWanted: (digest: string) => boolean, unwanted: Lasting<string>): Promise<void> {
    const names = await readdir(this.directory);
    const digests = names
      .flatMap((name) => /^([0-9a-f]{64})\.qcow2(?:\.located)?$/.exec(name)?.[1] ?? [])
      .map((hex) => `sha256:${hex}`);
    for (const digest of unwanted.held(digests.filter((each) => !isWanted(each))))
      for (const end of ['', '.located']) await rm(this.pathOf(digest) + end, { force: true });
  }

  /** Path of a complete copy on this machine; fetches it when there is none. */
  async path(digest: string): Promise<string> {
    if (!/^sha256:[0-9a-f]{64}$/.test(digest)) {
      throw new SkerryError({ code: 'image-digest', kind: 'refused', message: `"${digest}" is not an image digest.` });
    }
    const own = this.pathOf(digest);
    if (await readable(own)) return own;
    const near = await this.located(own);
    if (near !== undefined) return near;
    const running = this.fetching.get(digest);
    if (running) return running;
    const fetch = this.fetch(digest, own).finally(() => this.fetching.delete(digest));
    this.fetching.set(digest, fetch);
    return fetch;
  }

  private pathOf(digest: string): string {
    return join(this.directory, `${digest.slice(7)}.qcow2`);
  }

  /** The file of the front-end's datastore that was found on this machine before, if it is still there. */
  private async located(own: string): Promise<string | undefined> {
    const text = await readFile(`${own}.located`, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return undefined;
    const { path, fileBytes } = JSON.parse(text) as { readonly path: string; readonly fileBytes: number };
    return (await sameFile(path, fileBytes)) ? path : undefined;
  }

  private async fetch(digest: string, own: string): Promise<string> {
    const located = await ask(this.upward, imageLocate, { digest }, { deadlineMs: 30_000, whenCut: 'fail' });
    // The front-end lives on this machine: its datastore is as good as a copy of ours.
    if (located.path !== null && (await sameFile(located.path, located.fileBytes))) {
      await writeFile(`${own}.part`, JSON.stringify(located), { flush: true });
      await rename(`${own}.part`, `${own}.located`);
      return located.path;
    }
    const part = `${own}.${process.pid}.part`;
    try {
      const stream = openStream(this.upward, imageRead, { digest, offset: 0 });
      stream.end();
      const hash = createHash('sha256');
      const tee = new Transform({
        transform(chunk: Buffer, _, done) {
          hash.update(chunk);
          done(null, chunk);
        },
      });
      await pipeline(stream, tee, createWriteStream(part));
      if (`sha256:${hash.digest('hex')}` !== digest) {
        throw new SkerryError({
          code: 'image-corrupt',
          kind: 'failed',
          message: 'The image arrived damaged; it is fetched again.',
        });
      }
      const file = await open(part, 'r+');
      await file.sync();
      await file.close();
      await rename(part, own);
      return own;
    } finally {
      await rm(part, { force: true });
    }
  }
}

async function readable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}

async function sameFile(path: string, bytes: number): Promise<boolean> {
  return stat(path).then(
    async (s) => s.isFile() && s.size === bytes && (await readable(path)),
    () => false,
  );
}
