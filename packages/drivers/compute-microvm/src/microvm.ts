import { createLibvirtGuests, findGuestKernel, type KvmOptions, prepareGuest } from '@skerry/driver-compute-kvm';
import type { ComputeDriver, HostSettings } from '@skerry/driver-contract';
import { clockWords } from './clock-words.ts';
import { microvmXml } from './microvm-xml.ts';

/**
 * Virtual machines without firmware, PCI and display: QEMU's machine `microvm`, through the same libvirt as the others and
 * with their rules (decision 70). What they start is the kernel of their host; without one they are not offered.
 */
export const createMicrovm = (settings: HostSettings, options: KvmOptions): ComputeDriver =>
  createLibvirtGuests(settings, options, {
    kind: 'microvm',
    name: 'microvm',
    domainPrefix: (namePrefix) => `${namePrefix}-micro`,
    display: false,
    ready: () => findGuestKernel(settings, []),
    async prepare(plan, domain) {
      const kernel = await findGuestKernel(settings, await clockWords(domain.accelerator));
      return prepareGuest(plan, { ...domain, kernel }, microvmXml);
    },
  });
