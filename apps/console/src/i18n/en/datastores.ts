export const datastores = {
  title: 'Datastores',
  create: 'Create a datastore',
  about: 'A directory of the front-end that holds image files.',
  emptyTitle: 'No datastore yet',
  emptyHint: 'A datastore is a directory that holds images.',
  type: 'Type',
  path: 'Directory',
  images: 'Images in it',
  noImages: 'No image is in it.',
  deleteBody: 'Only an empty datastore can be deleted. The directory itself stays.',
};
