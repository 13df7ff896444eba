import type { InstanceView } from '@skerry/sdk';
import type { Cli } from '../cli.ts';
import { activityOf, addressesOf } from '../nouns/instance.ts';
import { toneOf } from '../output/palette.ts';
import { textWidth, truncate } from '../output/text-width.ts';
import { formatSeconds } from '../output/units.ts';

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const barWidth = 20;

/** One line for each thing that is waited for. */
export interface Progress {
  update(id: number, view: InstanceView | undefined): void;
  /** A passing trouble, such as a server that does not answer; undefined: it is over. */
  trouble(sentence: string | undefined): void;
  done(id: number, sentence: string, good: boolean): void;
  close(): void;
}

interface Line {
  readonly name: string;
  readonly since: number;
  view: InstanceView | undefined;
  end?: { readonly text: string; readonly good: boolean };
}

/** On a terminal the lines are rewritten in place; elsewhere each change of state is one line, once. */
export function createProgress(cli: Cli, things: readonly { id: number; name: string }[]): Progress {
  const lines = new Map<number, Line>(
    things.map(({ id, name }) => [id, { name, since: performance.now(), view: undefined }]),
  );
  return cli.io.errIsTerminal ? live(cli, lines) : plain(cli, lines);
}

function plain(cli: Cli, lines: Map<number, Line>): Progress {
  const said = new Map<number, string>();
  return {
    update(id, view) {
      const line = lines.get(id);
      if (!line || line.end || !view) return;
      const step = view.observed?.step?.name;
      const failure = view.observed?.failure?.message;
      const text = `${line.name}: ${view.state}${step ? ` (${step})` : ''}${failure ? `: ${failure}` : ''}`;
      // Between two steps of the same state there is nothing new to say.
      const before = said.get(id);
      const between = step === undefined && failure === undefined && before?.startsWith(`${text} (`);
      if (before === text || between) return;
      cli.say(text);
      said.set(id, text);
    },
    trouble: (sentence) => sentence !== undefined && cli.say(sentence),
    done(id, sentence, good) {
      const line = lines.get(id);
      if (line) line.end = { text: sentence, good };
      cli.say(sentence);
    },
    close: () => {},
  };
}

function live(cli: Cli, lines: Map<number, Line>): Progress {
  const { errColours: colours, io } = cli;
  let drawn = 0;
  let frame = 0;
  let problem: string | undefined;
  const draw = () => {
    const width = Math.max(20, io.errColumns - 1);
    const texts = [...lines.values()].map((line) => {
      if (line.end)
        return `${line.end.good ? colours.good('✔') : colours.bad('✘')} ${truncate(line.end.text, width - 2)}`;
      return progressLine(line, colours.busy(spinner[frame % spinner.length] ?? ''), width, (s) =>
        colours[toneOf(s)](s),
      );
    });
    if (problem !== undefined) texts.push(colours.bad(truncate(problem, width)));
    const up = drawn > 0 ? `\u001b[${drawn}A` : '';
    io.stderr.write(`${up}\r\u001b[J${texts.join('\n')}\n`);
    drawn = texts.length;
    frame++;
  };
  draw();
  const timer = setInterval(draw, 100);
  return {
    update(id, view) {
      const line = lines.get(id);
      if (line) line.view = view;
    },
    trouble: (sentence) => (problem = sentence),
    done(id, text, good) {
      const line = lines.get(id);
      if (line) line.end = { text, good };
      draw();
    },
    close() {
      clearInterval(timer);
      draw();
    },
  };
}

/** "⠋ web  preparing  fetch-image ██████░░░░ 42%  12s": state, step, fraction, elapsed. Pure, for the tests. */
export function progressLine(
  line: Pick<Line, 'name' | 'since' | 'view'>,
  mark: string,
  width: number,
  colour: (state: string) => string = (s) => s,
  now = performance.now(),
): string {
  const state = line.view?.state ?? 'asked';
  const elapsed = formatSeconds((now - line.since) / 1000);
  const fraction = line.view?.observed?.step?.fraction;
  const failure = line.view?.observed?.failure?.message;
  const activity = line.view ? activityOf(line.view) : '';
  const bar = fraction !== undefined && failure === undefined ? ` ${barOf(fraction)}` : '';
  const waiting = activity === '' && line.view && state !== 'running' ? line.view.stateReason : activity;
  const fixed = textWidth(mark) + 1 + textWidth(line.name) + 2 + textWidth(state) + 2 + textWidth(elapsed);
  const room = width - fixed - textWidth(bar) - 2;
  const text = room > 3 ? `  ${truncate(waiting, room)}` : '';
  return `${mark} ${line.name}  ${colour(state)}${text}${room > 3 ? bar : ''}  ${elapsed}`;
}

function barOf(fraction: number): string {
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * barWidth);
  return '█'.repeat(full) + '░'.repeat(barWidth - full);
}

/** "web is running at 10.60.0.2". */
export function outcome(name: string, view: InstanceView | undefined): string {
  if (view === undefined) return `${name} is gone.`;
  const address = addressesOf(view);
  return view.state === 'running' && address !== '' ? `${name} is running at ${address}` : `${name} is ${view.state}.`;
}
