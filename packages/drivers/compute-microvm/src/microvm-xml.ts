import { domainElement, type DomainOptions, renderXml, xml, type XmlElement } from '@skerry/driver-compute-kvm';
import type { GuestPlan } from '@skerry/driver-contract';

/**
 * The libvirt definition of a microVM: that of a virtual machine without what hangs on PCI, with its virtio devices where
 * this machine has them. libvirt puts them on PCI unless each says otherwise, and then refuses the whole. ACPI stays on:
 * by it Debian's kernel finds its devices, and a button asks it to power off.
 */
export const microvmXml = (plan: GuestPlan, options: DomainOptions): string =>
  renderXml(onMmio(domainElement(plan, options)));

const gone = new Set(['graphics', 'video', 'boot', 'rom', 'tpm']);
const virtio = new Set(['disk', 'interface', 'rng', 'memballoon']);

function onMmio(element: XmlElement): XmlElement {
  const { name, content, attributes } = element;
  if (name === 'type' && attributes['machine'] !== undefined) {
    return { ...element, attributes: { ...attributes, machine: 'microvm' } };
  }
  if (typeof content === 'string') return element;
  const kept = content.filter((child) => !gone.has(child.name)).map(onMmio);
  return { ...element, content: virtio.has(name) ? [...kept, xml('address', { type: 'virtio-mmio' })] : kept };
}
