import type { image, instance } from '@skerry/contract';
import { type MachineAsked, machineOf } from '@skerry/domain';
import type { z } from 'zod';

type Asked = NonNullable<z.input<typeof image>['machine']>;
type Whole = NonNullable<z.input<typeof instance>['machine']>;

/** With what nobody asked for, as it is then. */
export function machineView(asked: MachineAsked | undefined): Whole {
  const machine = machineOf(asked);
  return { ...machine, bootOrder: [...machine.bootOrder] };
}

export function askedMachineView({ bootOrder, ...asked }: MachineAsked): Asked {
  return { ...asked, ...(bootOrder === undefined ? {} : { bootOrder: [...bootOrder] }) };
}
