import { type AskedNic, nicsProblems, plainMac, unknownWord } from '@skerry/domain';
import { usage } from '../failure/cli-error.ts';

const parts = ['address', 'mac'] as const;
const example = 'Write it like --network lan,address=10.60.0.20,mac=52:54:00:12:34:56.';

/** `lan`, or `lan,address=10.60.0.20,mac=52:54:00:12:34:56`. */
function nicOf(text: string): { readonly network: string; readonly address?: string; readonly mac?: string } {
  const [network = '', ...rest] = text.split(',').map((part) => part.trim());
  const asked: Partial<Record<(typeof parts)[number], string>> = {};
  for (const part of rest) {
    const [word = '', value = ''] = part.split('=', 2);
    const known = parts.find((each) => each === word);
    if (known === undefined) throw usage(unknownWord('--network: there is no', word, parts), example);
    if (value === '' || asked[known] !== undefined)
      throw usage(`--network: "${text}" gives ${known} ${value === '' ? 'without a value' : 'twice'}.`, example);
    asked[known] = known === 'mac' ? plainMac(value) : value;
  }
  if (network === '') throw usage(`--network: "${text}" names no network.`, example);
  return { network, ...asked };
}

/** Numbers of networks, or interfaces where anything is fixed of one of them. */
export async function networksOf(
  texts: readonly string[],
  idOf: (network: string) => Promise<number>,
): Promise<readonly number[] | readonly AskedNic[]> {
  const nics = await Promise.all(
    texts
      .filter((text) => text !== 'none')
      .map(nicOf)
      .map(async ({ network, ...asked }): Promise<AskedNic> => ({ networkId: await idOf(network), ...asked })),
  );
  const [problem] = nicsProblems(nics);
  if (problem !== undefined) throw usage(`--network: ${problem.message}`, example);
  return nics.some(isFixed) ? nics : nics.map(({ networkId }) => networkId);
}

const isFixed = (nic: AskedNic): boolean => nic.address !== undefined || nic.mac !== undefined;

/** Whether `networksOf` answered interfaces. */
export const areNics = (value: unknown): boolean => Array.isArray(value) && typeof value[0] === 'object';
