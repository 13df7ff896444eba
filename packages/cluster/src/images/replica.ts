/**
 * The cluster's copies of images, fetched from the front-end when a host first wants them and kept, so that hosts can
 * start instances while the cluster is cut off; until the catalogue has dropped them and no disk builds on them. Where the
 * front-end is on the same machine, `.located` says which file of its datastore serves as the copy. A file counts only
 * under its final name, which it gets after its digest was checked; dying in between leaves a `.part` that the next start
 * removes. Own copies are ours and read-only; one that was changed is set aside and fetched anew. What `.located` names is
 * the front-end's to look after: a host checks what it copies from there.
 */
import { imageLocate, imageRead } from '@skerry/contract';
import { asidePath, ImageWriter, setAside, VerifiedImages } from '@skerry/image-store';
import { type Lasting, type Log, silentLog, SkerryError } from '@skerry/kit';
import type { Session } from '@skerry/link';
import { access, chmod, constants, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export class ImageReplica {
  private readonly directory: string;
  private readonly upward: Session;
  private readonly log: Log;
  private readonly verified = new VerifiedImages();
  private readonly fetching = new Map<string, Promise<string>>();

  private constructor(directory: string, upward: Session, log: Log) {
    this.directory = directory;
    this.upward = upward;
    this.log = log;
  }

  static async open(directory: string, upward: Session, log = silentLog): Promise<ImageReplica> {
    await mkdir(directory, { recursive: true });
    // Hosts copy from here as root; nobody else has business here.
    await chmod(directory, 0o700);
    for (const file of await readdir(directory))
      if (file.endsWith('.part')) await rm(join(directory, file), { force: true });
    return new ImageReplica(directory, upward, log);
  }

  /** Removes copies that nobody has wanted at any look for so long. */
  async sweep(isWanted: (digest: string) => boolean, unwanted: Lasting<string>): Promise<void> {
    const names = await readdir(this.directory);
    const digests = names
      .flatMap((name) => /^([0-9a-f]{64})\.qcow2(?:\.located)?$/.exec(name)?.[1] ?? [])
      .map((hex) => `sha256:${hex}`);
    for (const digest of unwanted.held(digests.filter((each) => !isWanted(each))))
      for (const path of [this.pathOf(digest), `${this.pathOf(digest)}.located`, asidePath(this.pathOf(digest))])
        await rm(path, { force: true });
  }

  /** Looks at every copy of our own: whether anything of it has changed, and its content now and then. */
  async check(): Promise<void> {
    for (const name of await readdir(this.directory)) {
      const hex = /^([0-9a-f]{64})\.qcow2$/.exec(name)?.[1];
      if (hex !== undefined) await this.isSound(`sha256:${hex}`);
    }
  }

  /** False without a copy; one with another content is set aside, so that there is none. */
  private async isSound(digest: string): Promise<boolean> {
    const own = this.pathOf(digest);
    const verdict = await this.verified.check(own, digest);
    if (verdict !== 'changed') return verdict === 'sound';
    await setAside(own);
    this.log.error({ digest, aside: asidePath(own) }, 'a copy of an image was changed; it was set aside');
    return false;
  }

  /** Path of a complete copy on this machine; fetches it when there is none. */
  async path(digest: string): Promise<string> {
    if (!/^sha256:[0-9a-f]{64}$/.test(digest)) {
      throw new SkerryError({ code: 'image-digest', kind: 'refused', message: `"${digest}" is not an image digest.` });
    }
    const own = this.pathOf(digest);
    if (await this.isSound(digest)) return own;
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
    const located = imageLocate.reply.parse(
      await this.upward.request(imageLocate.method, { digest }, { deadlineMs: 30_000, whenCut: 'fail' }),
    );
    // The front-end lives on this machine: its datastore is as good as a copy of ours.
    if (located.path !== null && (await sameFile(located.path, located.fileBytes))) {
      await writeFile(`${own}.part`, JSON.stringify(located), { flush: true });
      await rename(`${own}.part`, `${own}.located`);
      return located.path;
    }
    const part = `${own}.${process.pid}.part`;
    try {
      const stream = this.upward.openStream(imageRead.method, { digest, offset: 0 });
      stream.end();
      if ((await written(stream, part)) !== digest) {
        throw new SkerryError({
          code: 'image-corrupt',
          kind: 'failed',
          message: 'The image arrived damaged; it is fetched again.',
        });
      }
      await rename(part, own);
      await this.verified.trust(own);
      return own;
    } finally {
      await rm(part, { force: true });
    }
  }
}

/** Digest of what came and is on disk. */
async function written(stream: AsyncIterable<unknown>, path: string): Promise<string> {
  await rm(path, { force: true });
  const writer = await ImageWriter.create(path);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) await writer.write(chunk);
    return (await writer.finish()).digest;
  } finally {
    await writer.close();
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
