/**
 * A bucket of any server of the S3 API, or a folder in one: its listing is the list, files of checksums in it promise
 * digests. It owns which region the bucket turned out to be in, in memory. An object's ETag is no digest that holds: of
 * what was put in parts, or is encrypted, it is none of the content.
 */
import {
  type Listed,
  type ListedFile,
  listedFile,
  ListedMarketplace,
  type ListedOptions,
  readChecksums,
} from '@skerry/marketplace-contract';
import { systemClock } from '@skerry/kit';
import { describeUrl, Outbound, type OutboundOptions, sourceError } from '@skerry/outbound';
import { type Bucket, listUrl, objectUrl, parseBucket } from './bucket.ts';
import { parseListAnswer, regionIn } from './list-answer.ts';
import { type AccessKey, signedFor } from './signature.ts';

export interface S3Options extends Omit<ListedOptions, 'outbound'> {
  /** As in `https://s3.example.org/bucket/folder/`. */
  readonly url: string;
  /** Absent: the bucket is public. */
  readonly key?: AccessKey;
  readonly world: OutboundOptions;
  /** Of files whose name tells none. */
  readonly architecture?: string;
}

const mostPageBytes = 8 * 1024 * 1024;
const mostChecksumBytes = 32 * 1024 * 1024;
/** Of a thousand objects each; more is no list that people look through. */
const mostPages = 100;

export function createS3({ url, key, world, architecture = 'x86_64', ...options }: S3Options): ListedMarketplace {
  const bucket = parseBucket(url);
  const { clock = systemClock } = options;
  const signing = { region: bucket.region };
  const outbound = new Outbound({
    ...world,
    ...(key === undefined
      ? {}
      : {
          authorize: (method, to) =>
            to.origin === bucket.base.origin ? signedFor(key, signing.region, method, to, clock.now()) : {},
        }),
  });
  return new ListedMarketplace(
    { name: 's3', read: () => readBucket(outbound, bucket, signing, architecture) },
    { ...options, outbound },
  );
}

async function readBucket(
  outbound: Outbound,
  bucket: Bucket,
  signing: { region: string },
  usualArchitecture: string,
): Promise<Listed[]> {
  const files: ListedFile[] = [];
  let after: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const answer = await readPage(outbound, bucket, signing, after);
    files.push(...answer.files);
    after = answer.next;
    if (after === undefined) break;
  }
  const read = async (name: string) =>
    (await outbound.read(objectUrl(bucket, name), { mostBytes: mostChecksumBytes })).body.toString();
  const digests = await readChecksums(files, read);
  const listed = files.flatMap((file) =>
    listedFile(file, {
      location: objectUrl(bucket, file.name).href,
      digest: digests.get(file.name),
      usualArchitecture,
    }),
  );
  if (listed.length > 0) return listed;
  throw sourceError('source-not-understood', `${describeUrl(objectUrl(bucket, ''))} holds no image.`, {
    hint: 'Give the address of a bucket, or of a folder in one, whose objects are named as images: disk.qcow2.',
  });
}

async function readPage(outbound: Outbound, bucket: Bucket, signing: { region: string }, after: string | undefined) {
  const url = listUrl(bucket, after);
  for (let tries = 0; ; tries++) {
    const { status, body } = await outbound.read(url, { mostBytes: mostPageBytes, answers: [400] });
    const text = body.toString();
    const answer = status === 400 ? undefined : parseListAnswer(text, bucket.prefix);
    if (answer !== undefined) return answer;
    const region = status === 400 ? regionIn(text) : undefined;
    if (region === undefined || region === signing.region || tries > 0) {
      throw sourceError('source-not-understood', `${describeUrl(url)} does not list a bucket as the S3 API does.`);
    }
    signing.region = region;
  }
}
