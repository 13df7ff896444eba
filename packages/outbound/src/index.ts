/**
 * What Skerry asks of servers outside. Who needs a URL that a user or somebody's document named asks through `Outbound`,
 * which bounds everything; see its header, and SPEC.md for what is promised.
 */
export type { Answer, AskOptions, ReadOptions } from './ask.ts';
export { AddressGuard, type AddressRules } from './address-guard.ts';
export type { Expected, ExpectedDigest } from './content-check.ts';
export { describeUrl } from './describe-url.ts';
export {
  algorithmOf,
  type Digest,
  type DigestAlgorithm,
  digestAlgorithms,
  digestOf,
  isStrong,
  parseDigest,
  parseStrongDigest,
  strongest,
} from './digest.ts';
export type { DownloadOptions } from './download.ts';
export { rateLimited, rateLimitEnd, sourceCodeOf, sourceCodes, type SourceErrorCode, sourceError } from './errors.ts';
export { Outbound, type OutboundOptions } from './outbound.ts';
export { parseJson } from './parse-json.ts';
export type { Patience } from './passing.ts';
export type { ProxySetting } from './proxies.ts';
