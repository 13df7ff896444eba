/**
 * What fields are called and what is said of them: over a field of a form, and beside a flag. Where the contract
 * describes a field for who writes programs, and that says it to everybody, nothing stands here; a field that is not
 * here is called as it is spelled.
 */
import type { FieldWords } from './request-field.ts';

export const fieldWords: Readonly<Record<string, Partial<FieldWords>>> = {
  name: { label: 'Name', help: 'Letters, digits, ".", "_" and "-".', line: 'Its new name' },
  description: { label: 'Description' },
  labels: { label: 'Labels', flag: 'label', line: 'Repeatable; "key-" takes a label away' },
  ownerId: { label: 'Owner' },
  groupId: { label: 'Group' },
  permissions: {
    label: 'Permissions',
    help: '',
    line: 'Rights of owner, group and others, such as um-u-----',
  },
  attributes: {
    label: 'Attributes',
    help: 'Free JSON for users and integrations; Skerry never reads it.',
    line: 'Free JSON; @file reads it from a file',
  },

  kind: { label: 'Kind', line: 'What it runs as' },
  templateId: { label: 'Template' },
  imageId: { label: 'Image' },
  clusterId: { label: 'Cluster' },
  hostId: { label: 'Host' },
  cpus: { label: 'Processors', line: 'Virtual processors' },
  memoryMiB: { label: 'Memory', line: 'Memory, such as 256M or 1G' },
  diskSizeMiB: {
    label: 'Disk',
    help: "The image's own size when it is not given.",
    line: "Size of the disk, such as 2G; the image's own when it is not given",
    flag: 'disk',
  },
  networkIds: {
    label: 'Networks',
    line: 'Name or number of a network, with ",address=A,mac=M" for fixed ones; repeatable; "none" for no network',
    flag: 'network',
  },
  nics: { label: 'Networks' },
  'instance.nics': { help: 'None chosen: those of the template, else the first of the cluster.' },
  'template.nics': { help: 'None chosen: the first network of the cluster where an instance goes.' },
  'context.sshKeys': { label: 'SSH keys' },
  'context.userData': { label: 'User data', help: 'For cloud-init, word for word.' },
  application: { label: 'Application' },
  'application.entrypoint': {
    label: 'Program',
    help: "Instead of the image's, whose arguments are left out then.",
    line: 'Program, with its first arguments, instead of the image\'s, such as "/bin/sh -c"',
    flag: 'entrypoint',
  },
  'application.command': {
    label: 'Arguments',
    help: 'Of the program; the program itself where the image names none.',
    line: 'Arguments of the program in one line, with quotes as in a shell, or a JSON list',
    flag: 'command',
  },
  'application.environment': {
    label: 'Environment',
    help: 'A line for each, such as NAME=value; what the image sets besides stays.',
    line: 'NAME=value, or NAME with the value it has here; repeatable',
    flag: 'env',
  },
  'application.user': { label: 'Runs as', flag: 'run-as' },
  'application.workingDirectory': { label: 'Working directory', flag: 'workdir' },
  'application.stopSignal': { label: 'Signal to stop', flag: 'stop-signal' },
  'application.healthCheck': { label: 'Health' },
  'application.healthCheck.exec': {
    label: 'Asked by a program',
    help: 'In the instance; well when its status is 0.',
    line: 'Program in the instance that says whether it is well, such as "/bin/check --all"',
    flag: 'health-exec',
  },
  'application.healthCheck.shell': {
    label: 'Asked by a line of its shell',
    help: '',
    line: 'The same as a line for the shell of its image',
    flag: 'health-command',
  },
  'application.healthCheck.http': { label: 'Asked by HTTP' },
  'application.healthCheck.http.port': {
    label: 'HTTP port',
    flag: 'health-http-port',
    help: '',
    line: 'Port that answers by HTTP when it is well',
  },
  'application.healthCheck.http.path': {
    label: 'HTTP path',
    flag: 'health-http-path',
    help: '',
    line: 'Path that is asked for there',
  },
  'application.healthCheck.tcp': { label: 'Asked by TCP' },
  'application.healthCheck.tcp.port': {
    label: 'TCP port',
    flag: 'health-tcp-port',
    help: '',
    line: 'Port that takes connections when it is well',
  },
  'application.healthCheck.intervalSeconds': { label: 'Asked every', flag: 'health-interval' },
  'application.healthCheck.timeoutSeconds': { label: 'Answers within', flag: 'health-timeout' },
  'application.healthCheck.startSeconds': { label: 'Time to start', flag: 'health-start' },
  'application.healthCheck.retries': { label: 'Failures in a row', flag: 'health-retries' },
  'application.restart': {
    label: 'When it ends by itself',
    help: '',
    line: 'Whether it is started again when it ends by itself; an application always is, when nobody says',
    flag: 'restart',
  },
  'application.mostRestarts': { label: 'Restarts at most', flag: 'most-restarts' },
  requirements: {
    label: 'Requirements on the host',
    help: 'Expression that a host must satisfy, such as: labels.zone == "a".',
  },
  rank: { label: 'Placement policy', help: 'How to choose among the hosts that fit.' },
  // What each value means stands in the choice itself.
  antiAffinityMode: { label: 'When there are too few hosts', help: '' },
  'machine.firmware': { label: 'Firmware', flag: 'firmware' },
  'machine.secureBoot': { label: 'Secure boot', flag: 'secure-boot' },
  'machine.tpm': { label: 'TPM', flag: 'tpm' },
  'machine.chipset': { label: 'Chipset', flag: 'chipset' },
  'machine.diskBus': { label: 'Disks are joined by', flag: 'disk-bus' },
  'machine.nicModel': { label: 'Network cards', flag: 'nic-model' },
  'machine.video': { label: 'Graphics card', flag: 'video' },
  'machine.tablet': { label: 'Tablet as pointer', flag: 'tablet' },
  'machine.cdromDrive': { label: 'CD-ROM drive', flag: 'cdrom-drive' },
  'machine.cpuModel': { label: 'Model of processor', flag: 'cpu-model' },
  'machine.topology.sockets': { label: 'Sockets', flag: 'sockets' },
  'machine.topology.cores': { label: 'Cores of each socket', flag: 'cores' },
  'machine.topology.threads': { label: 'Threads of each core', flag: 'threads' },
  'machine.bootOrder': {
    label: 'Boots from',
    line: 'Such as cdrom,disk: what it starts from, first to last',
    flag: 'boot-order',
  },
  cdromImageId: { label: 'CD-ROM', line: 'Name or number of an image of type cdrom, for its drive', flag: 'cdrom' },
  start: { label: 'Start it at once', help: '', line: 'Prepare it, but leave it stopped', flag: 'stopped' },

  location: { line: 'Such as 60.39,5.32,Bergen' },
  'location.place': { label: 'Place', help: 'Shown on the map of the overview.' },
  'location.latitude': { label: 'Latitude', unit: '°' },
  'location.longitude': { label: 'Longitude', unit: '°' },
  siteUrl: {
    label: 'Console of the site',
    help: 'Where people reach the console of its site, such as https://bergen.example.org:7480.',
  },
  admission: { label: 'New instances', help: 'Whether it takes new instances.' },

  cidr: { label: 'Addresses', help: 'Such as 10.60.0.0/24.' },
  nameservers: { label: 'Name servers' },
  ranges: {
    label: 'Ranges for guests',
    help: 'Addresses that may be leased, such as 10.60.0.10-10.60.0.99; all of them when it is not given.',
    line: 'Addresses that may be leased; repeatable',
    flag: 'range',
  },
  nat: {
    label: 'Translate addresses, so that guests reach the world',
    line: 'Do not masquerade what leaves the network',
  },

  from: { label: 'From', help: 'Such as docker://nginx:1.27 or lxc:debian/12.' },
  'image.path': { label: 'Path on the front-end' },
  'image.url': {
    label: 'Address',
    flag: 'address',
    help: 'Such as https://example.org/disk.qcow2.',
    line: 'Where a web server has it',
  },
  'image.digest': { label: 'Digest', help: 'Of the file as it is published; another file is refused.' },
  'image.type': { label: 'Type', help: 'What it turns out to be when it is not given.' },
  marketplaceId: { label: 'Marketplace' },
  reference: { label: 'Reference' },
  'datastore.path': { label: 'Directory' },
  datastoreId: { label: 'Datastore' },
  os: { label: 'Operating system', line: 'Operating system' },
  kinds: { label: 'May become' },
  haltSignal: {
    label: 'Signal that asks a container to stop',
    line: 'Signal that shuts its init down in a container',
  },
  rebootSignal: {
    label: 'Signal that asks a container to reboot',
    line: 'Signal that reboots its init in a container',
  },
  minMemoryMiB: {
    label: 'Least memory',
    help: 'Less memory than this does not boot.',
    line: 'Less memory than this does not boot, such as 64M',
  },

  'marketplace.type': { label: 'Type', help: '', line: 'What kind of marketplace it is' },
  'marketplace.url': { label: 'Address', flag: 'address' },
  'marketplace.user': { label: 'User there', help: 'With which name to log in there.' },
  insecure: { label: 'Insecure' },
  mirrors: { label: 'Mirrors', flag: 'mirror' },
  allowedAddresses: { label: 'Inner addresses', flag: 'allow' },

  groupIds: { label: 'Groups' },
  enabled: { label: 'May log in', line: 'Whether the user may log in' },
  sshKeys: { label: 'SSH keys' },
  currentPassword: { label: 'Password of now' },
  tokens: { label: 'Access tokens' },
  scope: { label: 'May', help: '' },
  lifetimeSeconds: { label: 'Expires after' },
};

/** `kind.field` says it of one kind, before what is said of all. `described`: what the contract says. */
export function wordsOfField(kind: string, name: string, described = ''): FieldWords {
  const said = { ...fieldWords[name], ...fieldWords[`${kind}.${name}`] };
  // What is said of every number says nothing of this one.
  const help = said.help ?? (described.startsWith('Number of the object') ? '' : described);
  // What a form need not say, a flag does.
  const line = said.line ?? (help === '' && said.help === '' && described !== '' ? described : undefined);
  return { ...said, label: said.label ?? spelled(name), help, ...(line === undefined ? {} : { line }) };
}

/** `haltSignal` as people write it: "Halt signal". */
function spelled(name: string): string {
  const stem = (name.split('.').at(-1) ?? name).replace(/(Ids?|MiB|Seconds)$/, '');
  const apart = stem.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${apart.charAt(0).toUpperCase()}${apart.slice(1)}`;
}
