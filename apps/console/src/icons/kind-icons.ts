import type { InstanceKind } from '@skerry/domain';
import { ContainerIcon } from './container.tsx';
import { InstanceIcon } from './instance.tsx';
import { MicrovmIcon } from './microvm.tsx';

export const kindIcons = {
  vm: InstanceIcon,
  container: ContainerIcon,
  microvm: MicrovmIcon,
} as const satisfies Readonly<Record<InstanceKind, typeof InstanceIcon>>;
