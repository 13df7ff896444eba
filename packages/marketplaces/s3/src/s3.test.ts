import { marketplaceConformance } from '@skerry/marketplace-contract/conformance/marketplace';
import { testOutbound } from '@skerry/marketplace-contract/conformance/under-test';
import { createFaultyServer } from '@skerry/marketplace-contract/testing/faulty-server';
import { digestOf, sourceCodeOf } from '@skerry/outbound';
import { afterEach, expect, it, test } from 'vitest';
import { listUrl, objectUrl, parseBucket } from './bucket.ts';
import { createS3, type S3Options } from './s3.ts';
import { type FixtureBucket, serveBucket } from './testing/fixture-bucket.ts';

const content = (name: string) => Buffer.from(name.repeat(100));
const amd = 'debian-12-amd64.qcow2';
const arm = 'debian-12-arm64.qcow2';
const odd = 'odd & ünïcode+#1.iso';
const key = { id: 'AKIA', secret: 'of nobody' };
const objects = new Map<string, Buffer | string>([
  ...[amd, arm, odd].map((name) => [`images/${name}`, content(name)] as const),
  ['images/SHA256SUMS', `${digestOf(content(amd)).slice(7)}  ${amd}\n`],
  ['images/old/alpine-x86_64.tar.gz', content('alpine')],
  ['images/', ''],
  ['elsewhere/secret.qcow2', content('secret')],
]);
const bucket: FixtureBucket = { name: 'our-bucket', objects, key };

marketplaceConformance('s3', async () => {
  const server = await createFaultyServer(serveBucket(bucket));
  return {
    server,
    make: (world) => createS3({ url: `${server.url}/our-bucket/images/`, key, world }),
    known: {
      reference: amd,
      architecture: 'x86_64',
      otherArchitecture: 'aarch64',
      text: 'debian amd64',
      name: amd,
      contents: [content(amd)],
    },
    missing: 'debian-13.qcow2',
    total: 4,
    dispose: () => server.close(),
  };
});

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});
async function open(more: Partial<FixtureBucket> = {}, options: Partial<S3Options> = {}) {
  const server = await createFaultyServer(serveBucket({ ...bucket, ...more }));
  const made = createS3({ url: `${server.url}/our-bucket/images/`, key, world: testOutbound, ...options });
  ends.push(
    () => made.close(),
    () => server.close(),
  );
  return { made, server };
}
const names = async ({ made }: Awaited<ReturnType<typeof open>>) =>
  (await made.search({})).entries.map(({ name }) => name);
const all = [amd, arm, odd, 'old/alpine-x86_64.tar.gz'];

test('page after page is read, of our folder alone', async () => {
  expect(await names(await open({ most: 2 }))).toEqual(all);
});

test('the region that the server names is signed for', async () => {
  const opened = await open({ region: 'garage' });
  expect(await names(opened)).toEqual(all);
  const { blobs } = await opened.made.resolve(odd, 'x86_64');
  let bytes = 0;
  for await (const chunk of opened.made.open(blobs[0] as never)) bytes += chunk.length;
  expect(bytes).toBe(content(odd).length);
});

test('a public bucket is asked by nobody; the wrong key is refused, and says so', async () => {
  const { key: _, ...open_ } = bucket;
  const server = await createFaultyServer(serveBucket(open_));
  const made = createS3({ url: `${server.url}/our-bucket/images/`, world: testOutbound });
  ends.push(
    () => made.close(),
    () => server.close(),
  );
  await made.search({});
  expect(server.asked.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  const wrong = await open({}, { key: { id: 'AKIA', secret: 'wrong' } });
  expect(await wrong.made.search({}).then(() => undefined, sourceCodeOf)).toBe('source-refused');
});

it.each([
  ['https://s3.example.org/b/', '/b', '/b/', '', 'us-east-1'],
  ['https://s3.example.org:9000/b/a%20b/c', '/b', '/b/a%20b/c/', 'a b/c/', 'us-east-1'],
  ['https://b.s3.eu-west-3.amazonaws.com/x/', '/', '/x/', 'x/', 'eu-west-3'],
  ['https://s3.eu-central-1.amazonaws.com/b/x', '/b', '/b/x/', 'x/', 'eu-central-1'],
  ['https://b.s3.amazonaws.com/', '/', '/', '', 'us-east-1'],
])('%s', (text, list, base, prefix, region) => {
  const parsed = parseBucket(text);
  expect([listUrl(parsed, undefined).pathname, objectUrl(parsed, '').pathname]).toEqual([list, base]);
  expect([parsed.prefix, parsed.region]).toEqual([prefix, region]);
});

test('an address without a bucket says how to write it', () => {
  expect(() => parseBucket('https://s3.example.org/')).toThrow('names no bucket');
});
