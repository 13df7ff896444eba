export const disks = {
  title: 'Disks',
  emptyTitle: 'No disk yet',
  emptyHint: 'Every instance gets a disk, made from its image, when it is placed. Create an instance first.',
  instance: 'Instance',
  digest: 'Digest of the image',
  notPlaced: 'on no host yet',
};
