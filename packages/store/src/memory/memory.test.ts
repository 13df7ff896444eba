import { storeConformance } from '../conformance.ts';
import { createMemoryStore } from './create-memory-store.ts';

storeConformance('the memory store', async () => ({ store: createMemoryStore() }));
