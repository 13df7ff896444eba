import { CommandError, run } from '@skerry/host-os';
import {
  elementKey,
  exchangeElements,
  type NftElement,
  type NftTable,
  noTable,
  replaceRules,
  type TableChanges,
} from './nft-table.ts';
import { readListing, type TableListing } from './rule-listing.ts';

/** `mended`: what we had put there was not there any more. */
export type Kept = 'as it was' | 'changed' | 'mended';

/**
 * Makes the kernel hold our tables, and finds out when somebody else changed them. The kernel owns the rules and goes
 * on with them without us. Of our own we keep only how it printed each table after we wrote it: what is printed
 * otherwise later was changed by others. A new agent knows no such print and writes the rules anew, in one transaction,
 * so that no packet passes between. Calls must not overlap.
 */
export function createRuleKeeper() {
  const written = new Map<string, { readonly table: string; readonly printed: string }>();
  const nameOf = ({ family, name }: Pick<NftTable, 'family' | 'name'>) => `${family} ${name}`;

  const keepTable = async (table: NftTable): Promise<Kept> => {
    const listing = await list(table);
    const before = written.get(nameOf(table));
    const wanted = JSON.stringify({ ...table, sets: table.sets.map(({ name, type }) => ({ name, type })) });
    const changes = changesOf(table, listing);
    const touched = before !== undefined && before.printed !== listing?.rules;
    const elementsDiffer = changes.add.length > 0 || changes.remove.length > 0;
    if (before?.table === wanted && !touched && !elementsDiffer) return 'as it was';
    await write(table, changes, listing !== undefined);
    written.set(nameOf(table), { table: wanted, printed: (await list(table))?.rules ?? '' });
    return touched || (before !== undefined && elementsDiffer) ? 'mended' : 'changed';
  };

  return {
    async keep(tables: readonly NftTable[]): Promise<Kept> {
      const kept: Kept[] = [];
      for (const table of tables) kept.push(await keepTable(table));
      return kept.find((each) => each === 'mended') ?? kept.find((each) => each === 'changed') ?? 'as it was';
    },

    /** The short way for one port. Fails when the table is not as `keep` left it; then `keep` mends all. */
    async exchange(table: NftTable, before: Elements, after: Elements): Promise<void> {
      await run('nft', ['-f', '-'], { input: exchangeElements(table, before, after) });
    },

    async remove(tables: readonly NftTable[]): Promise<void> {
      await run('nft', ['-f', '-'], { input: tables.map(noTable).join('') });
      for (const table of tables) written.delete(nameOf(table));
    },

    elements: async (table: NftTable, set: string): Promise<readonly NftElement[]> =>
      (await list(table))?.elements.get(set) ?? [],
  };
}

type Elements = ReadonlyMap<string, readonly NftElement[]>;

/** Gently; only where what is there stands in the way (a hook of another kind, say) it goes, and comes back at once. */
async function write(table: NftTable, changes: TableChanges, there: boolean): Promise<void> {
  try {
    await run('nft', ['-f', '-'], { input: replaceRules(table, changes) });
  } catch (error) {
    if (!there || !(error instanceof CommandError) || error.code !== 'command-failed') throw error;
    const anew = replaceRules(table, changesOf(table, undefined));
    await run('nft', ['-f', '-'], { input: `${noTable(table)}${anew}` });
  }
}

async function list({ family, name }: NftTable): Promise<TableListing | undefined> {
  const { stdout, code } = await run('nft', ['--json', 'list', 'table', family, name], { okCodes: [0, 1] });
  return code === 0 ? readListing(stdout) : undefined;
}

function changesOf(table: NftTable, listing: TableListing | undefined): TableChanges {
  const own = new Set(table.chains.map(({ name }) => name));
  const differences = table.sets.map(({ name: set, elements }) => {
    const there = new Map((listing?.elements.get(set) ?? []).map((each) => [elementKey(each), each]));
    const wanted = new Map(elements.map((each) => [elementKey(each), each]));
    const missingIn = (other: ReadonlyMap<string, unknown>, some: ReadonlyMap<string, NftElement>) =>
      [...some].flatMap(([key, each]) => (other.has(key) ? [] : [each]));
    return { set, add: missingIn(there, wanted), remove: missingIn(wanted, there) };
  });
  return {
    strayChains: (listing?.chains ?? []).filter((name) => !own.has(name)),
    add: differences.flatMap(({ set, add }) => (add.length > 0 ? [{ set, elements: add }] : [])),
    remove: differences.flatMap(({ set, remove }) => (remove.length > 0 ? [{ set, elements: remove }] : [])),
  };
}
