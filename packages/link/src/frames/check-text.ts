import { MAX_DEPTH, MAX_MESSAGE_BYTES } from './limits.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Why this JSON text may not be a frame, or undefined. The depth is counted on the text, before anything is parsed.
 * Encoder and decoder both ask here: what one side may send, the other takes. A frame accepted here and refused there
 * would be replayed for ever.
 */
export function checkText(text: string): 'too-large' | 'too-deep' | undefined {
  if (text.length > MAX_MESSAGE_BYTES || Buffer.byteLength(text) > MAX_MESSAGE_BYTES) return 'too-large';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (quoted) {
      if (char === BACKSLASH) at++;
      else if (char === QUOTE) quoted = false;
    } else if (char === QUOTE) quoted = true;
    else if (char === 0x7b || char === 0x5b) {
      if (++depth > MAX_DEPTH) return 'too-deep';
    } else if (char === 0x7d || char === 0x5d) depth--;
  }
  return undefined;
}
