/** What machines this host can make: looked at with each probe, so that a package which comes is told with the next. */
import { type MachineAbility, type MachineOffer, mostCpuModels } from '@skerry/domain';
import { SaxesParser } from 'saxes';
import type { Accelerator } from '../accelerator.ts';
import type { Virsh } from '../virsh.ts';
import { firmwareThere } from './firmware.ts';
import { tpmIsThere } from './tpm.ts';

export async function machineOffer(
  virsh: Virsh,
  { accelerator }: Pick<Accelerator, 'accelerator'>,
): Promise<MachineOffer> {
  const type = accelerator === 'kvm' ? 'kvm' : 'qemu';
  const [{ uefi, secureBoot }, tpm, capabilities] = await Promise.all([
    firmwareThere(),
    tpmIsThere(),
    virsh.call('domcapabilities', '--virttype', type, '--machine', 'q35'),
  ]);
  const can: Readonly<Record<MachineAbility, boolean>> = { devices: true, uefi, 'secure-boot': secureBoot, tpm };
  return {
    abilities: Object.entries(can).flatMap(([ability, isThere]) => (isThere ? [ability] : [])),
    cpuModels: usableModels(capabilities).slice(0, mostCpuModels),
  };
}

/** Models that libvirt says can be had, of what `virsh domcapabilities` prints. */
export function usableModels(capabilities: string): string[] {
  const models = new Set<string>();
  let isCustom = false;
  let model: string | undefined;
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'mode') isCustom = attributes['name'] === 'custom';
    if (name === 'model' && isCustom && attributes['usable'] === 'yes') model = '';
  });
  parser.on('text', (text) => {
    if (model !== undefined) model += text;
  });
  parser.on('closetag', ({ name }) => {
    if (name !== 'model' || model === undefined) return;
    models.add(model);
    model = undefined;
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(capabilities).close();
  return [...models].sort();
}
