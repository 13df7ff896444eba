import {
  added,
  admit,
  applyCommand,
  type Amounts,
  type Bounds,
  boundsFrom,
  type Charge,
  chargeOf,
  chargeOfCommand,
  type Command,
  type Delta,
  deltaOf,
  type Instance,
  isCatalogueKind,
  type Limits,
  type Account,
  recordBytes,
  type Subject,
} from '@skerry/domain';
import { valueUnder, type Write } from '@skerry/store';
import { RequestError } from '../errors.ts';
import { keys } from './keys.ts';
import type { Model } from './model.ts';

/**
 * Whether what a commit adds may be added: every commit of a request passes here, so no route can forget to ask. What
 * is admitted is held until the model shows it: requests side by side cannot all pass on the same room. Owns only what
 * is held just now; what is used is the model's.
 */
export class Admission {
  readonly #model: Model;
  readonly #bounds: Bounds;
  readonly #mostRecordBytes: number;
  readonly #held = new Map<Account, Amounts>();

  constructor(model: Model, limits: Limits) {
    this.#model = model;
    this.#bounds = boundsFrom(limits);
    this.#mostRecordBytes = limits['record-bytes'];
  }

  /** Throws `quota-exceeded` or `record-too-large`. Call what it returns when the model shows the writes, or never will. */
  enter(caller: Subject, writes: readonly Write[]): () => void {
    const come: Charge[] = [];
    const go: Charge[] = [];
    const instances = new Map<number, Instance>();
    for (const write of writes) {
      const [, area, first = '', second = ''] = write.key.split('/');
      if (area === 'catalogue' && isCatalogueKind(first)) {
        const before = this.#model.usage.chargeOf(`${first}/${Number(second)}`);
        if (before !== undefined) go.push(before);
        if (write.op === 'delete') continue;
        this.#checkSize(write.value);
        const object = valueUnder(keys.catalogueOf(first), write);
        const charge = object && chargeOf(first, object);
        if (charge !== undefined) come.push(charge);
      } else if (area === 'commands' && write.op === 'put') {
        this.#checkSize(write.value);
        const command = valueUnder(keys.commands, write);
        if (command === undefined) continue;
        come.push(chargeOfCommand(command));
        // One that is taken back stands where it stood.
        const stood = this.#model.usage.chargeOf(`command/${command.id}`);
        if (stood !== undefined) go.push(stood);
        this.#order(command, instances);
      }
    }
    for (const instance of instances.values()) {
      const [after, before] = [chargeOf('instance', instance), this.#model.usage.chargeOf(`instance/${instance.id}`)];
      if (after !== undefined) come.push(after);
      if (before !== undefined) go.push(before);
    }
    const delta = deltaOf(come, go);
    const used = (account: Account) => added(this.#model.usage.of(account), this.#held.get(account) ?? {});
    const refusal = admit(caller, delta, used, this.#bounds);
    if (refusal !== undefined) throw new RequestError('quota-exceeded', refusal.message, { hint: refusal.hint });
    return this.#hold(delta);
  }

  /** What the instance becomes by the order, as far as it is known here. */
  #order({ order, issuedAt }: Command, instances: Map<number, Instance>): void {
    if (order.type === 'cancelled') return;
    if (order.type === 'create-instance') {
      instances.set(order.instance.id, order.instance);
      return;
    }
    if (order.type !== 'instance') return;
    const instance = instances.get(order.instanceId) ?? this.#model.get('instance', order.instanceId);
    const applied = instance && applyCommand(instance, order.command, issuedAt);
    if (applied?.ok === true) instances.set(order.instanceId, applied.value);
  }

  #checkSize(value: unknown): void {
    const bytes = recordBytes(value);
    if (bytes <= this.#mostRecordBytes) return;
    throw new RequestError(
      'record-too-large',
      `This would be a record of ${bytes} bytes in memory; it may have ${this.#mostRecordBytes}.`,
    );
  }

  #hold(delta: Delta): () => void {
    for (const [account, amounts] of delta) this.#held.set(account, added(this.#held.get(account) ?? {}, amounts));
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      for (const [account, amounts] of delta) {
        const rest = added(this.#held.get(account) ?? {}, amounts, -1);
        if (Object.values(rest).some((n) => n !== 0)) this.#held.set(account, rest);
        else this.#held.delete(account);
      }
    };
  }
}
