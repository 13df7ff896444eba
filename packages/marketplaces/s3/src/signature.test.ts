import { expect, it, test } from 'vitest';
import { signedFor } from './signature.ts';

const key = { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const at = new Date('2013-05-24T00:00:00Z');
const bucket = 'https://examplebucket.s3.amazonaws.com/';

/** AWS's own examples. */
it.each([
  ['?max-keys=2&prefix=J', '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
  ['?lifecycle', 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
])('%s is signed as AWS says', (query, signature) => {
  const headers = signedFor(key, 'us-east-1', 'GET', new URL(query, bucket), at);
  expect(headers['authorization']).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, ' +
      `SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=${signature}`,
  );
});

test('the order of a query and the way a path is escaped do not matter', () => {
  const signature = (text: string) => signedFor(key, 'x', 'GET', new URL(text, bucket), at)['authorization'];
  expect(signature('/a%20b!?x=1&y=a%2Fb')).toBe(signature('/a%20b%21?y=a/b&x=1'));
  expect(signature('/a')).not.toBe(signature('/b'));
});
