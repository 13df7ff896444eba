export { gpgvVerifier } from './gpgv.ts';
export { createTurnKey, type TurnKeyOptions, type VerifySignature } from './turnkey.ts';
