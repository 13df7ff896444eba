/** What a server may answer that was never asked for such a thing: each of these to each question, and none may be our bug. */
const deep = (n: number) => '['.repeat(n) + ']'.repeat(n);

export const garbage: readonly (readonly [what: string, body: string])[] = [
  ['nothing', ''],
  ['null', 'null'],
  ['a number', '42'],
  ['a number beyond all', '1e999'],
  ['a text', '"x"'],
  ['a list', '[]'],
  ['a list of nulls', '[null,null]'],
  ['a thing', '{}'],
  ['half a thing', '{"products":{"a"'],
  ['a page', '<!doctype html><html><body><h1>It works!</h1></body></html>'],
  ['depth', deep(100_000)],
  ['a prototype', '{"__proto__":{"x":1},"constructor":null,"products":{"__proto__":{"versions":{"__proto__":{}}}}}'],
  ['no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]).toString('latin1')],
  [
    'lists for things',
    '{"index":[],"products":[],"manifests":{},"layers":{},"config":[],"appliances":{},"entries":{}}',
  ],
  [
    'things for texts',
    JSON.stringify({
      schemaVersion: {},
      mediaType: [],
      index: { images: { path: {}, format: 4, datatype: 'image-downloads' } },
      products: {
        a: { arch: {}, versions: { b: { items: { c: { size: '12', sha256: 3, path: null, ftype: [] } } } } },
      },
      manifests: [{ digest: 3, platform: 'linux' }],
      layers: [{ digest: 'sha256:zz', size: -1 }],
      config: { digest: 'sha256:00', size: 1e300, mediaType: 7 },
      appliances: [{ name: {}, files: [{ size: {}, md5: 4 }] }],
      results: [{ repo_name: 5 }],
      repositories: [3],
      tags: [{}],
      token: 5,
    }),
  ],
];
