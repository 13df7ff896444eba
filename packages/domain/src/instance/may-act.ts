import { formatPermissions, may, type Permissions, type Right, type Subject } from '../object/permissions.ts';
import { deedWords, type InstanceAction, instanceActions, refusal } from './actions.ts';
import { type DriveFacts, driveRefusal } from './cdrom.ts';
import { consoleRefusal } from './consoles.ts';
import { type ConsoleType } from './kinds.ts';
import type { InstanceKind } from './kinds.ts';
import type { InstanceState } from './state.ts';

interface Owned {
  readonly ownerId: number;
  readonly groupId: number;
  readonly permissions: Permissions;
}

/** What every action on an instance needs, consoles too: the route table of the API says the same. */
export const actingRight: Right = 'manage';

const lackOfRight = (what: string, { permissions }: Owned): string =>
  `You may look at this instance, but to ${what} you need the right "${actingRight}" on it ` +
  `(its permissions are ${formatPermissions(permissions)}). Ask its owner or an administrator.`;

/** Undefined when this person may do it now, else the sentence that stands beside the button that is switched off. */
export function whyNot(
  action: InstanceAction,
  state: InstanceState,
  person: Subject,
  object: Owned & DriveFacts,
): string | undefined {
  if (may(person, actingRight, object)) return refusal(action, state) ?? driveRefusal(action, state, object);
  return lackOfRight(`${deedWords(action)} it`, object);
}

/** The same for a console. */
export function whyNoConsole(
  type: ConsoleType,
  instance: Owned & { readonly kind: InstanceKind; readonly state: InstanceState },
  person: Subject,
): string | undefined {
  if (!may(person, actingRight, instance)) return lackOfRight('open a console', instance);
  return consoleRefusal(type, instance.kind, instance.state);
}

/** Every action with its sentence of refusal, or null where it is possible now, to who may. */
export function actionsOf(state: InstanceState, of: DriveFacts): Record<InstanceAction, string | null> {
  const refusals = instanceActions.map((a) => [a, refusal(a, state) ?? driveRefusal(a, state, of) ?? null]);
  return Object.fromEntries(refusals) as Record<InstanceAction, string | null>;
}
