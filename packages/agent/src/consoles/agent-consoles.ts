import {
  guestConsole,
  guestConsoleEnding,
  guestConsoleLog,
  guestConsoleResize,
  guestDisplay,
  guestLogs,
  type Refusal,
} from '@skerry/contract';
import { consoleRefusal, type HostIntent, terminalOf } from '@skerry/domain';
import type { ComputeDriver, GuestConsole } from '@skerry/driver-contract';
import type { Log } from '@skerry/kit';
import { answering, ask, type Handlers, type LinkDuplex, type Session, together } from '@skerry/link';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { computeFor, type HostDrivers } from '../drivers/host-drivers.ts';
import { readLogs } from './read-logs.ts';
import { SharedConsole } from './shared-console.ts';
import { agentError } from '../errors.ts';

/** Milliseconds that the reason of an end may take to go up; the end itself does not wait longer. */
const endingMs = 2_000;
/** Sizes kept for terminals that may never come. */
const earlySizes = 100;

interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export interface AgentConsoleParts {
  readonly drivers: HostDrivers;
  readonly upward: Session;
  readonly log: Log;
  readonly intentOf: (instanceId: number) => Promise<HostIntent | undefined>;
}

/**
 * Consoles and displays of this host's guests. Owns the open ones: each lives as long as both its guest's side and its
 * stream to the controller do, and with this process.
 */
export class AgentConsoles {
  readonly #parts: AgentConsoleParts;
  readonly #serial = new Map<number, Promise<SharedConsole>>();
  /** By console id: terminals that can be told their size. */
  readonly #terminals = new Map<string, GuestConsole>();
  /** Sizes that came before their terminal was there: a shell takes a second to begin. */
  readonly #early = new Map<string, TerminalSize>();

  constructor(parts: AgentConsoleParts) {
    this.#parts = parts;
  }

  handlers(onRefused?: (refusal: Refusal) => void): Handlers {
    const on = answering(onRefused);
    return together(
      on.request(guestConsoleLog, async ({ instanceId, bytes }) => ({
        text: await (await this.#guest(instanceId)).driver.consoleLog(instanceId, bytes),
      })),
      on.request(guestLogs, async ({ instanceId, ...wanted }) => {
        const { driver } = await this.#guest(instanceId);
        if (driver.logs === undefined)
          throw agentError('logs-unavailable', `What guest ${instanceId} prints is not kept here.`);
        return readLogs(driver.logs, instanceId, wanted);
      }),
      on.request(guestConsoleResize, async ({ consoleId, columns, rows }) => {
        const terminal = this.#terminals.get(consoleId);
        if (terminal) await terminal.resize?.({ columns, rows });
        else this.#keepSize(consoleId, { columns, rows });
        return {};
      }),
      on.stream(guestConsole, async (stream, { instanceId, consoleId, type, command, terminal }) => {
        const { driver, kind } = await this.#guest(instanceId);
        // Whether its state allows one is for the driver to say; here it is only known what its kind has.
        const refusal = type && consoleRefusal(type, kind, 'running');
        if (refusal) throw agentError('console-unavailable', refusal);
        if (command !== undefined) {
          if (driver.commands === undefined) {
            throw agentError('console-unavailable', 'No program can be started in this instance from outside.');
          }
          const running = await driver.commands.open(instanceId, { words: command, terminal: terminal === true });
          return this.#carry(stream, running, driver, instanceId, consoleId, running.status);
        }
        const console =
          terminalOf(kind) === 'shell' ? await driver.openConsole(instanceId) : await this.#join(instanceId);
        await this.#carry(stream, console, driver, instanceId, consoleId);
      }),
      on.stream(guestDisplay, async (stream, { instanceId, consoleId }) => {
        const { driver } = await this.#guest(instanceId);
        await this.#carry(stream, await driver.openDisplay(instanceId), driver, instanceId, consoleId);
      }),
    );
  }

  async #guest(instanceId: number): Promise<{ driver: ComputeDriver; kind: HostIntent['kind'] }> {
    const intent = await this.#parts.intentOf(instanceId);
    if (intent) return { driver: computeFor(this.#parts.drivers, intent.kind), kind: intent.kind };
    const message = `Instance ${instanceId} is not on this host.`;
    throw agentError('guest-not-found', message);
  }

  /** Bytes both ways until either side ends. A viewer that leaves ends the guest's side; the guest stays as it is. */
  async #carry(
    stream: LinkDuplex,
    console: GuestConsole,
    driver: ComputeDriver,
    instanceId: number,
    consoleId: string | undefined,
    status?: Promise<number>,
  ): Promise<void> {
    if (stream.destroyed) return void console.destroy();
    if (consoleId !== undefined) {
      this.#terminals.set(consoleId, console);
      const size = this.#early.get(consoleId);
      this.#early.delete(consoleId);
      if (size) await console.resize?.(size);
    }
    // Not a pipeline: that would take a console which closes by itself for a failure of the stream.
    console.on('error', () => {});
    stream.once('close', () => console.destroy());
    stream.pipe(console);
    try {
      await pipeline(console, stream, { end: false });
      if (consoleId !== undefined) await this.#tellEnding(consoleId, driver, instanceId, await status);
      stream.end();
    } finally {
      if (consoleId !== undefined) this.#terminals.delete(consoleId);
      console.destroy();
    }
  }

  #keepSize(consoleId: string, size: TerminalSize): void {
    this.#early.set(consoleId, size);
    if (this.#early.size > earlySizes) this.#early.delete(this.#early.keys().next().value as string);
  }

  async #tellEnding(
    consoleId: string,
    driver: ComputeDriver,
    instanceId: number,
    status: number | undefined,
  ): Promise<void> {
    const { upward, log } = this.#parts;
    const state = (await driver.inspect(instanceId).catch(() => undefined))?.state;
    // A serial port and a display end only with the guest, also where the system has not noticed yet.
    const lives = terminalOf(driver.kind) === 'shell' && (state === 'running' || state === 'paused');
    const gone = { consoleId, why: 'stopped', message: 'The guest was stopped.' } as const;
    const body = lives ? { consoleId, why: 'ended' as const, ...endOf(status) } : gone;
    await ask(upward, guestConsoleEnding, body, { deadlineMs: endingMs, whenCut: 'fail' }).catch((error: unknown) =>
      log.debug({ instanceId, error: String(error) }, 'why a console ended was not told'),
    );
  }

  async #join(instanceId: number): Promise<Duplex> {
    for (let known = this.#serial.get(instanceId); known; known = this.#serial.get(instanceId)) {
      const shared = await known.catch(() => undefined);
      if (shared && !shared.ended) return shared.join();
      // A serial port takes its next client only when the last is gone.
      await shared?.closed;
      if (this.#serial.get(instanceId) === known) this.#serial.delete(instanceId);
    }
    const opening = this.#guest(instanceId)
      .then(({ driver }) => driver.openConsole(instanceId))
      .then((source) => {
        const shared = new SharedConsole(source);
        void shared.closed.then(() => this.#serial.get(instanceId) === opening && this.#serial.delete(instanceId));
        return shared;
      });
    this.#serial.set(instanceId, opening);
    try {
      return (await opening).join();
    } catch (error) {
      if (this.#serial.get(instanceId) === opening) this.#serial.delete(instanceId);
      throw error;
    }
  }
}

const endOf = (status: number | undefined) =>
  status === undefined
    ? { message: 'The shell has ended.' }
    : { message: `The command ended with status ${status}.`, status };
