/** What instances and hosts take just now. */
export const use = {
  cpus: 'Processors in use',
  memory: 'Memory in use',
  disk: 'Disk in use',
  onHost: '{{size}} on the host',
  onHostWhy: 'The guest does not tell what it uses; so much of its host it takes.',
  unknown: 'Nothing is known of now: it is off, or was not heard of.',
};
