export { type Authority, type AuthorityOptions, openAuthority } from './ca/authority.ts';
export { type Identity, type Role, roles } from './ca/identity.ts';
export { type ChildOptions, createChild } from './child.ts';
export { isLinkError, linkError, type LinkErrorCode, linkFailure } from './errors.ts';
export { parentUrls } from './join/credentials.ts';
export { type JoinRequest, type Redeem, type Redeemed } from './join/join-endpoint.ts';
export { type JoinOptions, joinParent } from './join/join-parent.ts';
export {
  decodeJoinToken,
  encodeJoinToken,
  hashJoinSecret,
  joinSecretMatches,
  type JoinToken,
  newJoinSecret,
  dialledUrls,
  reachesElsewhere,
} from './join/token.ts';
export { createLoopbackPair, type LoopbackOptions, type LoopbackPair, type Side } from './loopback.ts';
export { type Answering, answering, together } from './methods/answer.ts';
export { ask, openStream, tell } from './methods/ask.ts';
export { type Acceptance, createParent, type OpenParent, type Parent, type ParentOptions } from './parent.ts';
export { RefusalCounter, type RefusalCounterParts } from './refusal-counter.ts';
export type * from './session/session.ts';
export { PROTOCOL_VERSIONS, type SessionOptions } from './session/settings.ts';
