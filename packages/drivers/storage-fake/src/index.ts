export { createFakeStorage, type FakeStorage, type FakeStorageSettings, type StorageMethod } from './fake-storage.ts';
