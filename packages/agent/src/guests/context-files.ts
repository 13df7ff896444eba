import { hostname, type HostIntent, type InstanceContext, sshKeyLines } from '@skerry/domain';
import { plainLine } from '@skerry/kit';

/** A shell word in single quotes; more lines than one only where each is one of ours. */
const quoted = (...lines: readonly string[]) =>
  `'${lines.map((line) => plainLine(line, what).replaceAll("'", `'\\''`)).join('\n')}'`;

/** A YAML string: JSON's strings are YAML's. */
const yaml = (text: string) => JSON.stringify(plainLine(text, what));

const what = 'A value that the guest is told';

/** One key a line, whatever was pasted. */
const keyLines = (keys: readonly string[]): string[] => keys.flatMap(sshKeyLines);

/**
 * What a guest is told about itself, by file name: cloud-init's NoCloud files, and `context.sh` for guests that have
 * only a shell. Source: cloud-init's NoCloud and network configuration version 2 documentation.
 */
export function contextFiles(intent: HostIntent) {
  return {
    'meta-data': metaData(intent),
    'user-data': userData(intent.context),
    'vendor-data': vendorData,
    'network-config': networkConfig(intent),
    'context.sh': shellContext(intent),
  } as const satisfies Record<string, string | Uint8Array>;
}

/** Name and keys go beside the user data, which is the user's alone: neither takes the other's place. */
function metaData({ instanceId, name, context }: HostIntent): string {
  const lines = [`instance-id: skerry-${instanceId}`, `local-hostname: ${yaml(hostname(name))}`];
  const keys = keyLines(context.sshKeys);
  if (keys.length > 0) lines.push('public-keys:', ...keys.map((key) => `  - ${yaml(key)}`));
  return `${lines.join('\n')}\n`;
}

/** What holds where the user data says nothing of it: cloud-init puts user data above vendor data. */
const vendorData = '#cloud-config\nmanage_etc_hosts: true\ndisable_root: false\n';

const userData = ({ userData: text, userDataBase64 }: InstanceContext): string | Uint8Array => {
  if (userDataBase64 !== undefined) return Buffer.from(userDataBase64, 'base64');
  return text || '#cloud-config\n{}\n';
};

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
      `      - ${yaml(`${nic.address}/${nic.prefixLength}`)}`,
    );
    // One default route: the first interface's.
    if (i === 0) lines.push('    routes:', '      - to: 0.0.0.0/0', `        via: ${yaml(nic.gateway)}`);
    lines.push('    nameservers:', `      addresses: [${nic.nameservers.map(yaml).join(', ')}]`);
    if (nic.domain !== undefined) lines.push(`      search: [${yaml(nic.domain)}]`);
  });
  return `${lines.join('\n')}\n`;
}

function shellContext(intent: HostIntent): string {
  const values: Record<string, string | readonly string[]> = {
    SKERRY_NAME: intent.name,
    SKERRY_HOSTNAME: hostname(intent.name),
    SKERRY_ID: String(intent.instanceId),
    SKERRY_KIND: intent.kind,
    SKERRY_SSH_KEYS: keyLines(intent.context.sshKeys),
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
    .map(([name, value]) => `${name}=${quoted(...[value].flat())}\n`)
    .join('');
}
