import { run } from '@skerry/host-os';
import type { NftTable } from '../host-facts.ts';

interface Listing {
  readonly nftables: readonly {
    readonly table?: { readonly family: string; readonly name: string };
    readonly chain?: { readonly name: string; readonly hook?: string };
    readonly set?: {
      readonly name: string;
      readonly elem?: readonly { readonly concat?: readonly (string | number)[] }[];
    };
    readonly rule?: { readonly chain: string; readonly handle: number; readonly expr: unknown };
  }[];
}

/** Tables that are called like ours, whole. */
export async function readTables(): Promise<NftTable[]> {
  const ours = (await list('tables')).nftables.flatMap(({ table }) =>
    table?.name.startsWith('skerry_') === true ? [table] : [],
  );
  return Promise.all(ours.map(async ({ family, name }) => parseTable(family, name, await list('table', family, name))));
}

export function parseTable(family: string, name: string, listing: Listing): NftTable {
  return {
    family,
    name,
    chains: listing.nftables.flatMap(({ chain }) =>
      chain ? [{ name: chain.name, hook: chain.hook !== undefined }] : [],
    ),
    elements: listing.nftables.flatMap(({ set }) =>
      (set?.elem ?? []).flatMap(({ concat: [interfaceName, ...rest] = [] }) =>
        set && typeof interfaceName === 'string'
          ? [{ set: set.name, interfaceName, text: [`"${interfaceName}"`, ...rest].join(' . ') }]
          : [],
      ),
    ),
    rules: listing.nftables.flatMap(({ rule }) =>
      rule ? [{ chain: rule.chain, handle: rule.handle, text: JSON.stringify(rule.expr) }] : [],
    ),
  };
}

const list = async (...what: readonly string[]) =>
  // A table may go between the two lists: then there is nothing in it.
  JSON.parse(
    (await run('nft', ['--json', 'list', ...what], { okCodes: [0, 1] })).stdout || '{"nftables":[]}',
  ) as Listing;
