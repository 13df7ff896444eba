import { marketplaceConformance } from '@skerry/marketplace-contract/conformance/marketplace';
import { Outbound } from '@skerry/outbound';
import { createFakeMarketplace } from './fake-marketplace.ts';

const content = (name: string) => Buffer.from(name.repeat(400));

marketplaceConformance('the fake', async () => {
  const { server, make, close } = await createFakeMarketplace([
    { name: 'debian', version: '13', content: content('thirteen') },
    { name: 'debian', version: '12', architecture: 'aarch64', content: content('twelve') },
    { name: 'odd/näme @#', format: 'squashfs', content: content('odd') },
  ]);
  return {
    server,
    make: (outbound) => make({ outbound: new Outbound(outbound) }),
    known: {
      reference: 'debian',
      architecture: 'x86_64',
      otherArchitecture: 's390x',
      text: 'debian',
      name: 'debian',
      contents: [content('thirteen')],
    },
    missing: 'windows',
    total: 2,
    dispose: close,
  };
});
