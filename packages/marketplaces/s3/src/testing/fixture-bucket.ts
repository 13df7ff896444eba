/** Objects in memory as a server of the S3 API lists and gives them, page by page; it checks who asks by its own key. */
import type { Reply, Serve } from '@skerry/marketplace-contract/testing/faulty-server';
import type { IncomingHttpHeaders } from 'node:http';
import { type AccessKey, signedFor } from '../signature.ts';

export interface FixtureBucket {
  readonly name: string;
  readonly objects: ReadonlyMap<string, Buffer | string>;
  readonly key?: AccessKey;
  readonly region?: string;
  /** Of a page. */
  readonly most?: number;
}

export const serveBucket =
  ({ name, objects, key, region = 'us-east-1', most = 1_000 }: FixtureBucket): Serve =>
  ({ path, headers }): Reply => {
    const url = new URL(path, `http://${headers.host}`);
    const refusal = key === undefined ? undefined : refusalOf(url, headers, key, region);
    if (refusal !== undefined) return refusal;
    if (url.pathname === `/${name}` && url.searchParams.get('list-type') === '2') return list(url, objects, most);
    const object = objects.get(decodeURIComponent(url.pathname).slice(name.length + 2));
    const isOurs = url.pathname.startsWith(`/${name}/`) && object !== undefined;
    return isOurs ? { status: 200, body: object } : { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' };
  };

function refusalOf(url: URL, headers: IncomingHttpHeaders, key: AccessKey, region: string) {
  const said = headers.authorization ?? '';
  if (said === '') return { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' };
  const [, asked = ''] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(said) ?? [];
  if (asked !== region) {
    const body = `<Error><Code>AuthorizationHeaderMalformed</Code><Region>${region}</Region></Error>`;
    return { status: 400, body };
  }
  const [, at = ''] = /^(\d{8}T\d{6}Z)$/.exec(String(headers['x-amz-date'])) ?? [];
  const time = at.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const expected = signedFor(key, region, 'GET', url, new Date(time))['authorization'];
  // A question for the head alone is signed as such.
  const ofHead = signedFor(key, region, 'HEAD', url, new Date(time))['authorization'];
  const fits = said === expected || said === ofHead;
  return fits ? undefined : { status: 403, body: '<Error><Code>SignatureDoesNotMatch</Code></Error>' };
}

function list(url: URL, objects: FixtureBucket['objects'], most: number): Reply {
  const prefix = url.searchParams.get('prefix') ?? '';
  const from = Number(url.searchParams.get('continuation-token') ?? 0);
  const all = [...objects].filter(([name]) => name.startsWith(prefix)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const page = all.slice(from, from + most);
  const contents = page.map(
    ([name, content]) =>
      `<Contents><Key>${encodeURIComponent(name).replaceAll('%20', '+')}</Key>` +
      `<LastModified>2026-01-31T05:24:00.000Z</LastModified><Size>${Buffer.from(content).length}</Size></Contents>`,
  );
  const isTruncated = from + most < all.length;
  const next = isTruncated ? `<NextContinuationToken>${from + most}</NextContinuationToken>` : '';
  return {
    status: 200,
    body:
      '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
      `<EncodingType>url</EncodingType><IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join('')}` +
      '</ListBucketResult>',
  };
}
