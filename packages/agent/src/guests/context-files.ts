import { hostname, type HostIntent } from '@skerry/domain';

/** A shell word in single quotes. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** A YAML string: JSON's strings are YAML's. */
const yaml = (text: string) => JSON.stringify(text);

/**
 * What a guest is told about itself, by file name: cloud-init's NoCloud files, and `context.sh` for guests that have
 * only a shell. Source: cloud-init's NoCloud and network configuration version 2 documentation.
 */
export function contextFiles(intent: HostIntent): Record<string, string> {
  const host = hostname(intent.name);
  return {
    'meta-data': `instance-id: skerry-${intent.instanceId}\nlocal-hostname: ${host}\n`,
    'user-data': intent.context.userData || defaultUserData(host, intent.context.sshKeys),
    'network-config': networkConfig(intent),
    'context.sh': shellContext(intent),
  };
}

function defaultUserData(host: string, sshKeys: readonly string[]): string {
  const lines = ['#cloud-config', `hostname: ${host}`, 'manage_etc_hosts: true', 'disable_root: false'];
  if (sshKeys.length > 0) lines.push('ssh_authorized_keys:', ...sshKeys.map((k) => `  - ${yaml(k.trim())}`));
  return `${lines.join('\n')}\n`;
}

function networkConfig(intent: HostIntent): string {
  if (intent.nics.length === 0) return 'version: 2\nethernets: {}\n';
  const lines = ['version: 2', 'ethernets:'];
  intent.nics.forEach((nic, i) => {
    lines.push(
      `  eth${i}:`,
      '    match:',
      `      macaddress: ${yaml(nic.mac)}`,
      `    set-name: eth${i}`,
      '    addresses:',
      `      - ${nic.address}/${nic.prefixLength}`,
    );
    // One default route: the first interface's.
    if (i === 0) lines.push('    routes:', '      - to: 0.0.0.0/0', `        via: ${nic.gateway}`);
    lines.push('    nameservers:', `      addresses: [${nic.nameservers.join(', ')}]`);
    if (nic.domain !== undefined) lines.push(`      search: [${nic.domain}]`);
  });
  return `${lines.join('\n')}\n`;
}

function shellContext(intent: HostIntent): string {
  const values: Record<string, string> = {
    SKERRY_NAME: intent.name,
    SKERRY_HOSTNAME: hostname(intent.name),
    SKERRY_ID: String(intent.instanceId),
    SKERRY_KIND: intent.kind,
    SKERRY_SSH_KEYS: intent.context.sshKeys.map((k) => k.trim()).join('\n'),
  };
  intent.nics.forEach((nic, i) => {
    values[`SKERRY_ETH${i}_MAC`] = nic.mac;
    values[`SKERRY_ETH${i}_ADDRESS`] = `${nic.address}/${nic.prefixLength}`;
    if (i > 0) return;
    values['SKERRY_ETH0_GATEWAY'] = nic.gateway;
    values['SKERRY_DNS'] = nic.nameservers.join(' ');
    if (nic.domain !== undefined) values['SKERRY_SEARCH'] = nic.domain;
  });
  return Object.entries(values)
    .map(([name, value]) => `${name}=${quoted(value)}\n`)
    .join('');
}
