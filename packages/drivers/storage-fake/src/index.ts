export { createFakeStorage, type FakeStorage, type FakeStorageSettings } from './fake-storage.ts';
