export { createQcow2Storage, type Qcow2StorageOptions } from './storage.ts';
