export { findGuestKernel, type GuestKernel } from './guest-kernel.ts';
export { domainElement, type DomainOptions, domainXml } from './domain-xml.ts';
export { createKvm, createLibvirtGuests, type KvmOptions } from './kvm.ts';
export { ensureLibvirtd, type EnsuredLibvirtd, stopOwnLibvirtd } from './libvirtd.ts';
export { prepareGuest } from './prepare-guest.ts';
export { renderXml, xml, type XmlElement } from './xml.ts';
