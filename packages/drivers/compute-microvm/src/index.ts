export { createMicrovm } from './microvm.ts';
