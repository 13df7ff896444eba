/**
 * A marketplace for tests of who asks one: real code over a real server on loopback, whose images are given and whose
 * faults are settings of that server (`server.fault`). It keeps the contract by the same suite as the others.
 */
import {
  imageFormats,
  type ImageFormat,
  kindsOf,
  type Listed,
  ListedMarketplace,
  type ListedOptions,
  type Marketplace,
} from '@skerry/marketplace-contract';
import { createFaultyServer, type FaultyServer, type Serve } from '@skerry/marketplace-contract/testing/faulty-server';
import { type Digest, digestOf, parseDigest } from '@skerry/outbound';
import { z } from 'zod';

export interface FakeImage {
  readonly name: string;
  readonly version?: string;
  readonly architecture?: string;
  readonly format?: ImageFormat;
  readonly description?: string;
  readonly content: Buffer;
}

export interface FakeMarketplaceServer {
  readonly server: FaultyServer;
  readonly make: (options: ListedOptions) => Marketplace;
  readonly close: () => Promise<void>;
}

const list = z.object({
  images: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      architecture: z.string(),
      format: z.enum(imageFormats),
      description: z.string(),
      size: z.int().min(0),
      digest: z
        .string()
        .refine((text) => parseDigest(text) !== undefined)
        .transform((text) => text as Digest),
    }),
  ),
});
type ListedImage = z.infer<typeof list>['images'][number];

/** Images of one name are its versions, the first the newest. */
export async function createFakeMarketplace(images: readonly FakeImage[]): Promise<FakeMarketplaceServer> {
  const described = images.map(
    ({ name, version = '1', architecture = 'x86_64', format = 'qcow2', description = '', content }) => ({
      about: { name, version, architecture, format, description, size: content.length, digest: digestOf(content) },
      content,
    }),
  );
  const serve: Serve = ({ path }) => {
    if (path === '/list.json')
      return { status: 200, body: JSON.stringify({ images: described.map(({ about }) => about) }) };
    const found = described.find(({ about }) => path === `/blobs/${about.digest}`);
    return found ? { status: 200, body: found.content } : { status: 404 };
  };
  const server = await createFaultyServer(serve);
  return {
    server,
    make: (options) =>
      new ListedMarketplace(
        {
          name: 'fake',
          read: async () =>
            listedOf((await options.outbound.json(new URL('/list.json', server.url), list)).images, server.url),
        },
        options,
      ),
    close: () => server.close(),
  };
}

function listedOf(images: readonly ListedImage[], url: string): Listed[] {
  return [...Map.groupBy(images, ({ name }) => name)].map(([name, all]) => ({
    name,
    description: all[0]?.description ?? '',
    offers: all.map(({ version, architecture, format, size, digest }) => ({
      version,
      digest,
      format,
      architecture,
      kinds: kindsOf(format),
      minimum: {},
      blobs: [
        { role: 'disk', location: `${url}/blobs/${digest}`, digest, size, mediaType: 'application/octet-stream' },
      ],
    })),
  }));
}
