export const addresses = {
  title: 'Addresses',
  emptyTitle: 'No address is in use',
  emptyHint:
    'Instances get an address of each of their networks when they are placed. Create a network, then an instance.',
  instance: 'Instance',
  mac: 'MAC address',
};
