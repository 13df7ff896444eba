/** Closed list. `qcow2`: a file on the host's own disk that builds on the image. */
export const storageDrivers = ['qcow2'] as const;
export type StorageDriverName = (typeof storageDrivers)[number];

/** What a record that names none means: it is of a time when there was one. */
export const defaultStorageDriver: StorageDriverName = 'qcow2';
