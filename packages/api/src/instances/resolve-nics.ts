import {
  type AskedNic,
  type AskedOfNic,
  fixedAddressProblem,
  instanceState,
  macNote,
  macProblem,
  may,
  type Network,
  type Template,
} from '@skerry/domain';
import { referred } from '../catalogue/meta.ts';
import { RequestError } from '../errors.ts';
import type { Caller } from '../requests/call.ts';
import type { Model } from '../state/model.ts';

/** An interface with the network that it is in. */
export interface ResolvedNic {
  readonly network: Network;
  /** Absent: the cluster chooses all of it. */
  readonly asked?: AskedOfNic;
}

interface NicsWish {
  readonly networkIds?: readonly number[] | undefined;
  readonly nics?: readonly AskedNic[] | undefined;
}

/** What is kept of a wish: nothing that is empty, and `nics` only where something is fixed. */
export function nicsOf({ nics, networkIds }: NicsWish): Pick<Template, 'networkIds' | 'nics'> {
  if (nics === undefined) return networkIds === undefined ? {} : { networkIds };
  const fixed = nics.map(({ networkId, address, mac }) => ({
    networkId,
    ...(address === undefined ? {} : { address }),
    ...(mac === undefined ? {} : { mac }),
  }));
  const plain = fixed.every((nic) => Object.keys(nic).length === 1);
  return { networkIds: nics.map(({ networkId }) => networkId), ...(plain ? {} : { nics: fixed }) };
}

/** The request's own; where it is silent, those of the template. */
export const wishedNics = (wish: NicsWish, template: NicsWish | undefined): NicsWish =>
  wish.networkIds === undefined && wish.nics === undefined ? (template ?? {}) : wish;

/** Undefined: none is named. Throws what no instance of these networks could have. */
export function resolveNics(wish: NicsWish, caller: Caller, model: Model): readonly ResolvedNic[] | undefined {
  const { nics, networkIds } = wish;
  if (nics === undefined)
    return networkIds?.map((id) => ({ network: referred('network', id, 'networkIds', caller, model) }));
  return nics.map(({ networkId, address, mac }, index) => {
    const network = referred('network', networkId, `nics.${index}.networkId`, caller, model);
    if (address === undefined && mac === undefined) return { network };
    const problem = address === undefined ? undefined : fixedAddressProblem(address, network);
    if (problem !== undefined) throw unfit(`nics.${index}.address`, problem.message, problem.hint);
    const macMessage = mac === undefined ? undefined : macProblem(mac, address);
    if (macMessage !== undefined) throw unfit(`nics.${index}.mac`, macMessage);
    return { network, asked: { ...(address === undefined ? {} : { address }), ...(mac === undefined ? {} : { mac }) } };
  });
}

/** Decisions about one fixed address or MAC take turns. */
export const fixedTurns = ({ nics = [] }: NicsWish): string[] =>
  nics.flatMap(({ networkId, address, mac }) =>
    [address, mac].flatMap((fixed) => (fixed === undefined ? [] : [`network/${networkId}/${fixed}`])),
  );

/** Refuses at once what somebody else has, as far as is known here: the cluster has the last word. */
export function checkNotHeld(nics: readonly ResolvedNic[] | undefined, caller: Caller, model: Model): void {
  for (const [index, { network, asked }] of (nics ?? []).entries()) {
    for (const field of ['address', 'mac'] as const) {
      const fixed = asked?.[field];
      const holder = fixed === undefined ? undefined : model.networkUsers.holderOf(network.id, fixed);
      if (holder === undefined) continue;
      const instance = model.get('instance', holder);
      const isSeen = instance !== undefined && may(caller, 'use', instance);
      const who = isSeen ? `the instance "${instance.name}" (${holder})` : 'another instance';
      const going = instance !== undefined && instanceState(instance) === 'deleting';
      throw new RequestError(
        field === 'address' ? 'address-taken' : 'mac-taken',
        `${fixed} in the network "${network.name}" is held by ${who}${going ? ', which is being deleted' : ''}.`,
        {
          field: `nics.${index}.${field}`,
          ...(going ? { hint: 'Try again when that is gone, or ask for another.' } : {}),
        },
      );
    }
  }
}

export const notesOf = (nics: readonly ResolvedNic[] | undefined): string[] =>
  (nics ?? []).flatMap(({ asked }) => macNote(asked?.mac ?? '') ?? []);

const unfit = (field: string, message: string, hint?: string) =>
  new RequestError('invalid-request', message, {
    field,
    errors: [{ field, message }],
    ...(hint === undefined ? {} : { hint }),
  });
