export { domainXml } from './domain-xml.ts';
export { createKvm, type KvmOptions } from './kvm.ts';
export { ensureLibvirtd, type EnsuredLibvirtd, stopOwnLibvirtd } from './libvirtd.ts';
