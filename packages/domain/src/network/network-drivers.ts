/** Closed list. `nat-bridge`: a Linux bridge on each host, masqueraded to the outside. */
export const networkDrivers = ['nat-bridge'] as const;
export type NetworkDriverName = (typeof networkDrivers)[number];

/** What a record that names none means: it is of a time when there was one. */
export const defaultNetworkDriver: NetworkDriverName = 'nat-bridge';

/** The default is not told: hosts of earlier versions know no other. */
export const toldNetworkDriver = (driver: NetworkDriverName | undefined): { readonly driver?: NetworkDriverName } =>
  driver === undefined || driver === defaultNetworkDriver ? {} : { driver };
