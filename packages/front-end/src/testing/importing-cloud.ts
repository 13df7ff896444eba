import { createFakeMarketplace, type FakeImage, type FakeMarketplaceServer } from '@skerry/marketplace-fake';
import { createFaultyServer, type FaultyServer } from '@skerry/marketplace-contract/testing/faulty-server';
import type { Marketplace } from '@skerry/marketplace-contract';
import { Outbound } from '@skerry/outbound';
import { eventually } from '@skerry/api/testing/eventually';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FrontEndOptions } from '../front-end.ts';
import { type Client, startFrontEnd, type TestFrontEnd } from './front-end.ts';
import { type Qcow2Fields, writeQcow2 } from './qcow2.ts';

export interface ImageShown {
  readonly id: number;
  readonly state: string;
  readonly digest?: string;
  readonly fileBytes?: number;
  readonly origin?: Readonly<Record<string, unknown>>;
  readonly progress?: { readonly step: string; readonly bytes: number; readonly of?: number };
  readonly failure?: { readonly code: string; readonly message: string; readonly hint?: string };
}

export interface ImportingCloud extends TestFrontEnd {
  /** Serves what is put into `files`, by path. */
  readonly web: FaultyServer;
  readonly files: Map<string, Buffer>;
  readonly fake: FakeMarketplaceServer;
  /** Every byte of this one is where `writeQcow2` puts it. */
  qcow2(fields?: Qcow2Fields): Promise<Buffer>;
  show(id: number, client?: Client): Promise<ImageShown>;
  /** Waits until its import is over. */
  ended(id: number): Promise<ImageShown>;
}

export const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** What reaches loopback, as an administrator may allow; servers are given up quickly. */
export const testWorld = {
  addresses: { allowed: ['127.0.0.1/32'], own: () => [] },
  patience: { tries: 2, firstWaitMs: 1, longestWaitMs: 2 },
  idleMs: 1_000,
};

export async function startImportingCloud(
  images: readonly FakeImage[] = [],
  options: Partial<FrontEndOptions> = {},
): Promise<ImportingCloud> {
  const files = new Map<string, Buffer>();
  const web = await createFaultyServer(({ path }) => {
    const body = files.get(path);
    return body === undefined ? { status: 404 } : { status: 200, body };
  });
  onTestFinished(() => web.close());
  const fake = await createFakeMarketplace(images);
  onTestFinished(() => fake.close());
  const outbound = new Outbound(testWorld);
  onTestFinished(() => outbound.close());
  const openMarketplace = async (): Promise<Marketplace> => fake.make({ outbound });
  const cloud = await startFrontEnd({ outbound: testWorld, openMarketplace, ...options });
  onTestFinished(() => cloud.close());
  const scratch = await mkdtemp(join(tmpdir(), 'skerry-importing-'));
  onTestFinished(() => rm(scratch, { recursive: true, force: true }));
  const show = async (id: number, client = cloud.admin) =>
    (await client.call<ImageShown>('GET', `/v1/images/${id}`)).body;
  // Getters of the front-end, which a restart replaces, must stay.
  return Object.assign(Object.create(cloud) as TestFrontEnd, {
    web,
    files,
    fake,
    async qcow2(fields: Qcow2Fields = {}) {
      const path = join(scratch, 'made.qcow2');
      await writeQcow2(path, fields);
      return readFile(path);
    },
    show,
    ended: (id: number) =>
      eventually(async () => {
        const image = await show(id);
        if (image.state === 'importing') throw new Error(`still ${JSON.stringify(image.progress)}`);
        return image;
      }),
  });
}
