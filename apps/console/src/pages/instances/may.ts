import {
  type InstanceAction,
  instanceActions,
  whyNoConsole,
  whyNot,
  type ConsoleType,
  consoleTypes,
} from '@skerry/domain';
import type { Instance, User } from '../../api/kinds.ts';
import { owned, subjectOf } from '../../api/session.ts';

/** Every action: null where this user may do it now, else the sentence. The domain's own table, as the API asks it. */
export const actionsFor = (instance: Instance, user: User | undefined): Record<InstanceAction, string | null> =>
  Object.fromEntries(
    instanceActions.map((a) => [
      a,
      whyNot(a, instance.state, subjectOf(user), { ...instance, ...owned(instance) }) ?? null,
    ]),
  ) as Record<InstanceAction, string | null>;

/** The same for consoles. */
export const consolesFor = (instance: Instance, user: User | undefined): Record<ConsoleType, string | null> =>
  Object.fromEntries(
    consoleTypes.map((type) => [
      type,
      whyNoConsole(type, { ...owned(instance), kind: instance.kind, state: instance.state }, subjectOf(user)) ?? null,
    ]),
  ) as Record<ConsoleType, string | null>;
