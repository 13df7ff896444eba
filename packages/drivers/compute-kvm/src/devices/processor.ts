import type { Machine } from '@skerry/domain';
import { xml, type XmlElement } from '../xml.ts';

/** What the host can, or all that emulation offers: newer distributions refuse the oldest processors. */
const all = { kvm: 'host-passthrough', tcg: 'maximum' } as const;

export function processorElement({ cpuModel, topology }: Machine, accelerator: 'kvm' | 'tcg'): XmlElement {
  const laidOut = topology === undefined ? [] : [xml('topology', { ...topology })];
  if (cpuModel === undefined) return xml('cpu', { mode: all[accelerator] }, laidOut);
  // Not another one in its place, and not looked at by libvirt: the host has told which of them it can.
  const model = xml('model', { fallback: 'forbid' }, cpuModel);
  return xml('cpu', { mode: 'custom', match: 'exact', check: 'none' }, [model, ...laidOut]);
}
