/**
 * Who asks a server of the S3 API, by its signature version 4 (AWS, "Authenticating Requests: Using the Authorization
 * Header"). What is fetched has no body, so only the request is signed. Pure but for the time that is given.
 */
import { createHash, createHmac } from 'node:crypto';

export interface AccessKey {
  readonly id: string;
  readonly secret: string;
}

const emptyBody = createHash('sha256').update('').digest('hex');
const signedHeaders = 'host;x-amz-content-sha256;x-amz-date';

export function signedFor(
  { id, secret }: AccessKey,
  region: string,
  method: string,
  url: URL,
  now: Date,
): Readonly<Record<string, string>> {
  const at = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = at.slice(0, 8);
  const scope = `${day}/${region}/s3/aws4_request`;
  const request = [
    method,
    pathOf(url),
    queryOf(url),
    `host:${url.host}\nx-amz-content-sha256:${emptyBody}\nx-amz-date:${at}\n`,
    signedHeaders,
    emptyBody,
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', at, scope, createHash('sha256').update(request).digest('hex')].join('\n');
  const key = ['s3', 'aws4_request'].reduce(
    (before, part) => hmac(before, part),
    hmac(hmac(`AWS4${secret}`, day), region),
  );
  const signature = hmac(key, text).toString('hex');
  return {
    'x-amz-content-sha256': emptyBody,
    'x-amz-date': at,
    authorization: `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
  };
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Every character but letters, digits and `-._~` by its bytes, as S3 wants it; a slash stays in a path. */
export const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const pathOf = ({ pathname }: URL): string =>
  pathname
    .split('/')
    .map((part) => escaped(decodeURIComponent(part)))
    .join('/');

const queryOf = ({ searchParams }: URL): string =>
  [...searchParams]
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .sort()
    .join('&');
