const controlBracket = 0x1d;
const tilde = 0x7e;
const dot = 0x2e;
const isLineEnd = (byte: number): boolean => byte === 0x0d || byte === 0x0a;

/** Finds in what is typed the wish to leave: Ctrl-], or `~.` at the start of a line, as in ssh. `~~` types one tilde. */
export class EscapeWatch {
  #atLineStart = true;
  #afterTilde = false;

  /** What goes to the guest, and whether the person leaves after it. */
  take(typed: Uint8Array): { readonly bytes: Uint8Array; readonly leaves: boolean } {
    const bytes: number[] = [];
    for (const byte of typed) {
      if (byte === controlBracket) return { bytes: Uint8Array.from(bytes), leaves: true };
      if (this.#afterTilde) {
        this.#afterTilde = false;
        if (byte === dot) return { bytes: Uint8Array.from(bytes), leaves: true };
        bytes.push(tilde);
        if (byte === tilde) {
          this.#atLineStart = false;
          continue;
        }
      } else if (this.#atLineStart && byte === tilde) {
        this.#afterTilde = true;
        continue;
      }
      bytes.push(byte);
      this.#atLineStart = isLineEnd(byte);
    }
    return { bytes: Uint8Array.from(bytes), leaves: false };
  }
}
