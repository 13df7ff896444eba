/** One message of a `text/event-stream` (HTML standard, "Server-sent events"). */
export interface StreamMessage {
  /** Empty when the message has none. */
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Takes text in any pieces and gives out whole messages; comments (heartbeats) are counted as life, not as messages. */
export class EventStreamParser {
  #rest = '';
  #id = '';
  #event = '';
  #data: string[] = [];
  /** Milliseconds that the server asked to wait before connecting again. */
  retryMs: number | undefined;

  push(text: string): StreamMessage[] {
    const found: StreamMessage[] = [];
    this.#rest += text;
    // A carriage return at the very end may be half of a CRLF: it waits for the next piece.
    for (let match = /\r\n|\n|\r(?!$)/.exec(this.#rest); match; match = /\r\n|\n|\r(?!$)/.exec(this.#rest)) {
      const line = this.#rest.slice(0, match.index);
      this.#rest = this.#rest.slice(match.index + match[0].length);
      const message = this.#line(line);
      if (message) found.push(message);
    }
    return found;
  }

  #line(line: string): StreamMessage | undefined {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return undefined;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#event = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value);
    return undefined;
  }

  #dispatch(): StreamMessage | undefined {
    const data = this.#data.join('\n');
    const message = { id: this.#id, event: this.#event || 'message', data };
    const empty = this.#data.length === 0;
    this.#event = '';
    this.#data = [];
    return empty ? undefined : message;
  }
}
