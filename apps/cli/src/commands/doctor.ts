import type { Register } from '../cli.ts';
export const register: Register = () => {};
