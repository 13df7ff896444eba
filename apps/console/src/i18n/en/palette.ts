import type { ObjectKind } from '@skerry/domain';

export const palette = {
  title: 'Search and commands',
  placeholder: 'A page, part of a name, an address, or "stop web-1"',
  pages: 'Pages',
  actions: 'Actions',
  nothing: 'Nothing is called like that.',
  searching: 'Searching…',
  hint: 'Arrow keys choose, Enter opens, Escape closes.',
  results_one: '{{count}} result',
  results_other: '{{count}} results',
  toggleTheme: 'Switch between dark and light',
  kinds: {
    cluster: 'Clusters',
    command: 'Commands',
    datastore: 'Datastores',
    disk: 'Disks',
    group: 'Groups',
    host: 'Hosts',
    image: 'Images',
    instance: 'Instances',
    lease: 'Addresses',
    network: 'Networks',
    template: 'Templates',
    token: 'Tokens',
    user: 'Users',
  } satisfies Record<ObjectKind | 'command', string>,
};
