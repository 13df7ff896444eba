import type { Cli } from '../cli.ts';

/** Part of a terminal that is drawn again in place. Lines beyond its height are counted, not drawn. */
export class LiveScreen {
  readonly #cli: Cli;
  #drawn = 0;
  #last = '';

  constructor(cli: Cli) {
    this.#cli = cli;
  }

  draw(lines: readonly string[], foot: string): void {
    const { io, colours } = this.#cli;
    const room = Math.max(3, io.rows - 2);
    const cut =
      lines.length > room ? [...lines.slice(0, room - 1), `… and ${lines.length - room + 1} more lines`] : lines;
    const text = [...cut, colours.faint(foot)].join('\n');
    if (text === this.#last) return;
    this.#last = text;
    const up = this.#drawn > 0 ? `\u001b[${this.#drawn}A` : '';
    io.stdout.write(`${up}\r\u001b[J${text}\n`);
    this.#drawn = cut.length + 1;
  }
}
