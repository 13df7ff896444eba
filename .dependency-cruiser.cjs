/**
 * What each folder may import: the table of docs/architecture.md, checked. A new arrow is a change of architecture:
 * write a decision record first.
 */
const layer = (name, from, allowed) => ({
  name,
  comment: `${from} may import only: itself, ${allowed.join(', ') || 'nothing of ours'} (docs/architecture.md, "Layers")`,
  severity: 'error',
  from: { path: `^${from}/` },
  to: { path: '^(packages|apps)/', pathNot: [from, ...allowed].map((p) => `^${p}(/|$)`) },
});
const P = (...names) => names.map((n) => `packages/${n}`);

module.exports = {
  forbidden: [
    layer('kit-imports-nothing', 'packages/kit', []),
    layer('domain-is-pure', 'packages/domain', P('kit')),
    layer('contract-knows-the-domain', 'packages/contract', P('domain', 'kit')),
    layer('scheduler-is-pure', 'packages/scheduler', P('domain', 'kit')),
    layer('store-port', 'packages/store', P('domain', 'kit')),
    layer('link-port', 'packages/link', P('contract', 'kit')),
    layer('feed', 'packages/feed', P('contract', 'kit', 'link', 'store')),
    layer('image-store', 'packages/image-store', P('kit')),
    layer('outbound', 'packages/outbound', P('kit')),
    layer('marketplaces-contract', 'packages/marketplaces/contract', P('domain', 'kit', 'outbound')),
    layer('marketplace-turnkey', 'packages/marketplaces/turnkey', [
      ...P('marketplaces/contract', 'outbound', 'host-os', 'domain', 'kit'),
    ]),
    ...['oci', 'linux-containers', 'http', 'opennebula', 's3', 'fake'].map((name) =>
      layer(
        `marketplace-${name}`,
        `packages/marketplaces/${name}`,
        P('marketplaces/contract', 'outbound', 'domain', 'kit'),
      ),
    ),
    layer('image-formats', 'packages/image-formats', P('domain', 'kit')),
    layer('image-import', 'packages/image-import', P('host-os', 'image-formats', 'kit')),
    {
      ...layer('api', 'packages/api', P('contract', 'domain', 'kit', 'scheduler', 'store', 'link')),
      from: { path: '^packages/api/', pathNot: '\\.test\\.ts$' },
    },
    // Its tests may start a whole front-end: the store that it is asked over.
    {
      ...layer('api-tests', 'packages/api', [
        ...P('contract', 'domain', 'kit', 'scheduler', 'store', 'link', 'feed', 'front-end'),
      ]),
      from: { path: '^packages/api/.*\\.test\\.ts$' },
    },
    {
      ...layer('front-end', 'packages/front-end', [
        ...P('api', 'contract', 'domain', 'kit', 'store', 'link', 'feed', 'image-formats', 'image-store'),
        ...P('image-import', 'marketplaces', 'outbound'),
      ]),
      from: { path: '^packages/front-end/', pathNot: ['\\.test\\.ts$', '/testing/'] },
    },
    // Its tests ask a marketplace that misbehaves, and use the client that everybody uses.
    {
      ...layer('front-end-tests', 'packages/front-end', [
        ...P('api', 'contract', 'domain', 'kit', 'store', 'link', 'feed', 'image-formats', 'image-store'),
        ...P('image-import', 'marketplaces', 'outbound', 'sdk'),
      ]),
      from: { path: '^packages/front-end/.*(\\.test\\.ts$|/testing/)' },
    },
    layer('cluster', 'packages/cluster', [
      ...P('contract', 'domain', 'kit', 'scheduler', 'store', 'link', 'feed', 'image-store'),
    ]),
    layer('agent', 'packages/agent', P('contract', 'domain', 'kit', 'link', 'store', 'feed', 'drivers/contract')),
    layer('drivers-contract', 'packages/drivers/contract', P('domain', 'kit')),
    ...[
      'compute-kvm',
      'compute-lxc',
      'compute-fake',
      'storage-qcow2',
      'storage-fake',
      'network-bridge',
      'network-fake',
    ].map((d) =>
      layer(`driver-${d}`, `packages/drivers/${d}`, [
        ...P('drivers/contract', 'host-os', 'domain', 'kit', 'image-store', 'guest-init'),
      ]),
    ),
    // It runs its guests as that one does, and differs in their definition alone.
    layer('driver-compute-microvm', 'packages/drivers/compute-microvm', P('drivers/compute-kvm', 'drivers/contract')),
    layer('host-os-stands-alone', 'packages/host-os', []),
    layer('guest-init', 'packages/guest-init', P('domain', 'host-os', 'kit')),
    layer('images', 'packages/images', P('domain', 'host-os', 'kit', 'guest-init')),
    // Of drivers only how they name things: the leak audit must read the names that they write, also within a qcow2.
    layer('doctor', 'packages/doctor', [
      ...P('host-os', 'kit', 'domain', 'store'),
      'packages/drivers/network-bridge/src/names.ts',
      'packages/drivers/contract/src/guest-identity.ts',
      'packages/drivers/storage-qcow2/src/qcow2-header.ts',
      'packages/image-store/src/content-names.ts',
    ]),
    layer('sdk', 'packages/sdk', P('contract')),
    layer('console-knows-only-the-api', 'apps/console', P('contract', 'domain', 'kit', 'sdk')),
    {
      name: 'domain-and-scheduler-do-no-io',
      comment: 'decisions are pure: take what you need as arguments',
      severity: 'error',
      from: { path: '^packages/(domain|scheduler)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'a-request-has-no-http-in-it',
      comment: 'perform and the handlers are asked by every door: what HTTP says becomes a Request in http/',
      severity: 'error',
      from: { path: '^packages/(api|front-end)/src/(requests|routes|events|consoles)/', pathNot: '\\.test\\.ts$' },
      to: { path: 'node_modules/(fastify|ws)/|^(node:)?https?$' },
    },
    {
      name: 'only-host-os-starts-processes',
      comment: 'start a process through packages/host-os: deadlines, logs and quoting live there',
      severity: 'error',
      from: { path: '^packages/', pathNot: ['^packages/host-os/', '\\.test\\.ts$', '/testing/'] },
      to: { path: '^(node:)?child_process$|node_modules/execa/' },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: { pathNot: '\\.test\\.ts$' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|dist)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
