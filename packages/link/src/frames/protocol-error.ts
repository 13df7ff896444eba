import { SkerryError } from '@skerry/kit';
import { linkFailure, type LinkErrorCode } from '../errors.ts';

/** WebSocket close codes of the protocol. A peer reads the reason too, but acts on the code. */
export const closeCodes = {
  closed: 4000,
  malformed: 4001,
  version: 4002,
  replaced: 4003,
  silent: 4004,
  overloaded: 4005,
  notAccepted: 4006,
} as const;

export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes];

/** The peer broke the protocol: ends the connection it came on, with this code and reason, and nothing else. */
export class ProtocolError extends SkerryError {
  readonly closeCode: CloseCode;

  constructor(
    detail: string,
    code: LinkErrorCode = 'link-malformed',
    closeCode: CloseCode = closeCodes.malformed,
    cause?: unknown,
  ) {
    super(linkFailure(code, detail), {}, cause);
    this.name = 'ProtocolError';
    this.closeCode = closeCode;
  }

  /** Fits a WebSocket close frame, which holds 123 bytes. */
  get reason(): string {
    const text = `${this.failure.code}: ${this.failure.message}`.replaceAll(/[^\x20-\x7e]/g, '?');
    return text.slice(0, 123);
  }
}
