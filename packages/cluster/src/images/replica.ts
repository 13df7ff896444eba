/**
 * The cluster's copies of images, fetched from the front-end when a host first wants them and kept, so that hosts can
 * start instances while the cluster is cut off; until the catalogue has dropped them and no disk builds on them. How a file
 * comes, stays and goes is for `packages/image-store`; a fetch that is cut goes on where it stopped, in the next life too.
 * Where the front-end is on the same machine, `.located` says which file of its datastore serves as the copy; that is the
 * front-end's to look after: a host checks what it copies from there.
 */
import { imageLocate, imageRead } from '@skerry/contract';
import { contentCodeOf, ContentFiles } from '@skerry/image-store';
import { hexOf } from '@skerry/image-store/content-names';
import { type Lasting, type Log, silentLog, SkerryError } from '@skerry/kit';
import { ask, openStream, type Session } from '@skerry/link';
import { randomUUID } from 'node:crypto';
import { access, constants, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const located = /^([0-9a-f]{64})\.qcow2\.located$/;
const halfLocated = /^[0-9a-f]{64}\.qcow2\.located\..*\.part$/;

export class ImageReplica {
  private readonly directory: string;
  private readonly upward: Session;
  private readonly files: ContentFiles;
  private readonly fetching = new Map<string, Promise<string>>();

  private constructor(directory: string, upward: Session, log: Log) {
    this.directory = directory;
    this.upward = upward;
    this.files = new ContentFiles({
      directory,
      suffix: '.qcow2',
      onAside: (digest, aside) => log.error({ digest, aside }, 'a copy of an image was changed; it was set aside'),
    });
  }

  static async open(directory: string, upward: Session, log = silentLog): Promise<ImageReplica> {
    const replica = new ImageReplica(directory, upward, log);
    // Hosts copy from here as root; nobody else has business here.
    await replica.files.open(0o700);
    for (const name of await readdir(directory))
      if (halfLocated.test(name)) await rm(join(directory, name), { force: true });
    await replica.files.own();
    return replica;
  }

  /** Removes copies that nobody has wanted at any look for so long. */
  async sweep(isWanted: (digest: string) => boolean, unwanted: Lasting<string>): Promise<void> {
    const names = await readdir(this.directory);
    const elsewhere = names.flatMap((name) => located.exec(name)?.[1] ?? []).map((hex) => `sha256:${hex}`);
    for (const digest of await this.files.sweep(isWanted, unwanted, elsewhere))
      await rm(`${this.files.pathOf(digest)}.located`, { force: true });
  }

  /** Looks at every copy of our own: whether anything of it has changed, and its content now and then. */
  check(): Promise<void> {
    return this.files.check();
  }

  /** Path of a complete copy on this machine; fetches it when there is none. */
  async path(digest: string): Promise<string> {
    if (hexOf(digest) === undefined) {
      throw new SkerryError({ code: 'image-digest', kind: 'refused', message: `"${digest}" is not an image digest.` });
    }
    const own = this.files.pathOf(digest);
    if (await this.files.isSound(digest)) return own;
    const near = await this.located(own);
    if (near !== undefined) return near;
    const running = this.fetching.get(digest);
    if (running) return running;
    const fetch = this.fetch(digest, own).finally(() => this.fetching.delete(digest));
    this.fetching.set(digest, fetch);
    return fetch;
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
    const { path, fileBytes } = await ask(
      this.upward,
      imageLocate,
      { digest },
      { deadlineMs: 30_000, whenCut: 'fail' },
    );
    // The front-end lives on this machine: its datastore is as good as a copy of ours.
    if (path !== null && (await sameFile(path, fileBytes))) {
      await this.note(own, { path, fileBytes });
      return path;
    }
    const from = (offset: number) => {
      const stream = openStream(this.upward, imageRead, { digest, offset });
      stream.end();
      return stream;
    };
    await this.files.resume(from, { digest, fileBytes }).catch(asFetchError);
    return own;
  }

  private async note(own: string, where: { readonly path: string; readonly fileBytes: number }): Promise<void> {
    const part = `${own}.located.${randomUUID()}.part`;
    try {
      await writeFile(part, JSON.stringify(where), { flush: true });
      await rename(part, `${own}.located`);
    } finally {
      await rm(part, { force: true });
    }
  }
}

function asFetchError(error: unknown): never {
  const code = contentCodeOf(error);
  if (code === undefined) throw error;
  const [kind, message] =
    code === 'content-cut'
      ? (['image-cut', 'The image did not arrive whole; the rest of it is fetched.'] as const)
      : (['image-corrupt', 'The image arrived damaged; it is fetched again.'] as const);
  throw new SkerryError({ code: kind, kind: 'failed', message }, {}, error);
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
