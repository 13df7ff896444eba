import { abilityLack, cpuModelLack, type MachineAbility } from '@skerry/domain';
import type { PlacementRequest } from './request.ts';

/** Why a host was refused, in the order in which it is asked. Only the first reason of each host counts. */
export const refusalReasons = [
  'other-host',
  'other-cluster',
  'cluster-not-online',
  'host-not-online',
  'host-disabled',
  'kind-unavailable',
  'architecture-differs',
  'devices-lacking',
  'uefi-lacking',
  'secure-boot-lacking',
  'tpm-lacking',
  'cpu-model-lacking',
  'cpus-lacking',
  'memory-lacking',
  'disk-lacking',
  'network-elsewhere',
  'addresses-lacking',
  'labels-differ',
  'requirements-unmet',
  'anti-affinity',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** Of a host without this ability; one for each. */
export const lackOf = (ability: MachineAbility): RefusalReason => `${ability}-lacking`;

/** Ends the sentence "3 hosts: …". */
const clauses: Readonly<Record<RefusalReason, (request: PlacementRequest) => string>> = {
  'other-host': (r) => `not host ${r.hostId}, which was asked for.`,
  'other-cluster': (r) => `not in cluster ${r.clusterId}, which was asked for.`,
  'cluster-not-online': () => 'the link to the cluster is cut, or the cluster has not joined yet.',
  'host-not-online': () => 'not heard of just now, or not joined yet.',
  'host-disabled': () => 'disabled: takes no new instances.',
  'kind-unavailable': (r) => `cannot run a ${r.kind}.`,
  'architecture-differs': (r) => `another architecture than ${r.architecture}, which the image is for.`,
  'devices-lacking': () => abilityLack('devices'),
  'uefi-lacking': () => abilityLack('uefi'),
  'secure-boot-lacking': () => abilityLack('secure-boot'),
  'tpm-lacking': () => abilityLack('tpm'),
  'cpu-model-lacking': (r) => cpuModelLack(r.machine?.cpuModel ?? ''),
  'cpus-lacking': (r) => `no room for ${r.cpus} more processor${r.cpus === 1 ? '' : 's'}.`,
  'memory-lacking': (r) => `less than ${r.memoryMiB} MiB of memory left.`,
  'disk-lacking': (r) => `less than ${r.diskMiB} MiB of disk left.`,
  'network-elsewhere': (r) =>
    `not in the cluster of network ${(r.networks ?? []).map((n) => n.networkId).join(' and ')}.`,
  'addresses-lacking': () =>
    'no free address in its networks; delete an instance that has one, or give it another network.',
  'labels-differ': (r) =>
    `without the label${Object.keys(r.labels ?? {}).length === 1 ? '' : 's'} ${Object.entries(r.labels ?? {})
      .map(([k, v]) => `${k}=${v}`)
      .join(', ')}.`,
  'requirements-unmet': (r) => `the requirements are not met (${shortened(r.requirements)}).`,
  'anti-affinity': (r) => `taken by another instance of the group "${r.apart?.group}".`,
};

const shortened = (text: string) => (text.length <= 120 ? text : `${text.slice(0, 119)}…`);

export type RefusalCounts = Partial<Record<RefusalReason, number>>;

/** The sentences for people, in the order of `refusalReasons`. */
export function refusalSentences(request: PlacementRequest, counts: Readonly<RefusalCounts>): string[] {
  return refusalReasons.flatMap((reason) => {
    const count = counts[reason] ?? 0;
    return count === 0 ? [] : [`${count} ${count === 1 ? 'host' : 'hosts'}: ${clauses[reason](request)}`];
  });
}
