import { err, type Failure, ok, type Result } from '@skerry/kit';
import type { Image } from '../image/image.ts';
import type { Labels } from '../object/meta.ts';
import { machineProblem } from '../machine/machine.ts';
import { nameProblem } from '../object/name.ts';
import type { Permissions } from '../object/permissions.ts';
import { refusal } from './actions.ts';
import { contextBytes, contextTooLarge, contextWith, maxContextBytes } from './context.ts';
import type { Instance, InstanceCdrom, InstanceIntent } from './instance.ts';
import { attachCdrom, ejectCdrom } from './cdrom.ts';
import { oneMoreStart } from './starts.ts';
import { instanceState } from './state.ts';
import { domainFailure } from '../errors.ts';

/** What the front-end asks of the cluster that owns an instance. Creation is separate: it has no state to check. */
export type InstanceCommand =
  | { readonly type: 'start' }
  | { readonly type: 'stop'; readonly graceSeconds: number }
  | { readonly type: 'reboot'; readonly graceSeconds: number }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'resize'; readonly cpus?: number; readonly memoryMiB?: number }
  | { readonly type: 'rename'; readonly name: string }
  | {
      readonly type: 'update';
      readonly description?: string;
      readonly labels?: Labels;
      readonly attributes?: Readonly<Record<string, unknown>>;
      readonly permissions?: Permissions;
      readonly ownerId?: number;
      readonly groupId?: number;
    }
  /** What it is told at its next start; what is not given stays. */
  | {
      readonly type: 'reconfigure';
      readonly sshKeys?: readonly string[];
      readonly userData?: string;
      readonly userDataBase64?: string;
    }
  /** Another disc, in place of the one that is there. */
  | ({ readonly type: 'attach-cdrom' } & InstanceCdrom)
  | { readonly type: 'eject-cdrom' }
  | { readonly type: 'delete'; readonly graceSeconds: number };

/** Seconds a guest gets when the user does not say. Shorter cuts slow databases off; longer makes a stop feel hung. */
export const defaultGraceSeconds = 30;

/**
 * The instance as it is wanted after the command, or the reason why not. Pure: the front-end asks it against its mirror
 * before it accepts a command, and the cluster asks it again before it writes.
 */
export function applyCommand(
  instance: Instance,
  command: InstanceCommand,
  now: string,
  /** What it boots from, where the caller knows it: an instance is not shrunk below what its image needs. */
  image?: Pick<Image, 'name' | 'minMemoryMiB'>,
): Result<Instance, Failure> {
  const state = instanceState(instance);
  const sentence = refusal(command.type, state);
  if (sentence !== undefined) {
    return err(domainFailure('instance-state', sentence));
  }
  const changed = (fields: Partial<Instance>): Result<Instance, Failure> =>
    ok({ ...instance, ...fields, changedAt: now });
  const intend = (fields: Partial<InstanceIntent>, more: Partial<Instance> = {}) =>
    changed({ ...more, intent: { ...instance.intent, ...fields, generation: instance.intent.generation + 1 } });

  switch (command.type) {
    case 'start':
      return intend({ power: 'running', ...oneMoreStart(instance) });
    case 'resume':
      return intend({ power: 'running' });
    case 'pause':
      return intend({ power: 'paused' });
    case 'stop':
      return intend({ power: 'stopped', graceSeconds: command.graceSeconds });
    case 'reboot':
      return intend({ reboots: instance.intent.reboots + 1, graceSeconds: command.graceSeconds });
    case 'delete':
      return intend({ power: 'absent', graceSeconds: command.graceSeconds });
    case 'resize': {
      if (image && command.memoryMiB !== undefined && command.memoryMiB < image.minMemoryMiB) {
        return err(
          domainFailure(
            'memory-too-small',
            `The image "${image.name}" needs at least ${image.minMemoryMiB} MiB of memory; ${command.memoryMiB} MiB were asked for.`,
            { hint: `Ask for ${image.minMemoryMiB} MiB or more.`, field: 'memoryMiB' },
          ),
        );
      }
      const problem = machineProblem(instance.spec.machine, command.cpus);
      if (problem !== undefined) return err(domainFailure('topology-differs', problem.message, { field: 'cpus' }));
      const spec = {
        ...instance.spec,
        cpus: command.cpus ?? instance.spec.cpus,
        memoryMiB: command.memoryMiB ?? instance.spec.memoryMiB,
      };
      return intend({}, { spec });
    }
    case 'rename': {
      const problem = nameProblem(command.name);
      if (problem !== undefined) return err(domainFailure('name-invalid', problem, { field: 'name' }));
      return intend({}, { name: command.name });
    }
    case 'reconfigure': {
      const context = contextWith(instance.spec.context, command);
      if (contextBytes(context) > maxContextBytes) {
        return err(domainFailure('context-too-large', contextTooLarge, { field: 'context' }));
      }
      return intend({}, { spec: { ...instance.spec, context } });
    }
    case 'attach-cdrom':
    case 'eject-cdrom': {
      const spec = command.type === 'eject-cdrom' ? ejectCdrom(instance) : attachCdrom(instance, command);
      return spec.ok ? intend({}, { spec: spec.value }) : spec;
    }
    case 'update': {
      const { type: _, ...fields } = command;
      return changed(defined(fields));
    }
  }
}

const defined = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
