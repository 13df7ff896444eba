import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

/** A process that gets jobs and gives results, one after the other. */
export class Worker {
  readonly #child: ChildProcess;

  constructor(file: string) {
    this.#child = fork(join(import.meta.dirname, file), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  }

  ask<T>(job: object | string): Promise<T> {
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error('A process of the benchmark ended.'));
      this.#child.once('exit', ended);
      this.#child.once('message', (reply: T & { error?: string }) => {
        this.#child.off('exit', ended);
        if (reply.error === undefined) resolve(reply);
        else reject(new Error(reply.error));
      });
      this.#child.send(job);
    });
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}
