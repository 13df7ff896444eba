/** OpenNebula's public marketplace, and every other server of appmarket. It is read whole, and asked again when that is old. */
import { ListedMarketplace, type ListedOptions } from '@skerry/marketplace-contract';
import { describeUrl, type Outbound, sourceError } from '@skerry/outbound';
import { appliance, applianceList } from './documents.ts';
import { listedOf } from './offers.ts';

export interface OpenNebulaOptions extends ListedOptions {
  readonly url?: string;
}

const publicServer = 'https://marketplace.opennebula.io/';
const mostListBytes = 32 * 1024 * 1024;

export function createOpenNebula(options: OpenNebulaOptions): ListedMarketplace {
  const { url = publicServer, outbound } = options;
  const base = new URL(url.endsWith('/') ? url : `${url}/`);
  return new ListedMarketplace({ name: 'opennebula', read: () => readAppliances(outbound, base) }, options);
}

async function readAppliances(outbound: Outbound, base: URL) {
  // With another answer in mind the server shows a page.
  const headers = () => ({ accept: 'application/json' });
  const url = new URL('appliance', base);
  const { appliances } = await outbound.json(url, applianceList, { headers, mostBytes: mostListBytes });
  const read = appliances.flatMap((each) => appliance.safeParse(each).data ?? []);
  if (read.length > 0 || appliances.length === 0) return listedOf(read, base);
  throw sourceError(
    'source-not-understood',
    `${describeUrl(url)} lists ${appliances.length} things, and none is an appliance.`,
  );
}
