import { marketplaceConformance } from '@skerry/marketplace-contract/conformance/marketplace';
import { createFaultyServer } from '@skerry/marketplace-contract/testing/faulty-server';
import { Outbound } from '@skerry/outbound';
import { OciMarketplace } from './oci-marketplace.ts';
import { FixtureRegistry, layer } from './testing/fixture-registry.ts';

marketplaceConformance('oci, with a registry in memory', async () => {
  const registry = new FixtureRegistry();
  registry.wants.token = 'let-me-in';
  const layers = [layer('one'), layer('two')];
  const ours = registry.image('team/app', { layers, config: { Cmd: ['/app'] } });
  const others = registry.image('team/app', { architecture: 'arm64' });
  const statement = { ...registry.image('team/app', { architecture: 'unknown', os: 'unknown' }) };
  const inner = registry.index('team/app', [others, ours, statement]);
  for (const tag of ['1.2', 'latest']) registry.index('team/app', [statement, inner], tag);
  registry.image('team/app', { architecture: 'arm64' }, '1.3');
  registry.image('other/thing', {}, 'latest');
  registry.image('zeta', {}, 'latest');
  const server = await createFaultyServer(registry.serve);
  registry.url = server.url;
  const host = 'registry.example';
  const configuration = [...registry.blobs.entries()].find(
    ([key, content]) => key.startsWith('team/app/') && content.includes('/app'),
  );
  return {
    server,
    make: (outbound) =>
      new OciMarketplace({
        outbound: new Outbound(outbound),
        registry: host,
        registries: { [host]: { url: server.url } },
      }),
    known: {
      reference: 'team/app:1.2',
      architecture: 'x86_64',
      otherArchitecture: 's390x',
      text: 'app',
      name: 'team/app',
      contents: [configuration?.[1] ?? Buffer.of(), ...layers],
    },
    missing: 'team/nothing:1',
    total: 3,
    dispose: () => server.close(),
  };
});
